#!/usr/bin/env python3
"""Reads a fitted flow and computes log q(z) without epi: the formulas of flow_file.md in NumPy.

Usage: read_flow.py RUN/seed-001 [RUN/samples.csv]
Prints the flow's parameters; with samples, the largest difference between log q(z) here and in the file's lp__ column.
"""

import hashlib
import json
import sys
from pathlib import Path
from statistics import NormalDist

import numpy as np

BATCH_NORM_EPSILON = 1e-5
LEAST_PLANAR_SLOPE = 1e-3
SPLINE_BOUND, LEAST_SPLINE_SHARE, LEAST_SPLINE_SLOPE = 5.0, 1e-3, 1e-3
STANDARD_NORMAL = NormalDist()


def load_flow(folder):
    """flow.json, and the tensors by name."""
    folder = Path(folder)
    head = json.loads((folder / "flow.json").read_text(encoding="utf-8"))
    if head["format"] != "epi-flow/1":
        raise ValueError(f"unknown format {head['format']}")
    data = (folder / head["binary"]["file"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != head["binary"]["sha256"]:
        raise ValueError("the binary file is damaged")
    numbers = np.frombuffer(data, "<f8")
    tensors = {}
    for entry in head["weights"] + head["moments"]:
        size = int(np.prod(entry["shape"], dtype=int))
        tensors[entry["name"]] = numbers[entry["offset"] : entry["offset"] + size].reshape(entry["shape"])
    return head, tensors


def coupling_mask(index, n_parameters, split):
    """The columns that pass coupling `index` unchanged."""
    if split == "single":
        return np.arange(n_parameters) != index % n_parameters
    n_bits = (n_parameters - 1).bit_length()
    sets = sorted(range(1, 2**n_bits), key=lambda bits: (bits.bit_count(), -bits))
    bits = sets[index // 2 % len(sets)]
    odd = np.array([(column & bits).bit_count() % 2 == 1 for column in range(n_parameters)])
    return odd if index % 2 == 1 else ~odd


def log1p_exp(x):
    return np.logaddexp(0.0, x)


def to_real_line(z, parameters):
    """u with z = support map(u), column by column, and log |det du/dz|. z must lie inside the support."""
    u, log_det = np.empty_like(z), np.zeros(len(z))
    for j, parameter in enumerate(parameters):
        lower, upper = parameter["lower"], parameter["upper"]
        if lower is None and upper is None:
            u[:, j] = z[:, j]
        elif upper is None:
            distance = z[:, j] - lower
            u[:, j] = distance + np.log(-np.expm1(-distance))
            log_det += log1p_exp(-u[:, j])
        elif lower is None:
            distance = upper - z[:, j]
            u[:, j] = -(distance + np.log(-np.expm1(-distance)))
            log_det += log1p_exp(u[:, j])
        else:
            from_lower, from_upper = z[:, j] - lower, upper - z[:, j]
            share = np.minimum(from_lower, from_upper) / (upper - lower)
            u[:, j] = np.where(from_lower < from_upper, 1.0, -1.0) * [STANDARD_NORMAL.inv_cdf(p) for p in share]
            log_det += 0.5 * u[:, j] ** 2 + 0.5 * np.log(2 * np.pi) - np.log(upper - lower)
    return u, log_det


def conditioner(tensors, name, n_layers, h):
    for i in range(n_layers):
        h = h @ tensors[f"{name}.{i}.weight"].T + tensors[f"{name}.{i}.bias"]
        if i + 1 < n_layers:
            h = np.tanh(h)
    return h


def spline_sizes(outputs):
    """Widths or heights of the bins, which fill [-SPLINE_BOUND, SPLINE_BOUND]."""
    shares = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    least = LEAST_SPLINE_SHARE
    return 2.0 * SPLINE_BOUND * (least + (1.0 - outputs.shape[-1] * least) * shares)


def undo_splines(outputs, y):
    """x with y = spline(x), one spline an element of y, and log dx/dy.   outputs: [n, columns, 3 bins - 1]."""
    n_bins = (outputs.shape[-1] + 1) // 3
    widths, heights = spline_sizes(outputs[..., :n_bins]), spline_sizes(outputs[..., n_bins : 2 * n_bins])
    ends = [(0, 0), (0, 0), (1, 1)]
    offset = np.log(np.expm1(1.0 - LEAST_SPLINE_SLOPE))
    slopes = LEAST_SPLINE_SLOPE + log1p_exp(np.pad(outputs[..., 2 * n_bins :], ends) + offset)
    lefts = np.pad(np.cumsum(widths, axis=-1), ends)[..., :-1] - SPLINE_BOUND
    bottoms = np.pad(np.cumsum(heights, axis=-1), ends)[..., :-1] - SPLINE_BOUND
    inside = np.abs(y) <= SPLINE_BOUND
    point = np.where(inside, y, 0.0)
    index = (point[..., None] >= bottoms[..., 1:n_bins]).sum(axis=-1)[..., None]
    left, width, bottom, height, d0, d1 = (
        np.take_along_axis(values, at, axis=-1)[..., 0]
        for values, at in [
            *((values, index) for values in (lefts, widths, bottoms, heights, slopes)),
            (slopes, index + 1),
        ]
    )
    s, rise = height / width, (point - bottom) / height
    g = d0 * (1 - rise) - d1 * rise
    t = 2 * s * rise / (g + 2 * s * rise + np.sqrt(g**2 + 4 * s**2 * rise * (1 - rise)))
    divisor = s + (d0 + d1 - 2 * s) * t * (1 - t)
    slope = s**2 * (d1 * t**2 + 2 * s * t * (1 - t) + d0 * (1 - t) ** 2) / divisor**2
    return np.where(inside, left + width * t, y), np.where(inside, -np.log(slope), 0.0)


def undo_mixing(architecture, tensors, i, y):
    """x before what stands after coupling i; volumes stay."""
    mixing, n_parameters = architecture.get("mixing", "none"), y.shape[1]
    if f"mixing.{i}.factors" in tensors:
        factors = tensors[f"mixing.{i}.factors"]
        identity = np.eye(n_parameters)
        return np.linalg.solve((np.tril(factors, -1) + identity) @ (np.triu(factors, 1) + identity), y.T).T
    a_round = n_parameters if architecture.get("split") == "single" else 2
    if mixing != "permutation" or (i + 1) % a_round != 0 or i + 1 >= architecture["masks"]:
        return y
    order, state = list(range(n_parameters)), i + 1
    for k in range(n_parameters - 1, 0, -1):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        j = (state >> 33) % (k + 1)
        order[k], order[j] = order[j], order[k]
    return y[:, np.argsort(order)]


def undo_couplings(architecture, tensors, x):
    """x before the couplings and batch normalisations, and log |det| of undoing them."""
    n_parameters, log_det = x.shape[1], np.zeros(len(x))
    n_couplings = architecture["masks"] if n_parameters > 1 else 0
    for i in reversed(range(n_couplings)):
        x = undo_mixing(architecture, tensors, i, x)
        if architecture.get("batch_norm") and i + 1 < n_couplings:
            spread = tensors[f"batch_norm.{i}.variance"] + BATCH_NORM_EPSILON
            x = x * np.sqrt(spread) + tensors[f"batch_norm.{i}.mean"]
            log_det += 0.5 * np.log(spread).sum()
        passes = coupling_mask(i, n_parameters, architecture.get("split", "halves"))
        steering = conditioner(tensors, f"coupling.{i}.conditioner", architecture["hidden_layers"] + 1, x[:, passes])
        n_changed = n_parameters - passes.sum()
        log_scale, shift = steering[:, :n_changed], steering[:, n_changed : 2 * n_changed]
        changed = (x[:, ~passes] - shift) * np.exp(-log_scale)
        log_det -= log_scale.sum(axis=1)
        if architecture["kind"] == "spline":
            of_splines = steering[:, 2 * n_changed :].reshape(len(x), n_changed, -1)
            changed, log_slope = undo_splines(of_splines, changed)
            log_det += log_slope.sum(axis=1)
        x[:, ~passes] = changed
    return x, log_det


def undo_autoregressive(architecture, tensors, y):
    """x before the autoregressive layers, and log |det| of undoing them."""
    n_parameters, n_hidden, units = y.shape[1], architecture["hidden_layers"], architecture["units"]
    x, log_det = y, np.zeros(len(y))
    for i in reversed(range(architecture["masks"] if n_parameters > 1 else 0)):
        of_columns = np.arange(1, n_parameters + 1)[:: -1 if i % 2 == 1 else 1]
        of_units = 1 + np.arange(units) * (n_parameters - 1) // units
        degrees = [of_columns, *[of_units] * n_hidden, np.tile(of_columns, 2)]
        name, masked = f"autoregressive.{i}.conditioner", dict(tensors)
        for k in range(n_hidden + 1):
            least = degrees[k + 1][:, None] - (k == n_hidden)
            masked[f"{name}.{k}.weight"] = tensors[f"{name}.{k}.weight"] * (degrees[k] <= least)
        y, x = x, np.zeros_like(x)
        for j in np.argsort(of_columns):
            steering = conditioner(masked, name, n_hidden + 1, x)
            x[:, j] = (y[:, j] - steering[:, n_parameters + j]) * np.exp(-steering[:, j])
            log_det -= steering[:, j]
    return x, log_det


def undo_planar(architecture, tensors, x):
    """x before the planar layers, and log |det| of undoing them."""
    log_det = np.zeros(len(x))
    offset = np.log(np.expm1(1.0 - LEAST_PLANAR_SLOPE))
    for i in reversed(range(architecture["layers"])):
        w, u, b = (tensors[f"planar.{i}.{name}"] for name in "wub")
        s = LEAST_PLANAR_SLOPE + log1p_exp(w @ u + offset)
        u_hat = u + (s - 1.0 - w @ u) / max(w @ w, 1e-30) * w
        target = x @ w + b
        low, high = target - abs(s - 1.0), target + abs(s - 1.0)
        for _ in range(100):  # bisection to the last bit
            middle = 0.5 * (low + high)
            above = middle + (s - 1.0) * np.tanh(middle) > target
            low, high = np.where(above, low, middle), np.where(above, middle, high)
        tanh = np.tanh(0.5 * (low + high))
        x = x - np.outer(tanh, u_hat)
        log_det -= np.log(tanh**2 + s * (1.0 - tanh**2))
    return x, log_det


def log_prob(head, tensors, z):
    """log q(z), nats, of points [n, n_parameters] inside the support: from z back to the base sample x."""
    architecture, n_parameters = head["architecture"], z.shape[1]
    x, log_det = to_real_line(np.array(z, float), head["parameters"])

    x = x - tensors["affine.mean"]
    if "affine.below_diagonal" in tensors:
        factor = np.tril(tensors["affine.below_diagonal"], -1) + np.diag(np.exp(tensors["affine.log_scale"]))
        x = np.linalg.solve(factor, x.T).T
    else:  # more than 64 parameters
        x = x * np.exp(-tensors["affine.log_scale"])
    log_det -= tensors["affine.log_scale"].sum()

    undo = {"planar": undo_planar, "autoregressive": undo_autoregressive}.get(architecture["kind"], undo_couplings)
    x, log_det_of_layers = undo(architecture, tensors, x)
    log_det += log_det_of_layers
    return -0.5 * (x**2).sum(axis=1) - 0.5 * n_parameters * np.log(2 * np.pi) + log_det


def main():
    head, tensors = load_flow(sys.argv[1])
    names = [parameter["name"] for parameter in head["parameters"]]
    print(head["architecture"], *head["parameters"], sep="\n")
    if len(sys.argv) > 2:
        lines = [line for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines() if line[0] != "#"]
        columns = lines[0].split(",")
        table = np.array([line.split(",") for line in lines[1:]], float)
        z = table[:, [columns.index(name) for name in names]]
        difference = np.abs(log_prob(head, tensors, z) - table[:, columns.index("lp__")])
        print(f"{len(z)} draws, largest difference in log q: {difference.max():.3g} nats")


if __name__ == "__main__":
    main()
