import ProvisoKernel

/// Checks and reads the rules of Choice states with JSONPath (Amazon States Language, section
/// "Choice State").
enum ChoiceRule {
  private static let junctions = ["And", "Or", "Not"]
  private static let tests = [
    "IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp",
  ]
  private static let orders = [
    "Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals",
  ]
  private static let signs = [
    "Equals": "==", "LessThan": "<", "GreaterThan": ">", "LessThanEquals": "<=",
    "GreaterThanEquals": ">=",
  ]
  /// All operators that compare a variable.
  static let comparisons: [String] =
    ["StringMatches", "BooleanEquals", "BooleanEqualsPath"] + tests
    + ["String", "Numeric", "Timestamp"].flatMap { type in
      orders.flatMap { ["\(type)\($0)", "\(type)\($0)Path"] }
    }
  /// The maximum nesting depth of rules.
  private static let maximumDepth = 30

  /// Reports all mistakes in a rule.
  static func check(
    _ rule: AgentPlanNode, isOutermost: Bool, into mistakes: inout AgentPlanMistakes, depth: Int = 0
  ) {
    guard rule.isMap else {
      return mistakes.report(rule, "expected a rule, found \(rule.described)")
    }
    guard depth < maximumDepth else {
      return mistakes.report(
        rule, "the rules are nested too deeply: expected at most \(maximumDepth) levels")
    }
    let own = isOutermost ? ["Next", "Comment", "Assign"] : ["Comment"]
    let operators = rule.members.filter {
      junctions.contains($0.name) || comparisons.contains($0.name)
    }
    for member in rule.members
    where !own.contains(member.name) && member.name != "Variable"
      && !operators.contains(where: { $0.name == member.name })
    {
      if member.name == "Next" {
        mistakes.report(member.key, "only the outermost rule can have `Next`: remove it here")
        continue
      }
      mistakes.unknownKey(
        member, of: "a rule", known: own + ["Variable"] + junctions + comparisons)
    }
    guard let first = operators.first, operators.count == 1 else {
      return mistakes.report(
        rule,
        operators.isEmpty
          ? "the rule has no condition: expected a comparison such as `StringEquals`, or `And`, `Or` or `Not`"
          : "the rule has \(operators.map { "`\($0.name)`" }.joined(separator: " and ")): expected only one of them"
      )
    }
    if junctions.contains(first.name) {
      if let variable = rule["Variable"] {
        mistakes.report(variable, "a rule with `\(first.name)` cannot have a `Variable`: remove it")
      }
      checkJunction(first, into: &mistakes, depth: depth)
    } else {
      checkComparison(rule, member: first, into: &mistakes)
    }
  }

  private static func checkJunction(
    _ member: AgentPlanNode.Member, into mistakes: inout AgentPlanMistakes, depth: Int
  ) {
    if member.name == "Not" {
      return check(member.value, isOutermost: false, into: &mistakes, depth: depth + 1)
    }
    guard member.value.isList, !member.value.elements.isEmpty else {
      return mistakes.report(
        member.value,
        "`\(member.name)`: expected a list of rules, found \(member.value.described)")
    }
    for part in member.value.elements {
      check(part, isOutermost: false, into: &mistakes, depth: depth + 1)
    }
  }

  private static func checkComparison(
    _ rule: AgentPlanNode, member: AgentPlanNode.Member, into mistakes: inout AgentPlanMistakes
  ) {
    if rule["Variable"]?.text?.hasPrefix("$") != true {
      mistakes.report(
        rule["Variable"] ?? rule,
        "the rule with `\(member.name)` has no valid `Variable`: expected a path that begins with `$`"
      )
    }
    let expected: String?
    switch member.value.kind {
    case .bool:
      expected =
        tests.contains(member.name) || member.name == "BooleanEquals" ? nil : "something else"
    case .number:
      expected =
        member.name.hasPrefix("Numeric") && !member.name.hasSuffix("Path")
        ? nil : "something else"
    case .text(let text):
      let isPath = member.name.hasSuffix("Path")
      let isText = member.name.hasPrefix("String") || member.name.hasPrefix("Timestamp")
      expected =
        (isPath ? text.hasPrefix("$") : isText) ? nil : isPath ? "a path" : "something else"
    default: expected = "something else"
    }
    guard expected != nil else { return }
    let wanted =
      member.name.hasSuffix("Path")
      ? "a path"
      : member.name.hasPrefix("Numeric")
        ? "a number"
        : tests.contains(member.name) || member.name.hasPrefix("Boolean")
          ? "`true` or `false`" : "a string"
    mistakes.report(
      member.value, "`\(member.name)`: expected \(wanted), found \(member.value.described)")
  }

  /// The condition of a rule without mistakes.
  static func condition(of rule: AgentPlanNode, around: EvaluationScope) -> StateCondition {
    if let parts = rule["And"] {
      return .and(parts.elements.map { condition(of: $0, around: around) })
    }
    if let parts = rule["Or"] {
      return .or(parts.elements.map { condition(of: $0, around: around) })
    }
    if let inner = rule["Not"] { return .not(condition(of: inner, around: around)) }
    guard let path = rule["Variable"]?.text else { return .unknown }
    let value = around.value(ofPath: path)
    for type in ["Boolean", "Numeric", "String"] {
      for (order, sign) in signs where sign == "==" || type == "Numeric" {
        if let given = rule["\(type)\(order)"] {
          guard case .constant(let constant) = EvaluationScope.constant(given) else {
            return .unknown
          }
          return .comparing(value, by: sign, with: constant)
        }
        if let given = rule["\(type)\(order)Path"]?.text {
          guard case .constant(let constant) = around.value(ofPath: given),
            isOf(type, constant)
          else { return .unknown }
          return .comparing(value, by: sign, with: constant)
        }
      }
    }
    return .unknown
  }

  private static func isOf(_ type: String, _ constant: Value) -> Bool {
    switch constant {
    case .bool: type == "Boolean"
    case .number: type == "Numeric"
    case .string: type == "String"
    default: false
    }
  }
}
