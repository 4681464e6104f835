"""Primary visual cortex: which inputs each neuron type responds to, far beyond the linear regime."""

import v1_circuit
from modes import mode_of_run
from small_statistics import regress

MODEL, PROPERTIES = "v1", ("E_0.1", "P_0.1", "S_0.1", "V_0.1")
TYPES = v1_circuit.TYPES
REACH, POINTS = 15.0, 101
PAPER_SLOPES = {"E": 1.62, "P": 1.06, "S": 6.80, "V": 6.41}
NAMES = [f"dh_{t}" for t in TYPES]

METHOD = (
    f"From the mode of each inferred density, each input is moved by -{REACH:.0f} .. {REACH:.0f} in {POINTS} steps; slopes are those of a "
    "regression of the response on the movement over the whole sweep. The sweeps leave the support of the model's inputs, so they are "
    "made by tests/science/v1_circuit.py, which must agree with `epi simulate` at the points inside."
)

AGREEMENT = 1e-8  # two float64 programs of the same arithmetic, after 99 steps


def offsets():
    return [-REACH + 2.0 * REACH * k / (POINTS - 1) for k in range(POINTS)]


def sweep(point, moved, responding, response=v1_circuit.response):
    """Responses of one type while one input moves; both by their index."""
    responses = []
    for offset in offsets():
        dh = list(point)
        dh[moved] += offset
        responses.append(response(dh)[responding])
    return responses


def is_monotone(values):
    """Up to a thousandth of the whole range, which a flat stretch may lose again."""
    slack = 1e-3 * (max(values) - min(values))

    def rises(sequence):
        highest = sequence[0]
        for value in sequence:
            if value < highest - slack:
                return False
            highest = max(highest, value)
        return True

    return rises(values) or rises([-value for value in values])


def check_agreement(epi, run, point):
    """@throws RuntimeError if the plain circuit is not the plugin's, at inputs around the point and inside the support."""
    points = [point] + [[p + (0.5 if i == j else 0.0) for j, p in enumerate(point)] for i in range(4)]
    points = [p for p in points if run.is_inside(NAMES, p)]
    simulated = epi.simulate(MODEL, NAMES, points, {**run.settings, "precision": "float64"})
    for i, dh in enumerate(points):
        for t, mine in zip(TYPES, v1_circuit.response(dh)):
            theirs = simulated.column(f"dx_{t}")[i]
            if simulated.status[i] == "ok" and abs(mine - theirs) > AGREEMENT * (1.0 + abs(mine)):
                raise RuntimeError(f"v1_circuit.py says dx_{t} = {mine!r} at {dh}, epi says {theirs!r}")


def direct_row(modes):
    slopes = {t: regress(offsets(), sweep(modes[t], i, i)).slope for i, t in enumerate(TYPES)}
    return {
        "finding": "H1: each type responds to its direct input; slopes of E, P, S, V",
        "paper": ", ".join(f"{PAPER_SLOPES[t]:.2f}" for t in TYPES),
        "here": ", ".join(f"{slopes[t]:.2f}" for t in TYPES),
        "holds": all(abs(slopes[t] / PAPER_SLOPES[t] - 1.0) < 0.25 for t in TYPES),
    }, slopes


def indirect_row(label, words, modes, direct_slopes, moved, responding):
    """An input counts as ignored if it moves a rate by less than a tenth of what the direct input does."""
    slopes = {t: regress(offsets(), sweep(modes[t], TYPES.index(moved), TYPES.index(t))).slope for t in responding}
    return {
        "finding": f"{label}: {words}",
        "paper": "no dependence",
        "here": ", ".join(f"slope of {t} {slopes[t]:.2g}, {abs(slopes[t] / direct_slopes[t]):.1%} of direct" for t in responding),
        "holds": all(abs(slopes[t]) < 0.1 * abs(direct_slopes[t]) for t in responding),
    }


def compute(epi, runs):
    modes = {}
    for t in TYPES:
        run = runs[f"{t}_0.1"]
        names, mode = mode_of_run(epi, run.folder)
        modes[t] = [mode.point[names.index(name)] for name in NAMES]
        check_agreement(epi, run, modes[t])
    direct, slopes = direct_row(modes)
    responses = sweep(modes["V"], TYPES.index("E"), TYPES.index("V"))
    highest = max(responses)
    rows = [
        direct,
        indirect_row("H2", "E and P ignore the input to V", modes, slopes, "V", ("E", "P")),
        indirect_row("H3", "S ignores the input to P", modes, slopes, "P", ("S",)),
        {
            "finding": "H4: V responds to the input to E non-monotonically",
            "paper": "non-monotonic",
            "here": f"{responses[0]:.2g} at {-REACH:+.0f}, {highest:.2g} at {offsets()[responses.index(highest)]:+.1f}, "
            f"{responses[-1]:.2g} at {REACH:+.0f}",
            "holds": not is_monotone(responses),
        },
    ]
    return {"model": MODEL, "method": f"{METHOD} {' '.join(runs[p].words for p in PROPERTIES)}", "rows": rows}
