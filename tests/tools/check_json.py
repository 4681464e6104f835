#!/usr/bin/env python3
"""Checks that every JSON file of the repository parses, with no key twice, and that every schema names its dialect.

What lies in schemas/examples/invalid is wrong on purpose and is left out.

Usage: check_json.py ROOT
"""

import json
import sys
from pathlib import Path

WRONG_ON_PURPOSE = "schemas/examples/invalid"
FOLDERS = ("schemas", "plugins", "host", "sdk", "tests", "docs")


def without_repeats(pairs):
    keys = [key for key, _ in pairs]
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        raise ValueError(f"repeated keys: {', '.join(sorted(repeated))}")
    return dict(pairs)


def check_file(file):
    """What is wrong with a file, or None."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=without_repeats)
    except ValueError as error:
        return str(error)
    if file.name.endswith(".schema.json") and not (isinstance(document, dict) and "$schema" in document):
        return "a schema without $schema"
    return None


def json_files(root):
    files = sorted(root.glob("*.json"))
    for folder in FOLDERS:
        files += sorted((root / folder).rglob("*.json"))
    return [file for file in files if not file.is_relative_to(root / WRONG_ON_PURPOSE)]


def check(root):
    """All problems, and the number of files."""
    files = json_files(root)
    problems = [(file, check_file(file)) for file in files]
    return [f"{file.relative_to(root)}: {problem}" for file, problem in problems if problem], len(files)


def main():
    problems, n_files = check(Path(sys.argv[1]).resolve())
    for problem in problems:
        print(problem)
    print(f"{n_files} JSON files, {len(problems)} problems")
    return 1 if problems or n_files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
