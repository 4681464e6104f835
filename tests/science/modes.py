"""Modes of an inferred density: Newton's method on log q where it is concave, steepest ascent elsewhere."""

from dataclasses import dataclass

from small_statistics import symmetric_eigen


@dataclass
class Mode:
    point: list
    log_prob: float
    hessian: list
    gradient_norm: float

    @property
    def eigen(self):
        """Eigenvalues of the Hessian, most sensitive first, and their directions."""
        return symmetric_eigen(self.hessian)


def norm(vector):
    return sum(x * x for x in vector) ** 0.5


def ascent_step(gradient, hessian):
    """A direction of ascent: Newton's, with the eigenvalues of the Hessian made negative (saddle-free Newton)."""
    values, vectors = symmetric_eigen(hessian)
    largest = max(abs(value) for value in values) or 1.0
    step = [0.0] * len(gradient)
    for value, vector in zip(values, vectors):
        along = sum(g * v for g, v in zip(gradient, vector)) / max(abs(value), 1e-6 * largest)
        step = [s + along * v for s, v in zip(step, vector)]
    return step


def find_mode(evaluate, starts, iterations=60, tolerance=1e-10):
    """The highest of the modes that are reached from the starts.

    @param evaluate: points [n][D] -> (log densities, gradients, Hessians), None outside the support
    @param tolerance: nats that a step promises to gain, below which a start has arrived
    """
    points = [list(start) for start in starts]
    values, gradients, hessians = evaluate(points)
    scale = [1.0] * len(points)
    for _ in range(iterations):
        steps = [ascent_step(g, h) for g, h in zip(gradients, hessians)]
        # Starts that have arrived stay where they are.
        gains = [sum(g * s for g, s in zip(gradient, step)) for gradient, step in zip(gradients, steps)]
        moving = [i for i, gain in enumerate(gains) if gain > tolerance and scale[i] > 1e-9]
        if not moving:
            break
        trial = [[x + scale[i] * s for x, s in zip(points[i], steps[i])] for i in moving]
        new_values, new_gradients, new_hessians = evaluate(trial)
        for k, i in enumerate(moving):
            if new_values[k] is not None and new_values[k] >= values[i]:
                points[i], values[i], gradients[i], hessians[i] = trial[k], new_values[k], new_gradients[k], new_hessians[k]
                scale[i] = min(1.0, 4.0 * scale[i])
            else:
                scale[i] *= 0.25
    best = max(range(len(points)), key=lambda i: values[i])
    return Mode(points[best], values[best], hessians[best], norm(gradients[best]))


def mode_of_run(epi, run, n_draws=2000, n_starts=8):
    """(names, mode) of a run: ascent from the draws of highest density."""
    draws = epi.sample(run, n_draws)
    names = [name for name in draws.columns if name != "log_prob"]
    rows = sorted(zip(draws.column("log_prob"), draws.rows), key=lambda pair: -pair[0])[:n_starts]
    columns = [draws.columns.index(name) for name in names]
    starts = [[row[i] for i in columns] for _, row in rows]
    return names, find_mode(lambda points: epi.evaluate(run, names, points), starts)
