"""Measures the gate in long sessions: a decision must not cost more the longer the session is.

    python3 Tests/Benchmarks/sessions.py .build/release/proviso [--corpus FOLDER]

The calls are those of tau-bench's retail tasks (`retail-tasks.jsonl` in FOLDER), or else calls of the same shape.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

WORLD = """world retail

entity Order {
  name: String
  var cancelled: Bool = false
  var items_changed: Bool = false
  var sent_back: Bool = false
}
entity Account { name: String  var moved: Bool = false }

action cancel_pending_order(order_id: Order, reason: String) { order_id.cancelled = true }
action modify_pending_order_items(order_id: Order, item_ids: Value, new_item_ids: Value,
  payment_method_id: String) {
  order_id.items_changed = true
}
action modify_pending_order_payment(order_id: Order, payment_method_id: String) {}
action modify_pending_order_address(order_id: Order, address1: String, address2: String, city: String,
  state: String, country: String, zip: String) {}
action modify_user_address(user_id: Account, address1: String, address2: String, city: String,
  state: String, country: String, zip: String) {
  user_id.moved = true
}
action return_delivered_order_items(order_id: Order, item_ids: Value, payment_method_id: String) {
  order_id.sent_back = true
}
action exchange_delivered_order_items(order_id: Order, item_ids: Value, new_item_ids: Value,
  payment_method_id: String) {
  order_id.sent_back = true
}
action get_order_details(order_id: String) harmless
action get_product_details(product_id: String) harmless
action get_user_details(user_id: String) harmless
action find_user_id_by_name_zip(first_name: String, last_name: String, zip: String) harmless
action find_user_id_by_email(email: String) harmless
action calculate(expression: String) harmless
action list_all_product_types() harmless
action transfer_to_human_agents(summary: String) harmless

invariant what_is_cancelled_stays "Nothing of a cancelled order comes back" {
  every o in Order { not (o.cancelled and o.sent_back) }
}
"""


def recorded(corpus):
    """The calls of the tasks, in their order."""
    calls = []
    for line in (corpus / "retail-tasks.jsonl").read_text().splitlines():
        for call in json.loads(line)["calls"]:
            calls.append((call["function"], call["args"]))
    return calls


def written(count, seed=7):
    """Calls of the same shape as the recorded ones."""
    chance = random.Random(seed)
    calls = []
    for number in range(count):
        order = f"#W{chance.randrange(1_000_000, 9_999_999)}"
        tool = chance.choice(["get_order_details", "cancel_pending_order", "return_delivered_order_items"])
        more = {"cancel_pending_order": {"reason": "no longer needed"},
                "return_delivered_order_items": {"item_ids": ["1"], "payment_method_id": "p"}}
        calls.append((tool, {"order_id": order, **more.get(tool, {})}))
    return calls


def session(calls, count):
    """The first `count` calls; a second round has orders of its own."""
    out = []
    for number in range(count):
        tool, arguments = calls[number % len(calls)]
        lap = number // len(calls)
        if lap:
            arguments = {name: f"{value}-{lap}" if name.endswith("_id") else value
                         for name, value in arguments.items()}
        out.append((tool, arguments))
    return out


def transcript(calls):
    """The calls as messages, each with its result before the next."""
    messages = [{"role": "user", "content": "Serve the customers."}]
    for number, (tool, arguments) in enumerate(calls):
        call = {"id": f"c{number}", "type": "function",
                "function": {"name": tool, "arguments": json.dumps(arguments)}}
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"c{number}", "content": "ok"})
    return {"messages": messages}


def timed(command, **options):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return time.perf_counter() - start, done


def monitored(proviso, folder, calls, count, rounds):
    """The seconds of the monitor for a session, which decides about each call in one process."""
    path = folder / f"session-{count}.json"
    path.write_text(json.dumps(transcript(session(calls, count))))
    seconds = []
    for _ in range(rounds):
        spent, done = timed([proviso, "monitor", str(path), "--world", str(folder / "retail.proviso"),
                             "--once", "--quiet"])
        if done.returncode not in (0, 1, 3):
            sys.exit(done.stderr)
        seconds.append(spent)
    return statistics.median(seconds)


def hooked(proviso, folder, calls, count):
    """The seconds of each decision of a hook, a process for each call."""
    seconds = []
    command = [proviso, "hook", "--host", "claude", "--world", str(folder / "retail.proviso"),
               "--state", str(folder / "state")]
    for number, (tool, arguments) in enumerate(session(calls, count)):
        event = {"session_id": "s", "cwd": str(folder), "tool_name": tool, "tool_input": arguments,
                 "tool_use_id": f"c{number}", "transcript_path": ""}
        spent, done = timed(command, input=json.dumps({**event, "hook_event_name": "PreToolUse"}))
        if done.returncode != 0:
            sys.exit(done.stderr)
        timed(command, input=json.dumps({**event, "hook_event_name": "PostToolUse", "tool_response": "ok"}))
        seconds.append(spent)
    return seconds


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("proviso")
    options.add_argument("--corpus", type=pathlib.Path)
    options.add_argument("--calls", type=int, default=2_000)
    options.add_argument("--hooks", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    calls = recorded(given.corpus) if given.corpus else written(given.calls)
    missed = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "retail.proviso").write_text(WORLD)
        half = monitored(given.proviso, folder, calls, given.calls // 2, given.rounds)
        whole = monitored(given.proviso, folder, calls, given.calls, given.rounds)
        ratio = whole / half
        print(f"{given.calls // 2} calls in one process: {half:.2f} s; {given.calls}: {whole:.2f} s; "
              f"ratio {ratio:.2f} of at most 2.4")
        if ratio > 2.4:
            missed.append("one process")
        reads = [("get_order_details", {"order_id": f"#W{number}"}) for number in range(5_000)]
        quiet = monitored(given.proviso, folder, reads, len(reads), given.rounds)
        print(f"{len(reads)} calls without the solver: {quiet / len(reads) * 1000:.3f} ms each of at most 1 ms")
        if quiet / len(reads) > 0.001:
            missed.append("without the solver")
        if given.hooks:
            seconds = hooked(given.proviso, folder, calls, given.hooks)
            part = min(50, max(len(seconds) // 10, 1))
            first, last = statistics.median(seconds[:part]), statistics.median(seconds[-part:])
            for number in (100, 1_000, 2_000, 10_000):
                if number <= len(seconds):
                    around = statistics.median(seconds[number - part:number])
                    print(f"hooks: {around * 1000:.1f} ms at call {number}")
            print(f"hooks: the first {part} calls {first * 1000:.1f} ms each, the last {part} of {len(seconds)} "
                  f"{last * 1000:.1f} ms; ratio {last / first:.2f} of at most 1.5")
            if last / first > 1.5:
                missed.append("hooks")
    if missed:
        sys.exit("missed: " + ", ".join(missed))


if __name__ == "__main__":
    main()
