#!/usr/bin/env python3
"""Checks that every *_test.cpp under tests/ belongs to a test program, and that no test is switched off.

Usage: check_tests_registered.py TESTS_FOLDER REGISTERED
REGISTERED is a file with the sources of all test programs, one absolute path a line; CMake writes it.
"""

import re
import sys
from pathlib import Path

SWITCHED_OFF = re.compile(r"\bDISABLED_\w+|^\s*//\s*TEST(_F|_P)?\s*\(", re.MULTILINE)


def check(tests_folder, registered):
    """All problems, and the number of test files."""
    files, problems = sorted(tests_folder.rglob("*_test.cpp")), []
    for file in files:
        path = file.relative_to(tests_folder).as_posix()
        if file.resolve() not in registered:
            problems.append(f"{path}: no epi_test() builds it, so it never runs")
        for match in SWITCHED_OFF.finditer(file.read_text(encoding="utf-8")):
            problems.append(f"{path}: a test is switched off: {match.group(0).strip()}")
    return problems, len(files)


def main():
    registered = {Path(line).resolve() for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()}
    problems, n_files = check(Path(sys.argv[1]).resolve(), registered)
    for problem in problems:
        print(problem)
    print(f"{n_files} test files, {len(problems)} problems")
    return 1 if problems or n_files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
