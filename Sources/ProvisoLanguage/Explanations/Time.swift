/// PV05: properties and time.
extension Explanation {
  static let temporalWithMoment = Explanation(
    """
    `once`, `before` and `whenever` are judged at every moment, and `eventually`, `leads to` and
    `until` once a run. They say themselves when they are judged, so a property with one of them
    takes no `at` clause.
    """,
    fails: .items(
      "invariant example\n  \"Nothing has ever been absent\"\n  at end\n"
        + "{\n  every r in resources { not once { not r.exists } }\n}"),
    passes: .items(
      "invariant example\n  \"Nothing has ever been absent\"\n"
        + "{\n  every r in resources { not once { not r.exists } }\n}"))

  static let assumptionNotFixed = Explanation(
    """
    An `assume` narrows what is not known before the plan runs, so it names only what is the same
    at every moment: `before`, `after`, names, types. What changes as steps happen (`exists`,
    `destroyed`, `managed`, `now`, `refers to`, `started`) is the plan's own doing and is not to be
    assumed.
    """,
    fails: .items("assume { every r in resources { r.exists } }"),
    passes: .items("assume { every r in resources { r.after.acl != \"public-read\" } }"))

  static let wrongObjectCount = Explanation(
    """
    A waiver is for one instance of a property: it names one object for each binder of the
    property's `every`, in order. A property without binders has one instance, and its waiver names
    no object.
    """,
    fails: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost until 2027-01-31 because \"INC-2231\"", needsPlan: true),
    passes: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true))

  static let misplacedRunOperator = Explanation(
    """
    `eventually`, `leads to` and `until` are judged once for a whole run, not at a moment. So one of
    them is the whole body of an `invariant`, or of its outer `every` over collections; it does not
    stand in an operator, another operator about runs, a `define` or an `assume`. Two such things
    are two properties.
    """,
    fails: .property("plan.complete and eventually { some r in resources where r.exists }"),
    passes: .property("eventually { some r in resources where r.exists }"))

  static let contradictoryAssumptions = Explanation(
    """
    What is assumed is taken for true in every proof. Assumptions that cannot all be true of this plan
    leave no case to look at, so everything would follow from them; nothing is checked then.
    """,
    fails: .property(
      "every r in resources { not r.destroyed }",
      declares: "assume { every r in resources { r.type == \"aws_instance\" } }", needsPlan: true),
    passes: .property(
      "every r in resources where r.type == \"aws_instance\" { not r.destroyed }",
      declares: "assume { every r in resources { r.type != \"aws_instance\" } }", needsPlan: true))
}
