/// PV04: types.
extension Explanation {
  static let notACondition = Explanation(
    """
    A property, a `where` and the operands of `and`, `or`, `not` and `implies` are conditions: true
    or false. An attribute of a plan can be anything (a `Value`), so it is compared: `== true`.
    There is no notion of what counts as true.
    """,
    fails: .property("every r in resources { r.after.encrypted }"),
    passes: .property("every r in resources { r.after.encrypted == true }"))

  static let neverEqual = Explanation(
    """
    Both sides have types whose values are never equal, or that have no order between them, so the
    comparison could only have one answer. A number in quotes is a string, and an object is not its
    address.
    """,
    fails: .property("every r in resources { r == \"aws_instance.web\" }"),
    passes: .property("every r in resources { r.address == \"aws_instance.web\" }"))

  static let wrongOperand = Explanation(
    """
    The operator does not take an operand of this type. `+` adds two numbers or joins two strings
    and converts nothing; `in` and `has` look into lists and maps; `<` orders numbers and strings.
    """,
    fails: .property("every r in resources { \"prod\" in r.name }"),
    passes: .property("every r in resources { r.name.contains(\"prod\") }"))

  static let wrongArgumentCount = Explanation(
    """
    A function, method or definition takes as many arguments as it declares. `min` and `max` take
    two numbers or more, or range over objects: `max(x in xs: x)`.
    """,
    fails: .property("every r in resources { r.name.startsWith(\"web\", \"db\") }"),
    passes: .property(
      "every r in resources { r.name.startsWith(\"web\") or r.name.startsWith(\"db\") }"))

  static let wrongArgument = Explanation(
    """
    The argument has another type than the function, method or definition takes. A parameter of
    type `Value` takes every attribute of a plan; one of type `String` takes strings only, for an
    attribute may be anything.
    """,
    fails: .property(
      "every r in resources { is_production(r.after.env) }",
      declares: "define is_production(env: String) = env == \"prod\""),
    passes: .property(
      "every r in resources { is_production(r.after.env) }",
      declares: "define is_production(env: Value) = env == \"prod\""))

  static let branchesDiffer = Explanation(
    """
    An `if` is one expression with one type, so both branches have that type. Plain values of
    several types can be mixed only in a list or a `Value`.
    """,
    fails: .property("every r in resources { (if r.exists then r.name else r) == r.address }"),
    passes: .property("every r in resources { (if r.exists then r.name else r.type) == r.address }")
  )

  static let notAList = Explanation(
    """
    A quantifier ranges over a collection (`resources`), an entity type, or a list. A string is no
    list; a list inside a JSON string, as in an IAM policy, is reached with `json(…)`.
    """,
    fails: .property("every r in resources { no s in r.name where s == \"x\" }"),
    passes: .property("every r in resources { no s in r.name.split(\"-\") where s == \"x\" }"))

  static let noMembers = Explanation(
    """
    Attributes are taken from objects and from a `Value`, elements from lists and maps. A number,
    a string or a truth value has neither; a method of a string is followed by brackets.
    """,
    fails: .property("every r in resources { r.name.size < 64 }"),
    passes: .property("every r in resources { r.name.size() < 64 }"))

  static let notConstant = Explanation(
    """
    A `let` and the rows of a `table` are known before any plan is read, so they are made of
    literals and of other constants. What depends on the plan stands in a `define`.
    """,
    fails: .items("let is_whole = plan.complete"),
    passes: .property("is_whole()", declares: "define is_whole() = plan.complete"))

  static let badPattern = Explanation(
    """
    `matches` takes a pattern in RE2 syntax that is written out. RE2 has no look-around and no
    back-references, which is why matching never takes long; a literal `(`, `.` or `*` has a
    backslash before it, doubled as in every string. The pattern may match anywhere: `^` and `$`
    fix its ends.
    """,
    fails: .property("every r in resources { r.name.matches(\"^web(-|$\") }"),
    passes: .property("every r in resources { r.name.matches(\"^web(-|$)\") }"))

  static let notAStep = Explanation(
    """
    `before` and `whenever` are about steps: the elements of `changes`, `deletions`, `creations`
    and `updates`. A resource is no step, for it can have several (a replacement is a deletion and
    a creation).
    """,
    fails: .property("every a in resources, b in resources where a depends on b { b before a }"),
    passes: .property(
      """
      every a in creations, b in creations
        where a.resource depends on b.resource
      { b before a }
      """))

  static let badRelation = Explanation(
    """
    `refers to` and `depends on` stand between two resources: the objects themselves, not their
    attributes or addresses. `a refers to b.before` and `b.after` say which of two objects at one
    address is meant. `approves` stands between two calls, and `flows to` between two calls or between
    a call and an argument of one, named where it stands, as in `u flows to s.args.to`.
    """,
    fails: .property(
      "every a in resources, b in resources where a.address depends on b { b.exists }"),
    passes: .property("every a in resources, b in resources where a depends on b { b.exists }"))

  static let badCount = Explanation(
    """
    `exactly`, `at least` and `at most` are followed by a whole number, written out or declared with
    a `let`. To compare with what only the plan knows, use `count(…)`.
    """,
    fails: .property("at least 0.5 r in resources where r.exists"),
    passes: .property("at least 1 r in resources where r.exists"))

  static let noConstantValue = Explanation(
    """
    Some things have no value: a division by zero, arithmetic on what is no number, a row that a
    table lacks. In a constant that is a mistake at once.
    """,
    fails: .items("let share = 1 / (2 - 2)"),
    passes: .items("let share = 1 / 2"))

  static let tooLarge = Explanation(
    """
    Definitions are put in where they are used. A few that use each other twice on each level make
    an expression that doubles with every level, and a constant can grow in the same way; there is a
    limit to both.
    """,
    fails: .made(
      Array(
        (Example.header + "\ndefine f0() = plan.complete\n"
          + (1...21).map { "define f\($0)() = f\($0 - 1)() and f\($0 - 1)()\n" }.joined()
          + "\ninvariant example \"An example\" { f21() }\n").utf8),
      """
      \(Example.header)
      define f0() = plan.complete
      define f1() = f0() and f0()
      define f2() = f1() and f1()
      … and so on, up to …
      define f21() = f20() and f20()

      invariant example "An example" { f21() }

      """),
    passes: .property("f1()", declares: "define f0() = plan.complete\ndefine f1() = f0() or f0()"))

  static let notChecked = Explanation(
    """
    Nothing of a spec is ever left out in silence. Where the checker finds that a part of a spec was
    not checked although no mistake was reported, it says so and refuses the spec. Please report the
    spec that gives this message: it should have had a better one.
    """,
    fails: nil,
    passes: .property("plan.complete"))
}
