"""Superior colliculus: how connectivity and accuracy hang together."""

from small_statistics import mann_whitney, mean, regress

MODEL, PROPERTIES = "sc", tuple(f"switching_{p}" for p in (50, 60, 70, 80, 90))
N_DRAWS = 5000
PAPER_TASK = {60: 0.12, 70: 0.76, 80: 0.46, 90: 0.38}
PAPER_SIDE = {50: -0.08, 60: -0.07, 70: -0.49, 80: -0.14, 90: -0.19}

METHOD = (
    f"{N_DRAWS:,} draws of each inferred density, simulated anew. Trends by the Mann-Whitney test between the draws of two accuracies; "
    "correlations are Pearson's, between the draws of one."
)


def simulated_draws(epi, run):
    """Draws of a run with what the model makes of them, failures left out: {column: values}."""
    draws = epi.sample(run.folder, N_DRAWS, seed=2)
    names = [name for name in draws.columns if name != "log_prob"]
    points = [[row[draws.columns.index(name)] for name in names] for row in draws.rows]
    simulated = epi.simulate(MODEL, names, points, run.settings, seed=3)
    rows = [row for row, status in zip(simulated.rows, simulated.status) if status == "ok"]
    return {name: [row[i] for row in rows] for i, name in enumerate(simulated.columns)}


def trend_row(column, low, high, rises, samples):
    p, share = mann_whitney(samples[low][column], samples[high][column])
    before, after = mean(samples[low][column]), mean(samples[high][column])
    return {
        "finding": f"`{column}` {'rises' if rises else 'drops'} from {low}% to {high}%",
        "paper": "p < 1e-4" if rises else "drops",
        "here": f"mean {before:.3g} to {after:.3g}, p = {p:.2g}",
        "holds": p < 1e-4 and (share > 0.5) == rises,
    }


def correlation_row(column, paper, samples):
    """Holds if every correlation has the paper's sign where the paper's is larger than a tenth."""
    fits = {accuracy: regress(samples[accuracy][column], samples[accuracy]["accuracy_pro"]) for accuracy in paper}
    return {
        "finding": f"r(`{column}`, `accuracy_pro`) at " + ", ".join(f"{a}%" for a in paper),
        "paper": ", ".join(f"{r:.2f}" for r in paper.values()),
        "here": ", ".join(f"{fits[a].r:.2f}" for a in paper),
        "holds": all(fits[a].r * r > 0 for a, r in paper.items() if abs(r) > 0.1),
    }


def compute(epi, runs):
    samples = {int(name.rpartition("_")[2]): simulated_draws(epi, run) for name, run in runs.items()}
    rows = [
        trend_row("lambda_task", 60, 90, True, samples),
        trend_row("lambda_side", 50, 60, False, samples),
        correlation_row("lambda_task", PAPER_TASK, samples),
        correlation_row("lambda_side", PAPER_SIDE, samples),
    ]
    return {"model": MODEL, "method": f"{METHOD} {' '.join(run.words for run in runs.values())}", "rows": rows}
