"""Low-rank networks: what sets the mean and the variance of the encoded posterior, in theory and in finite networks."""

from modes import mode_of_run
from small_statistics import regress

MODEL, PROPERTIES = "rnn.posterior", ("posterior_conditioning",)
N_DRAWS = 5000
PAPER_MEAN_R, PAPER_VARIANCE_R = 0.62, 0.56
PAPER_NETWORK_R = 0.995  # and .983 around the second mode
SHIFTS = [-1.0 + 0.25 * k for k in range(9)]  # of M_m M_n

METHOD = (
    f"Pearson's correlations over {N_DRAWS:,} draws of the inferred density, simulated anew by the mean-field theory. Around its mode, "
    "M_m M_n is moved by -1 .. 1 (by moving M_m) and networks of 2,000 neurons are simulated (needs NumPy)."
)


def correlation_row(x, y, paper, columns):
    fit = regress(columns[x], columns[y])
    return {
        "finding": f"r(`{x}`, `{y}`)",
        "paper": f"{paper:.2f}",
        "here": f"{fit.r:.2f}, p = {fit.p:.1g}",
        "holds": abs(fit.r - paper) < 0.2,
    }


def network_row(names, mode):
    row = {"finding": "r(shift of M_m M_n, mean measured in networks of 2,000 neurons)", "paper": f"{PAPER_NETWORK_R}, .983"}
    point = dict(zip(names, mode.point))
    if abs(point["M_n"]) < 0.1:
        return {**row, "here": "M_n vanishes at the mode, so that M_m cannot move the product", "holds": None}
    try:
        from rnn_network import measured_mean
    except ImportError:
        return {**row, "here": "NumPy is not installed", "holds": None}
    means = []
    for k, shift in enumerate(SHIFTS):
        m_m = point["M_m"] + shift / point["M_n"]
        means.append(measured_mean(point["g"], m_m, point["M_n"], seed=100 + k))
    fit = regress(SHIFTS, means)
    return {**row, "here": f"{fit.r:.3f}, slope {fit.slope:.2g}", "holds": fit.r > 0.9}


def compute(epi, runs):
    run = runs["posterior_conditioning"]
    draws = epi.sample(run.folder, N_DRAWS, seed=2)
    names = [name for name in draws.columns if name != "log_prob"]
    points = [[row[draws.columns.index(name)] for name in names] for row in draws.rows]
    simulated = epi.simulate(MODEL, names, points, run.settings)
    ok = [row for row, status in zip(simulated.rows, simulated.status) if status == "ok"]
    columns = {name: [row[i] for row in ok] for i, name in enumerate(simulated.columns)}
    mode_names, mode = mode_of_run(epi, run.folder)
    rows = [
        correlation_row("MmMn", "kappa_r", PAPER_MEAN_R, columns),
        correlation_row("g", "chaotic_variance", PAPER_VARIANCE_R, columns),
        network_row(mode_names, mode),
    ]
    return {"model": MODEL, "method": f"{METHOD} {run.words}", "rows": rows}
