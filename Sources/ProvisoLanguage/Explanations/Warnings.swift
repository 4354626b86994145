/// PV07: warnings.
extension Explanation {
  static let impossibleValue = Explanation(
    """
    The attribute has one of a few values, and this is none of them, so the comparison has the same
    answer for every plan. Most often the word is spelt differently: `action` is `"delete"`, not
    `"deleted"`.
    """,
    fails: .property("no r in resources where r.action == \"deleted\""),
    passes: .property("no r in resources where r.action == \"delete\""))

  static let unusedDefinition = Explanation(
    """
    Nothing in this file uses the definition, so it checks nothing: perhaps a property was meant to
    use it. A file without properties is there for others, and may declare what it likes.
    """,
    fails: .property(
      "plan.complete", declares: "define is_server(r: Resource) = r.type == \"aws_instance\""),
    passes: .property(
      "every r in resources where is_server(r) { r.exists }",
      declares: "define is_server(r: Resource) = r.type == \"aws_instance\""))

  static let alwaysFalse = Explanation(
    """
    The comparison is false whatever the plan says. `<` and its like are false of `null`, which has
    no place in an order; ask for absence with `== null`.
    """,
    fails: .property("every r in resources { r.after.size < null }"),
    passes: .property("every r in resources { r.after.size == null }"))

  static let attributeOnNoResource = Explanation(
    """
    No resource of the matching types has an attribute of this name anywhere in the plan, so it is
    `null` wherever it is asked for. Most often the name is misspelt; if the plan at hand merely
    lacks such resources, the warning does no harm.
    """,
    fails: .property(
      "every r in resources where r.type == \"aws_s3_bucket\" { r.before.tag.env != \"prod\" }",
      needsPlan: true),
    passes: .property(
      "every r in resources where r.type == \"aws_s3_bucket\" { r.before.tags.env != \"prod\" }",
      needsPlan: true))

  static let waiverExpired = Explanation(
    """
    The last day of the waiver is over, so it waives nothing any more and what it let pass counts
    again. Remove it, or agree on a later day.
    """,
    fails: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2026-01-31 because \"INC-2231\"",
      needsPlan: true),
    passes: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true))

  static let waiverUnmatched = Explanation(
    """
    No violation of the property has these objects, so the waiver lets nothing pass: the object may
    be misspelt, or the violation is gone and the waiver can go too.
    """,
    fails: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.log\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true),
    passes: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true))

  static let waiversOverlap = Explanation(
    """
    Two waivers are for the same instance of the same property. The longer one decides, and the
    other only looks as if it did; keep one of them.
    """,
    fails: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2026-12-31 because \"INC-2300\"",
      needsPlan: true),
    passes: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true))
}
