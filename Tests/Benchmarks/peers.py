"""Other tools that can check whether a plan destroys a production resource, if they are installed.

Each gets the question in its own language and must give the same answer.
"""

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
