/// Comparisons; `in` and `has` compare by `==`.
package enum Comparison: String, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in` = "in"
  case has = "has"
}

/// Operators on numbers; `add` also joins strings.
package enum Arithmetic: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case modulo = "%"
}

/// Aggregates over binders.
package enum Aggregate: String, Sendable {
  case count, sum, min, max
}
