"""How long small processes take: what starting costs."""

import json

import sessions
from figures.measuring import ROOT, middle

SECTION = "start"
TITLE = "Start-up"


def run(bench, results, quick, seed):
    replicas = ROOT / "examples/two-replicas"
    hundred = bench.plan(100, "--seed", str(seed))
    world, event = bench.folder / "retail.proviso", bench.folder / "event.json"
    world.write_text(sessions.WORLD, encoding="utf-8")
    event.write_text(json.dumps({
        "session_id": "one", "cwd": str(bench.folder), "hook_event_name": "PreToolUse", "transcript_path": "",
        "tool_name": "get_order_details", "tool_input": {"order_id": "#W1"}, "tool_use_id": "c1"}), encoding="utf-8")
    hook = [bench.proviso, "hook", "--host", "claude", "--world", str(world), "--state", str(bench.folder / "state")]
    cases = {
        "version": ("proviso --version", [bench.proviso, "--version"], None, 0),
        "rule": ("Two replicas, one rule", bench.check(
            replicas / "plan.json", "-s", replicas / "availability.proviso"), None, 1),
        "standard": ("Two replicas, the standard pack", bench.check(
            replicas / "plan.json", "-s", "standard"), 12, None),
        "hundred": ("100 changes, the standard pack", bench.check(hundred, "-s", "standard"), 25, None),
        "hook": ("A hook's decision", hook, None, 0),
    }
    print(flush=True)
    # The hook alone reads its standard input.
    taken = bench.alternate({name: case[1] for name, case in cases.items()}, 9 if quick else 31, given=event)
    for name, (what, _, goal, status) in cases.items():
        found = middle(taken[name])
        statuses = {sample.status for sample in taken[name]}
        results.check(f"{what}: status", statuses, {status} if status is not None else statuses & {0, 1})
        results.row(SECTION, "Small processes", what, found)
        results.figure(f"start.{name}", SECTION, f"{what}, CPU time", found.cpu * 1000, "ms", goal=goal,
                       note=f"least elapsed time {min(s.seconds for s in taken[name]) * 1000:.1f} ms")
