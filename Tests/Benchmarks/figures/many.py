"""A folder of plans: in one process, in a process for each, and in parts that are merged."""

from figures.measuring import middle
from measure import Sample

SECTION = "many"
TITLE = "Many plans"
PLANS, PARTS, CHANGES = 40, 4, 200


def together(samples):
    """The costs of processes that ran one after another."""
    return Sample(max(s.status for s in samples), sum(s.seconds for s in samples), sum(s.cpu for s in samples),
                  max(s.mebibytes for s in samples), all(s.done for s in samples))


# The verdict of each plan in a result.
VERDICTS = """
import json, sys
results = json.load(open(sys.argv[1]))["results"]
print(json.dumps({found["plan"]["path"]: found["verdict"] for found in results}))
"""


def run(bench, results, quick, seed):
    plans = [bench.plan(CHANGES, "--seed", str(seed + place), name="many") for place in range(PLANS)]
    case = f"{PLANS} plans of {CHANGES} changes, the standard pack"
    print(f"\n{case}", flush=True)
    options = ["-s", "standard", "--no-config"]
    parts = [str(bench.folder / f"part-{place}.json") for place in range(1, PARTS + 1)]
    taken = {"one process": [], "a process for each": [], f"{PARTS} parts, merged": []}
    for _ in range(1 if quick else min(3, bench.rounds)):
        taken["one process"].append(bench.once(bench.check(*plans, "-s", "standard")))
        taken["a process for each"].append(together([bench.once(bench.check(p, "-s", "standard")) for p in plans]))
        pieces = [
            bench.once([bench.proviso, "check", "--shard", f"{place}/{PARTS}", "--format", "json", "-o", part, *options,
                        "--", *plans]) for place, part in enumerate(parts, 1)]
        taken[f"{PARTS} parts, merged"].append(together([*pieces, bench.once([bench.proviso, "merge", *parts])]))
    for name, samples in taken.items():
        results.row(SECTION, case, name, middle(samples))
        results.check(f"{case}, {name}: status", {sample.status for sample in samples}, {1})
    whole, merged = str(bench.folder / "whole.json"), str(bench.folder / "merged.json")
    bench.answer([bench.proviso, "check", *plans, *options, "--format", "json", "-o", whole])
    bench.answer([bench.proviso, "merge", *parts, "--format", "json", "-o", merged])
    verdicts = bench.aside(VERDICTS, whole)
    results.check(f"{case}: verdicts of the parts", bench.aside(VERDICTS, merged), verdicts)
    results.check(f"{case}: plans", len(verdicts), PLANS)
    one, each, merging = (middle(samples) for samples in taken.values())
    for name, what, other in (("each", "a process for each", each), ("parts", f"{PARTS} parts and their merge", merging)):
        if one and other:
            results.figure(f"many.{name}.cpu", SECTION, f"CPU time of one process to that of {what}", one.cpu / other.cpu, "×")
            results.figure(f"many.{name}.wall", SECTION, f"Elapsed time of one process to that of {what}, one after another",
                           one.seconds / other.seconds, "×")
