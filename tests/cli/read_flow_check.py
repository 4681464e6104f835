#!/usr/bin/env python3
"""The reader that docs/reference offers to other languages computes the same densities as the program.

Usage: read_flow_check.py EPI PLUGIN_FOLDER READ_FLOW.py
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

CONFIG = {
    "model": {"id": "lds"},
    "emergent_property": {"constraints": [{"statistic": "frequency", "mean": 1.0, "std": 0.1}]},
    "optimizer": {"epochs": 2, "iterations": 60, "batch": 100, "learning_rate": 0.02},
    "convergence": {"samples": 200},
    "output": {"samples": 300},
    "seeds": [1],
}
FLOWS = [
    {"masks": 5, "units": 7, "batch_norm": {"momentum": 0.9}},
    {"masks": 6, "hidden_layers": 1, "split": "single"},
    {"kind": "spline", "masks": 4, "units": 9, "bins": 6},
    {"masks": 3, "batch_norm": {"momentum": 0.9}, "mixing": "linear"},
    {"kind": "spline", "masks": 4, "units": 5, "mixing": "permutation"},
    {"kind": "autoregressive", "masks": 3, "units": 5},
    {"kind": "planar", "layers": 6},
]


def load_reader(file):
    spec = importlib.util.spec_from_file_location("read_flow", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def draws_of(samples_csv, names):
    """Parameters [n, D] and log q [n] of a samples.csv."""
    lines = [line for line in samples_csv.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    columns = lines[0].split(",")
    table = np.array([line.split(",") for line in lines[1:]], float)
    return table[:, [columns.index(name) for name in names]], table[:, columns.index("lp__")]


class ReadFlow(unittest.TestCase):
    def test_every_kind_of_flow_has_the_density_that_the_program_wrote(self):
        epi, plugins, reader_file = sys.argv[1:4]
        reader = load_reader(reader_file)
        for flow in FLOWS:
            with self.subTest(flow=flow), tempfile.TemporaryDirectory() as folder:
                config = Path(folder) / "config.json"
                config.write_text(json.dumps({**CONFIG, "flow": flow}), encoding="utf-8")
                run = Path(folder) / "run"
                code = subprocess.run(
                    [epi, "run", config, "--out", run, "--quiet"],
                    env={**os.environ, "EPI_PLUGIN_PATH": plugins},
                    check=False,
                ).returncode
                self.assertIn(code, (0, 3))
                head, tensors = reader.load_flow(run / "seed-001")
                z, log_prob = draws_of(run / "samples.csv", [p["name"] for p in head["parameters"]])
                self.assertEqual(len(z), 300)
                # Drawn forwards there, undone here: rounding of float64 times the condition of the flow.
                np.testing.assert_allclose(reader.log_prob(head, tensors, z), log_prob, rtol=0, atol=1e-6)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
