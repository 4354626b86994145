"""Worlds and agents: two-phase commit beside Spin, four agents, and long records with the injection pack."""

import shutil
import subprocess
import sys

import agent_plans
import agent_records
import world_models
import worlds
from figures.measuring import middle, paired

SECTION = "search"
TITLE = "Worlds and agents"


def run(bench, results, quick, _seed):
    two_phase(bench, results, quick)
    four_agents(bench, results)
    records(bench, results, quick)


def two_phase(bench, results, quick):
    spin = shutil.which("spin") and shutil.which("cc")
    if not spin:
        results.leave_out("spin, or a C compiler for its verifier, is not installed")
    maker = worlds.Bench(bench.proviso, bench.folder, 1, bench.limit)
    beaten = False
    for managers in (5, 6, 10) if quick else (5, 6, 7, 8, 10):
        world, promela, _ = world_models.two_phase(managers)
        commands = {"proviso": [bench.proviso, "explore", maker.write("two-phase.proviso", world), "--quiet"]}
        case = f"Two-phase commit, {managers} managers"
        print(f"\n{case}", flush=True)
        if spin and not beaten:
            commands["spin"] = maker.spin(promela)
        taken = bench.alternate(commands, 1 if quick or managers > 7 else 3)
        for name, samples in taken.items():
            note = "" if samples[-1].done else bench.not_done(samples[-1])
            results.row(SECTION, case, name, middle(samples), note=note)
            if samples[-1].done:
                results.check(f"{case}, {name}: status", samples[-1].status, 0)
        found = middle(taken["proviso"])
        if "spin" in taken:
            beaten = not taken["spin"][-1].done
            note = bench.not_done(taken["spin"][-1]) if beaten else ""
            results.figure(f"search.two-phase.{managers}.spin", SECTION, f"{case}: elapsed time to Spin's verifier",
                           # Where Spin is not done, the ratio is at most that to its limit.
                           found and (found.seconds / bench.limit if beaten
                                      else paired(taken["proviso"], taken["spin"], "seconds")),
                           "×", goal=1, note=note and f"Spin: {note}")
    note = "" if found else bench.not_done(taken["proviso"][-1])
    results.figure("search.two-phase.time", SECTION, f"{case}: elapsed time", found and found.seconds, "s", goal=60,
                   note=note)
    results.figure("search.two-phase.memory", SECTION, f"{case}: peak memory", found and found.mebibytes, "MiB",
                   goal=1_024, note=note)


def four_agents(bench, results):
    case = "Four agents of 30 calls"
    print(f"\n{case}", flush=True)
    plan = agent_plans.write(bench.folder, "agents", {name: agent_plans.steps(30, 3, name) for name in "abcd"})
    samples = bench.alternate({"proviso": bench.check(plan)}, 1)["proviso"]
    found = middle(samples)
    note = "" if found else bench.not_done(samples[-1])
    results.row(SECTION, case, "proviso", found, note=note)
    if found:
        results.check(f"{case}: status", found.status, 0)
    results.figure("search.agents", SECTION, f"{case}: elapsed time", found and found.seconds, "s", goal=10, note=note)


def records(bench, results, quick):
    found = {}
    sizes = (200, 1_000) if quick else (1_000, 5_000)
    for calls in sizes:
        case = f"A record of {calls:,} calls, the injection pack"
        print(f"\n{case}", flush=True)
        for planted in (False, True):
            path = str(bench.folder / f"record-{calls}{'-planted' if planted else ''}.json")
            subprocess.run([sys.executable, agent_records.__file__, path, "--calls", str(calls),
                            *(["--planted"] if planted else [])], check=True)
            samples = bench.alternate({"proviso": bench.check(path, "-s", "injection")}, 1 if calls > 1_000 else 3)
            sample = middle(samples["proviso"])
            note = "" if sample else bench.not_done(samples["proviso"][-1])
            results.row(SECTION, case, "with an injection" if planted else "all holds", sample, note=note)
            if sample:
                results.check(f"{case}: status", sample.status, int(planted))
            if not planted:
                found[calls] = sample
                goal = {1_000: 5, 5_000: 60}.get(calls)
                results.figure(f"search.record.{calls}", SECTION, f"{case}: elapsed time", sample and sample.seconds,
                               "s", goal=goal, note=note)
    small, large = (found[calls] for calls in sizes)
    results.figure(
        "search.record.ratio", SECTION, f"CPU time of {sizes[1]:,} calls to that of {sizes[0]:,}",
        large.cpu / small.cpu if small and large else None, "×", note=f"{sizes[1] // sizes[0]} is linear")
