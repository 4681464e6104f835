#!/usr/bin/env python3
"""Checks that files stay small: a warning above 300 lines, a failure above 500 without a reason in file_size_reasons.json.

A reason for a file that no longer needs one is a failure, too, so that the list stays short.

Usage: check_file_size.py ROOT [REASONS]
"""

import json
import sys
from pathlib import Path

WARN_ABOVE = 300
FAIL_ABOVE = 500
FOLDERS = ("sdk", "plugins", "host", "tests", "schemas", ".ci")
SUFFIXES = {".h", ".hpp", ".c", ".cpp", ".py", ".cmake", ".sh", ".txt", ""}


def sizes(root):
    """Lines of every source file, by path."""
    result = {}
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in SUFFIXES and file.is_file() and "__pycache__" not in file.parts:
                result[file.relative_to(root).as_posix()] = len(file.read_text(encoding="utf-8").splitlines())
    return result


def check(root, reasons):
    """Warnings, and failures."""
    warnings, failures, found = [], [], sizes(root)
    for path, lines in found.items():
        if lines > FAIL_ABOVE and path not in reasons:
            failures.append(f"{path}: {lines} lines; split it, or write a reason into file_size_reasons.json")
        elif lines > WARN_ABOVE:
            warnings.append(f"{path}: {lines} lines")
    for path, reason in reasons.items():
        if found.get(path, 0) <= FAIL_ABOVE:
            failures.append(f"file_size_reasons.json: {path} needs no reason")
        if not isinstance(reason, str) or len(reason) < 20:
            failures.append(f"file_size_reasons.json: the reason for {path} says nothing")
    if not found:
        failures.append(f"no source files under {root}")
    return warnings, failures


def main():
    root = Path(sys.argv[1]).resolve()
    reasons_file = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).with_name("file_size_reasons.json")
    warnings, failures = check(root, json.loads(reasons_file.read_text(encoding="utf-8")))
    for warning in warnings:
        print(f"warning: {warning}")
    for failure in failures:
        print(f"failure: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
