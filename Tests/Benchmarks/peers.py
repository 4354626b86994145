"""Other tools that can check whether a plan destroys a production resource, if they are installed.

Each gets the question in its own language and must give the same answer.
"""

import importlib.metadata
import importlib.util
import shutil
import statistics
import subprocess
import sys

PARSE = """
import orjson, sys, time
text = open(sys.argv[1], "rb").read()
start = time.perf_counter()
orjson.loads(text)
print(time.perf_counter() - start)
"""
BY_HAND = """
import orjson, sys
plan = orjson.loads(open(sys.argv[1], "rb").read())
def production(change):
    return ((change["before"] or {}).get("tags_all") or {}).get("env") == "production"
found = [c["address"] for c in plan["resource_changes"]
         if "delete" in c["change"]["actions"] and production(c["change"])]
sys.exit(1 if found else 0)
"""
JQ = (
    'if any(.resource_changes[]; (.change.actions | any(. == "delete")) and'
    ' .change.before.tags_all.env? == "production") then halt_error(1) else empty end')
WHOLE = """
import orjson, sys
orjson.loads(open(sys.argv[1], "rb").read())
"""
COUNT_BY_HAND = BY_HAND.replace("sys.exit", "print(len(found))\nsys.exit")
# All are counted; `any` would stop at the first.
COUNT_JQ = (
    '[.resource_changes[] | select((.change.actions | any(. == "delete")) and'
    ' .change.before.tags_all.env? == "production")] | length | ., (if . > 0 then "" | halt_error(1) else empty end)')
REGORUS = """
import json, regorus, sys
engine = regorus.Engine()
engine.add_policy_from_file(sys.argv[1])
engine.set_input_from_json_file(sys.argv[2])
found = json.loads(engine.eval_rule_as_json("data.plan.destroyed"))
print(len(found))
sys.exit(1 if found else 0)
"""
REGOPY = """
import json, sys
from regopy import Interpreter
rego = Interpreter()
rego.add_module("plan", open(sys.argv[1]).read())
rego.set_input_term(open(sys.argv[2]).read())
found = json.loads(str(rego.query("data.plan.destroyed")))["expressions"][0]
print(len(found))
sys.exit(1 if found else 0)
"""
# One request for each change.
CEDAR = """
import cedarpy, json, sys
plan = json.load(open(sys.argv[1]))
requests, entities = [], []
for entry in plan["resource_changes"]:
    change, name = entry["change"], entry["address"]
    env = ((change["before"] or {}).get("tags_all") or {}).get("env") or ""
    action = "destroy" if "delete" in change["actions"] else "keep"
    entities.append({"uid": {"type": "Resource", "id": name}, "attrs": {"env": env}, "parents": []})
    requests.append({"principal": 'Plan::"plan"', "action": f'Action::"{action}"',
                     "resource": f"Resource::{json.dumps(name)}", "context": {}})
policy = '''permit(principal, action, resource);
forbid(principal, action == Action::"destroy", resource) when { resource.env == "production" };'''
answers = cedarpy.is_authorized_batch(requests, policy, entities)
found = [answer for answer in answers if not answer.allowed]
print(len(found))
sys.exit(1 if found else 0)
"""
REGO = """package plan
import rego.v1

destroyed contains entry.address if {
  some entry in input.resource_changes
  "delete" in entry.change.actions
  entry.change.before.tags_all.env == "production"
}
"""


def parse_seconds(plan, rounds):
    """Returns the median time in seconds that orjson takes to parse the text in memory; None without orjson."""
    if importlib.util.find_spec("orjson") is None:
        return None
    command = [sys.executable, "-c", PARSE, plan]
    return statistics.median(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(rounds))


def checkers(plan, folder):
    """Returns the commands that answer the question. Their exit status is 0 if nothing is destroyed."""
    found = {}
    if importlib.util.find_spec("orjson") is not None:
        found["python with orjson"] = [sys.executable, "-c", BY_HAND, plan]
    if jq := shutil.which("jq"):
        found["jq"] = [jq, JQ, plan]
    if opa := shutil.which("opa"):
        rules = folder / "destroyed.rego"
        rules.write_text(REGO, encoding="utf-8")
        found["opa"] = [opa, "eval", "--fail-defined", "-d", str(rules), "-i", plan, "data.plan.destroyed[_]"]
    return found


def has(package):
    """Whether a package of PyPI is installed. Others have modules of the same name."""
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def counters(plan, folder):
    """Returns the commands that count what is destroyed, and what is not installed.

    Each prints the number and ends with status 1 unless it is 0. `slow` has those that take a minute for 10,000 changes.
    """
    rules = folder / "destroyed.rego"
    rules.write_text(REGO, encoding="utf-8")
    python = [sys.executable, "-c"]
    known = {
        "orjson": ("orjson, the rule by hand", [*python, COUNT_BY_HAND, plan]),
        "celine-regorus": ("regorus", [*python, REGORUS, str(rules), plan]),
        "cedarpy": ("cedarpy", [*python, CEDAR, plan]),
        "regopy": ("rego-cpp", [*python, REGOPY, str(rules), plan]),
    }
    found = {name: command for package, (name, command) in known.items() if has(package)}
    missing = [package for package in known if not has(package)]
    if jq := shutil.which("jq"):
        found["jq"] = [jq, COUNT_JQ, plan]
    else:
        missing.append("jq")
    slow = {name: found.pop(name) for name in ("rego-cpp",) if name in found}
    return found, slow, missing


def whole_parse(plan):
    """The command of the yardstick: a process in which orjson parses the plan. None without orjson."""
    return [sys.executable, "-c", WHOLE, plan] if has("orjson") else None
