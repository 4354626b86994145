"""Measures Proviso against its budgets. See README.md."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import agent_plans
import counting_plan
import many_properties
import peers
from measure import medians

HERE = pathlib.Path(__file__).resolve().parent


class Table:
    """A table of measurements, which prints each row at once and records the missed budgets."""

    def __init__(self):
        self.missed = []
        print(f"{'':44} {'median':>9} {'cpu':>9} {'memory':>9}  status")

    def head(self, title):
        print(f"\n{title}")

    def row(self, name, sample):
        print(f"  {name:42} {sample.seconds * 1000:6.0f} ms {sample.cpu * 1000:6.0f} ms"
              f" {sample.mebibytes:5.0f} MiB  {sample.status}")

    def budget(self, what, value, limit, unit):
        verdict = "kept" if value <= limit else "MISSED"
        if value > limit:
            self.missed.append(what)
        print(f"  budget: {what}: {value:.2f} {unit} of {limit:g} {unit}: {verdict}")


def expect(samples, name, status):
    if samples[name].status != status:
        sys.exit(f"{name} exits with {samples[name].status}, not with {status}: the answer is wrong")


def make(path, size, *options):
    """Generates a plan in a separate process: peak memory of this process would count for its children."""
    subprocess.run([sys.executable, HERE / "large_plan.py", path, "--size", str(size), *options], check=True)


def large(table, proviso, folder, rounds):
    for safe in (False, True):
        path = str(folder / f"large-{'safe' if safe else 'unsafe'}.json")
        make(path, 10_000, *(["--safe"] if safe else []))
        size = pathlib.Path(path).stat().st_size / 1e6
        table.head(f"{size:.0f} MB, 10,000 entries, {'nothing' if safe else 'something'} of production destroyed")
        commands = {}
        commands["proviso, one rule without order"] = [
            proviso, "check", path, "-s", str(HERE / "specs/destroyed.proviso")]
        commands["proviso, an ordering rule"] = [proviso, "check", path, "-s", str(HERE / "specs/ordered.proviso")]
        rivals = peers.checkers(path, folder)
        commands.update(rivals)
        parse = peers.parse_seconds(path, rounds)
        found = medians(commands, rounds)
        for name, sample in found.items():
            table.row(name, sample)
        plain, ordered = found["proviso, one rule without order"], found["proviso, an ordering rule"]
        answer = 0 if safe else 1
        for name in ["proviso, one rule without order", *rivals]:
            expect(found, name, answer)
        expect(found, "proviso, an ordering rule", 0)
        if parse is not None:
            print(f"  orjson parses the text in {parse * 1000:.0f} ms")
            table.budget("one rule to the parse by orjson", plain.seconds / parse, 0.25, "x")
        table.budget("memory", plain.mebibytes, 250, "MiB")
        table.budget("ordering rule to plain rule", ordered.seconds / plain.seconds, 2, "x")


def small(table, proviso, folder, rounds):
    path = str(folder / "small.json")
    make(path, 100)
    table.head("100 entries, the standard pack")
    found = medians({"proviso, the standard pack": [proviso, "check", path]}, rounds)
    for name, sample in found.items():
        table.row(name, sample)
    table.budget("time", found["proviso, the standard pack"].seconds * 1000, 40, "ms")


def many(table, proviso, folder, rounds):
    path, spec = str(folder / "thousand.json"), folder / "many.proviso"
    make(path, 1_000, "--safe")
    spec.write_text(many_properties.spec(2_000, 1), encoding="utf-8")
    table.head("1,000 entries, 2,000 properties")
    name = "proviso, 2,000 properties"
    found = medians({name: [proviso, "check", path, "-s", str(spec)]}, rounds)
    table.row(name, found[name])
    expect(found, name, 0)
    table.budget("time", found[name].seconds, 2, "s")


def counting(table, proviso, folder, rounds, seeds):
    table.head("all orders of 1,024 concurrent steps, an invariant over a count")
    slowest = 0
    for seed in range(1, seeds + 1):
        plan = counting_plan.CountingPlan(1024, seed)
        path, least = folder / "counting.json", plan.fewest()
        path.write_text(json.dumps(plan.document()), encoding="utf-8")
        for bound, status in ((least, 0), (least + 1, 1)):
            spec = folder / "counting.proviso"
            spec.write_text(plan.spec(bound), encoding="utf-8")
            name = f"seed {seed}, {plan.steps} steps, at least {bound}"
            found = medians({name: [proviso, "check", str(path), "-s", str(spec)]}, rounds)
            table.row(name, found[name])
            expect(found, name, status)
            slowest = max(slowest, found[name].seconds)
    table.budget("slowest", slowest, 1, "s")


def agents(table, proviso, folder, rounds):
    plans = [
        ("one agent, 200 calls, 20 branches", {"a": agent_plans.steps(200, 20)}, 1),
        ("four agents of 30 calls",
         {name: agent_plans.steps(30, 3, name) for name in ("a", "b", "c", "d")}, 10),
    ]
    table.head("plans of agents, every branch, outcome, interleaving and failure")
    for name, plan, limit in plans:
        path = agent_plans.write(folder, "agents", plan)
        found = medians({name: [proviso, "check", path, "--no-config"]}, rounds)
        table.row(name, found[name])
        expect(found, name, 0)
        table.budget(name, found[name].seconds, limit, "s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proviso", help="the executable")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command; the result is the median")
    parser.add_argument("--seeds", type=int, default=4, help="random plans of concurrent steps")
    parser.add_argument("--only", choices=["large", "small", "many", "counting", "agents"])
    given = parser.parse_args()
    proviso = str(pathlib.Path(given.proviso).resolve())
    print(subprocess.run([proviso, "--version"], capture_output=True, text=True, check=True).stdout.strip())
    table = Table()
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as name:
        folder = pathlib.Path(name)
        if given.only in (None, "large"):
            large(table, proviso, folder, given.rounds)
        if given.only in (None, "small"):
            small(table, proviso, folder, given.rounds)
        if given.only in (None, "many"):
            many(table, proviso, folder, given.rounds)
        if given.only in (None, "counting"):
            counting(table, proviso, folder, given.rounds, given.seeds)
        if given.only in (None, "agents"):
            agents(table, proviso, folder, given.rounds)
    if table.missed:
        sys.exit(f"\nmissed: {', '.join(dict.fromkeys(table.missed))}")


if __name__ == "__main__":
    main()
