#!/usr/bin/env python3
"""Tests of ratios.py."""

import unittest

import ratios


def run(name, milliseconds, unit="ms", by_the_clock=None):
    return {
        "run_name": name + "/process_time/real_time",
        "run_type": "iteration",
        "cpu_time": milliseconds / ratios.MILLISECONDS[unit],
        "real_time": (by_the_clock or milliseconds) / ratios.MILLISECONDS[unit],
        "time_unit": unit,
    }


def document(*benchmarks):
    return {"context": {"num_cpus": 2, "mhz_per_cpu": 2000}, "benchmarks": list(benchmarks)}


class Ratios(unittest.TestCase):
    def test_an_outlier_does_not_move_the_median(self):
        batches, _ = ratios.collect(document(*[run("sc/float32/own/plugin", t) for t in (10, 11, 900)]))
        self.assertEqual(batches["sc/float32/own"]["plugin"].median, 11)

    def test_units_are_brought_together(self):
        batches, _ = ratios.collect(document(run("stg/float32/none/eager", 70, "us"), run("stg/float32/none/plugin", 2, "s")))
        times = batches["stg/float32/none"]
        self.assertAlmostEqual(times["eager"].median, 70)
        self.assertAlmostEqual(times["plugin"].median, 2)

    def test_only_threads_are_measured_by_the_clock(self):
        batches, _ = ratios.collect(
            document(run("a/b/c/plugin", 5, by_the_clock=50), run("a/b/c/host_2_threads", 9, by_the_clock=5))
        )
        self.assertEqual([batches["a/b/c"][who].median for who in ("plugin", "host_2_threads")], [5, 5])

    def test_a_ratio_needs_both_sides(self):
        batches, _ = ratios.collect(document(run("stg/float32/none/eager", 70), run("stg/float32/none/plugin", 2)))
        row = ratios.table(batches)[-1]
        self.assertIn("| 35 |", row)  # eager / plugin
        self.assertIn("|  |", row)  # nothing written by hand for this model

    def test_aggregates_are_passed_over(self):
        mean = dict(run("sc/float32/own/plugin", 500), run_type="aggregate")
        batches, _ = ratios.collect(document(run("sc/float32/own/plugin", 10), mean))
        self.assertEqual(batches["sc/float32/own"]["plugin"].values, [10])

    def test_what_was_not_measured_is_named_with_its_reason(self):
        failed = dict(run("sc/float32/own/plugin", 0), error_occurred=True, error_message="there is no\nmodel")
        text = ratios.report(document(failed, run("sc/float32/own/eager", 3)))
        self.assertIn("* sc/float32/own/plugin: there is no model", text)

    def test_steps_and_whole_runs_have_columns_of_their_own(self):
        whole = dict(run("lds/float32/run/epi", 999, by_the_clock=2), run_name="lds/float32/run/epi/iterations:1/manual_time")
        text = ratios.report(document(run("D4/float32/step/eager", 30), run("D4/float32/step/fused", 2), run("lds/float32/run/eager", 8), whole))
        self.assertIn("| D4/float32/step | 30 ± 0% | 2 ± 0% | 15 |", text)
        self.assertIn("| lds/float32/run | 8 ± 0% | 2 ± 0% | 4 |", text)
        self.assertNotIn("hand-written", text)

    def test_the_spread_is_half_the_interquartile_range(self):
        self.assertAlmostEqual(ratios.Times([8, 9, 10, 11, 12]).spread, 0.1)
        self.assertEqual(ratios.Times([8]).spread, 0.0)


if __name__ == "__main__":
    unittest.main()
