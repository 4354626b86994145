/// PV07: warnings.
extension Explanation {
  static let impossibleValue = Explanation(
    """
    The attribute has only a few possible values, and this is not one of them, so the comparison has
    the same result for every plan. Most often the value is misspelled: `action` is `"delete"`, not
    `"deleted"`.
    """,
    fails: .property("no r in resources where r.action == \"deleted\""),
    passes: .property("no r in resources where r.action == \"delete\""))

  static let unusedDefinition = Explanation(
    """
    Nothing in this file uses the definition, so it has no effect. Perhaps a property should use it. A
    file without properties never gives this warning, because other files can use its definitions.
    """,
    fails: .property(
      "plan.complete", declares: "define is_server(r: Resource) = r.type == \"aws_instance\""),
    passes: .property(
      "every r in resources where is_server(r) { r.exists }",
      declares: "define is_server(r: Resource) = r.type == \"aws_instance\""))

  static let alwaysFalse = Explanation(
    """
    The comparison is false for every plan. `<`, `<=`, `>` and `>=` are false if one side is `null`,
    because `null` has no order. To test whether something is absent, write `== null`.
    """,
    fails: .property("every r in resources { r.after.size < null }"),
    passes: .property("every r in resources { r.after.size == null }"))

  static let attributeOnNoResource = Explanation(
    """
    No resource of the matching types has an attribute of this name anywhere in the plan, so its value
    is always `null`. Most often the name is misspelled. If the name is right and this plan just has
    no such resource, ignore the warning.
    """,
    fails: .property(
      "every r in resources where r.type == \"aws_s3_bucket\" { r.before.tag.env != \"prod\" }",
      needsPlan: true),
    passes: .property(
      "every r in resources where r.type == \"aws_s3_bucket\" { r.before.tags.env != \"prod\" }",
      needsPlan: true))

  static let misspeltAttribute = Explanation(
    """
    Nothing meets the `where`, and it names an attribute that no resource of the plan has, while the
    resources have one of nearly the same name, or the named types do not have it. The property would be
    proved of every plan and check nothing. Correct the name.
    """,
    fails: .property(
      "every r in resources where r.type == \"aws_s3_bucket\" and r.before.tag.env == \"prod\" { r.exists }",
      needsPlan: true),
    passes: .property(
      "every r in resources where r.type == \"aws_s3_bucket\" and r.before.tags.env == \"prod\" { r.exists }",
      needsPlan: true))

  static let waiverExpired = Explanation(
    """
    The last day of the waiver has passed. The waiver has no effect anymore, and the violations that
    it waived count again. Remove the waiver, or agree on a later day.
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
    No violation of the property has these objects, so the waiver has no effect. Either an object is
    misspelled, or the violation is gone and the waiver can be removed.
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
    Two waivers are for the same instance of the same property. The one that ends later applies, and
    the other has no effect. Keep one of them.
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

  static let foreignMeaning = Explanation(
    """
    Other languages write a value in a text as `${…}` or `{…}`, the number of elements as `.length`, and
    the last element as `[-1]`. Here, the first two are plain text, `.length` is an attribute of that
    name, and no element has a negative index. In a message, a value is written `\\(…)`; the number of
    elements is `.size()`.
    """,
    fails: .items(
      "invariant nothing_lost \"Nothing is lost\" message \"${r.address} is lost\" {\n"
        + "  every r in resources { not r.destroyed }\n}"),
    passes: .items(
      "invariant nothing_lost \"Nothing is lost\" message \"\\(r.address) is lost\" {\n"
        + "  every r in resources { not r.destroyed }\n}"))
}
