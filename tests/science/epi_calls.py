"""What the findings ask of the program `epi`: draws and densities of a run, simulations of a model."""

import csv
import io
import json
import subprocess
from dataclasses import dataclass, field


@dataclass
class Table:
    """Named columns. Numbers that are not finite are None."""

    columns: list
    rows: list
    status: list = field(default_factory=list)

    def column(self, name):
        i = self.columns.index(name)
        return [row[i] for row in self.rows]


class Epi:
    """Calls of the program; points are lists of {parameter: value}, all with the same names."""

    def __init__(self, path, threads=1):
        self.path, self.threads = path, threads

    def _document(self, words, stdin=None):
        done = subprocess.run([self.path, *words, "--json"], input=stdin, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"epi {' '.join(map(str, words))} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def describe(self, model):
        """What a model says about itself, as `epi describe` prints it."""
        return self._document(["describe", model])

    def sample(self, run, n, seed=1):
        """Free parameters and log_prob of n draws."""
        document = self._document(["sample", run, "-n", str(n), "--seed", str(seed)])
        return Table(document["columns"], document["rows"])

    def evaluate(self, run, names, points):
        """(log density, gradient, Hessian) at points [n][parameter]; log density None outside the support."""
        document = self._document(["evaluate", run, "--points", "-", "--gradient", "--hessian"], as_csv(names, points))
        order = [document["parameters"].index(name) for name in names]
        gradients = [[g[i] for i in order] for g in document["gradient"]]
        hessians = [[[h[i][j] for j in order] for i in order] for h in document["hessian"]]
        return document["log_prob"], gradients, hessians

    def simulate(self, model, names, points, settings=None, seed=0):
        """Parameters, statistics and observables at points [n][parameter]; other parameters at the model's defaults."""
        words = ["simulate", model, "--points", "-", "--seed", str(seed), "--threads", str(self.threads)]
        for name, value in (settings or {}).items():
            words += ["--setting", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
        document = self._document(words, as_csv(names, points))
        return Table(document["columns"], document["rows"], document["status"])


def as_csv(names, points):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([repr(float(x)) for x in point] for point in points)
    return out.getvalue()
