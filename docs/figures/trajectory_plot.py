#!/usr/bin/env python3
"""Draws the activity that `epi simulate MODEL --trajectory` prints: the channels of each group above each other.

Needs matplotlib (Debian: python3-matplotlib).
Usage: epi simulate MODEL --trajectory | trajectory_plot.py OUT.png GROUP...
A GROUP is NAME=CHANNEL,CHANNEL,...; its name labels the axis. t=LABEL labels time (default: time [s]).
"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def main(target, groups):
    rows = list(csv.DictReader(line for line in sys.stdin if not line.startswith("#")))
    named = dict(group.split("=", 1) for group in groups)
    time_label = named.pop("t", "time [s]")
    time = [float(row["t"]) for row in rows]
    fig, axes = plt.subplots(len(named), 1, figsize=(7.2, 1.7 * len(named) + 0.5), sharex=True,
                             squeeze=False, constrained_layout=True)
    for ax, (label, channels) in zip(axes[:, 0], named.items()):
        for channel in channels.split(","):
            ax.plot(time, [float(row[channel]) for row in rows], lw=1.0, label=channel)
        ax.set_ylabel(label)
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(fontsize=7, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes[-1, 0].set_xlabel(time_label)
    fig.savefig(target, dpi=110)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
