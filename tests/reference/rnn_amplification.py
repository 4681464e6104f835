#!/usr/bin/env python3
"""Writes rnn_amplification.json: both statistics of rnn.amplification as the eigenvalues of the whole matrix.

Needs NumPy. Independent of the module: noise from Philox4x32-10 as sdk/include/epi/abi/random.h states it, eigenvalues
by LAPACK. Run it in this folder.
"""
import json
import math

import numpy as np

NOISE = 0.01  # g


def philox(seed, sample, streams, blocks):
    """Four words for every (stream, block); arrays of one shape."""
    mask = np.uint64(0xFFFFFFFF)
    c = [blocks.astype(np.uint64), streams.astype(np.uint64),
         np.full(blocks.shape, sample & 0xFFFFFFFF, np.uint64), np.full(blocks.shape, sample >> 32, np.uint64)]
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        product0, product1 = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        c = [(product1 >> np.uint64(32)) ^ c[1] ^ np.uint64(key[0]), product1 & mask,
             (product0 >> np.uint64(32)) ^ c[3] ^ np.uint64(key[1]), product0 & mask]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def noise_matrix(seed, sample, n):
    """Entry (i, j): draw j % 4 of stream i, block j // 4; pairs of Box and Muller from uniforms of 32 bits."""
    blocks = (n + 3) // 4
    streams, numbers = np.meshgrid(np.arange(n), np.arange(blocks), indexing="ij")
    u = [(w.astype(float) + 0.5) / 2.0**32 for w in philox(seed, sample, streams, numbers)]
    draws = []
    for u1, u2 in ((u[0], u[1]), (u[2], u[3])):
        radius = np.sqrt(-2.0 * np.log(u1))
        draws += [radius * np.cos(2.0 * math.pi * u2), radius * np.sin(2.0 * math.pi * u2)]
    return np.stack(draws, axis=-1).reshape(n, 4 * blocks)[:, :n]


def network(n, overlaps, row):
    """U and V [n, 2]: columns of cosines of norm sqrt(2.3); U_c . V_c / 2.3 is near overlaps[c]."""
    unit = np.arange(1, n + 1)
    waves = [np.sqrt(2.0 * 2.3 / n) * np.cos(2.0 * math.pi * ((unit * math.sqrt(prime) + 0.37 * row) % 1.0))
             for prime in (2, 3, 5, 7)]
    u = np.stack(waves[:2], axis=1)
    a = np.array(overlaps)
    v = a * u + np.sqrt(1.0 - a * a) * np.stack(waves[2:], axis=1)
    return np.clip(u, -1.0, 1.0), np.clip(v, -1.0, 1.0)


def main():
    rows = []
    pairs = [(0.25, 0.1), (0.2, 0.21), (0.35, -0.3), (0.15, 0.3), (-0.2, -0.1), (0.12, -0.2), (0.3, 0.3), (0.0, 0.45)]
    for n in (2, 3, 10, 20, 21, 50, 100, 250):
        for row, overlaps in enumerate(pairs):
            u, v = network(n, overlaps, row)
            seed, sample = 11 + (row << 32), 1000 * n + row + (row << 40)
            w = u @ v.T + NOISE * noise_matrix(seed, sample, n)
            rows.append({"N": n, "row": row, "overlaps": overlaps, "seed": seed, "sample": sample,
                         "real_lambda_1": float(np.linalg.eigvals(w).real.max()),
                         "lambda_1_symmetric": float(np.linalg.eigvalsh(0.5 * (w + w.T)).max())})
    with open("rnn_amplification.json", "w", encoding="utf-8") as out:
        out.write('{"g": %r, "rows": [\n' % NOISE + ",\n".join(json.dumps(row) for row in rows) + "\n]}\n")


if __name__ == "__main__":
    main()
