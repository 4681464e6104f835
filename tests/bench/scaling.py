#!/usr/bin/env python3
"""How the time of a training iteration grows with the batch, the model's steps, the flow's units, the parameters and the threads.

Usage: scaling.py EPI TRAINING_BENCH PICTURE.png

EPI and TRAINING_BENCH are the built programs. Times are medians of `epi bench` and of the benchmark `columns-N` (the flow alone, as no
shipped model has that many parameters). Prints a table with the slope of log time against log size: 1 is linear growth. Needs matplotlib.
"""

import json
import math
import os
import subprocess
import sys

BATCH = 1000


def bench(epi, model, name, threads=1, **settings):
    """Microseconds of an iteration, by phase, and in all."""
    words = [epi, "bench", "--model", model, "--property", name, "--threads", str(threads), "--json"]
    for path, value in settings.items():
        words += ["--set", f"{path.replace('__', '.')}={value}"]
    document = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return sum(phase["microseconds"] for phase in document["phases"])


def columns(training_bench):
    words = [training_bench, "--benchmark_filter=columns", "--benchmark_repetitions=5", "--benchmark_min_time=0.1", "--benchmark_format=json"]
    document = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    medians = [b for b in document["benchmarks"] if b.get("aggregate_name") == "median"]
    return sorted((int(b["run_name"].split("/")[0].removeprefix("columns-")), b["cpu_time"] / 1e3) for b in medians)


def studies(epi, training_bench):
    """(title, [(size, microseconds)])"""
    stg = ("stg", "hub_frequency")
    lds = ("lds", "oscillation_1hz")
    most = len(os.sched_getaffinity(0))
    return [
        ("batch (lds)", [(n, bench(epi, *lds, optimizer__batch=n)) for n in (128, 512, 2048, 8192, 32768)]),
        ("Euler steps (stg)", [(n, bench(epi, *stg, model__settings__steps=n)) for n in (200, 400, 800, 1600)]),
        ("units a layer (lds)", [(n, bench(epi, *lds, flow__units=n)) for n in (8, 16, 32, 64, 128)]),
        ("parameters (flow)", columns(training_bench)),
        ("threads (stg)", [(n, bench(epi, *stg, threads=n)) for n in range(1, most + 1)]),
    ]


def slope(points):
    """Of log time against log size, by least squares."""
    x = [math.log(size) for size, _ in points]
    y = [math.log(time) for _, time in points]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / sum((a - mean_x) ** 2 for a in x)


def draw(all_studies, picture):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot, ticker

    figure, axes = pyplot.subplots(1, len(all_studies), figsize=(3.0 * len(all_studies), 2.9), layout="constrained")
    for axis, (title, points) in zip(axes, all_studies):
        sizes, times = zip(*points)
        axis.loglog(sizes, times, "o-", color="#2b6cb0")
        linear = [times[-1] * size / sizes[-1] for size in sizes]
        if "threads" in title:
            linear = [times[0] / size for size in sizes]
        axis.loglog(sizes, linear, ":", color="#888888", label="proportional")
        axis.set_xticks(sizes, [str(size) for size in sizes], fontsize=8)
        axis.xaxis.set_minor_locator(ticker.NullLocator())
        axis.yaxis.set_minor_formatter(ticker.NullFormatter())
        axis.set_ylim(0.5 * min(times), 2.0 * max(times))
        axis.set_xlabel(title)
    axes[0].set_ylabel("iteration, us")
    axes[0].legend(frameon=False, fontsize=8)
    figure.savefig(picture, dpi=110)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.strip())
    epi, training_bench, picture = sys.argv[1:]
    all_studies = studies(epi, training_bench)
    print("| grows with | sizes | iteration, us | slope |\n|---|---|---|---|")
    for title, points in all_studies:
        growth = f"{slope(points):.2f}" if len(points) > 1 else ""
        print(f"| {title} | {', '.join(str(n) for n, _ in points)} | {', '.join(f'{t:.3g}' for _, t in points)} | {growth} |")
    draw(all_studies, picture)


if __name__ == "__main__":
    main()
