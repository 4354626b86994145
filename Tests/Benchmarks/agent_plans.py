"""Generates agents' plans: a sequence of calls with branches, for one agent or several."""

import json

WORLD = """world shop

entity Item {
  var sold: Bool = false
  var checked: Bool = false
}

object ink: Item {}
object nib: Item {}
object pad: Item {}
object pen: Item {}

action check(item: Item) returns ok: Bool { item.checked = ok }

action sell(item: Item) {
  requires item.checked
  item.sold = true
}

action note(text: String) harmless

invariant sold_once_checked "Nothing is sold that was never found to be good" {
  every i in Item { i.sold implies once { i.checked } }
}

invariant checked_before "What is sold was checked before" {
  every s in calls where s.tool == "sell" {
    whenever s starts {
      some h in calls where h.tool == "check" and h.args.item == s.args.item and h.happened
    }
  }
}
"""

ITEMS = ["ink", "nib", "pad", "pen"]


def steps(calls, branches, prefix=""):
    """Returns steps with `calls` calls in total and a branch after each check. A run takes one side of each branch."""
    out = []
    rest = calls // branches - 1
    half = rest // 2
    for number in range(branches):
        item = ITEMS[number % len(ITEMS)]
        name = f"{prefix}q{number}"
        out.append({"call": "check", "id": name, "with": {"item": item}})
        out.append({
            "if": f"{name}.output == true",
            "then": [{"call": "note", "with": {"text": f"t{place}"}} for place in range(half - 1)]
            + [{"call": "sell", "with": {"item": item}}],
            "else": [{"call": "note", "with": {"text": f"e{place}"}} for place in range(rest - half)],
        })
    return out


def write(folder, name, agents):
    """Writes the world and a plan, and returns the path of the plan."""
    (folder / "shop.proviso").write_text(WORLD, encoding="utf-8")
    path = folder / f"{name}.json"
    plan = {"schema": "proviso.plan/1", "world": "shop.proviso", "agents": agents}
    path.write_text(json.dumps(plan), encoding="utf-8")
    return str(path)
