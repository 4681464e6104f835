#!/usr/bin/env python3
"""Infers the properties that ship with epi's models and writes what came out as a page of Markdown.

A run folder is kept for every property and seed. What is finished is not run again; what was interrupted is resumed; a
folder that was made with another configuration or other equations is refused, or replaced with --overwrite.
Only the standard library is needed.

Examples
  results.py                                          every property of every model, seeds 1 to 3
  results.py --only 'lds/*' --only 'stg/hub*' --seeds 1:10
  results.py --parallel 2 --threads 1                 two runs at a time
  results.py --set optimizer.epochs=20                with other settings
  results.py --no-run                                 only writes the page
  results.py --short --out /tmp/short                 a quick check of everything; its page stays in --out

The page always holds everything that is finished in --out, chosen or not.
"""

import argparse
import fnmatch
import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import findings
import results_table
import run_folders
from epi_calls import Epi

ROOT = Path(__file__).resolve().parents[2]
EXACT = ROOT / "tests" / "reference" / "exact_maxent.json"

# --short: the property with a known answer, long enough to converge, and the first property of every other model, just
# long enough to pass through every step.
SHORT_CONVERGING = "lds/oscillation_1hz"
SHORT_CONVERGING_OVERRIDES = (
    "optimizer.epochs=12",
    "optimizer.iterations=300",
    "optimizer.batch=500",
    "polish.epochs=6",
    "polish.iterations=100",
    "polish.batch=1000",
)
# Models search, but for those named: a fit of any length is valid there. Targets start wide for all of them: a configuration with
# an anneal of more epochs than the run would be refused.
WITHOUT_SEARCH = ("rnn.amplification",)
SHORT_OVERRIDES = (
    "optimizer.epochs=2",
    "optimizer.anneal.epochs=1",
    "optimizer.iterations=4",
    "initialization.search.fit_iterations=300",
    "optimizer.batch=32",
    "polish.epochs=1",
    "polish.iterations=2",
    "polish.batch=32",
    "polish.random_samples=100",
    "convergence.samples=100",
    "certificate.samples=1000",
    "certificate.random_samples=100",
    "output.samples=64",
)

OVERRIDES_FILE = "overrides.json"  # beside a property's run folders: what was set, for the command on the page

DONE, NOT_CONVERGED, INFEASIBLE, TOO_MANY_FAILURES = 0, 3, 4, 5  # exit codes of a run that leaves a verdict


class Trouble(Exception):
    """Something that the user must know; ends the job that it concerns."""


@dataclass
class Job:
    """One property and one seed."""

    model: str
    name: str
    seed: int
    overrides: tuple
    folder: Path
    fingerprint: str

    @property
    def key(self):
        return f"{self.model}/{self.name}"

    @property
    def arguments(self):
        words = ["--model", self.model, "--property", self.name]
        for override in self.overrides:
            words += ["--set", override]
        return words + ["--seed", str(self.seed)]


class Program:
    """The built program `epi`. Its processes end when this one is interrupted, and keep their checkpoints."""

    def __init__(self, path, threads):
        self.path, self.threads, self.running = Path(path), threads, set()
        if not self.path.is_file():
            raise Trouble(f"{self.path} is not there: build it with ./bootstrap.sh build, or name another with --epi")

    def document(self, *words):
        """The JSON document of a verb that must succeed."""
        done = subprocess.run([self.path, *words, "--json"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Trouble(f"epi {' '.join(words)} ended with {done.returncode}: {done.stdout.strip() or done.stderr.strip()}")
        return json.loads(done.stdout)

    def work(self, *words):
        """Exit code and last words of a long verb."""
        command = [self.path, *words, "--threads", str(self.threads), "--quiet"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.running.add(process)
        _, stderr = process.communicate()
        self.running.discard(process)
        return process.returncode, stderr.strip()

    def stop(self):
        for process in list(self.running):
            process.send_signal(signal.SIGINT)


def seeds_of(text):
    """7, 1:5 or 1,2,7"""
    seeds = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        seeds += range(int(first), int(last or first) + 1)
    if not seeds:
        raise argparse.ArgumentTypeError(f"{text!r} holds no seed")
    return seeds


def shipped(program):
    """[(model, fingerprint, property, title)] of everything that `epi` can run."""
    entries = []
    for module in program.document("list")["modules"]:
        if module["status"] != "ok":
            raise Trouble(f"{module['file']} is broken: {module.get('reason', 'see `epi list`')}")
        for model in module["models"]:
            description = program.document("describe", model["id"])
            for prop in description["properties"]:
                entries.append((model["id"], description["fingerprint"], prop["name"], prop["title"]))
    return entries


def chosen(entries, patterns, short):
    if short:
        first_of_model = {}
        for entry in entries:
            first_of_model.setdefault(entry[0], entry)
        entries = list(first_of_model.values())
        if SHORT_CONVERGING not in [f"{model}/{name}" for model, _, name, _ in entries]:
            raise Trouble(f"{SHORT_CONVERGING} is not there; it is what --short must see converge")
    selected = [e for e in entries if not patterns or any(fnmatch.fnmatch(f"{e[0]}/{e[2]}", p) for p in patterns)]
    if not selected:
        known = ", ".join(f"{model}/{name}" for model, _, name, _ in entries)
        raise Trouble(f"no property matches {' '.join(patterns)}; there are {known or 'none'}")
    return selected


def overrides_of(key, given, short):
    if not short:
        return tuple(given)
    overrides = SHORT_CONVERGING_OVERRIDES if key == SHORT_CONVERGING else SHORT_OVERRIDES
    if key.split("/")[0] in WITHOUT_SEARCH:
        overrides = tuple(o for o in overrides if not o.startswith("initialization.search"))
    return overrides + tuple(given)


def is_the_same(job, run, program):
    """Whether a folder holds what the job would make: the same configuration, and equations that give the same results."""
    wanted = program.document("run", *job.arguments, "--dry-run")["config"]
    found = run_folders.read_json(job.folder / "config.resolved.json")
    return wanted == found and run["model"]["fingerprint"] == job.fingerprint


def execute(job, program, overwrite):
    """Brings one job to its end. Returns a word about what was done."""
    run = run_folders.read_run(job.folder)
    if run is not None and not is_the_same(job, run, program):
        if not overwrite:
            raise Trouble(f"{job.folder} was made with another configuration or model; --overwrite replaces it")
        run = None
    if run is not None and run["status"] in run_folders.FINISHED:
        return "was finished"
    if run is not None:
        done, (code, words) = "resumed", program.work("resume", str(job.folder))
    else:
        job.folder.parent.mkdir(parents=True, exist_ok=True)
        (job.folder.parent / OVERRIDES_FILE).write_text(json.dumps(job.overrides) + "\n", encoding="utf-8")
        done = "ran"
        code, words = program.work("run", *job.arguments, "--out", str(job.folder), "--overwrite")
    run = run_folders.read_run(job.folder)
    if code not in (DONE, NOT_CONVERGED, INFEASIBLE, TOO_MANY_FAILURES):
        raise Trouble(f"epi ended with {code}: {words}")
    return f"{done}, {run['status'].replace('_', ' ')}"


def execute_all(jobs, program, parallel, overwrite):
    """Runs all jobs; the number of those that failed. An interrupt ends the running ones with their checkpoints."""
    failed = 0
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        futures = {pool.submit(execute, job, program, overwrite): job for job in jobs}
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                job = futures[future]
                try:
                    outcome = future.result()
                except Trouble as trouble:
                    failed, outcome = failed + 1, f"failed: {trouble}"
                print(f"[{done}/{len(jobs)}] {job.key} seed {job.seed}: {outcome}", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            program.stop()
            raise
    return failed


def measure_findings(given, models):
    """Measures anew what the paper found, on the models that have an analysis and were chosen; the number that failed."""
    epi, failed = Epi(given.epi, given.threads), 0
    for model in [m for m in findings.ANALYSES if m in models]:
        try:
            words = findings.measure(model, epi, given.out, epi.describe(model))
        except (RuntimeError, ValueError) as error:
            failed, words = failed + 1, f"failed: {error}"
        print(f"findings of {model}: {words}", file=sys.stderr, flush=True)
    return failed


def preset_folder(out, model, name):
    return out / f"{model}-{name}"


def finished_presets(out, entries):
    """Everything that is finished, whenever it was run."""
    presets = []
    for model, _, name, title in entries:
        folder = preset_folder(out, model, name)
        overrides = folder / OVERRIDES_FILE
        set_there = run_folders.read_json(overrides) if overrides.is_file() else []
        preset = run_folders.read_preset(model, name, title, sorted(folder.glob("seed-*")), set_there)
        if preset is not None:
            presets.append(preset)
    return presets


def read_findings(out):
    return [run_folders.read_json(file) for file in sorted((out / "findings").glob("*.json"))]


def check_short(presets, text, keys):
    """Everything that --short promises."""
    problems = results_table.problems_of(text, keys)
    for preset in presets:
        if preset.key == SHORT_CONVERGING and not preset.converged:
            problems.append(f"{preset.key}: did not converge; {preset.best}")
    return problems


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epi", default=ROOT / "build" / "release" / "bin" / "epi", help="the program (default: %(default)s)")
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN", help="MODEL/PROPERTY, with * and ?; repeatable")
    parser.add_argument("--seeds", type=seeds_of, help="7, 1:5 or 1,2,7 (default: 1:3; 1 with --short)")
    parser.add_argument("--set", action="append", default=[], dest="overrides", metavar="PATH=VALUE", help="as of `epi run`")
    parser.add_argument("--parallel", type=int, default=1, help="runs at a time (default: 1)")
    parser.add_argument("--threads", type=int, default=1, help="simulation threads of a run (default: 1)")
    parser.add_argument("--out", type=Path, default=ROOT / "runs" / "science", help="where run folders are kept (default: %(default)s)")
    parser.add_argument("--page", type=Path, help="what is written (default: docs/results.md; with --short OUT/results.md)")
    parser.add_argument("--overwrite", action="store_true", help="replace folders of another configuration or model")
    parser.add_argument("--no-run", action="store_true", help="only write the page")
    parser.add_argument("--short", action="store_true", help="one short run a model, then check the page")
    return parser.parse_args()


def main():
    given = arguments()
    program = Program(given.epi, given.threads)
    seeds = given.seeds or ([1] if given.short else [1, 2, 3])
    page = given.page or (given.out / "results.md" if given.short else ROOT / "docs" / "results.md")
    entries = chosen(shipped(program), given.only, given.short)
    jobs, failed = [], 0
    for model, fingerprint, name, _ in entries:
        for seed in seeds:
            overrides = overrides_of(f"{model}/{name}", given.overrides, given.short)
            jobs.append(Job(model, name, seed, overrides, preset_folder(given.out, model, name) / f"seed-{seed}", fingerprint))
    if not given.no_run:
        failed = execute_all(jobs, program, given.parallel, given.overwrite)
        if not given.short:
            failed += measure_findings(given, {entry[0] for entry in entries})
    presets = finished_presets(given.out, entries if given.short else shipped(program))
    text = results_table.page(presets, run_folders.read_json(EXACT), read_findings(given.out))
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    print(f"{len(presets)} finished properties are in {page}", file=sys.stderr)
    problems = check_short(presets, text, [f"{e[0]}/{e[2]}" for e in entries]) if given.short else []
    for problem in problems:
        print(f"problem: {problem}", file=sys.stderr)
    return 1 if failed or problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(f"error: {trouble}")
    except KeyboardInterrupt:
        sys.exit("interrupted; the same command goes on from here")
