"""A run folder made by hand, for tests: two kinds of constraints and an inequality, as many seeds as wanted."""

import json

CONFIG = {"model": {"id": "toy"}, "seeds": [1]}
FINGERPRINT = "0123456789abcdef"


def constraint(name, kind, **changes):
    entry = {
        "name": name,
        "kind": kind,
        "centre": 2.0,
        "unit": "Hz",
        "scale": 0.5,
        "target": 1.0 if kind == "std" else 0.0,
        "mean": 1.0 if kind == "std" else 0.0,
        "lower": 0.81 if kind == "std" else -0.02,
        "upper": 1.21 if kind == "std" else 0.02,
        "tolerance": 0.1,
        "met": True,
    }
    entry.update(changes)
    return entry


def epoch(number, entropy, constraints=None):
    return {
        "epoch": number,
        "entropy": entropy,
        "entropy_error": 0.01,
        "simulations": 1000 * number,
        "constraints": constraints
        or [constraint("rate.mean", "mean"), constraint("rate.std", "std"), constraint("share.at_least", "at_least")],
    }


def write_run(folder, seeds, status="converged", config=None, fingerprint=FINGERPRINT, wall_seconds=12.0, message="made by hand"):
    """@param seeds: {seed: (outcome, best epoch or None, [epochs])}"""
    folder.mkdir(parents=True, exist_ok=True)
    run = {
        "format": "epi-result/1",
        "status": status,
        "message": message,
        "wall_seconds": wall_seconds,
        "threads": 1,
        "machine": {"name": "m", "cpu": "Some CPU", "cpu_level": "x86-64-v3", "logical_cpus": 2},
        "host": {"version": "0.1.0", "git": "abc", "libtorch": "1.13.0", "abi": "1.0"},
        "model": {"id": "toy", "fingerprint": fingerprint, "settings": {}},
        "seeds": [
            {"seed": seed, "outcome": outcome, "epochs": epochs[-1]["epoch"], "best_epoch": best, "entropy": epochs[-1]["entropy"]}
            for seed, (outcome, best, epochs) in seeds.items()
        ],
    }
    (folder / "run.json").write_text(json.dumps(run))
    (folder / "config.resolved.json").write_text(json.dumps(CONFIG if config is None else config))
    for seed, (_, _, epochs) in seeds.items():
        (folder / f"seed-{seed:03d}").mkdir(exist_ok=True)
        (folder / f"seed-{seed:03d}" / "epochs.json").write_text(json.dumps({"format": "epi-epochs/1", "epochs": epochs}))
