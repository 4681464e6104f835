#!/usr/bin/env python3
"""Runs `results.py --short` with the built program: every model passes through every step, lds/oscillation_1hz converges, the
page is well formed, and a second call finds everything finished.

Usage: results_short_test.py EPI
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

EPI = sys.argv.pop() if len(sys.argv) > 1 else ""


class Short(unittest.TestCase):
    def results(self, out):
        script = Path(__file__).with_name("results.py")
        return subprocess.run(
            [sys.executable, "-B", script, "--short", "--epi", EPI, "--out", out], capture_output=True, text=True, check=False
        )

    def test_everything_runs_once_and_lds_converges(self):
        with tempfile.TemporaryDirectory() as out:
            first = self.results(out)
            self.assertEqual(first.returncode, 0, first.stderr)
            self.assertIn("lds/oscillation_1hz seed 1: ran, converged", first.stderr)
            page = (Path(out) / "results.md").read_text(encoding="utf-8")
            second = self.results(out)
            self.assertEqual(second.returncode, 0, second.stderr)
            self.assertNotIn(": ran", second.stderr)
            self.assertEqual((Path(out) / "results.md").read_text(encoding="utf-8"), page)


if __name__ == "__main__":
    unittest.main()
