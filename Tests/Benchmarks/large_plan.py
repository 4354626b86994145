"""Generates the JSON of a Terraform plan of any size. The output depends only on the options.

The plan has services, each of which is a module that uses a network module. A tenth of the services are
production. Attributes, prior state, planned values and configuration have realistic lengths: 10,000 changes
take about 37 MB. `shaped_plan.py` makes plans of other shapes.
"""

import argparse
import json
import random

PROVIDER = "registry.terraform.io/hashicorp/aws"
# The resources of a service: type, number of instances, references (attribute -> type in the service or network).
SERVICE = [
    ("aws_iam_role", 2, {}),
    ("aws_iam_role_policy", 2, {"role": "aws_iam_role"}),
    ("aws_security_group", 2, {"vpc_id": "aws_vpc"}),
    ("aws_kms_key", 1, {}),
    ("aws_db_instance", 1, {"kms_key_id": "aws_kms_key", "vpc_security_group_ids": "aws_security_group"}),
    ("aws_s3_bucket", 2, {}),
    ("aws_s3_bucket_policy", 2, {"bucket": "aws_s3_bucket"}),
    ("aws_instance", 4, {"subnet_id": "aws_subnet", "iam_instance_profile": "aws_iam_role"}),
    ("aws_lb", 1, {"subnets": "aws_subnet", "security_groups": "aws_security_group"}),
    ("aws_sqs_queue", 2, {"kms_master_key_id": "aws_kms_key"}),
    ("aws_cloudwatch_log_group", 1, {"kms_key_id": "aws_kms_key"}),
]
NETWORK = [("aws_vpc", {}), ("aws_subnet", {"vpc_id": "aws_vpc"})]


class Plan:
    """A plan under construction."""

    def __init__(self, size, seed, deletes, replaces, safe):
        self.random = random.Random(seed)
        self.size, self.deletes, self.replaces, self.safe = size, deletes, replaces, safe
        self.changes, self.planned, self.prior, self.configured = [], {}, {}, {}
        self.fill()

    def fill(self):
        for kind, refers in NETWORK:
            self.add("network", kind, None, "shared", refers)
        service = 0
        while len(self.changes) < self.size:
            env = "production" if service % 10 == 0 else "staging"
            for kind, count, refers in SERVICE:
                for index in range(count):
                    if len(self.changes) < self.size:
                        self.add(f"service_{service:04d}", kind, index if count > 1 else None, env, refers)
            service += 1

    def digits(self, count):
        return "".join(self.random.choice("0123456789abcdef") for _ in range(count))

    def choose(self, env, refers):
        """Returns the actions of one change. A create-first replacement makes all dependencies create-first."""
        draw = self.random.random() * 100
        if draw < self.deletes + self.replaces and not (self.safe and env != "staging"):
            if draw < self.deletes:
                return ["delete"]
            return ["delete", "create"] if refers or self.random.random() < 0.5 else ["create", "delete"]
        return self.random.choice([["create"], ["update"], ["no-op"], ["no-op"]])

    def values(self, kind, name, env):
        """Returns the attributes of an object. About half of their length is text such as a policy."""
        values = {"name": name, "region": "eu-west-1", "description": None, "timeouts": None}
        for place in range(6):
            values[f"setting_{place:02d}"] = [
                self.digits(12), place * 17, place % 2 == 0, None, [], {"mode": "on", "level": place},
            ][(place + len(kind)) % 6]
        if kind.endswith("policy"):
            statements = [
                {"Sid": f"Statement{i}", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
                 "Resource": f"arn:aws:s3:::{name}/{self.digits(8)}/*"} for i in range(3)
            ]
            values["policy"] = json.dumps({"Version": "2012-10-17", "Statement": statements})
        else:
            values["tags"] = {"Name": name, "env": env, "team": f"team-{self.random.randrange(6)}"}
            values["tags_all"] = dict(values["tags"], owner="platform", managed="terraform")
        values["rule"] = [
            {"port": 443, "cidr_blocks": ["10.0.0.0/8"], "self": False, "description": "inside"}
        ]
        return values

    def states(self, actions, kind, values, changed):
        """Returns an object before a change and after it, and the attributes that are known only after apply."""
        known = dict(values, id=f"{kind}-{self.digits(17)}", arn=f"arn:aws:::{kind}/{self.digits(20)}")
        before = None if actions == ["create"] else known
        if actions == ["delete"]:
            return before, None, {}
        if actions == ["no-op"]:
            return before, dict(known), {}
        if actions == ["update"]:
            return before, dict(known, **changed), {}
        return before, dict(values), {"id": True, "arn": True}

    def add(self, module, kind, index, env, refers):
        actions = self.choose(env, refers)
        # Resources of the network module do not change, because all services depend on them.
        if module == "network":
            actions = ["no-op"]
        local = f"{kind}.main"
        address = f"module.{module}.{local}" + ("" if index is None else f"[{index}]")
        values = self.values(kind, f"{module}-{kind}", env)
        for attribute, target in refers.items():
            values[attribute] = f"{target}-{self.digits(10)}"
        before, after, unknown = self.states(actions, kind, values, {"setting_03": "changed", "region": "eu-west-2"})
        change = {"actions": actions, "before": before, "after": after, "after_unknown": unknown,
                  "before_sensitive": {"tags": {}} if before else False,
                  "after_sensitive": {"tags": {}} if after else False}
        if len(actions) > 1:
            change["replace_paths"] = [["name"]]
        head = {"address": address, "mode": "managed", "type": kind, "name": "main"}
        if index is not None:
            head["index"] = index
        head["provider_name"] = PROVIDER
        entry = dict(head, module_address=f"module.{module}", change=change)
        if len(actions) > 1:
            entry["action_reason"] = "replace_because_cannot_update"
        self.changes.append(entry)
        if after is not None:
            self.planned.setdefault(module, []).append(dict(head, schema_version=1, values=after, sensitive_values={}))
        if before is not None:
            stored = sorted(self.target(module, target) for target in refers.values())
            if any(target in ("aws_subnet",) for target in refers.values()):
                stored.append("module.network.aws_vpc.main")
            self.prior.setdefault(module, []).append(
                dict(head, schema_version=1, values=before, sensitive_values={}, depends_on=stored))
        self.configure(module, kind, index, values, refers)

    def target(self, module, kind):
        owner = "network" if kind in dict(NETWORK) else module
        return f"module.{owner}.{kind}.main"

    def configure(self, module, kind, index, values, refers):
        table = self.configured.setdefault(module, {})
        if kind in table:
            return
        expressions = {}
        for attribute, value in values.items():
            if attribute in refers:
                target = refers[attribute]
                outside = target in dict(NETWORK) and module != "network"
                expressions[attribute] = {"references": (
                    [f"var.{target}"] if outside else [f"{target}.main.id", f"{target}.main"])}
            elif value is not None and attribute != "tags_all":
                expressions[attribute] = {"constant_value": value}
        table[kind] = {"address": f"{kind}.main", "mode": "managed", "type": kind, "name": "main",
                       "provider_config_key": "aws", "expressions": expressions, "schema_version": 1}
        if index is not None:
            table[kind]["count_expression"] = {"constant_value": 4}

    def calls(self):
        inputs = [kind for kind, _ in NETWORK]
        for module, table in self.configured.items():
            body = {"resources": list(table.values())}
            if module == "network":
                body["outputs"] = {
                    kind: {"expression": {"references": [f"{kind}.main.id", f"{kind}.main"]}} for kind in inputs}
                yield module, {"source": "./network", "module": body}
            else:
                body["variables"] = {kind: {} for kind in inputs}
                given = {k: {"references": [f"module.network.{k}", "module.network"]} for k in inputs}
                yield module, {"source": "./service", "expressions": given, "module": body}

    def document(self):
        def tree(table):
            return {"child_modules": [
                {"address": f"module.{module}", "resources": listed} for module, listed in sorted(table.items())]}

        return {
            "format_version": "1.2", "terraform_version": "1.11.4",
            "planned_values": {"root_module": tree(self.planned)},
            "resource_changes": self.changes,
            "prior_state": {"format_version": "1.0", "values": {"root_module": tree(self.prior)}},
            "configuration": {
                "provider_config": {"aws": {"name": "aws", "full_name": PROVIDER}},
                "root_module": {"module_calls": dict(self.calls())}},
            "timestamp": "2026-01-01T00:00:00Z", "applyable": True, "complete": True, "errored": False}


def write(path, size, seed=1, deletes=5, replaces=4, safe=False):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(Plan(size, seed, deletes, replaces, safe).document(), file, separators=(",", ":"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    parser.add_argument("--size", type=int, default=10_000, help="entries of resource_changes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deletes", type=float, default=5, help="percent")
    parser.add_argument("--replaces", type=float, default=4, help="percent")
    parser.add_argument("--safe", action="store_true", help="do not destroy production resources")
    given = parser.parse_args()
    write(given.path, given.size, given.seed, given.deletes, given.replaces, given.safe)
