#!/usr/bin/env python3
"""Tests of results.py's bookkeeping with a stand-in for `epi`: a script that keeps a list of how it was called."""

import stat
import tempfile
import unittest
from pathlib import Path

import results
from fixture_run import CONFIG, FINGERPRINT, epoch, write_run

# Understands just what results.py asks of epi. A run with --seed 13 ends with an internal error.
STAND_IN = """#!/usr/bin/env python3
import json, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from fixture_run import CONFIG, epoch, write_run
words = sys.argv[1:]
with open({log!r}, "a") as log:
    log.write(" ".join(words) + "\\n")
if "--dry-run" in words:
    print(json.dumps({{"config": CONFIG}}))
elif words[0] == "list":
    print(json.dumps({{"modules": [{{"status": "ok", "models": [{{"id": "toy"}}]}}]}}))
elif words[0] == "describe":
    print(json.dumps({{"fingerprint": {fingerprint!r}, "properties": [{{"name": "band", "title": "A band"}}]}}))
elif "13" in words:
    sys.exit("error: all is lost")  # status 1
else:
    folder = words[words.index("--out") + 1] if words[0] == "run" else words[1]
    write_run(Path(folder), {{1: ("converged", 1, [epoch(1, 3.0)])}})
"""


class Bookkeeping(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = Path(self._folder.name)
        self.log, script = self.root / "log", self.root / "epi"
        script.write_text(STAND_IN.format(tests=str(Path(__file__).parent), log=str(self.log), fingerprint=FINGERPRINT))
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        self.program = results.Program(script, threads=1)

    def job(self, seed=1):
        return results.Job("toy", "band", seed, ("a=1",), self.root / "out" / f"seed-{seed}", FINGERPRINT)

    def verbs(self):
        return [line.split()[0] for line in self.log.read_text().splitlines() if "--dry-run" not in line]

    def finished(self, **changes):
        write_run(self.job().folder, {1: ("converged", 1, [epoch(1, 3.0)])}, **changes)

    def test_what_was_never_run_is_run(self):
        self.assertEqual(results.execute(self.job(), self.program, False), "ran, converged")
        self.assertIn("run --model toy --property band --set a=1 --seed 1 --out", self.log.read_text())

    def test_what_is_finished_is_not_run_again(self):
        self.finished()
        self.assertEqual(results.execute(self.job(), self.program, False), "was finished")
        self.assertEqual(self.verbs(), [])

    def test_what_was_interrupted_is_resumed(self):
        for status in ("interrupted", "running"):
            self.finished(status=status)
            self.assertEqual(results.execute(self.job(), self.program, False), "resumed, converged")
        self.assertEqual(self.verbs(), ["resume", "resume"])

    def test_a_folder_of_another_configuration_is_refused(self):
        self.finished(config={**CONFIG, "seeds": [2]})
        with self.assertRaisesRegex(results.Trouble, "another configuration"):
            results.execute(self.job(), self.program, False)
        self.assertEqual(results.execute(self.job(), self.program, True), "ran, converged")

    def test_results_of_other_equations_are_refused(self):
        self.finished(fingerprint="f" * 16)
        with self.assertRaisesRegex(results.Trouble, "another configuration or model"):
            results.execute(self.job(), self.program, False)

    def test_one_failure_does_not_keep_the_others_from_running(self):
        self.assertEqual(results.execute_all([self.job(13), self.job(1)], self.program, 1, False), 1)
        self.assertTrue((self.job(1).folder / "run.json").is_file())

    def test_the_page_holds_all_that_is_finished_and_how_it_was_made(self):
        out = self.root / "runs"
        jobs = [results.Job("toy", "band", s, ("a=1",), results.preset_folder(out, "toy", "band") / f"seed-{s}", FINGERPRINT) for s in (1, 2)]
        self.assertEqual(results.execute_all(jobs, self.program, 1, False), 0)
        (preset,) = results.finished_presets(out, results.shipped(self.program) + [("toy", FINGERPRINT, "other", "Never run")])
        self.assertEqual((len(preset.seeds), preset.overrides), (2, ["a=1"]))

    def test_everything_that_ships_is_found(self):
        entries = results.shipped(self.program)
        self.assertEqual(entries, [("toy", FINGERPRINT, "band", "A band")])
        self.assertEqual(results.chosen(entries, ["toy/*"], False), entries)
        with self.assertRaisesRegex(results.Trouble, "no property matches"):
            results.chosen(entries, ["other/*"], False)

    def test_short_needs_the_property_with_a_known_answer(self):
        with self.assertRaisesRegex(results.Trouble, "lds/oscillation_1hz"):
            results.chosen(results.shipped(self.program), [], True)


class Seeds(unittest.TestCase):
    def test_lists_and_ranges(self):
        self.assertEqual(results.seeds_of("7"), [7])
        self.assertEqual(results.seeds_of("1:3,9"), [1, 2, 3, 9])


if __name__ == "__main__":
    unittest.main()
