#!/usr/bin/env python3
"""Tests of the findings: each analysis on made-up distributions whose answer is known."""

import json
import math
import random
import tempfile
import unittest
from pathlib import Path

import findings
import findings_rnn
import findings_sc
import findings_stg
import findings_v1
import v1_circuit
from epi_calls import Epi, Table, as_csv
from findings import Run
from fixture_run import epoch, write_run

REFERENCE = Path(__file__).resolve().parents[1] / "reference"


class Gaussian:
    """A stand-in for Epi: a run whose density is normal, and a model that `simulate_row` computes."""

    def __init__(self, names, centre, precision, simulate_row=None, columns=()):
        self.names, self.centre, self.precision = names, centre, precision
        self.simulate_row, self.columns = simulate_row, list(columns)
        self.simulated_points = []

    def sample(self, _run, n, seed=1):
        source = random.Random(seed)
        rows = []
        for _ in range(n):
            point = [c + source.gauss(0, 1) for c in self.centre]
            rows.append(point + [self.log_prob(point)])
        return Table([*self.names, "log_prob"], rows)

    def log_prob(self, point):
        d = [x - c for x, c in zip(point, self.centre)]
        return -0.5 * sum(self.precision[i][j] * d[i] * d[j] for i in range(len(d)) for j in range(len(d)))

    def evaluate(self, _run, _names, points):
        gradients = []
        for point in points:
            d = [x - c for x, c in zip(point, self.centre)]
            gradients.append([-sum(p * x for p, x in zip(row, d)) for row in self.precision])
        hessian = [[-p for p in row] for row in self.precision]
        return [self.log_prob(p) for p in points], gradients, [hessian] * len(points)

    def simulate(self, _model, names, points, settings=None, seed=0):
        self.simulated_points += points
        rows = [[*point, *self.simulate_row(point)] for point in points]
        return Table([*names, *self.columns], rows, ["ok"] * len(points))


def run_with_bounds(names, lower, upper):
    return Run(Path("nowhere"), "A made-up run.", {}, {name: (lower, upper) for name in names})


class Stg(unittest.TestCase):
    NAMES = ("g_el", "g_synA")

    def epi(self, simulate_row):
        # Sensitive along (1, 1)/sqrt 2 with curvature -10, robust along (1, -1)/sqrt 2 with -2.
        return Gaussian(self.NAMES, (6.0, 1.5), ((6.0, 4.0), (4.0, 6.0)), simulate_row, findings_stg.STATISTICS)

    def rows(self, simulate_row, lower=0.0, upper=10.0):
        epi = self.epi(simulate_row)
        result = findings_stg.compute(epi, {"network_syncing": run_with_bounds(self.NAMES, lower, upper)})
        return result["rows"], epi

    @staticmethod
    def detuned(point):
        """All frequencies move with the square root of the distance along (1, 1): the summed error is linear, slope 5 * 0.01."""
        along = (point[0] - 6.0 + point[1] - 1.5) / math.sqrt(2.0)
        return [findings_stg.TARGET_HZ + 0.1 * math.sqrt(abs(along))] * 5

    def test_the_sensitive_direction_has_the_slope_and_the_robust_one_has_none(self):
        rows, _ = self.rows(self.detuned)
        self.assertEqual(rows[0]["here"], "-10, -2")
        self.assertTrue(rows[0]["holds"])
        self.assertIn("slope 0.05, p = 0", rows[1]["here"])
        self.assertTrue(rows[1]["holds"] and rows[2]["holds"])

    def test_a_circuit_that_stays_in_sync_everywhere_has_no_sensitive_direction(self):
        rows, _ = self.rows(lambda point: [findings_stg.TARGET_HZ] * 5)
        self.assertFalse(rows[1]["holds"])

    def test_nothing_is_simulated_outside_the_support(self):
        _, epi = self.rows(self.detuned, upper=6.05)
        self.assertTrue(all(point[0] <= 6.05 for point in epi.simulated_points))
        self.assertGreater(len(epi.simulated_points), 50)


class V1(unittest.TestCase):
    def test_the_plain_circuit_is_that_of_the_reference(self):
        data = json.loads((REFERENCE / "v1.json").read_text(encoding="utf-8"))
        for z, statistics, diverged in list(zip(data["z"], data["statistics"], data["diverged"]))[:16]:
            if not diverged:
                for mine, expected in zip(v1_circuit.response(z), statistics[:4]):
                    self.assertAlmostEqual(mine, expected, delta=1e-10 * (1.0 + abs(expected)))

    def test_a_plugin_of_other_equations_is_refused(self):
        run = run_with_bounds(findings_v1.NAMES, -5.0, 5.0)
        columns = [f"dx_{t}" for t in v1_circuit.TYPES]
        right = Gaussian(findings_v1.NAMES, [0.0] * 4, (), v1_circuit.response, columns)
        findings_v1.check_agreement(right, run, [0.1, 0.2, 0.3, 0.4])
        wrong = Gaussian(findings_v1.NAMES, [0.0] * 4, (), lambda z: [x + 1e-6 for x in v1_circuit.response(z)], columns)
        with self.assertRaisesRegex(RuntimeError, "epi says"):
            findings_v1.check_agreement(wrong, run, [0.1, 0.2, 0.3, 0.4])

    def test_a_sweep_moves_one_input_about_the_mode(self):
        swept = findings_v1.sweep([1.0, 2.0, 3.0, 4.0], 1, 0, response=lambda dh: [dh[1] - dh[0], 0, 0, 0])
        self.assertEqual((len(swept), swept[0], swept[-1]), (findings_v1.POINTS, 1.0 - 15.0, 1.0 + 15.0))

    def test_turning_back_is_not_monotone_but_noise_is(self):
        self.assertTrue(findings_v1.is_monotone([0, 1, 2, 2, 3]))
        self.assertTrue(findings_v1.is_monotone([3, 1, 1.0005, 0]))
        self.assertFalse(findings_v1.is_monotone([0, 2, 1]))
        self.assertFalse(findings_v1.is_monotone([2, 0, 1]))

    def test_an_input_without_a_connection_is_ignored(self):
        modes = {t: [0.0] * 4 for t in v1_circuit.TYPES}
        _, slopes = findings_v1.direct_row(modes)
        self.assertTrue(all(slope > 0.5 for slope in slopes.values()))
        row = findings_v1.indirect_row("H", "words", modes, slopes, "E", ("P",))
        self.assertFalse(row["holds"])  # E excites P strongly


class Sc(unittest.TestCase):
    @staticmethod
    def sample(shift, r, n=400):
        source = random.Random(5)
        task = [shift + source.gauss(0, 1) for _ in range(n)]
        return {
            "lambda_task": task,
            "accuracy_pro": [r * (t - shift) + math.sqrt(1 - r * r) * source.gauss(0, 1) for t in task],
        }

    def test_a_rise_is_told_from_a_drop(self):
        samples = {60: self.sample(0.0, 0.5), 90: self.sample(1.0, 0.5)}
        self.assertTrue(findings_sc.trend_row("lambda_task", 60, 90, True, samples)["holds"])
        self.assertFalse(findings_sc.trend_row("lambda_task", 60, 90, False, samples)["holds"])

    def test_a_correlation_of_the_other_sign_does_not_hold(self):
        for r, holds in ((0.5, True), (-0.5, False)):
            row = findings_sc.correlation_row("lambda_task", {60: 0.4}, {60: self.sample(0.0, r)})
            self.assertEqual(row["holds"], holds)
            self.assertAlmostEqual(float(row["here"]), r, delta=0.15)  # three standard errors

    def test_failed_simulations_are_left_out(self):
        epi = Gaussian(("sW_P",), (0.0,), ((1.0,),), lambda point: [point[0]], ["lambda_task"])
        simulate = epi.simulate

        def with_failures(*args, **kwargs):
            table = simulate(*args, **kwargs)
            table.status[::2] = ["diverged"] * len(table.status[::2])
            return table

        epi.simulate = with_failures
        columns = findings_sc.simulated_draws(epi, run_with_bounds(("sW_P",), -9, 9))
        self.assertEqual(len(columns["lambda_task"]), findings_sc.N_DRAWS // 2)


class Rnn(unittest.TestCase):
    def test_a_correlation_far_from_the_papers_does_not_hold(self):
        x = [float(i) for i in range(50)]
        self.assertFalse(findings_rnn.correlation_row("x", "y", 0.62, {"x": x, "y": [-v for v in x]})["holds"])

    def test_without_a_second_factor_the_product_cannot_be_moved(self):
        class Mode:
            point = [1.0, 2.0, 0.01]

        row = findings_rnn.network_row(["g", "M_m", "M_n"], Mode)
        self.assertIsNone(row["holds"])
        self.assertIn("vanishes", row["here"])


class Filing(unittest.TestCase):
    DESCRIPTION = {"parameters": [{"name": "g_el", "lower": 4.0, "upper": 8.0}, {"name": "w", "lower": None, "upper": None}]}

    def test_a_model_without_finished_runs_says_what_it_needs(self):
        with tempfile.TemporaryDirectory() as out:
            words = findings.measure("stg", None, Path(out), self.DESCRIPTION)
            self.assertEqual(words, "needs finished runs of network_syncing")

    def test_the_best_seed_is_measured(self):
        with tempfile.TemporaryDirectory() as out:
            for seed, entropy in ((1, 2.0), (2, 3.0)):
                write_run(Path(out) / "stg-network_syncing" / f"seed-{seed}", {seed: ("converged", 1, [epoch(1, entropy)])})
            run = findings.find_run(Path(out), "stg", "network_syncing", self.DESCRIPTION)
            self.assertEqual(run.folder.name, "seed-2")
            self.assertTrue(run.is_inside(["g_el", "w"], [4.0, 1e9]))
            self.assertFalse(run.is_inside(["g_el", "w"], [3.9, 0.0]))


class Calls(unittest.TestCase):
    def test_points_keep_their_bits(self):
        self.assertEqual(as_csv(["a", "b"], [[0.1, 1.0 / 3.0]]), "a,b\n0.1,0.3333333333333333\n")

    def test_a_failure_is_told_with_its_words(self):
        with self.assertRaisesRegex(RuntimeError, "ended with 1"):
            Epi("/bin/false").describe("lds")


if __name__ == "__main__":
    unittest.main()
