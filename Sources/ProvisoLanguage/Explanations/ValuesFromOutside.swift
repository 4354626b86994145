/// Values from outside: the `var`s of specs.
extension Explanation {
  static let missingValue = Explanation(
    """
    A `var` of a spec is a value that the check gets from outside, such as the environment of a
    pipeline. Without a default, every check must give the value: with `--var NAME=VALUE`, or under
    `vars` in `proviso.yaml`.
    """,
    fails: .items("var environment: String"),
    passes: .items("var environment: String = \"test\""))

  static let wrongValue = Explanation(
    """
    The value of a `var` must have the type of the `var`. A value from outside is a text that is read
    by that type: `true` or `false` for a `Bool`, a number for an `Int` or a `Decimal`, a day such as
    `2027-01-31` for a `Date`, texts with commas between them for a `[String]`.
    """,
    fails: .items("var most: Int = \"ten\""),
    passes: .items("var most: Int = 10"))
}
