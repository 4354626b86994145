#!/usr/bin/env python3
"""Plans AWS configurations with terraform, but without the AWS provider.

`terraform` needs a provider for each resource type, and a plan for AWS also needs an account. The
built-in `terraform_data` needs neither, and the same code computes its graph, order, unknown values
and replacements. Each `aws_TYPE.NAME` is therefore planned as `terraform_data.aws_TYPE__NAME`, a
stand-in whose `input` holds the attributes, and is then written back into the plan. The decisions of
terraform (actions, order, dependencies, unknown values) are not changed.

  as_aws.py configuration FROM TO     translate the .tf files of a folder, with its modules
  as_aws.py plan FROM < JSON          translate `terraform show -json` back, for that folder

The reader of .tf files supports attributes, blocks, strings and comments, which these examples need.
"""

import hashlib
import json
import pathlib
import re
import sys

REGION, ACCOUNT = "eu-central-1", "123456789012"
PROVIDER = "registry.terraform.io/hashicorp/aws"
TIMESTAMP = "2026-02-26T22:00:00Z"  # fixed, so that an unchanged plan is generated without a difference


def arn(rest):
    service, _, tail = rest.partition(":")
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{tail}"


# For each type, the knowledge of the provider: the identifier that AWS assigns, the other computed
# attributes, and the attributes whose change replaces the object.
TYPES = {
    "aws_cloudformation_stack": ("{arn}", {"arn": arn("cloudformation:stack/{name}/{hash:.16}"), "outputs": None}, []),
    "aws_db_instance": ("db-{HASH:.26}", {"arn": arn("rds:db:{identifier}")}, ["storage_encrypted", "snapshot_identifier"]),
    "aws_db_snapshot": ("{db_snapshot_identifier}", {"arn": arn("rds:snapshot:{db_snapshot_identifier}")}, ["db_instance_identifier", "db_snapshot_identifier"]),
    "aws_db_subnet_group": ("{name}", {"arn": arn("rds:subgrp:{name}")}, ["name"]),
    "aws_ecs_cluster": ("{arn}", {"arn": arn("ecs:cluster/{name}")}, ["name"]),
    "aws_ecs_service": ("{arn}", {"arn": arn("ecs:service/{name}")}, ["name", "cluster"]),
    "aws_instance": ("i-{hash:.17}", {"arn": arn("ec2:instance/i-{hash:.17}")}, ["ami", "subnet_id"]),
    "aws_lb": ("{arn}", {"arn": arn("elasticloadbalancing:loadbalancer/app/{name}/{hash:.16}")}, ["name", "internal"]),
    "aws_lb_listener": ("{arn}", {"arn": arn("elasticloadbalancing:listener/app/{hash:.16}/{hash:.8}")}, ["load_balancer_arn"]),
    "aws_lb_target_group": ("{arn}", {"arn": arn("elasticloadbalancing:targetgroup/{name}/{hash:.16}")}, ["name", "vpc_id"]),
    "aws_lb_target_group_attachment": ("{target_group_arn}-{hash:.16}", {}, ["target_group_arn", "target_id"]),
    "aws_s3_bucket": ("{bucket}", {"arn": "arn:aws:s3:::{bucket}"}, ["bucket"]),
    "aws_s3_bucket_acl": ("{bucket},{acl}", {}, ["bucket"]),
    "aws_security_group": ("sg-{hash:.17}", {"arn": arn("ec2:security-group/sg-{hash:.17}")}, ["name", "vpc_id"]),
    "aws_subnet": ("subnet-{hash:.17}", {"arn": arn("ec2:subnet/subnet-{hash:.17}")}, ["vpc_id", "cidr_block"]),
    "aws_vpc": ("vpc-{hash:.17}", {"arn": arn("ec2:vpc/vpc-{hash:.17}")}, ["cidr_block"]),
}
META = {"count", "for_each", "depends_on", "lifecycle"}
# Blocks in the configuration that are attributes in the plan (the provider's "attributes as blocks"
# mode). Each element of the attribute has every key.
RULES = {"ingress", "egress"}
RULE = {"cidr_blocks": [], "description": "", "from_port": 0, "ipv6_cidr_blocks": [], "prefix_list_ids": [],
        "protocol": "-1", "security_groups": [], "self": False, "to_port": 0}

# Without a schema, `["a"]` is a tuple and differs from the same value from a variable, which is a list.
LISTS = {"cidr_blocks", "security_groups", "subnet_ids", "subnets", "vpc_security_group_ids"}

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
HIDDEN = re.compile(r"terraform_data\.(aws_[a-z0-9_]+?)__([a-z0-9_]+)")


# --- reading .tf files ---------------------------------------------------------------------------

def string_end(text, at):
    """The index after the string that starts at `at`, including any `${…}` inside it."""
    at += 1
    while text[at] != '"':
        if text[at] == "\\":
            at += 1
        elif text.startswith("${", at):
            at = bracket_end(text, at + 1) - 1
        at += 1
    return at + 1


def bracket_end(text, at):
    """The index after the bracket that closes the one at `at`."""
    depth = 0
    while True:
        if text[at] == '"':
            at = string_end(text, at)
            continue
        depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return at


def without_comments(text):
    kept, at = [], 0
    while at < len(text):
        if text[at] == '"':
            end = string_end(text, at)
            kept.append(text[at:end])
        elif text[at] == "#" or text.startswith("//", at):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        else:
            end = at + 1
            kept.append(text[at])
        at = end
    return "".join(kept)


def items(text):
    """The attributes (name, None, expression) and blocks (name, labels, body) of a body, in order."""
    at = 0
    while True:
        at += len(text[at:]) - len(text[at:].lstrip())
        if at == len(text):
            return
        if head := re.compile(r"(\w+)\s*=(?!=)\s*").match(text, at):
            start = at = head.end()
            while at < len(text) and text[at] != "\n":
                if text[at] == '"':
                    at = string_end(text, at)
                elif text[at] in "{[(":
                    at = bracket_end(text, at)
                else:
                    at += 1
            yield head[1], None, text[start:at].strip()
        elif head := re.compile(r'(\w+)((?:\s+"[^"]*")*)\s*\{').match(text, at):
            at = bracket_end(text, head.end() - 1)
            yield head[1], re.findall(r'"([^"]*)"', head[2]), text[head.end():at - 1]
        else:
            raise SystemExit(f"as_aws.py cannot read: {text[at:at + 60]!r}")


class Folder:
    """The configuration of one module."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.top, self.resources, self.modules, self.region = [], {}, {}, None
        for file in sorted(self.path.glob("*.tf")):
            for kind, labels, body in items(without_comments(file.read_text())):
                if kind == "resource":
                    self.resources[labels[0], labels[1]] = list(items(body))
                elif kind == "provider":
                    self.region = json.loads(dict((n, e) for n, _, e in items(body))["region"])
                else:
                    self.top.append((kind, labels, body))
                if kind == "module":
                    source = json.loads(dict((n, e) for n, _, e in items(body))["source"])
                    self.modules[labels[0]] = Folder(self.path / source)


# --- from AWS to terraform_data ------------------------------------------------------------------

def hide(folder, text):
    """`text` with each reference to an AWS resource replaced by a reference to its stand-in."""
    def stand_in(match):
        kind, name, index, attribute = match.groups()
        target = f"terraform_data.{kind}__{name}{index or ''}"
        if not attribute:
            return target
        if attribute == "id":
            return f"{target}.id"
        if attribute in {n for n, _, _ in folder.resources[kind, name]}:
            return f"{target}.input.{attribute}"
        if attribute not in TYPES[kind][1]:
            raise SystemExit(f"as_aws.py does not know {kind}.{attribute}")
        return f'"@{attribute}:${{{target}.id}}"'  # unknown exactly when the identifier is

    # A part of a computed attribute (`outputs["Acl"]`) has no counterpart, because the stand-in is one text.
    computed = "|".join({a for _, more, _ in TYPES.values() for a in more})
    return re.sub(r"\b(aws_[a-z0-9_]+)\.([a-z0-9_]+)(\[[^\]]*\])?"
                  rf"(?:\.((?:{computed})(?=\[)|[a-z0-9_]+))?(?:(?<=outputs)\[[^\]]*\])?", stand_in, text)


def hidden_value(folder, body):
    """The `input` object for a body: blocks become lists, in the order of their first element."""
    attributes, blocks = {}, {}
    for name, labels, content in body:
        if labels is None:
            hidden = hide(folder, content)
            attributes[name] = f"tolist({hidden})" if name in LISTS else hidden
        else:
            blocks.setdefault(name, []).append(hidden_value(folder, list(items(content))))
            attributes[name] = "[" + ", ".join(blocks[name]) + "]"
    return "{\n" + "".join(f"{n} = {e}\n" for n, e in attributes.items()) + "}"


def hidden_configuration(folder, to):
    to.mkdir(parents=True, exist_ok=True)
    out = []
    for kind, labels, body in folder.top:
        out.append(f"{kind} " + " ".join(f'"{l}"' for l in labels) + " {" + hide(folder, body) + "}\n")
    for (kind, name), body in folder.resources.items():
        out.append(f'resource "terraform_data" "{kind}__{name}" {{\n')
        for key, labels, content in body:
            if key in META:
                content = hide(folder, content)
                out.append(f"{key} = {content}\n" if labels is None else f"{key} {{{content}}}\n")
        forcing = [(k, l, e) for k, l, e in body if k in TYPES[kind][2]]
        out.append(f"triggers_replace = {hidden_value(folder, forcing)}\n")
        out.append(f"input = {hidden_value(folder, [i for i in body if i[0] not in META])}\n}}\n")
    (to / "main.tf").write_text("".join(out))
    for name, module in folder.modules.items():
        hidden_configuration(module, to / module.path.relative_to(folder.path))


# --- from terraform_data to AWS ------------------------------------------------------------------

def references(expression):
    """The references of an expression as terraform lists them: each complete reference, then its prefixes."""
    found = []
    for match in re.finditer(r'(?<![\w.])(?:(?:aws_|terraform_data)\w*|var|local|module|each|count)'
                             r'(?:\.[A-Za-z_][\w-]*|\["[^"]*"\]|\[\d+\])+', expression):
        parts = re.findall(r'^\w+|\.[\w-]+|\[[^\]]*\]', match[0])
        found += ["".join(parts[:n]) for n in range(len(parts), 1, -1)]
    return found


def marshalled(name, body, value):
    """The `expressions` entry of an attribute, or of the blocks of one name."""
    if isinstance(body, str):
        listed = references(body)
        if listed:
            return {"references": listed}
        return {} if "(" in body else {"constant_value": value}
    if name in RULES:
        listed = [r for block in body for _, _, e in block for r in references(e)]
        return {"references": listed} if listed else {"constant_value": value}
    return [expressions(block, one) for block, one in zip(body, value)]


def expressions(body, value):
    grouped = {}
    for name, labels, content in body:
        if name in META:
            continue
        if labels is None:
            grouped[name] = content
        else:
            grouped.setdefault(name, []).append(list(items(content)))
    return {n: marshalled(n, grouped[n], value.get(n)) for n in sorted(grouped)}


def texts_of(body):
    """Every expression of a body, including those in blocks."""
    for _, labels, content in body:
        if labels is None:
            yield content
        else:
            yield from texts_of(items(content))


class Plan:
    """A plan over stand-ins, with the AWS attributes of its objects."""

    def __init__(self, plan, folder):
        self.plan, self.folder = plan, folder
        self.objects, self.samples, self.referenced = {}, {}, {}
        if "resource_drift" in plan:
            raise SystemExit("as_aws.py: drift is not expected here")
        for change in plan["resource_changes"]:
            for side in ("after", "before"):
                value = change["change"][side]
                if value:
                    key = re.sub(r"\[[^\]]*\]", "", change["address"])
                    self.samples.setdefault(key, value["input"])
                if value and "id" in value:
                    self.note(change, value)

    def note(self, resource, values):
        """Records the AWS identifier and computed attributes of a stand-in that exists. They depend only
        on its name, so they are the same each time the plan is generated, moved or not."""
        kind, name = resource["name"].split("__")
        key = json.dumps([kind, name, resource.get("index")])
        digest = hashlib.sha256(key.encode()).hexdigest()
        letters = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[int(digest[i:i + 2], 16) % 32] for i in range(0, 52, 2))
        about = {**values["input"], "hash": digest, "HASH": letters}
        identifier, computed, _ = TYPES[kind]
        about["arn"] = (computed.get("arn") or "").format(**about)
        texts = {"id": identifier.format(**about), **{a: t.format(**about) for a, t in computed.items() if t}}
        if self.objects.setdefault(values["id"], texts) != texts:
            raise SystemExit(f"two different objects are {values['id']}")

    def text(self, text):
        """A text with the identifiers and addresses of stand-ins replaced by those of AWS."""
        while match := re.search(rf"@(\w+):({UUID})", text) or re.search(rf"()({UUID})", text):
            text = text.replace(match[0], self.objects[match[2]][match[1] or "id"])
        return HIDDEN.sub(r"\1.\2", text)

    def texts(self, value):
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.texts(v) for v in value]
        if isinstance(value, dict):
            return {k: self.texts(v) for k, v in value.items()}
        return value

    def values(self, values):
        """The values of a stand-in as values of the AWS resource, with the computed attributes added."""
        if not values:
            return values
        own = dict(values["input"])
        for rules in RULES & own.keys():
            own[rules] = [{**RULE, **rule} for rule in own[rules]]
        if "tags" in own:
            own["tags_all"] = own["tags"]
        if "id" in values:
            own.update(self.objects[values["id"]])
        return dict(sorted(own.items()))

    def marks(self, kind, marks, computed):
        """The mask (unknown or sensitive) of a stand-in as the mask of the AWS resource."""
        if not isinstance(marks, dict):
            return marks
        own = dict(marks.get("input", {}))
        if "tags" in own:
            own["tags_all"] = own["tags"]
        if computed and marks.get("id"):
            own.update({a: True for a in ["id", *TYPES[kind][1]]})
        return dict(sorted(own.items()))

    def resource(self, resource):
        kind, resource["name"] = resource["name"].split("__")
        resource["type"] = kind
        resource["provider_name"] = PROVIDER
        return kind

    def change(self, entry):
        kind, change = self.resource(entry), entry["change"]
        before, after = change["before"], change["after"]
        if "replace_paths" in change:
            old, new = before["triggers_replace"], after["triggers_replace"]
            change["replace_paths"] = [[a] for a in sorted({*old, *new, *TYPES[kind][2]})
                                       if old.get(a) != new.get(a)]
        for side in ("before", "after"):
            change[side] = self.values(change[side])
        for mask in ("after_unknown", "before_sensitive", "after_sensitive"):
            change[mask] = self.marks(kind, change[mask], mask == "after_unknown")
        for rules in RULES & (change["after"] or {}).keys():
            if change["after_unknown"].get(rules):
                change["after_unknown"][rules] = [
                    {**r, **{k: [False] * len(v) for k, v in rule.items() if isinstance(v, list) and k not in r}}
                    for r, rule in zip(change["after_unknown"][rules], change["after"][rules])]

    def tree(self, module):
        for resource in module.get("resources", []):
            kind = self.resource(resource)
            resource["values"] = self.values(resource["values"])
            resource["sensitive_values"] = self.marks(kind, resource["sensitive_values"], False)
        for child in module.get("child_modules", []):
            self.tree(child)

    def configuration(self, module, folder, prefix=""):
        for resource in module.get("resources", []):
            sample = self.samples.get(prefix + resource["address"], {})
            kind, resource["name"] = resource["name"].split("__")
            resource["type"], resource["provider_config_key"] = kind, "aws"
            body = folder.resources[kind, resource["name"]]
            own = [i for i in body if i[0] not in META]
            listed = resource["expressions"]["input"].get("references", [])
            if references(hidden_value(folder, own)) != listed:
                raise SystemExit(f"{resource['address']}: terraform lists other references than the source: "
                                 f"{listed}")
            resource["expressions"] = expressions(body, self.values({"input": sample}))
            self.refer(prefix, [r for text in texts_of(body) for r in references(text)])
        for name, call in module.get("module_calls", {}).items():
            body = next(b for k, l, b in folder.top if k == "module" and l == [name])
            for argument, _, text in items(body):
                if argument in call["expressions"] and references(text):
                    call["expressions"][argument]["references"] = references(text)
                    self.refer(prefix, references(text))
            self.configuration(call["module"], folder.modules[name], f"{prefix}module.{name}.")
        for name, output in module.get("outputs", {}).items():
            body = next(b for k, l, b in folder.top if k == "output" and l == [name])
            text = next(e for k, _, e in items(body) if k == "value")
            if references(text):
                output["expression"]["references"] = references(text)
                self.refer(prefix, references(text))

    def refer(self, prefix, listed):
        for reference in listed:
            if match := re.fullmatch(r"(aws_\w+\.\w+(?:\[[^\]]*\])?)\.(\w+)", reference):
                self.referenced.setdefault(prefix + match[1], set()).add(match[2])

    def relevant(self, entries):
        """The attributes that changes depend on. The stand-ins read every computed attribute through `id`."""
        for entry in entries:
            resource, path = HIDDEN.sub(r"\1.\2", entry["resource"]), entry["attribute"]
            if path[0] == "input":
                yield {"resource": resource, "attribute": path[1:]}
            else:
                computed = {"id", *TYPES[re.search(r"aws_\w+", resource)[0]][1]}
                for attribute in self.referenced[resource] & computed:
                    yield {"resource": resource, "attribute": [attribute]}

    def translated(self):
        plan = self.plan
        self.configuration(plan["configuration"]["root_module"], self.folder)
        plan["configuration"]["provider_config"] = {
            "aws": {"name": "aws", "full_name": PROVIDER,
                    "expressions": {"region": {"constant_value": self.folder.region}}}}
        for change in plan["resource_changes"]:
            self.change(change)
        self.tree(plan.get("planned_values", {}).get("root_module", {}))
        self.tree(plan.get("prior_state", {}).get("values", {}).get("root_module", {}))
        if "relevant_attributes" in plan:
            plan["relevant_attributes"] = sorted(self.relevant(plan["relevant_attributes"]), key=json.dumps)
        if "timestamp" in plan:
            plan["timestamp"] = TIMESTAMP
        plan = self.texts(plan)
        plan["resource_changes"].sort(key=lambda c: (c.get("module_address", ""), c["type"], c["name"], str(c.get("index"))))
        text = json.dumps(plan, indent=2, ensure_ascii=False)
        for leftover in ("terraform_data", "triggers_replace", '"input"', '"output"', "__"):
            if leftover in text:
                raise SystemExit(f"{leftover} is left in the plan")
        return text


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "configuration":
        hidden_configuration(Folder(arguments[1]), pathlib.Path(arguments[2]))
    elif len(arguments) == 2 and arguments[0] == "plan":
        print(Plan(json.load(sys.stdin), Folder(arguments[1])).translated())
    else:
        raise SystemExit(__doc__)


main(sys.argv[1:])
