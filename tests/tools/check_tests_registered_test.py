#!/usr/bin/env python3
"""The registration check finds test files that never run and tests that are switched off."""

import unittest

import check_tests_registered
from tree import Tree

FILES = {"unit/a_test.cpp": "TEST(A, B) {}\n", "unit/b_test.cpp": "TEST(B, C) {}\n", "unit/helper.cpp": ""}


def problems_of(files, registered):
    with Tree(files) as root:
        return check_tests_registered.check(root, {root / path for path in registered})[0]


class CheckTestsRegistered(unittest.TestCase):
    def test_registered_files_are_accepted(self):
        self.assertEqual(problems_of(FILES, ["unit/a_test.cpp", "unit/b_test.cpp"]), [])

    def test_a_file_that_no_program_builds_is_found(self):
        problems = problems_of(FILES, ["unit/a_test.cpp"])
        self.assertEqual(len(problems), 1)
        self.assertIn("unit/b_test.cpp", problems[0])

    def test_a_test_that_is_switched_off_is_found(self):
        for text in ("TEST(A, DISABLED_B) {}", "// TEST(A, B) {}", "  //TEST_F(A, B) {}"):
            with self.subTest(text=text):
                problems = problems_of({"a_test.cpp": text + "\n"}, ["a_test.cpp"])
                self.assertEqual(len(problems), 1)


if __name__ == "__main__":
    unittest.main()
