#!/usr/bin/env python3
"""The size check warns, fails, and keeps its list of reasons honest."""

import unittest

import check_file_size
from tree import Tree

REASON = "a table of constants that belong together"


def check(lines, reasons=None):
    with Tree({"host/src/a.cpp": "x\n" * lines}) as root:
        return check_file_size.check(root, reasons or {})


class CheckFileSize(unittest.TestCase):
    def test_limits(self):
        self.assertEqual(check(300), ([], []))
        self.assertEqual(check(301), (["host/src/a.cpp: 301 lines"], []))
        self.assertEqual(check(500), (["host/src/a.cpp: 500 lines"], []))
        warnings, failures = check(501)
        self.assertEqual(warnings, [])
        self.assertEqual(len(failures), 1)

    def test_a_reason_turns_a_failure_into_a_warning(self):
        self.assertEqual(check(501, {"host/src/a.cpp": REASON}), (["host/src/a.cpp: 501 lines"], []))

    def test_a_reason_that_is_not_needed_fails(self):
        self.assertEqual(len(check(500, {"host/src/a.cpp": REASON})[1]), 1)
        self.assertEqual(len(check(10, {"host/src/gone.cpp": REASON})[1]), 1)

    def test_a_reason_must_say_something(self):
        self.assertEqual(len(check(501, {"host/src/a.cpp": "big"})[1]), 1)

    def test_an_empty_tree_fails(self):
        with Tree({"README.md": ""}) as root:
            self.assertEqual(len(check_file_size.check(root, {})[1]), 1)


if __name__ == "__main__":
    unittest.main()
