"""Finished run folders as plain values. The format is described in docs/reference/run_folder.md."""

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

FINISHED = ("converged", "not_converged", "failed")


@dataclass
class Constraint:
    """One constraint of one epoch. All numbers in the statistic's unit; of an inequality they are shares of the samples."""

    name: str
    kind: str
    unit: str
    target: float
    mean: float
    lower: float
    upper: float
    allowed: tuple  # (lowest, highest)
    met: bool


@dataclass
class Seed:
    """One optimization. Entropy and constraints are those of the epoch whose flow is its result."""

    seed: int
    outcome: str
    epochs: int
    best_epoch: int  # or None
    entropy: float  # nats
    entropy_error: float
    simulations: int  # up to the last epoch
    wall_seconds: float
    constraints: list = field(default_factory=list)
    folder: Path = None
    reason: str = ""  # why it failed, if it did
    peak_memory: int = 0  # bytes, of the process; 0 if the run did not tell
    bound: float = math.nan  # nats, of the certificate; NaN: none, infinite: it found none
    bound_is_reliable: bool = False

    @property
    def has_converged(self):
        return self.outcome == "converged"

    @property
    def worst_excess(self):
        """By how many allowances the furthest constraint misses its target: what makes one failure better than another."""

        def excess(c):
            allowance = 0.5 * (c.allowed[1] - c.allowed[0])
            return abs(c.mean - 0.5 * (c.allowed[0] + c.allowed[1])) / allowance if allowance > 0 else math.inf

        return max((excess(c) for c in self.constraints), default=math.inf)


@dataclass
class Preset:
    """All seeds of one emergent property of one model."""

    model: str
    name: str
    title: str
    seeds: list
    machine: str
    versions: str
    threads: int
    overrides: list

    @property
    def key(self):
        return f"{self.model}/{self.name}"

    @property
    def converged(self):
        return [seed for seed in self.seeds if seed.has_converged]

    @property
    def best(self):
        """The converged seed of highest entropy, or else the one closest to the property."""
        if self.converged:
            return max(self.converged, key=lambda seed: seed.entropy)
        return min(self.seeds, key=lambda seed: seed.worst_excess)


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def number(value):
    """JSON has no NaN and no infinity; a run folder writes them as strings."""
    return float(value)


def to_units(kind, centre, scale, value):
    """From target units: a mean, a second moment (given back as a standard deviation), or a share, which stays."""
    if kind == "mean":
        return centre + scale * value
    if kind == "std":
        return scale * math.sqrt(max(value, 0.0))
    return value


def read_constraint(entry):
    kind, centre, scale = entry["kind"], number(entry["centre"]), number(entry["scale"])
    target, tolerance = number(entry["target"]), number(entry["tolerance"])
    share = kind in ("at_least", "at_most")

    def units(value):
        return to_units(kind, centre, scale, value)

    return Constraint(
        name=entry["name"],
        kind=kind,
        unit="" if share else entry["unit"],
        target=units(target),
        mean=units(number(entry["mean"])),
        lower=units(number(entry["lower"])),
        upper=units(number(entry["upper"])),
        allowed=(0.0, tolerance) if share else (units(target - tolerance), units(target + tolerance)),
        met=entry["met"],
    )


def read_seed(folder, run, entry, wall_seconds):
    """@param entry: of run.json's list of seeds"""
    reason = run["message"] if run["status"] == "failed" else ""
    epochs_file = folder / f"seed-{entry['seed']:03d}" / "epochs.json"
    epochs = read_json(epochs_file)["epochs"] if epochs_file.is_file() else []
    if not epochs:
        return Seed(
            entry["seed"], entry["outcome"], 0, None, math.nan, math.nan, 0, wall_seconds, [], folder, reason,
            run.get("peak_memory_bytes", 0),
        )
    best = entry["best_epoch"]
    shown = next((e for e in epochs if e["epoch"] == best), epochs[-1])
    return Seed(
        seed=entry["seed"],
        outcome=entry["outcome"],
        epochs=epochs[-1]["epoch"],
        best_epoch=best,
        entropy=number(shown["entropy"]),
        entropy_error=number(shown["entropy_error"]),
        simulations=epochs[-1]["simulations"],
        wall_seconds=wall_seconds,
        constraints=[read_constraint(c) for c in shown["constraints"]],
        folder=folder,
        reason=reason,
        peak_memory=run.get("peak_memory_bytes", 0),
        bound=number((entry.get("certificate") or {}).get("bound", math.nan)),
        bound_is_reliable=(entry.get("certificate") or {}).get("reliable", False),
    )


def read_run(folder):
    """run.json of a run folder, or None if there is none."""
    file = Path(folder) / "run.json"
    if not file.is_file():
        return None
    run = read_json(file)
    if not run.get("format", "").startswith("epi-result/"):
        raise ValueError(f"{file}: its format is {run.get('format')!r}, not epi-result/")
    return run


def read_preset(model, name, title, folders, overrides=()):
    """@param folders: finished run folders of that property, any number of seeds each; None if none is finished."""
    seeds, run = [], None
    for folder in map(Path, folders):
        this = read_run(folder)
        if this is None or this["status"] not in FINISHED:
            continue
        run = this
        # The time of a folder is shared out evenly: it does not know how long a single seed took.
        share = number(run["wall_seconds"]) / max(len(run["seeds"]), 1)
        seeds += [read_seed(folder, this, entry, share) for entry in run["seeds"]]
    if run is None:
        return None
    machine, host = run["machine"], run["host"]
    return Preset(
        model=model,
        name=name,
        title=title,
        seeds=sorted(seeds, key=lambda seed: seed.seed),
        machine=f"{machine['cpu']}, {machine['logical_cpus']} logical CPUs, {machine['cpu_level']}",
        versions=f"epi {host['version']} {host['git']}".rstrip() + f", LibTorch {host['libtorch']}",
        threads=run["threads"],
        overrides=list(overrides),
    )
