"""One rule on 10,000 changes, beside other programs, as ratios to a process in which orjson parses the plan."""

import peers
from figures.measuring import middle, paired

SECTION = "rule"
TITLE = "One rule on a large plan, beside other programs"
# The goals of the ratio: when all holds, and with 200 violations.
GOALS = {True: 0.25, False: 0.35}
MEBIBYTES = 130


# The number of production resources that a plan destroys.
DESTROYED = """
import json, sys
found = [entry["change"] for entry in json.load(open(sys.argv[1]))["resource_changes"]]
print(sum("delete" in change["actions"] and (change["before"].get("tags_all") or {}).get("env") == "production"
          for change in found))
"""


def run(bench, results, quick, seed):
    large = 10_000
    for safe in (True, False):
        options = ["--seed", str(seed), *(["--safe"] if safe else ["--deletes", "16", "--replaces", "12"])]
        plan = bench.plan(large, *options)
        expected = bench.aside(DESTROYED, plan)
        case = f"{large:,} changes, {expected} violations"
        print(f"\n{case}", flush=True)
        found, slow, missing = peers.counters(plan, bench.folder)
        for package in missing:
            results.leave_out(f"{package} is not installed")
        taken = compare(bench, results, case, plan, found, expected, bench.rounds)
        kind = "safe" if safe else "unsafe"
        yardstick = taken.get("orjson, the parse alone")
        if yardstick:
            results.figure(
                f"rule.{kind}.cpu", SECTION, f"CPU time to orjson's process, {case}",
                paired(taken["proviso"], yardstick), "×", goal=GOALS[safe])
            results.figure(
                f"rule.{kind}.wall", SECTION, f"Elapsed time to orjson's process, {case}",
                paired(taken["proviso"], yardstick, "seconds"), "×")
        if sample := middle(taken["proviso"]):
            results.figure(
                f"rule.{kind}.memory", SECTION, f"Peak memory, {case}", sample.mebibytes, "MiB", goal=MEBIBYTES)
        if slow and not safe:
            small = bench.plan(1_000, *options)
            expected = bench.aside(DESTROYED, small)
            case = f"1,000 changes, {expected} violations"
            print(f"\n{case}", flush=True)
            compare(bench, results, case, small, peers.counters(small, bench.folder)[1], expected, 1 if quick else 3)


def compare(bench, results, case, plan, found, expected, rounds):
    """Measures the programs in turn, checks their answers, and adds their rows."""
    commands = {"proviso": bench.check(plan, "-s", bench.spec("destroyed")), **found}
    whole = peers.whole_parse(plan)
    if whole:
        commands["orjson, the parse alone"] = whole
    taken = bench.alternate(commands, rounds)
    answer = 1 if expected else 0
    results.check(f"proviso, {case}", bench.violated([plan, "-s", bench.spec("destroyed")]), (answer, expected))
    for name, samples in taken.items():
        ratio = paired(samples, taken["orjson, the parse alone"]) if whole else None
        note = "" if samples[-1].done else bench.not_done(samples[-1])
        results.row(SECTION, case, name, middle(samples), ratio, note)
        if samples[-1].done and name != "orjson, the parse alone":
            results.check(f"{name}, {case}: status", samples[-1].status, answer)
        if name in found and samples[-1].done:
            status, output = bench.answer(found[name])
            results.check(f"{name}, {case}", (status, output.split()[-1:]), (answer, [str(expected)]))
    return taken
