"""Generates plans of one of four shapes, and the graph that `terraform graph -plan` would print for them.

layered: modules of services over a network, as in `large_plan.py`; flat: the root module, without references;
chain: each resource refers to the one before; wide: all resources refer to one. Attributes of created and updated
objects can be unknown: references to what is created, and `unknown` percent of further ones. Known references have
the identifier of their target. The output depends only on the options.
"""

import argparse
import json

from large_plan import PROVIDER, SERVICE, Plan

SHAPES = ["layered", "flat", "chain", "wide"]


class ShapedPlan(Plan):
    """A plan of a shape; `steps` has the address, the actions and the targets of each change."""

    def __init__(self, size, shape, seed=1, unknown=10, safe=False):
        self.shape, self.unknown = shape, unknown
        self.steps, self.identifiers, self.instances = [], {}, {}
        super().__init__(size, seed, 5, 4, safe)

    def fill(self):
        if self.shape == "layered":
            super().fill()
            return
        kinds = [kind for kind, count, _ in SERVICE for _ in range(count)]
        before = None
        for place in range(self.size):
            kind, name = kinds[place % len(kinds)], f"r{place:06d}"
            refers = {"source_id": before} if before else {}
            self.add_single(kind, name, "production" if place % 10 == 0 else "staging", refers)
            if self.shape == "chain" or (self.shape == "wide" and before is None):
                before = f"{kind}.{name}"

    def add(self, module, kind, index, env, refers):
        """Adds a change of a module as the base class does, and then lets references tell the truth."""
        super().add(module, kind, index, env, refers)
        self.settle(f"module.{module}.{kind}.main", {a: self.target(module, t) for a, t in refers.items()})

    def settle(self, resource, targets):
        """Puts identifiers into known references, and hides references to what is created."""
        entry = self.changes[-1]
        change = entry["change"]
        actions, before, after = change["actions"], change["before"], change["after"]
        for attribute, target in targets.items():
            known, stays = self.identifiers.get(target, (None, False))
            if before is not None and known:
                before[attribute] = known
            if actions == ["no-op"]:
                after[attribute] = before[attribute]
            elif after is not None and stays:
                after[attribute] = known
            elif after is not None:
                after.pop(attribute, None)
                change["after_unknown"][attribute] = True
        if after is not None and actions != ["no-op"] and self.random.random() * 100 < self.unknown:
            after.pop("owner_id", None)
            change["after_unknown"]["owner_id"] = True
        if before is not None:
            self.identifiers.setdefault(resource, (before["id"], actions in (["update"], ["no-op"])))
        self.instances.setdefault(resource, []).append((entry["address"], actions))
        self.steps.append((entry["address"], actions, sorted(set(targets.values()))))

    def add_single(self, kind, name, env, refers):
        """Adds a change of the root module. `refers` maps attributes to addresses."""
        address = f"{kind}.{name}"
        # The one that all refer to stays.
        actions = self.choose(env, refers) if refers or self.shape != "wide" else ["no-op"]
        values = self.values(kind, name, env)
        for attribute, target in refers.items():
            values[attribute] = f"{target}-{self.digits(10)}"
        before, after, unknown = self.states(actions, kind, values, {"setting_03": "changed"})
        change = {"actions": actions, "before": before, "after": after, "after_unknown": unknown,
                  "before_sensitive": {} if before else False, "after_sensitive": {} if after else False}
        head = {"address": address, "mode": "managed", "type": kind, "name": name, "provider_name": PROVIDER}
        entry = dict(head, change=change)
        if len(actions) > 1:
            change["replace_paths"] = [["name"]]
            entry["action_reason"] = "replace_because_cannot_update"
        self.changes.append(entry)
        self.settle(address, refers)
        for table, state in ((self.planned, after), (self.prior, before)):
            if state is not None:
                stored = dict(head, schema_version=1, values=state, sensitive_values={})
                if table is self.prior and refers:
                    stored["depends_on"] = sorted(refers.values())
                table.setdefault(None, []).append(stored)
        expressions = {
            attribute: {"references": [f"{refers[attribute]}.id", refers[attribute]]} if attribute in refers
            else {"constant_value": value}
            for attribute, value in values.items() if value is not None and attribute != "tags_all"}
        self.configured.setdefault(None, {})[address] = {
            "address": address, "mode": "managed", "type": kind, "name": name, "provider_config_key": "aws",
            "expressions": expressions, "schema_version": 1}

    def document(self):
        if self.shape == "layered":
            return super().document()
        root = {table: self.__dict__[table].pop(None, []) for table in ("planned", "prior")}
        configured = self.configured.pop(None, {})
        document = super().document()
        document["planned_values"] = {"root_module": {"resources": root["planned"]}}
        document["prior_state"]["values"] = {"root_module": {"resources": root["prior"]}}
        document["configuration"]["root_module"] = {"resources": list(configured.values())}
        return document

    @staticmethod
    def deletion(address, actions):
        """The node of a deletion. A create-first replacement deletes what it leaves over, under a key of its own."""
        return f'"[root] {address} (destroy{" deposed 0a1b2c3d" if actions == ["create", "delete"] else ""})"'

    def graph(self):
        """Yields the lines of the graph in the DOT language. An edge leads from a node to what it waits for."""
        yield 'digraph {\n\tcompound = "true"\n\tnewrank = "true"\n\tsubgraph "root" {'
        for address, actions, targets in self.steps:
            made, gone = f'"[root] {address}"', self.deletion(address, actions)
            if actions == ["delete"]:
                yield f'\t\t{gone} [shape = "box"]'
            else:
                yield f'\t\t{made} [shape = "box"]'
            if actions == ["delete", "create"]:
                yield f"\t\t{made} -> {gone}"
            if actions == ["create", "delete"]:
                yield f"\t\t{gone} -> {made}"
            for target in targets:
                for other, others in self.instances.get(target, ()):
                    if actions != ["delete"] and others != ["delete"]:
                        yield f'\t\t{made} -> "[root] {other}"'
                    if "delete" in actions and "delete" in others:
                        yield f"\t\t{self.deletion(other, others)} -> {gone}"
                    if others == ["create", "delete"] and actions != ["delete"]:
                        yield f"\t\t{self.deletion(other, others)} -> {made}"
        yield "\t}\n}"


def write(path, graph, size, shape, seed=1, safe=False):
    """Writes the plan, and its graph unless `graph` is None."""
    plan = ShapedPlan(size, shape, seed, safe=safe)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(plan.document(), file, separators=(",", ":"))
    if graph:
        with open(graph, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in plan.graph())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path")
    parser.add_argument("--graph", help="also write the graph to this file")
    parser.add_argument("--size", type=int, default=1_000, help="entries of resource_changes")
    parser.add_argument("--shape", choices=SHAPES, default="layered")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--safe", action="store_true", help="do not destroy production resources")
    given = parser.parse_args()
    write(given.path, given.graph, given.size, given.shape, given.seed, given.safe)
