"""Stomatogastric ganglion: network syncing is sensitive along one direction of (g_el, g_synA) and robust along the other."""

from modes import mode_of_run
from small_statistics import regress

MODEL, PROPERTIES = "stg", ("network_syncing",)
STATISTICS = ("frequency_f1", "frequency_f2", "frequency_hub", "frequency_s1", "frequency_s2")
TARGET_HZ = 0.53
REACH_NS, STEPS = 0.25, 50  # on either side of the mode

PAPER_EIGENVALUES = (-10.8, -2.27)  # 1/nS^2
PAPER_SLOPE = 4.8e-2  # Hz^2 / nS, p < 1e-4; along the other direction p = .67

METHOD = (
    "At the mode of the inferred density for network syncing, the eigenvectors v1 (sensitive) and v2 (robust) of its Hessian. Along "
    f"each, {2 * STEPS + 1} simulations up to {REACH_NS} nS to either side; their squared error, summed over the five frequencies, is "
    "regressed on the distance from the mode."
)


def squared_errors(simulated):
    """Of every row whose simulation succeeded, None elsewhere."""
    columns = [simulated.column(name) for name in STATISTICS]
    errors = []
    for i, status in enumerate(simulated.status):
        errors.append(sum((column[i] - TARGET_HZ) ** 2 for column in columns) if status == "ok" else None)
    return errors


def sensitivity(epi, run, names, mode, direction):
    """Regression of the error on the distance along +-direction."""
    offsets = [REACH_NS * k / STEPS for k in range(-STEPS, STEPS + 1)]
    points = [[x + offset * d for x, d in zip(mode.point, direction)] for offset in offsets]
    inside = [i for i, point in enumerate(points) if run.is_inside(names, point)]
    errors = squared_errors(epi.simulate(MODEL, names, [points[i] for i in inside], run.settings))
    known = [(abs(offsets[i]), error) for i, error in zip(inside, errors) if error is not None]
    return regress([distance for distance, _ in known], [error for _, error in known])


def within_a_factor_of(factor, value, reference):
    return value * reference > 0 and 1.0 / factor <= value / reference <= factor


def compute(epi, runs):
    run = runs["network_syncing"]
    names, mode = mode_of_run(epi, run.folder)
    values, vectors = mode.eigen
    point = ", ".join(f"{name} = {x:.3g} nS" for name, x in zip(names, mode.point))
    rows = [
        {
            "finding": f"Hessian's eigenvalues at the mode ({point}), 1/nS²",
            "paper": ", ".join(f"{value:.3g}" for value in PAPER_EIGENVALUES),
            "here": ", ".join(f"{value:.3g}" for value in values),
            "holds": all(within_a_factor_of(2.0, v, p) for v, p in zip(values, PAPER_EIGENVALUES)),
        }
    ]
    for i, (label, paper) in enumerate((("v1", f"slope {PAPER_SLOPE:.2g}, p < 1e-4"), ("v2", "p = .67"))):
        fit = sensitivity(epi, run, names, mode, vectors[i])
        direction = ", ".join(f"{x:.2f}" for x in vectors[i])
        rows.append(
            {
                "finding": f"squared error along {label} = ({direction}), Hz² against nS",
                "paper": paper,
                "here": f"slope {fit.slope:.2g}, p = {fit.p:.2g}",
                "holds": fit.slope > 0 and fit.p < 1e-4 if label == "v1" else fit.p > 0.05,
            }
        )
    return {"model": MODEL, "method": f"{METHOD} {run.words}", "rows": rows}
