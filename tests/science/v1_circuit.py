"""The V1 circuit in plain Python, for inputs beyond the support on which the model may be simulated by `epi`.

Equations and constants as in plugins/v1: tau dx/dt = -x + [W x + h]_+^2, fourth-order Runge-Kutta.
"""

TYPES = ("E", "P", "S", "V")
W = (
    (0.0576, -0.19728, -0.13144, 0.0),
    (0.58855, -0.30668, -0.4285, 0.0),
    (0.15652, 0.0, 0.0, -0.2),
    (0.13755, -0.0902, -0.4004, 0.0),
)
TAU, STEP, STEPS = 0.020, 0.005, 99  # s, s
BASELINE, START = 1.0, 1.0


def slope(x, h):
    rates = []
    for i in range(4):
        drive = max(sum(w * r for w, r in zip(W[i], x)) + h[i], 0.0)
        rates.append((drive * drive - x[i]) / TAU)
    return rates


def rates_at_the_end(h):
    x = [START] * 4
    for _ in range(STEPS):
        k1 = slope(x, h)
        k2 = slope([a + 0.5 * STEP * k for a, k in zip(x, k1)], h)
        k3 = slope([a + 0.5 * STEP * k for a, k in zip(x, k2)], h)
        k4 = slope([a + STEP * k for a, k in zip(x, k3)], h)
        x = [a + STEP / 6.0 * (p + 2.0 * q + 2.0 * r + s) for a, p, q, r, s in zip(x, k1, k2, k3, k4)]
    return x


def response(dh):
    """dx_E .. dx_V: the change of the rates by the differential inputs dh."""
    baseline = rates_at_the_end([BASELINE] * 4)
    return [x - b for x, b in zip(rates_at_the_end([BASELINE + d for d in dh]), baseline)]
