"""How time grows with the plan: exponents of rules in plans of four shapes, with and without a graph."""

import math

from figures.measuring import middle
from figures.results import Series
from shaped_plan import SHAPES

SECTION = "growth"
TITLE = "Growth with the number of changes"
EXPONENT = 1.15
STANDARD_SECONDS, STANDARD_MEBIBYTES = 10, 1_536
RULES = {
    "single": ["-s", "destroyed"], "standard pack": ["-s", "standard"], "count": ["-s", "count"],
    "in use, before": ["-s", "in-use-before"], "in use, now": ["-s", "in-use-now"],
    "in use, before, reversed": ["-s", "in-use-before-reversed"], "in use, now, reversed": ["-s", "in-use-now-reversed"],
}


def fit(points):
    """The exponent of the least squares line through the logarithms; None for fewer than two points."""
    if len(points) < 2:
        return None
    xs = [math.log(size) for size, *_ in points]
    ys = [math.log(max(seconds, 0.001)) for _, seconds, *_ in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return (sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys))
            / sum((x - mean_x) ** 2 for x in xs))


def options(bench, rule):
    flag, name = RULES[rule]
    return [flag, name if rule == "standard pack" else bench.spec(name)]


def run(bench, results, quick, seed):
    sizes = [1_000, 3_000, 10_000] if quick else [1_000, 3_000, 10_000, 30_000, 100_000]
    series, answers = {}, {}
    tiny = bench.plan(1, generator="shaped_plan.py", name="tiny")
    fixed = bench.alternate({rule: bench.check(tiny, *options(bench, rule)) for rule in RULES}, 7)
    for shape in SHAPES:
        for rule in RULES:
            for graph in (False, True):
                series[shape, rule, graph] = Series(rule, shape, graph, middle(fixed[rule]).cpu)
    # The sizes are the outer loop: when time is up, every series has its smaller plans.
    for size in sizes:
        for shape in SHAPES:
            growing(bench, results, series, answers, (size, shape, seed))
    results.series.extend(series.values())
    for (shape, rule, graph), line in series.items():
        line.exponent = fit(line.points)
        last = f"{line.points[0][0]:,} to {line.points[-1][0]:,} changes" if line.points else ""
        note = "; ".join(text for text in (last, line.note) if text)
        results.figure(
            f"growth.{rule}.{shape}{'.graph' if graph else ''}".replace(", ", "-").replace(" ", "-"), SECTION,
            f"Exponent, {rule}, {shape}{', with a graph' if graph else ''}", line.exponent, "",
            goal=EXPONENT, note=note, cut=bool(line.note))
    if not quick:
        largest(results, series, sizes[-1])


def growing(bench, results, series, answers, place):
    """Measures all rules on a plan of one size and shape."""
    size, shape, seed = place
    lines = {key: line for key, line in series.items() if key[0] == shape and not line.note}
    print(f"\n{size:,} changes, {shape}", flush=True)
    if not lines or bench.is_over:
        for line in lines.values():
            line.note = f"{size:,} not tried: the time of the whole run was up"
        return
    plan, graph = None, str(bench.folder / f"graph-{shape}.dot")
    for (_, rule, with_graph), line in lines.items():
        if line.points and line.points[-1][3] * size / line.points[-1][0] > bench.limit:
            line.note = f"{size:,} not tried: {line.points[-1][0]:,} took {line.points[-1][3]:.0f} s"
            continue
        if bench.is_over:
            line.note = f"{size:,} not tried: the time of the whole run was up"
            continue
        if plan is None:
            plan = bench.plan(size, "--shape", shape, "--seed", str(seed), "--graph", graph,
                              generator="shaped_plan.py", name="shaped")
        command = bench.check(plan, *options(bench, rule), *(["--graph", graph] if with_graph else []))
        samples = bench.alternate({rule: command}, min(3, bench.rounds) if size < 10_000 else 1)[rule]
        found = middle(samples)
        if found is None:
            line.note = f"{size:,} {bench.not_done(samples[-1])}"
            print(f"  {rule}{', graph' if with_graph else ''}: {line.note}", flush=True)
            continue
        line.points.append((size, found.cpu - line.fixed, found.mebibytes, found.seconds))
        case = f"{size:,} changes, {shape}{', graph' if with_graph else ''}"
        results.row(SECTION, case, rule, found)
        print(f"  {rule}{', graph' if with_graph else ''}: {found.cpu:.2f} s cpu, {found.mebibytes:.0f} MiB", flush=True)
        judge(results, answers, (case, rule, shape), found.status)
    if plan is not None and size >= 10_000:
        # The largest take hundreds of megabytes.
        bench.folder.joinpath(plan).unlink()


def judge(results, answers, place, status):
    """Checks the exit status: known for some rules, and the same for a join in both directions."""
    case, rule, shape = place
    known = {"single": 1, "count": 0}.get(rule)
    if rule.startswith("in use") and shape == "flat":
        known = 0
    if known is not None:
        results.check(f"{rule}, {case}", status, known)
    elif status not in (0, 1):
        results.check(f"{rule}, {case}", status, "0 or 1")
    answers[case, rule] = status
    forward = rule.removesuffix(", reversed")
    if forward != rule and (case, forward) in answers:
        results.check(f"{rule}, {case}", status, answers[case, forward])


def largest(results, series, size):
    """The standard pack on the largest plans, against its budget."""
    for shape in SHAPES:
        line = series[shape, "standard pack", False]
        reached = next((point for point in line.points if point[0] == size), None)
        note = "" if reached else line.note
        for name, what, value, unit, goal in (
            ("time", "Elapsed time", reached and reached[3], "s", STANDARD_SECONDS),
            ("memory", "Peak memory", reached and reached[2], "MiB", STANDARD_MEBIBYTES),
        ):
            results.figure(f"growth.standard.{shape}.{name}", SECTION,
                           f"{what}, standard pack, {size:,} changes, {shape}", value, unit, goal=goal, note=note)
