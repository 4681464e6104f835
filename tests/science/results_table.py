"""Writes what run folders hold as one page of Markdown, and checks such a page."""

import math
import re

HEAD = """# Results

Emergent properties that ship with the models, inferred by `epi` and measured by fresh samples that the optimization has not
seen; those that are not listed have not been run with settled settings yet. This page is written by `tests/science/results.py`; [testing](contributing/testing.md) says how to make it again.

A property counts as converged if the whole confidence interval of every constraint lies within its allowance. Entropies are in
nats with respect to the parameters in their own units. Where the maximum-entropy distribution is known exactly
(`tests/reference/exact_maxent.json`), the gap is what the inferred one lacks. It may be slightly negative, because a distribution
that uses up its allowances is less constrained than the exact one. A run that misses its property has no gap.
*Bound* is the certificate's: no distribution with the property has more entropy; in brackets where the certificate says itself that it
proves nothing.
"""


def figures(value, digits=4):
    return "" if value is None or math.isnan(value) else f"{value:.{digits}g}"


def duration(seconds):
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h"


def count(value):
    for limit, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{suffix}"
    return str(value)


def table(header, rows):
    return ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)] + ["| " + " | ".join(row) + " |" for row in rows]


def command(preset):
    numbers = [seed.seed for seed in preset.seeds]
    consecutive = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1))
    seeds = f"{numbers[0]}:{numbers[-1]}" if consecutive else ",".join(map(str, numbers))
    words = ["epi", "run", "--model", preset.model, "--property", preset.name, "--seeds", seeds]
    for override in preset.overrides:
        words += ["--set", override]
    return " ".join(words)


def constraint_rows(seed):
    rows = []
    for c in seed.constraints:
        unit = f" {c.unit}" if c.unit else ""
        if c.kind in ("at_least", "at_most"):
            target, unit = "no sample beyond", " of the samples"
        else:
            target = f"{figures(c.target)}{unit}"
        rows.append(
            [
                f"`{c.name}`",
                target,
                figures(c.mean),
                f"{figures(c.lower)} .. {figures(c.upper)}",
                f"{figures(c.allowed[0])} .. {figures(c.allowed[1])}" + unit,
                "yes" if c.met else "no",
            ]
        )
    return rows


def overview_row(preset, exact):
    best = preset.best
    known = exact_of(preset, exact)
    return [
        f"`{preset.key}`",
        f"{len(preset.converged)} of {len(preset.seeds)}",
        figures(best.entropy),
        figures(known["H_star"]) if known else "",
        figures(known["H_star"] - best.entropy, 2) if known and best.has_converged else "",
        "" if best.reason else count(best.simulations),
        duration(best.wall_seconds),
        f"{best.peak_memory / 1e6:.0f} MB" if best.peak_memory else "",
    ]


def bound_text(seed):
    """The certificate's bound; in brackets where it says itself that it proves nothing."""
    if math.isnan(seed.bound):
        return ""
    if math.isinf(seed.bound):
        return "none"
    return figures(seed.bound) if seed.bound_is_reliable else f"({figures(seed.bound)})"


def exact_of(preset, exact):
    """The exact solution, or None. They are filed under the first part of a model's id."""
    return exact.get(f"{preset.model.split('.')[0]}/{preset.name}")


def section(preset, exact):
    best, known = preset.best, exact_of(preset, exact)
    verdict = f"{len(preset.converged)} of {len(preset.seeds)} seeds converged. "
    if best.reason:
        verdict += f"Seed {best.seed} ended early: {best.reason}"
    else:
        verdict += f"Seed {best.seed} {'is the best' if best.has_converged else 'came closest'}: "
        verdict += f"entropy {figures(best.entropy)} ± {figures(best.entropy_error, 1)} nats"
    if known and best.has_converged:
        verdict += f", exactly {figures(known['H_star'], 5)}, gap {figures(known['H_star'] - best.entropy, 2)}"
    lines = [f"### `{preset.key}`: {preset.title}", "", verdict + ".", ""]
    if best.constraints:
        lines += table(["constraint", "target", "mean", "interval", "allowed", "met"], constraint_rows(best)) + [""]
    lines += table(
        ["seed", "outcome", "epochs", "best epoch", "entropy", "bound", "simulations", "wall time"],
        [
            [
                str(s.seed),
                s.outcome.replace("_", " "),
                str(s.epochs),
                "" if s.best_epoch is None else str(s.best_epoch),
                figures(s.entropy),
                bound_text(s),
                count(s.simulations),
                duration(s.wall_seconds),
            ]
            for s in preset.seeds
        ],
    )
    total = sum(s.wall_seconds for s in preset.seeds)
    lines += ["", f"{duration(total)} on {preset.machine}, {preset.threads} simulation thread(s); {preset.versions}.", ""]
    return lines + ["```sh", command(preset), "```", ""]


def findings_section(findings):
    """@param findings: {"model", "method", "rows": [{"finding", "paper", "here", "holds"}]} as findings.py writes it"""
    verdict = {True: "yes", False: "no", None: "not comparable"}
    rows = [[row["finding"], row["paper"], row["here"], verdict[row["holds"]]] for row in findings["rows"]]
    return (
        [f"### `{findings['model']}`", "", findings["method"], ""]
        + table(["finding", "paper", "here", "holds"], rows)
        + [""]
    )


def page(presets, exact, findings=()):
    lines = [HEAD, "## Overview", ""]
    lines += table(
        ["property", "converged", "entropy", "exact", "gap", "simulations", "wall time", "peak memory"],
        [overview_row(preset, exact) for preset in presets],
    )
    lines += ["", "Simulations, wall time and peak memory (of the whole process) are those of the best seed.", "", "## Properties", ""]
    for preset in presets:
        lines += section(preset, exact)
    if findings:
        lines += ["## Findings of the paper", ""]
        for one in findings:
            lines += findings_section(one)
    return "\n".join(lines).rstrip() + "\n"


def problems_of(text, keys):
    """What is wrong with a page: tables of uneven rows, cells that show a failure to compute, properties without a section."""
    problems, columns = [], None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("|"):
            columns = None
            continue
        cells = line.count("|") - 1
        if columns is not None and cells != columns:
            problems.append(f"line {number}: {cells} cells in a table of {columns} columns")
        columns = cells
        if re.search(r"\b(nan|inf|None)\b", line):
            problems.append(f"line {number}: a number is missing: {line}")
    for key in keys:
        if f"### `{key}`" not in text:
            problems.append(f"{key}: has no section")
        if f"| `{key}` |" not in text:
            problems.append(f"{key}: is not in the overview")
    return problems
