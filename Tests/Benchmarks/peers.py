"""Other ways to ask whether a plan destroys something of production, where they are installed.

Each is told the question in its own terms, and must give the same answer.
"""

import importlib.util
import shutil
import sys

PARSE = "import orjson, sys; orjson.loads(open(sys.argv[1], 'rb').read())"
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


def parsers(plan):
    """Commands that only parse the plan: the floor of whatever is written in Python."""
    if importlib.util.find_spec("orjson") is None:
        return {}
    return {"orjson (parse)": [sys.executable, "-c", PARSE, plan]}


def checkers(plan, folder):
    """Commands that answer the question; exit status 0 if nothing is destroyed."""
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
