"""Elapsed time of the same work on one core and on two."""

import os
import shutil

import world_models
from figures.measuring import middle, paired

SECTION = "cores"
TITLE = "One core and two"


def run(bench, results, quick, seed):
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2 or not shutil.which("taskset"):
        results.leave_out("two cores: this machine has one, or no taskset")
        return
    changes = 5_000 if quick else 20_000
    managers = 7 if quick else 8
    world = bench.folder / "ranked.proviso"
    world.write_text(world_models.ranked_two_phase(managers), encoding="utf-8")
    plan = bench.plan(changes, "--seed", str(seed))
    for name, what, command, goal, status in (
        ("properties", f"The standard pack on {changes:,} changes", bench.check(plan, "-s", "standard"), 1.8, 1),
        ("worlds", f"Two-phase commit of {managers} managers that differ",
         [bench.proviso, "explore", str(world), "--quiet"], 1.6, 0),
    ):
        print(f"\n{what}", flush=True)
        taken = bench.alternate({
            count: ["taskset", "-c", ",".join(map(str, cores[:count])), *command] for count in (1, 2)}, 1 if quick or name == "properties" else 3)
        for count, samples in taken.items():
            note = "" if samples[-1].done else bench.not_done(samples[-1])
            results.row(SECTION, what, f"{count} core{'s' if count > 1 else ''}", middle(samples), note=note)
            if samples[-1].done:
                results.check(f"{what}, {count} cores", samples[-1].status, status)
        note = next((bench.not_done(s[-1]) for s in taken.values() if not s[-1].done), "")
        results.figure(f"cores.{name}", SECTION, f"{what}: one core's time to that of two",
                       paired(taken[1], taken[2], "seconds"), "×", goal=goal, at_least=True, note=note)
