"""The short form: ratios of programs in one run, held against recorded ones."""

import json
import os
import shutil

import agent_records
import peers
import world_models
from figures.growth import options
from figures.measuring import paired

SCHEMA = "proviso.benchmark-ratios/1"
# How much worse a ratio may be than the recorded one.
WORSE = 1.3
TRIES = 3


class Ratio:
    """Two commands and the expected statuses; the ratio is that of the first one's costs to the second one's."""

    def __init__(self, first, second, statuses, of="cpu"):
        self.commands, self.statuses, self.of = {"first": first, "second": second}, statuses, of

    def measure(self, bench):
        """Returns the ratio, or what went wrong."""
        taken = bench.alternate(self.commands)
        for (name, samples), status in zip(taken.items(), self.statuses):
            if any(sample.status != status for sample in samples):
                return f"`{' '.join(self.commands[name])}` ends with status {samples[-1].status}, not {status}"
        return paired(taken["first"], taken["second"], self.of)


def ratios(bench):
    """All ratios by name. The greater, the worse."""
    found = {}
    small = bench.plan(1_000, generator="shaped_plan.py", name="shaped")
    large = bench.plan(4_000, generator="shaped_plan.py", name="shaped")
    for rule, status in (("single", 1), ("standard pack", 1), ("count", 0), ("in use, before", 1), ("in use, now", 1)):
        found[f"growth: {rule}, 4,000 to 1,000 changes"] = Ratio(
            bench.check(large, *options(bench, rule)), bench.check(small, *options(bench, rule)), (status, status))
    found["standard pack to one rule, 4,000 changes"] = Ratio(
        bench.check(large, *options(bench, "standard pack")), bench.check(large, *options(bench, "single")), (1, 1))
    if whole := peers.whole_parse(large):
        found["one rule to orjson, 4,000 changes"] = Ratio(bench.check(large, *options(bench, "single")), whole, (1, 0))
    records = {}
    for calls in (250, 1_000):
        records[calls] = str(bench.folder / f"record-{calls}.json")
        agent_records.write(records[calls], calls)
    found["injection pack, 1,000 to 250 calls"] = Ratio(
        *(bench.check(records[calls], "-s", "injection") for calls in (1_000, 250)), (0, 0))
    worlds = {}
    for managers in (6, 7):
        worlds[managers] = bench.folder / f"ranked-{managers}.proviso"
        worlds[managers].write_text(world_models.ranked_two_phase(managers), encoding="utf-8")
    explore = {managers: [bench.proviso, "explore", str(path), "--quiet"] for managers, path in worlds.items()}
    found["two-phase commit, 7 to 6 managers"] = Ratio(explore[7], explore[6], (0, 0))
    cores = sorted(os.sched_getaffinity(0))
    if shutil.which("taskset") and len(cores) > 1:
        found["two cores to one, two-phase commit of 7 managers"] = Ratio(
            ["taskset", "-c", f"{cores[0]},{cores[1]}", *explore[7]], ["taskset", "-c", str(cores[0]), *explore[7]],
            (0, 0), "seconds")
    plans = [bench.plan(200, "--seed", str(seed), name="many") for seed in range(1, 13)]
    found["12 plans to one"] = Ratio(
        bench.check(*plans, "-s", "standard"), bench.check(plans[0], "-s", "standard"), (1, 1))
    return found


def run(bench, compared, record):
    """Measures the ratios, and compares or records them. Returns the exit status."""
    recorded = json.loads(compared.read_text(encoding="utf-8"))["ratios"] if compared else {}
    measured, wrong, known_here = {}, [], ratios(bench)
    for name, ratio in known_here.items():
        value = ratio.measure(bench)
        known = recorded.get(name)
        # Other work on the machine makes a ratio worse or better by chance: the best of three counts.
        for _ in range(TRIES - 1):
            if isinstance(value, float) and known and value > known * WORSE:
                again = ratio.measure(bench)
                value = min(value, again) if isinstance(again, float) else again
        if not isinstance(value, float):
            wrong.append(f"{name}: {value or 'not done'}")
            print(f"WRONG  {wrong[-1]}", flush=True)
            continue
        measured[name] = round(value, 3)
        if known and value > known * WORSE:
            wrong.append(f"{name}: {value:.3f}, recorded {known:.3f}: {value / known * 100 - 100:.0f} % worse")
            print(f"WORSE  {wrong[-1]}", flush=True)
        else:
            print(f"ok     {name}: {value:.3f}" + (f", recorded {known:.3f}" if known else ""), flush=True)
    for name in sorted(recorded.keys() - known_here.keys()):
        print(f"left out: {name}: it cannot be measured here")
    if record and not wrong:
        record.write_text(json.dumps({"schema": SCHEMA, "ratios": measured}, indent=1) + "\n", encoding="utf-8")
    print(f"{len(measured)} ratios, {len(wrong)} worse or wrong")
    return 1 if wrong else 0

