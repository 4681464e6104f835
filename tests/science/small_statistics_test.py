#!/usr/bin/env python3
"""Tests of small_statistics.py and modes.py. Where a number has no derivation here, it comes from a table of the distribution."""

import math
import random
import unittest

from modes import find_mode
from small_statistics import incomplete_beta, mann_whitney, regress, student_p, symmetric_eigen


class Regressions(unittest.TestCase):
    def test_points_on_a_line_are_found_exactly(self):
        fit = regress([0, 1, 2, 3], [1, 3, 5, 7])
        self.assertAlmostEqual(fit.slope, 2.0)
        self.assertAlmostEqual(fit.intercept, 1.0)
        self.assertEqual((fit.r, fit.p), (1.0, 0.0))

    def test_a_constant_has_no_slope(self):
        self.assertEqual((regress([0, 1, 2], [5, 5, 5]).slope, regress([0, 1, 2], [5, 5, 5]).p), (0.0, 1.0))

    def test_quantiles_of_students_t(self):
        for degrees, quantile in ((1, 12.706205), (5, 2.570582), (30, 2.042272), (1000, 1.962339)):
            self.assertAlmostEqual(student_p(quantile, degrees), 0.05, places=6)

    def test_two_degrees_of_freedom_have_a_closed_form(self):
        for t in (0.1, 1.0, 10.0, 1e4):
            self.assertAlmostEqual(student_p(t, 2), 1.0 - t / math.sqrt(2.0 + t * t), places=12)

    def test_the_incomplete_beta_function_is_symmetric(self):
        for a, b, x in ((0.5, 3.0, 0.2), (40.0, 0.5, 0.9), (5.0, 5.0, 0.5)):
            self.assertAlmostEqual(incomplete_beta(a, b, x) + incomplete_beta(b, a, 1.0 - x), 1.0, places=13)

    def test_noise_is_seldom_significant(self):
        source = random.Random(3)
        x = list(range(30))
        hits = sum(regress(x, [source.gauss(0, 1) for _ in x]).p < 0.05 for _ in range(400))
        self.assertTrue(5 <= hits <= 40, hits)  # 20 expected, standard deviation 4.4


class Ranks(unittest.TestCase):
    def test_a_shift_is_seen_and_has_a_direction(self):
        p, share = mann_whitney(list(range(40)), [v + 30 for v in range(40)])
        self.assertLess(p, 1e-6)
        self.assertGreater(share, 0.9)

    def test_the_same_sample_twice_is_not_a_shift(self):
        p, share = mann_whitney([1, 2, 2, 3] * 10, [1, 2, 2, 3] * 10)
        self.assertEqual((p, share), (1.0, 0.5))

    def test_nothing_but_ties_says_nothing(self):
        self.assertEqual(mann_whitney([1] * 20, [1] * 20), (1.0, 0.5))


class Eigenvalues(unittest.TestCase):
    def test_the_matrix_is_put_together_again(self):
        source = random.Random(1)
        for n in (1, 2, 4, 8):
            half = [[source.gauss(0, 1) for _ in range(n)] for _ in range(n)]
            matrix = [[half[i][j] + half[j][i] for j in range(n)] for i in range(n)]
            values, vectors = symmetric_eigen(matrix)
            self.assertEqual(values, sorted(values, key=lambda v: -abs(v)))
            for i in range(n):
                for j in range(n):
                    again = sum(values[k] * vectors[k][i] * vectors[k][j] for k in range(n))
                    self.assertAlmostEqual(again, matrix[i][j], places=10)


class Modes(unittest.TestCase):
    @staticmethod
    def two_hills(points):
        """log of 0.7 N((1, -2), diag(1/4, 1/9)) + 0.3 N((-3, 2), the same), supported on x > -4."""
        hills = ((0.7, (1.0, -2.0)), (0.3, (-3.0, 2.0)))
        precision = (4.0, 9.0)
        values, gradients, hessians = [], [], []
        for point in points:
            parts = [
                weight * math.exp(-0.5 * sum(p * (x - c) ** 2 for p, x, c in zip(precision, point, centre)))
                for weight, centre in hills
            ]
            total = sum(parts)
            if point[0] <= -4.0 or total == 0.0:
                values.append(None)
                gradients.append([0.0, 0.0])
                hessians.append([[0.0, 0.0], [0.0, 0.0]])
                continue
            shares = [part / total for part in parts]
            pulls = [[-p * (x - c) for p, x, c in zip(precision, point, centre)] for _, centre in hills]
            gradient = [sum(s * pull[i] for s, pull in zip(shares, pulls)) for i in range(2)]
            hessian = [
                [
                    sum(s * pull[i] * pull[j] for s, pull in zip(shares, pulls))
                    - gradient[i] * gradient[j]
                    - (precision[i] if i == j else 0.0)
                    for j in range(2)
                ]
                for i in range(2)
            ]
            values.append(math.log(total))
            gradients.append(gradient)
            hessians.append(hessian)
        return values, gradients, hessians

    def test_the_higher_hill_is_found_with_its_curvature(self):
        mode = find_mode(self.two_hills, [[-2.5, 1.5], [0.5, -1.0], [-0.9, 0.1]])
        self.assertAlmostEqual(mode.point[0], 1.0, places=5)
        self.assertAlmostEqual(mode.point[1], -2.0, places=5)
        values, vectors = mode.eigen
        self.assertAlmostEqual(values[0], -9.0, places=4)
        self.assertAlmostEqual(abs(vectors[0][1]), 1.0, places=4)

    def test_a_start_beside_the_edge_does_not_leave_the_support(self):
        mode = find_mode(self.two_hills, [[-3.999, 3.0]])
        self.assertAlmostEqual(mode.point[0], -3.0, places=4)


if __name__ == "__main__":
    unittest.main()
