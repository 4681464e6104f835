#!/usr/bin/env python3
"""Tests of run_folders.py and results_table.py, on run folders made by hand."""

import math
import tempfile
import unittest
from pathlib import Path

import results_table
import run_folders
from fixture_run import constraint, epoch, write_run

EXACT = {"toy/band": {"H_star": 3.5}}


class Page(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = Path(self._folder.name)

    def preset(self, *runs):
        folders = []
        for i, seeds in enumerate(runs):
            folders.append(self.root / f"run-{i}")
            write_run(folders[-1], seeds)
        return run_folders.read_preset("toy.sub", "band", "A band", folders, ["optimizer.epochs=2"])

    def test_a_constraint_is_shown_in_its_own_unit(self):
        seed = self.preset({1: ("converged", 1, [epoch(0, 5.0), epoch(1, 3.0)])}).best
        mean, std, share = seed.constraints
        self.assertEqual((mean.target, mean.mean, mean.lower), (2.0, 2.0, 1.99))
        self.assertAlmostEqual(std.lower, 0.45)  # 0.5 sqrt(0.81)
        self.assertAlmostEqual(std.allowed[1], 0.5 * math.sqrt(1.1))
        self.assertEqual(share.allowed, (0.0, 0.1))

    def test_the_best_epoch_counts_and_not_the_last(self):
        seed = self.preset({1: ("converged", 1, [epoch(0, 5.0), epoch(1, 3.25), epoch(2, 3.0)])}).best
        self.assertEqual((seed.entropy, seed.epochs, seed.simulations), (3.25, 2, 2000))

    def test_the_converged_seed_of_highest_entropy_is_the_best(self):
        preset = self.preset(
            {1: ("converged", 1, [epoch(1, 3.0)])},
            {2: ("converged", 1, [epoch(1, 3.4)])},
            {3: ("budget_exhausted", None, [epoch(1, 9.0)])},
        )
        self.assertEqual((preset.best.seed, len(preset.converged), len(preset.seeds)), (2, 2, 3))

    def test_of_failures_the_closest_is_the_best(self):
        far, near = (epoch(1, 3.0, [constraint("rate.mean", "mean", mean=m, met=False)]) for m in (0.9, -0.3))
        preset = self.preset({1: ("budget_exhausted", None, [far])}, {2: ("budget_exhausted", None, [near])})
        self.assertEqual(preset.best.seed, 2)

    def test_a_run_that_is_not_finished_is_left_out(self):
        write_run(self.root / "half", {1: ("interrupted", None, [epoch(1, 3.0)])}, status="interrupted")
        self.assertIsNone(run_folders.read_preset("toy", "band", "A band", [self.root / "half", self.root / "none"]))

    def test_the_page_says_everything_about_a_property(self):
        preset = self.preset({1: ("converged", 1, [epoch(1, 3.25)])}, {2: ("converged", 1, [epoch(1, 3.0)])})
        text = results_table.page([preset], EXACT)
        self.assertEqual(results_table.problems_of(text, ["toy.sub/band"]), [])
        self.assertIn("| `toy.sub/band` | 2 of 2 | 3.25 | 3.5 | 0.25 | 1k | 12.0 s |", text)
        self.assertIn("| `rate.std` | 0.5 Hz | 0.5 | 0.45 .. 0.55 | 0.4743 .. 0.5244 Hz | yes |", text)
        self.assertIn("Some CPU, 2 logical CPUs, x86-64-v3", text)
        self.assertIn("epi run --model toy.sub --property band --seeds 1:2 --set optimizer.epochs=2\n", text)

    def test_what_did_not_converge_has_no_gap(self):
        preset = self.preset({1: ("budget_exhausted", None, [epoch(1, 9.0)])})
        text = results_table.page([preset], EXACT)
        self.assertIn("| `toy.sub/band` | 0 of 1 | 9 | 3.5 |  | 1k | 12.0 s |", text)
        self.assertIn("Seed 1 came closest: entropy 9 ± 0.01 nats.", text)

    def test_a_seed_that_failed_before_its_first_epoch_has_no_numbers(self):
        preset = self.preset({1: ("converged", 1, [epoch(1, 3.25)])}, {2: ("failed", None, [epoch(0, 5.0)])})
        (self.root / "run-1" / "seed-002" / "epochs.json").unlink()
        preset = run_folders.read_preset("toy", "band", "A band", [self.root / "run-0", self.root / "run-1"])
        text = results_table.page([preset], {})
        self.assertEqual(results_table.problems_of(text, ["toy/band"]), [])
        self.assertIn("| 2 | failed | 0 |  |  |  | 0 | 12.0 s |", text)

    def test_a_property_that_is_out_of_reach_is_shown_with_the_reason(self):
        write_run(self.root / "run", {1: ("failed", None, [epoch(0, 5.0)])}, status="failed", message="none is above 0.7 Hz")
        (self.root / "run" / "seed-001" / "epochs.json").unlink()
        text = results_table.page([run_folders.read_preset("toy", "band", "A band", [self.root / "run"])], {})
        self.assertEqual(results_table.problems_of(text, ["toy/band"]), [])
        self.assertIn("0 of 1 seeds converged. Seed 1 ended early: none is above 0.7 Hz.", text)

    def test_findings_stand_beside_the_papers_numbers(self):
        findings = {"model": "toy", "method": "By hand.", "rows": [{"finding": "slope", "paper": "1.62", "here": "1.6", "holds": True}]}
        preset = self.preset({1: ("converged", 1, [epoch(1, 3.25)])})
        self.assertIn("| slope | 1.62 | 1.6 | yes |", results_table.page([preset], {}, [findings]))


class Problems(unittest.TestCase):
    def test_an_uneven_table_is_found(self):
        self.assertIn("3 cells", results_table.problems_of("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", [])[0])

    def test_a_missing_number_is_found(self):
        self.assertIn("missing", results_table.problems_of("| a | nan |\n", [])[0])

    def test_a_missing_property_is_found(self):
        self.assertEqual(len(results_table.problems_of("", ["toy/band"])), 2)


class Words(unittest.TestCase):
    def test_counts_and_durations_are_short(self):
        self.assertEqual([results_table.count(n) for n in (12, 12345, 6.1e6)], ["12", "12.3k", "6.1M"])
        self.assertEqual([results_table.duration(t) for t in (3, 90, 7200)], ["3.0 s", "1.5 min", "2.0 h"])


if __name__ == "__main__":
    unittest.main()
