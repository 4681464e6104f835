"""A temporary tree of files, for the tests of the checks."""

import tempfile
from pathlib import Path


class Tree:
    """Writes {path: text} into a new folder, which disappears at the end of the `with` block."""

    def __init__(self, files):
        self._files = files

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        root = Path(self._folder.name).resolve()
        for path, text in self._files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return root

    def __exit__(self, *_):
        self._folder.cleanup()
