"""Generates a spec with any number of properties of the plans of large_plan.py.

The output depends only on the options. The properties are of common kinds: values, prefixes, destroyed
resources, order, references, joins by name, counts and implications. Half of them apply to resources of
the plan.
"""

import argparse
import random

TYPES = ["aws_iam_role", "aws_security_group", "aws_kms_key", "aws_db_instance", "aws_s3_bucket", "aws_instance",
         "aws_lb", "aws_sqs_queue", "aws_cloudwatch_log_group"]
OTHERS = ["aws_eks_cluster", "aws_efs_file_system", "aws_rds_cluster", "aws_route53_zone"]

KINDS = [
    "every r in resources where r.type == \"{type}\" and r.before.tags.env == \"production\" {{ not r.destroyed }}",
    "every r in resources where r.type == \"{type}\" {{ r.after.tags.team != \"{team}\" or r.after.name != null }}",
    "every r in resources where r.type == \"{type}\" and r.exists {{ r.now.region in [\"eu-west-1\", \"eu-west-2\"] }}",
    "every c in creations where c.resource.type == \"{type}\" {{ c.resource.after.name.startsWith(\"service_\") }}",
    "every r in resources where r.type == \"{type}\" {{ r.action == \"delete\" implies r.before.tags.env != \"{env}\" }}",
    "every d in deletions, c in creations where d.resource == c.resource and d.resource.type == \"{type}\" and"
    " d.resource.before.name == \"{name}\" {{ d before c or c before d }}",
    "every a in resources, b in resources where a.type == \"{type}\" and b.type == \"aws_iam_role_policy\" and"
    " a.name == b.name and a.module == b.module {{ a.address != b.address }}",
    "count(r in resources where r.type == \"{type}\" and r.exists) >= 0",
    "every r in resources where r.module == \"module.service_{place:04d}\" and r.type == \"{type}\""
    " {{ r.before != null and r.after != null implies not r.destroyed or r.action == \"replace\" }}",
    "every u in updates where u.resource.type == \"{type}\" {{ whenever u starts {{ u.resource.exists }} }}",
]


def spec(count, seed):
    draw = random.Random(seed)
    lines = ["spec many for terraform", ""]
    for place in range(count):
        body = KINDS[place % len(KINDS)].format(
            type=draw.choice(TYPES if draw.random() < 0.5 else OTHERS), team=f"team-{draw.randrange(6)}",
            env=draw.choice(["production", "none"]), name=f"service_{draw.randrange(40):04d}-aws_instance",
            place=draw.randrange(45))
        lines.append(f"invariant p{place} \"Property {place}\" {{ {body} }}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with open(given.path, "w", encoding="utf-8") as file:
        file.write(spec(given.count, given.seed))
