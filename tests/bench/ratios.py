#!/usr/bin/env python3
"""Tables of simulation_bench and training_bench: medians over the repetitions of one run, and their ratios.

Usage: ratios.py RESULT.json

RESULT.json is what one of them prints with --benchmark_format=json, --benchmark_repetitions and
--benchmark_enable_random_interleaving=true: repetitions of all benchmarks then take turns, so that a busy minute of the
machine meets all of them, and a ratio of medians is worth more than its two halves. What runs on one thread is compared
by the time that it had the processor; only columns about threads and whole runs of epi are by the clock.
"""

import json
import statistics
import sys

MILLISECONDS = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}
BY_THE_CLOCK = ("host_1_thread", "host_2_threads", "epi", "epi_2_threads")
DECORATIONS = ("/process_time", "/real_time", "/iterations:1", "/manual_time")

# What a batch is told by its last part; any other is a kind of noise. For each kind the columns: a title, and how to
# get it from the times of one batch, a time or a ratio of two.
SIMULATION = (
    ("eager", ("eager",)),
    ("plugin", ("plugin",)),
    ("hand-written", ("handwritten",)),
    ("eager / plugin", ("eager", "plugin")),
    ("plugin / hand-written", ("plugin", "handwritten")),
    ("host, 1 thread", ("host_1_thread",)),
    ("host, 2 threads", ("host_2_threads",)),
    ("1 thread / 2 threads", ("host_1_thread", "host_2_threads")),
)
KINDS = {
    "step": (("eager", ("eager",)), ("fused", ("fused",)), ("eager / fused", ("eager", "fused"))),
    "run": (
        ("eager", ("eager",)),
        ("epi", ("epi",)),
        ("eager / epi", ("eager", "epi")),
        ("epi, 2 threads", ("epi_2_threads",)),
        ("1 thread / 2 threads", ("epi", "epi_2_threads")),
    ),
}


class Times:
    """Milliseconds of the repetitions of one benchmark."""

    def __init__(self, values):
        self.values = sorted(values)

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def spread(self):
        """Half the interquartile range over the median; 0 for a single repetition."""
        if len(self.values) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return 0.5 * (high - low) / self.median


def name_of(benchmark):
    name = benchmark["run_name"]
    for decoration in DECORATIONS:
        name = name.replace(decoration, "")
    return name


def collect(document):
    """{batch: {who: Times}}, and {name: reason} of what could not be measured. A batch is MODEL/PRECISION/NOISE."""
    values, failures = {}, {}
    for benchmark in document["benchmarks"]:
        if benchmark.get("run_type", "iteration") != "iteration":
            continue  # an aggregate of those that we have
        name = name_of(benchmark)
        if benchmark.get("error_occurred"):
            failures[name] = benchmark["error_message"]
            continue
        batch, _, who = name.rpartition("/")
        measured = benchmark["real_time" if who in BY_THE_CLOCK else "cpu_time"]
        milliseconds = measured * MILLISECONDS[benchmark["time_unit"]]
        values.setdefault(batch, {}).setdefault(who, []).append(milliseconds)
    return {batch: {who: Times(v) for who, v in times.items()} for batch, times in values.items()}, failures


def cell(times, parts):
    if any(part not in times for part in parts):
        return ""
    if len(parts) == 1:
        return f"{times[parts[0]].median:.3g} ± {100 * times[parts[0]].spread:.0f}%"
    return f"{times[parts[0]].median / times[parts[1]].median:.3g}"


def table(batches, columns=SIMULATION):
    lines = ["| batch | " + " | ".join(title for title, _ in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for batch, times in sorted(batches.items()):
        lines.append(f"| {batch} | " + " | ".join(cell(times, parts) for _, parts in columns) + " |")
    return lines


def tables(batches):
    """One a kind of batch that was measured."""
    kinds = {}
    for name, times in batches.items():
        last = name.rpartition("/")[2]
        kinds.setdefault(last if last in KINDS else None, {})[name] = times
    lines = []
    for kind, columns in [*KINDS.items(), (None, SIMULATION)]:
        if kind in kinds:
            lines += table(kinds[kind], columns) + [""]
    return lines


def report(document):
    context = document["context"]
    batches, failures = collect(document)
    repetitions = sorted({len(times.values) for batch in batches.values() for times in batch.values()})
    lines = [
        f"{context['num_cpus']} CPUs at {context['mhz_per_cpu']} MHz, {context.get('level', 'unknown level')}, "
        f"GCC {context.get('compiler', '?')}, LibTorch {context.get('libtorch', '?')}; medians of "
        f"{' or '.join(map(str, repetitions))} interleaved repetitions, ms ± half the interquartile range.",
        "",
        *tables(batches),
    ]
    by_reason = {}
    for name, reason in sorted(failures.items()):
        by_reason.setdefault(" ".join(reason.split()), []).append(name)
    if by_reason:
        lines += ["Not measured:", ""] + [f"* {', '.join(names)}: {reason}" for reason, names in by_reason.items()]
    return "\n".join(lines).rstrip() + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    if not document.get("benchmarks"):
        sys.exit(f"{sys.argv[1]}: no benchmarks in it; was the filter too narrow?")
    sys.stdout.write(report(document))


if __name__ == "__main__":
    main()
