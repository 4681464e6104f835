"""The few pieces of statistics and linear algebra that the findings need, in plain Python."""

import math
from dataclasses import dataclass


@dataclass
class Regression:
    slope: float
    intercept: float
    r: float  # Pearson's correlation
    p: float  # two-sided, of the slope being zero


def mean(values):
    return math.fsum(values) / len(values)


def regress(x, y):
    """Least squares y = slope x + intercept, with the t test of the slope."""
    n, mx, my = len(x), mean(x), mean(y)
    if n < 3:
        raise ValueError("a regression needs three points")
    sxx = math.fsum((a - mx) ** 2 for a in x)
    syy = math.fsum((b - my) ** 2 for b in y)
    sxy = math.fsum((a - mx) * (b - my) for a, b in zip(x, y))
    if sxx == 0.0:
        raise ValueError("all x are the same")
    if syy == 0.0:
        return Regression(0.0, my, 0.0, 1.0)
    r = max(-1.0, min(1.0, sxy / math.sqrt(sxx * syy)))
    t = math.inf if abs(r) == 1.0 else abs(r) * math.sqrt((n - 2) / (1.0 - r * r))
    return Regression(sxy / sxx, my - sxy / sxx * mx, r, student_p(t, n - 2))


def student_p(t, degrees):
    """P(|T| > t) of Student's t: the regularised incomplete beta function of degrees / (degrees + t^2)."""
    if math.isinf(t):
        return 0.0
    return incomplete_beta(0.5 * degrees, 0.5, degrees / (degrees + t * t))


def incomplete_beta(a, b, x):
    """I_x(a, b) by the continued fraction of Abramowitz and Stegun 26.5.8, evaluated by Lentz's method."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):  # where the fraction converges slowly, by symmetry
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny = 1e-300
    c, d = 1.0, 1.0 / max(1.0 - (a + b) * x / (a + 1.0), tiny)
    fraction = d
    for m in range(1, 10000):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        change = 1.0
        for term in (even, odd):
            d = 1.0 / ((1.0 + term * d) or tiny)
            c = (1.0 + term / c) or tiny
            change = c * d
            fraction *= change
        if abs(change - 1.0) < 1e-15:
            break
    return front * fraction


def mann_whitney(x, y):
    """Two-sided p-value of "x and y come from the same distribution", and P(x < y) + P(x = y) / 2. Ranks with ties, normal
    approximation with continuity correction: for samples of twenty and more."""
    merged = sorted([(v, 0) for v in x] + [(v, 1) for v in y])
    n, m, total = len(x), len(y), len(x) + len(y)
    ranks_y, ties, i = 0.0, 0.0, 0
    while i < total:
        j = i
        while j < total and merged[j][0] == merged[i][0]:
            j += 1
        ranks_y += 0.5 * (i + 1 + j) * sum(group for _, group in merged[i:j])
        ties += (j - i) ** 3 - (j - i)
        i = j
    u = ranks_y - 0.5 * m * (m + 1)
    variance = n * m / 12.0 * (total + 1 - ties / (total * (total - 1.0)))
    if variance == 0.0:
        return 1.0, 0.5
    z = max(abs(u - 0.5 * n * m) - 0.5, 0.0) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2.0)), u / (n * m)


def symmetric_eigen(matrix):
    """Eigenvalues, largest magnitude first, and their unit eigenvectors: Jacobi's rotations."""
    n = len(matrix)
    a = [list(row) for row in matrix]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(100):
        off = math.fsum(a[i][j] ** 2 for i in range(n) for j in range(n) if i != j)
        if off <= 1e-30 * math.fsum(a[i][j] ** 2 for i in range(n) for j in range(n)):
            break
        for p in range(n):
            for q in range(p + 1, n):
                if a[p][q] == 0.0:
                    continue
                theta = 0.5 * math.atan2(2.0 * a[p][q], a[q][q] - a[p][p])
                c, s = math.cos(theta), math.sin(theta)
                for k in range(n):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(n):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
                for k in range(n):
                    v[k][p], v[k][q] = c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]
    order = sorted(range(n), key=lambda i: -abs(a[i][i]))
    return [a[i][i] for i in order], [[v[k][i] for k in range(n)] for i in order]
