"""Generates plans of many concurrent steps, and computes the minimum number of objects that exist at once.

A plan has three kinds of objects on a random dependency graph. `base` objects are replaced create-first and
also have a deposed object, whose removal waits for everything that depends on them. `old` objects are
replaced delete-first. `new` objects are created.

A moment is a set of effects that is closed under the waits. So the minimum number of objects is the initial
number minus the weight of the heaviest closed set, where a removal has weight 1 and a creation weight -1.
That is a minimum cut (Picard, "Maximal closure of a graph", Management Science 22, 1976), which Dinic's
algorithm computes here.
"""

import argparse
import json
import random
from collections import deque

PROVIDER = "terraform.io/builtin/terraform"


class CountingPlan:
    def __init__(self, steps, seed):
        self.random = random.Random(seed)
        self.kinds, self.needs = [], []
        bases = self.random.uniform(0.2, 0.45)
        olds = self.random.uniform(0.6, 0.9)
        made = 0
        while made < steps:
            left = steps - made
            # Bases come first, because a create-first object makes all of its dependencies create-first.
            kind = "base" if made < steps * bases and left >= 3 else "old" if made < steps * olds and left >= 2 else "new"
            made += {"base": 3, "old": 2, "new": 1}[kind]
            self.kinds.append(kind)
            place = len(self.kinds) - 1
            direct = {self.random.randrange(place) for _ in range(self.random.choice([0, 1, 1, 2]))} if place else set()
            # All direct and indirect dependencies. Their number is limited, so that the plan stays sparse.
            closure = set(direct)
            for other in direct:
                closure |= self.needs[other]
            self.needs.append(closure if len(closure) < 12 else set())
        self.direct = [self.reduced(place) for place in range(len(self.kinds))]
        self.steps = made

    def reduced(self, place):
        """Returns the dependencies that are not dependencies of other dependencies."""
        inner = set()
        for other in self.needs[place]:
            inner |= self.needs[other]
        return self.needs[place] - inner

    def waits(self):
        """Returns the weight of each step and the steps that it waits for, by Terraform's rules."""
        weights, waits = {}, {}

        def step(kind, place, weight):
            weights[kind, place] = weight
            waits[kind, place] = set()

        for place, kind in enumerate(self.kinds):
            counts = 0 if kind == "base" else 1
            step("create", place, -counts)
            if kind != "new":
                step("delete", place, counts)
            if kind == "base":
                step("deposed", place, 1)
        for place, kind in enumerate(self.kinds):
            create, delete, deposed = ("create", place), ("delete", place), ("deposed", place)
            if kind == "base":
                waits[delete].add(create)
                waits[deposed].add(create)
            elif kind == "old":
                waits[create].add(delete)
            for other in self.needs[place]:
                other_is_base = self.kinds[other] == "base"
                waits[create].add(("create", other))
                if other_is_base:
                    waits["delete", other].add(create)
                    waits["deposed", other].add(create)
                elif self.kinds[other] == "old":
                    waits[create].add(("delete", other))
                own = [s for s in (delete, deposed) if s in weights]
                theirs = [s for s in (("delete", other), ("deposed", other)) if s in weights]
                for removal in own:
                    for later in theirs:
                        waits[later].add(removal)
                    if kind == "base":
                        waits[removal].add(("create", other))
                    else:
                        waits["create", other].add(removal)
        return weights, waits

    def fewest(self):
        """Returns the minimum number of objects that exist at a moment."""
        weights, waits = self.waits()
        places = {step: place for place, step in enumerate(weights)}
        source, sink = len(places), len(places) + 1
        flow = Flow(len(places) + 2)
        gain = 0
        for step, weight in weights.items():
            if weight > 0:
                gain += weight
                flow.edge(source, places[step], weight)
            elif weight < 0:
                flow.edge(places[step], sink, -weight)
            for other in waits[step]:
                flow.edge(places[step], places[other], len(places))
        initial = sum({"base": 2, "old": 1, "new": 0}[kind] for kind in self.kinds)
        return initial - (gain - flow.maximum(source, sink))

    def document(self):
        changes, prior, planned, configured = [], [], [], []
        for place, kind in enumerate(self.kinds):
            name = f"r{place:04d}"
            head = {"address": f"terraform_data.{name}", "mode": "managed", "type": "terraform_data", "name": name,
                    "provider_name": PROVIDER}
            values = {"id": f"id-{place}", "input": kind, "output": kind, "triggers_replace": "1"}
            made = {"input": kind, "triggers_replace": "2"}
            actions = {"base": ["create", "delete"], "old": ["delete", "create"], "new": ["create"]}[kind]
            stored = sorted(f"terraform_data.r{other:04d}" for other in self.needs[place])
            before = None if kind == "new" else values
            changes.append(dict(head, change={
                "actions": actions, "before": before, "after": made,
                "after_unknown": {"id": True, "output": True}}))
            if before:
                prior.append(dict(head, schema_version=0, values=values, depends_on=stored))
            if kind == "base":
                changes.append(dict(head, deposed=f"{place:08x}", change={
                    "actions": ["delete"], "before": values, "after": None, "after_unknown": {}}))
                prior.append(dict(head, deposed_key=f"{place:08x}", schema_version=0, values=values, depends_on=stored))
            planned.append(dict(head, schema_version=0, values=made))
            references = [f"terraform_data.r{other:04d}" for other in sorted(self.direct[place])]
            configured.append({
                "address": f"terraform_data.{name}", "mode": "managed", "type": "terraform_data", "name": name,
                "provider_config_key": "terraform", "schema_version": 0,
                "expressions": {"input": {"references": references}}})
        return {
            "format_version": "1.2", "terraform_version": "1.11.4",
            "planned_values": {"root_module": {"resources": planned}}, "resource_changes": changes,
            "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": prior}}},
            "configuration": {
                "provider_config": {"terraform": {"name": "terraform", "full_name": PROVIDER}},
                "root_module": {"resources": configured}},
            "applyable": True, "complete": True, "errored": False}

    def spec(self, least):
        return (
            "spec counting for terraform\n\n"
            f'/// At every moment of every order, whatever fails.\ninvariant enough_stand\n  "At least {least} objects stand"\n'
            f'{{\n  at least {least} r in resources where r.type == "terraform_data" {{ r.exists }}\n}}\n')


class Flow:
    """A maximum flow, computed with blocking flows in level graphs (Dinic)."""

    def __init__(self, count):
        self.heads = [[] for _ in range(count)]
        self.targets, self.room = [], []

    def edge(self, start, end, capacity):
        for one, other, room in ((start, end, capacity), (end, start, 0)):
            self.heads[one].append(len(self.targets))
            self.targets.append(other)
            self.room.append(room)

    def maximum(self, source, sink):
        total = 0
        while True:
            level = [-1] * len(self.heads)
            level[source] = 0
            queue = deque([source])
            while queue:
                at = queue.popleft()
                for edge in self.heads[at]:
                    target = self.targets[edge]
                    if self.room[edge] and level[target] < 0:
                        level[target] = level[at] + 1
                        queue.append(target)
            if level[sink] < 0:
                return total
            next_edge = [0] * len(self.heads)
            while pushed := self.push(source, sink, level, next_edge):
                total += pushed

    def push(self, source, sink, level, next_edge):
        path, at = [], source
        while at != sink:
            while next_edge[at] < len(self.heads[at]):
                edge = self.heads[at][next_edge[at]]
                if self.room[edge] and level[self.targets[edge]] == level[at] + 1:
                    break
                next_edge[at] += 1
            else:
                if not path:
                    return 0
                at = self.targets[path.pop() ^ 1]
                next_edge[at] += 1
                continue
            path.append(edge)
            at = self.targets[edge]
        least = min(self.room[edge] for edge in path)
        for edge in path:
            self.room[edge] -= least
            self.room[edge ^ 1] += least
        return least


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    parser.add_argument("--steps", type=int, default=1024)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    plan = CountingPlan(given.steps, given.seed)
    with open(given.path, "w", encoding="utf-8") as file:
        json.dump(plan.document(), file)
    print(f"{plan.steps} steps; at least {plan.fewest()} objects exist at every moment")
