/// PV05: properties and time.
extension Explanation {
  static let temporalWithMoment = Explanation(
    """
    `once`, `before` and `whenever` are checked at every moment. `eventually`, `leads to` and `until`
    are checked once for each run. These operators already say when they are checked, so a property
    with one of them has no `at` clause.
    """,
    fails: .items(
      "invariant example\n  \"Nothing has ever been absent\"\n  at end\n"
        + "{\n  every r in resources { not once { not r.exists } }\n}"),
    passes: .items(
      "invariant example\n  \"Nothing has ever been absent\"\n"
        + "{\n  every r in resources { not once { not r.exists } }\n}"))

  static let assumptionNotFixed = Explanation(
    """
    An `assume` narrows the unknown values of a plan. It can name only what is the same at every
    moment: `before`, `after`, names, types. The steps of the plan determine the rest (`exists`,
    `destroyed`, `managed`, `now`, `refers to`, `started`), so an `assume` cannot name it.
    """,
    fails: .items("assume { every r in resources { r.exists } }"),
    passes: .items("assume { every r in resources { r.after.acl != \"public-read\" } }"))

  static let wrongObjectCount = Explanation(
    """
    A waiver names one object, or a pattern of objects, for each binder of the property's `every`, in
    order. Without `for`, it is for every instance. A property without binders has one instance, and
    its waiver names no object. A waiver of every rule needs objects. In a test, `by` names the objects
    of violated instances in the same order.
    """,
    fails: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\", \"a\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true),
    passes: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true))

  static let misplacedRunOperator = Explanation(
    """
    `eventually`, `leads to` and `until` are checked once for a whole run, not at a moment. So one of
    them is the whole body of an `invariant`, or the whole body of its outer `every` over
    collections. It cannot be an operand of another operator, and it cannot be in a `define` or an
    `assume`. To state two such conditions, write two properties.
    """,
    fails: .property("plan.complete and eventually { some r in resources where r.exists }"),
    passes: .property("eventually { some r in resources where r.exists }"))

  static let contradictoryAssumptions = Explanation(
    """
    Every proof relies on the assumptions of its file. If they cannot all be true of this plan, no case
    is left to check, and every property would follow from them. In this case nothing is checked.
    """,
    fails: .property(
      "every r in resources { not r.destroyed }",
      declares: "assume { every r in resources { r.type == \"aws_instance\" } }", needsPlan: true),
    passes: .property(
      "every r in resources where r.type == \"aws_instance\" { not r.destroyed }",
      declares: "assume { every r in resources { r.type != \"aws_instance\" } }", needsPlan: true))
}
