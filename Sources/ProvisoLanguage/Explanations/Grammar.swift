/// PV02: grammar.
extension Explanation {
  static let unexpectedToken = Explanation(
    """
    The grammar asks for something else at this place; the message says what. The language has one
    way to say a thing: conditions are joined with `and`, a block holds one expression in braces,
    and a property has its title in quotes after its name.
    """,
    fails: .property("every r in resources { r.exists, r.managed }"),
    passes: .property("every r in resources { r.exists and r.managed }"))

  static let unclosedBracket = Explanation(
    """
    Every `(`, `[` and `{` is closed by its counterpart. The message shows the one that is still
    open; the bracket is often missing earlier than where it was missed.
    """,
    fails: .property("every r in resources { (r.exists or r.managed }"),
    passes: .property("every r in resources { (r.exists or r.managed) }"))

  static let missingHeader = Explanation(
    """
    The first line of a file says what it is: `spec NAME for VOCABULARY`. The vocabulary decides
    which collections and attributes there are.
    """,
    fails: .file("let replicas = 2\n"),
    passes: .file("spec example for terraform\n\nlet replicas = 2\n"))

  static let unknownItem = Explanation(
    """
    A file declares things with `use`, `let`, `define`, `table`, `assume`, `invariant`,
    `possible`, `waive` and `test`; nothing else stands outside of braces. A word of another
    language for one of them is read as it was meant, after this message.
    """,
    fails: .items("rule example \"Nothing is lost\" { no r in resources where r.destroyed }"),
    passes: .items("invariant example \"Nothing is lost\" { no r in resources where r.destroyed }"))

  static let foreignOperator = Explanation(
    """
    Logic is written in words (`and`, `or`, `not`, `implies`), comparisons as `==`, `!=`, `<`,
    `<=`, `>`, `>=`, `in` and `has`. An operator of another language is read as it was meant, after
    this message.
    """,
    fails: .property("every r in resources { r.exists && r.managed }"),
    passes: .property("every r in resources { r.exists and r.managed }"))

  static let foreignWord = Explanation(
    """
    The word belongs to another language. Quantifiers are `every`, `some`, `no`, `exactly N`,
    `at least N` and `at most N`; constants are `true`, `false` and `null`; a further branch is
    `else if`.
    """,
    fails: .property("forall r in resources { r.exists }"),
    passes: .property("every r in resources { r.exists }"))

  static let reservedWord = Explanation(
    """
    The words that begin or join expressions are never names, so that a reader need not know what
    a file declares to see how it is read. After a dot every word is an attribute.
    """,
    fails: .items("let before = 2"),
    passes: .property("every r in resources { r.before.if == null }", declares: "let earlier = 2"))

  static let chainedComparison = Explanation(
    """
    A comparison gives true or false, so `a < b < c` would compare that with `c`. Compare twice
    and join the two.
    """,
    fails: .property("every r in resources { 1 < r.after.size < 9 }"),
    passes: .property("every r in resources { 1 < r.after.size and r.after.size < 9 }"))

  static let needsParentheses = Explanation(
    """
    What begins with a word (`not`, `if`, `every`, `some`, `once` and their like) reaches far to
    the right. After an operator of comparison or arithmetic it stands in parentheses; in a
    `where`, so does whatever takes braces, so that it is plain whose the next braces are.
    """,
    fails: .property(
      "every r in resources where some q in resources where q refers to r { r.exists }"),
    passes: .property(
      "every r in resources where (some q in resources where q refers to r) { r.exists }"))

  static let tooDeep = Explanation(
    """
    An expression may be nested 200 levels deep, far deeper than anyone can read. A generated file
    that needs more can name its parts with `define`.
    """,
    fails: .made(
      Array(
        (Example.header + "invariant example \"An example\" { "
          + String(repeating: "not ", count: 300) + "plan.complete }\n").utf8),
      "\(Example.header)\ninvariant example \"An example\" { not not not … plan.complete }    // 300 times\n"
    ),
    passes: .property("not plan.errored"))

  static let duplicateClause = Explanation(
    """
    Every clause of a property stands at most once, and so do the parts of a waiver and of a test:
    of two values one would be ignored.
    """,
    fails: .items(
      "invariant example\n  \"An example\"\n  severity high\n  severity low\n{\n  plan.complete\n}"),
    passes: .items("invariant example\n  \"An example\"\n  severity high\n{\n  plan.complete\n}"))

  static let badClause = Explanation(
    """
    Between its title and its braces a property has clauses: `severity` (`critical`, `high`,
    `medium`, `low`, `info`), `at every moment`, `at rest` or `at end`, `message`, `because`,
    `reference` and `tags`. Severities and moments stand without quotes.
    """,
    fails: .items("invariant example\n  \"An example\"\n  severity urgent\n{\n  plan.complete\n}"),
    passes: .items(
      "invariant example\n  \"An example\"\n  severity critical\n  at rest\n  tags \"data\", \"prod\"\n"
        + "{\n  plan.complete\n}"))

  static let tooMany = Explanation(
    """
    One run lists 100 mistakes at most. Mend the first ones: many others often have the same
    cause.
    """,
    fails: .made(
      Array(
        (Example.header
          + (1...150).map { "invariant p\($0) \"An example\" { unknown_\($0) }\n" }.joined()).utf8),
      "\(Example.header)\n… 150 properties, a mistake in each …\n"),
    passes: .property("plan.complete"))

  static let badDate = Explanation(
    """
    A day is written as in `2027-01-31`, without quotes, and it is a day of the calendar. It lasts
    until midnight in UTC.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-02-30 because \"INC-2231\""),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-02-28 because \"INC-2231\""))

  static let waiverWithoutEnd = Explanation(
    """
    A waiver says until when it waives. One without an end would be forgotten, and what it lets
    pass would stay for ever.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example because \"INC-2231: the plan is cut on purpose\""),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-01-31 because \"INC-2231: the plan is cut on purpose\""))

  static let waiverWithoutReason = Explanation(
    """
    A waiver says why what it waives is let pass; the reason is printed with every result that it
    touches.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\nwaive example until 2027-01-31"),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-01-31 because \"INC-2231: the plan is cut on purpose\""))

  static let testLacksPart = Explanation(
    """
    A test names one plan and says at least once what a property must come out as: `proved`,
    `violated`, `undecided` or `vacuous`. Without either it would pass whatever the spec says.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "test \"a whole plan\" {\n  plan \"plan.json\"\n}"),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "test \"a whole plan\" {\n  plan \"plan.json\"\n  expect example proved\n}"))

  static let misplacedObjects = Explanation(
    """
    `by` names the objects of a violation, so it follows `violated`. A property that is proved is
    so for all its instances, and none of them is the cause.
    """,
    fails: .items(
      "invariant example \"An example\" { no r in resources where r.destroyed }\n\n"
        + "test \"nothing happens\" {\n  plan \"plan.json\"\n"
        + "  expect example proved by \"aws_instance.web\"\n}"),
    passes: .items(
      "invariant example \"An example\" { every r in resources { not r.destroyed } }\n\n"
        + "test \"the server goes\" {\n  plan \"plan.json\"\n"
        + "  expect example violated by \"aws_instance.web\"\n}"))
}
