#!/usr/bin/env python3
"""The JSON check finds text that is not JSON, repeated keys, and schemas without a dialect."""

import unittest

import check_json
from tree import Tree


def problems_of(path, text):
    with Tree({path: text}) as root:
        return check_json.check(root)[0]


class CheckJson(unittest.TestCase):
    def test_good_files_are_accepted(self):
        self.assertEqual(problems_of("a.json", '{"a": [1, {"a": 2}]}'), [])
        self.assertEqual(problems_of("schemas/a.schema.json", '{"$schema": "x"}'), [])

    def test_files_that_are_wrong_on_purpose_are_left_out(self):
        with Tree({"schemas/examples/invalid/a.json": "{", "schemas/examples/b.json": "{"}) as root:
            problems, n_files = check_json.check(root)
        self.assertEqual((len(problems), n_files), (1, 1))

    def test_bad_files_are_found(self):
        for path, text in [
            ("a.json", "{"),
            ("schemas/examples/x.json", "{'a': 1}"),
            ("tests/reference/a.json", '{"a": 1, "a": 1}'),
            ("docs/a.json", '{"b": {"a": 1, "a": 2}}'),
            ("schemas/a.schema.json", "{}"),
            ("schemas/b.schema.json", "[]"),
        ]:
            with self.subTest(path=path, text=text):
                problems = problems_of(path, text)
                self.assertEqual(len(problems), 1)
                self.assertIn(path, problems[0])


if __name__ == "__main__":
    unittest.main()
