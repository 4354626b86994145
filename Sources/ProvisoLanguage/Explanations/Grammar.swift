/// PV02: grammar.
extension Explanation {
  static let unexpectedToken = Explanation(
    """
    The grammar requires something else at this position, and the message says what. The language
    has one way to say each thing: `and` joins two conditions, a block contains one expression in
    braces, and a property has its title in quotes after its name.
    """,
    fails: .property("every r in resources { r.exists, r.managed }"),
    passes: .property("every r in resources { r.exists and r.managed }"))

  static let unclosedBracket = Explanation(
    """
    Every `(`, `[` and `{` needs its closing bracket. The message shows the bracket that is still
    open. The closing bracket often belongs earlier than the position in the message.
    """,
    fails: .property("every r in resources { (r.exists or r.managed }"),
    passes: .property("every r in resources { (r.exists or r.managed) }"))

  static let missingHeader = Explanation(
    """
    The first line of a file says what the file is: `spec NAME for VOCABULARY`, or `world NAME` for a
    world. The vocabulary decides which collections and attributes exist.
    """,
    fails: .file("let replicas = 2\n"),
    passes: .file("spec example for terraform\n\nlet replicas = 2\n"))

  static let unknownItem = Explanation(
    """
    A file contains declarations and nothing else. Each begins with `use`, `let`, `define`, `table`,
    `assume`, `invariant`, `possible`, `waive` or `test`. A world also has `enum`, `entity`, `var`,
    `object`, `relation`, `agent` and `action`. If the file uses another language's word for one of
    them, Proviso reports the word and then reads the declaration as it was meant.
    """,
    fails: .items("rule example \"Nothing is lost\" { no r in resources where r.destroyed }"),
    passes: .items("invariant example \"Nothing is lost\" { no r in resources where r.destroyed }"))

  static let foreignOperator = Explanation(
    """
    The logical operators are words: `and`, `or`, `not`, `implies`. The comparisons are `==`, `!=`,
    `<`, `<=`, `>`, `>=`, `in` and `has`. If the file uses an operator of another language, Proviso
    reports it and then reads it as it was meant.
    """,
    fails: .property("every r in resources { r.exists && r.managed }"),
    passes: .property("every r in resources { r.exists and r.managed }"))

  static let foreignWord = Explanation(
    """
    The word belongs to another language. The quantifiers are `every`, `some`, `no`, `exactly N`,
    `at least N` and `at most N`. The constants are `true`, `false` and `null`. A further branch of an
    `if` begins with `else if`.
    """,
    fails: .property("forall r in resources { r.exists }"),
    passes: .property("every r in resources { r.exists }"))

  static let reservedWord = Explanation(
    """
    A word that begins or joins expressions cannot be a name. So a reader can see the structure of an
    expression without knowing what the file declares. After a dot, every word is an attribute.
    """,
    fails: .items("let every = 2"),
    passes: .property("every r in resources { r.before.if == null }", declares: "let earlier = 2"))

  static let chainedComparison = Explanation(
    """
    A comparison evaluates to true or false, so `a < b < c` would compare true or false with `c`.
    Write two comparisons and join them with `and`.
    """,
    fails: .property("every r in resources { 1 < r.after.size < 9 }"),
    passes: .property("every r in resources { 1 < r.after.size and r.after.size < 9 }"))

  static let needsParentheses = Explanation(
    """
    An expression that begins with a word such as `not`, `if`, `every`, `some` or `once` extends far to
    the right. After a comparison or an arithmetic operator, it needs parentheses. In a `where`,
    every expression that can have braces needs parentheses, so that it is clear what the next
    braces belong to.
    """,
    fails: .property(
      "every r in resources where some q in resources where q refers to r { r.exists }"),
    passes: .property(
      "every r in resources where (some q in resources where q refers to r) { r.exists }"))

  static let tooDeep = Explanation(
    """
    An expression may be nested 150 levels deep, and interpolations in strings 8 levels deep. That is
    far deeper than anyone can read. If a generated file needs more, name the parts of its
    expressions with `define`.
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
    A property has each clause at most once. The same is true of the parts of a waiver, of the plan and
    the graph of a test, and of `assume failures`. Of two values, one would be ignored.
    """,
    fails: .items(
      "invariant example\n  \"An example\"\n  severity high\n  severity low\n{\n  plan.complete\n}"),
    passes: .items("invariant example\n  \"An example\"\n  severity high\n{\n  plan.complete\n}"))

  static let badClause = Explanation(
    """
    Between its title and its braces, a property can have these clauses: `severity` (`critical`,
    `high`, `medium`, `low`, `info`), `at every moment`, `at rest` or `at end`, `message`, `because`,
    `reference` and `tags`. Severities and moments are written without quotes.
    """,
    fails: .items("invariant example\n  \"An example\"\n  severity urgent\n{\n  plan.complete\n}"),
    passes: .items(
      "invariant example\n  \"An example\"\n  severity critical\n  at rest\n  tags \"data\", \"prod\"\n"
        + "{\n  plan.complete\n}"))

  static let tooMany = Explanation(
    """
    One run lists at most 100 mistakes. Correct the first ones: many of the others often have the
    same cause.
    """,
    fails: .made(
      Array(
        (Example.header
          + (1...150).map { "invariant p\($0) \"An example\" { unknown_\($0) }\n" }.joined()).utf8),
      "\(Example.header)\n… 150 properties, a mistake in each …\n"),
    passes: .property("plan.complete"))

  static let badDate = Explanation(
    """
    A date is written as in `2027-01-31`, without quotes, and it must exist in the calendar. The day
    lasts until midnight in UTC.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-02-30 because \"INC-2231\""),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-02-28 because \"INC-2231\""))

  static let waiverWithoutEnd = Explanation(
    """
    A waiver names its last day. A waiver without an end would be forgotten, and the violation that
    it waives would stay forever.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example because \"INC-2231: the plan is cut on purpose\""),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-01-31 because \"INC-2231: the plan is cut on purpose\""))

  static let waiverWithoutReason = Explanation(
    """
    A waiver says why the violation is accepted. The reason is printed with every result that the
    waiver applies to.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\nwaive example until 2027-01-31"),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "waive example until 2027-01-31 because \"INC-2231: the plan is cut on purpose\""))

  static let testLacksPart = Explanation(
    """
    A test names one plan, and the outcome that it expects of at least one property: `proved`,
    `violated`, `undecided` or `vacuous`. Without a plan or an expectation, the test would pass
    whatever the spec says. A test of a world needs no plan.
    """,
    fails: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "test \"a whole plan\" {\n  plan \"plan.json\"\n}"),
    passes: .items(
      "invariant example \"An example\" { plan.complete }\n\n"
        + "test \"a whole plan\" {\n  plan \"plan.json\"\n  expect example proved\n}"))

  static let misplacedObjects = Explanation(
    """
    `by` names the objects of a violation, so it can follow only `violated`. A proof is about all
    instances of the property, so no object is its cause.
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
