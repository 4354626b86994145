/// PV04: types.
extension Explanation {
  static let notACondition = Explanation(
    """
    A property, a `where` and the operands of `and`, `or`, `not` and `implies` are conditions: true
    or false. An attribute of a plan can be anything (a `Value`), so compare it: `== true`. No other
    value counts as true or false.
    """,
    fails: .property("every r in resources { r.after.encrypted }"),
    passes: .property("every r in resources { r.after.encrypted == true }"))

  static let neverEqual = Explanation(
    """
    The two sides have types whose values are never equal or have no order, so the comparison would
    always have the same result. A number in quotes is a string, and an object is not its address.
    """,
    fails: .property("every r in resources { r == \"aws_instance.web\" }"),
    passes: .property("every r in resources { r.address == \"aws_instance.web\" }"))

  static let wrongOperand = Explanation(
    """
    The operator does not take an operand of this type. `+` adds two numbers or joins two strings, and
    converts nothing. `in` searches a list, and `has` a list or a map. `<` compares numbers or strings.
    """,
    fails: .property("every r in resources { \"prod\" in r.name }"),
    passes: .property("every r in resources { r.name.contains(\"prod\") }"))

  static let wrongArgumentCount = Explanation(
    """
    A function, method or definition takes as many arguments as it declares. `min` and `max` take
    two or more numbers, or range over elements: `max(x in xs: x)`.
    """,
    fails: .property("every r in resources { r.name.startsWith(\"web\", \"db\") }"),
    passes: .property(
      "every r in resources { r.name.startsWith(\"web\") or r.name.startsWith(\"db\") }"))

  static let wrongArgument = Explanation(
    """
    The argument does not have the type that the function, method or definition takes. A parameter of
    type `Value` takes every attribute of a plan. A parameter of type `String` takes only strings, and
    an attribute of a plan may be something else.
    """,
    fails: .property(
      "every r in resources { is_production(r.after.env) }",
      declares: "define is_production(env: String) = env == \"prod\""),
    passes: .property(
      "every r in resources { is_production(r.after.env) }",
      declares: "define is_production(env: Value) = env == \"prod\""))

  static let branchesDiffer = Explanation(
    """
    An `if` is one expression with one type, so both branches must have that type. Only a list or a
    `Value` can mix numbers, strings and Booleans.
    """,
    fails: .property("every r in resources { (if r.exists then r.name else r) == r.address }"),
    passes: .property("every r in resources { (if r.exists then r.name else r.type) == r.address }")
  )

  static let notAList = Explanation(
    """
    A quantifier ranges over a collection (`resources`), an entity type, or a list. A string is not a
    list. To range over a list in a JSON string, as in an IAM policy, write `json(…)`.
    """,
    fails: .property("every r in resources { no s in r.name where s == \"x\" }"),
    passes: .property("every r in resources { no s in r.name.split(\"-\") where s == \"x\" }"))

  static let noMembers = Explanation(
    """
    An object or a `Value` has attributes, and a list or a map has elements. A number, a string or a
    Boolean has neither. A method of a string has parentheses after its name.
    """,
    fails: .property("every r in resources { r.name.size < 64 }"),
    passes: .property("every r in resources { r.name.size() < 64 }"))

  static let notConstant = Explanation(
    """
    A `let` and the rows of a `table` are known before any plan is read, so they contain only literals
    and other constants. For an expression that depends on the plan, write a `define`.
    """,
    fails: .items("let is_whole = plan.complete"),
    passes: .property("is_whole()", declares: "define is_whole() = plan.complete"))

  static let badPattern = Explanation(
    """
    The pattern of `matches` is a constant string in RE2 syntax. RE2 has no look-around and no
    back-references, so matching never takes long. A literal `(`, `.` or `*` needs a backslash before
    it, which is doubled as in every string. A pattern may match anywhere in the text. To match the
    whole text, begin the pattern with `^` and end it with `$`.
    """,
    fails: .property("every r in resources { r.name.matches(\"^web(-|$\") }"),
    passes: .property("every r in resources { r.name.matches(\"^web(-|$)\") }"))

  static let notAStep = Explanation(
    """
    `before` and `whenever` take steps: the elements of `changes`, `deletions`, `creations` and
    `updates`, or of `calls`. A resource is not a step, because it can have several steps (a
    replacement is a deletion and a creation).
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
    `refers to` and `depends on` relate two resources: the objects themselves, not their attributes or
    addresses. `a refers to b.before` and `a refers to b.after` say which of two objects at one
    address is meant. `approves` relates two calls. `flows to` relates two calls, or a call and one
    argument of another call, as in `u flows to s.args.to`.
    """,
    fails: .property(
      "every a in resources, b in resources where a.address depends on b { b.exists }"),
    passes: .property("every a in resources, b in resources where a depends on b { b.exists }"))

  static let badCount = Explanation(
    """
    `exactly`, `at least` and `at most` take a whole number: a literal or a `let`. To compare with a
    number that only the plan knows, write `count(…)`.
    """,
    fails: .property("at least 0.5 r in resources where r.exists"),
    passes: .property("at least 1 r in resources where r.exists"))

  static let noConstantValue = Explanation(
    """
    Some expressions have no value: a division by zero, arithmetic on something that is not a number,
    a row that a table does not have. A constant must have a value.
    """,
    fails: .items("let share = 1 / (2 - 2)"),
    passes: .items("let share = 1 / 2"))

  static let tooLarge = Explanation(
    """
    Every use of a definition is replaced by its body. If each definition uses the one before it
    twice, the expression doubles with every level, and a constant can grow in the same way. So an
    expression has at most 1,000,000 parts in at most 600 levels. A constant has at most 1,000,000
    bytes, 100,000 elements or 25,000 digits. A check reads at most 1,000 files for one spec, and at
    most 1,000 objects of one entity can be created.
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
    Proviso never leaves out a part of a spec silently. If it finds that a part was not checked
    although no mistake was reported, it says so and refuses the spec. This is a defect of Proviso, so
    please report the spec that gives this message.
    """,
    fails: nil,
    passes: .property("plan.complete"))
}
