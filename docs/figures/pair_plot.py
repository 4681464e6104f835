#!/usr/bin/env python3
"""Draws samples.csv of a run as a pair plot coloured by log q.

Needs numpy and matplotlib (Debian: python3-numpy python3-matplotlib).
Usage: pair_plot.py RUN/samples.csv OUT.png
"""
import csv
import json
import os
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np


def read(path, names):
    with open(path, newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        table = [[float(row[name]) for name in names + ["lp__"]] for row in rows]
    return np.array(table)


def free_parameters(source):
    with open(os.path.join(os.path.dirname(source), "config.resolved.json")) as file:
        return json.load(file)["parameters"]["free"]


def main(source, target):
    names = free_parameters(source)
    table = read(source, names)
    order = np.argsort(table[:, -1])
    z, log_q = table[order, :-1], table[order, -1]
    n = len(names)
    edges = [(column.min(), column.max()) for column in z.T]
    fig, axes = plt.subplots(n, n, figsize=(7.2, 7.2), sharex="col", constrained_layout=True)
    shades = None
    for i in range(n):
        for j in range(n):
            ax = axes[i, j]
            ax.spines[["top", "right"]].set_visible(False)
            if j > i:
                ax.set_visible(False)
            elif i == j:
                ax.hist(z[:, i], bins=60, range=edges[i], density=True, color="#35607a")
                ax.set_yticks([])
            else:
                shades = ax.scatter(z[:, j], z[:, i], c=log_q, s=3, cmap="viridis", linewidths=0, rasterized=True,
                                    vmin=np.quantile(log_q, 0.05))
                ax.set_ylim(*edges[i])
            ax.set_xlim(*edges[j])
            if i == n - 1:
                ax.set_xlabel(names[j])
            if j == 0 and i > 0:
                ax.set_ylabel(names[i])
    bar = fig.colorbar(shades, ax=axes, shrink=0.5, location="right", pad=0.02)
    bar.set_label("log q  [nats]")
    fig.savefig(target, dpi=130)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
