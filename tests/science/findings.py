#!/usr/bin/env python3
"""Measures the paper's findings on finished run folders of results.py, and files them for its page.

A model is measured when all the properties that its findings need are finished; the best seed of each is used. The standard
library suffices; the finite networks of the RNN also need NumPy, and are left out without it.

Examples
  findings.py                              every model, from runs/science
  findings.py --model stg --out /tmp/runs
"""

import argparse
import json
import math
import sys
from dataclasses import dataclass, field
from pathlib import Path

import findings_rnn
import findings_sc
import findings_stg
import findings_v1
import run_folders
from epi_calls import Epi

ROOT = Path(__file__).resolve().parents[2]
ANALYSES = {module.MODEL: module for module in (findings_stg, findings_v1, findings_sc, findings_rnn)}


@dataclass
class Run:
    """The run folder of a property that findings are measured on."""

    folder: Path
    words: str  # for the method's description
    settings: dict = field(default_factory=dict)  # of the model
    bounds: dict = field(default_factory=dict)  # {parameter: (lowest, highest)}

    def is_inside(self, names, point):
        return all(self.bounds[name][0] <= x <= self.bounds[name][1] for name, x in zip(names, point))


def bounds_of(description):
    def bound(value, infinite):
        return infinite if value is None else value

    return {p["name"]: (bound(p["lower"], -math.inf), bound(p["upper"], math.inf)) for p in description["parameters"]}


def find_run(out, model, name, description):
    """The best seed of a property, or None if nothing of it is finished."""
    preset = run_folders.read_preset(model, name, name, sorted((out / f"{model}-{name}").glob("seed-*")))
    if preset is None:
        return None
    best = preset.best
    verdict = "converged" if best.has_converged else "did not converge"
    settings = run_folders.read_run(best.folder)["model"]["settings"]
    return Run(best.folder, f"`{preset.key}`: seed {best.seed}, {verdict}.", settings, bounds_of(description))


def measure(model, epi, out, description):
    """Writes OUT/findings/MODEL.json. What was done, in a few words."""
    analysis = ANALYSES[model]
    runs = {name: find_run(out, model, name, description) for name in analysis.PROPERTIES}
    missing = [name for name, run in runs.items() if run is None]
    if missing:
        return f"needs finished runs of {', '.join(missing)}"
    result = analysis.compute(epi, runs)
    folder = out / "findings"
    folder.mkdir(exist_ok=True)
    (folder / f"{model}.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return f"{sum(row['holds'] is True for row in result['rows'])} of {len(result['rows'])} findings hold"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epi", default=ROOT / "build" / "release" / "bin" / "epi", help="the program (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "runs" / "science", help="of results.py (default: %(default)s)")
    parser.add_argument("--model", action="append", choices=sorted(ANALYSES), help="repeatable; default: every one")
    parser.add_argument("--threads", type=int, default=1, help="simulation threads (default: 1)")
    given = parser.parse_args()
    epi = Epi(given.epi, given.threads)
    for model in given.model or ANALYSES:
        print(f"{model}: {measure(model, epi, given.out, epi.describe(model))}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
