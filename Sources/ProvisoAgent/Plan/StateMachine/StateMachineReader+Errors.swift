import ProvisoKernel

/// Retriers, catchers and rules of Choice states.
extension StateMachineReader {
  /// "If "MaxAttempts" is not specified, the default value is 3" (section "Retrying after error").
  private static let defaultAttempts = 3
  /// The largest number of attempts. Larger numbers are reduced to it.
  private static let maximumAttempts = 99_999_999

  mutating func retriers(_ node: AgentPlanNode?) -> [StateMachine.Retrier] {
    let known = [
      "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds",
      "JitterStrategy", "Comment",
    ]
    return entries(node, field: "Retry", as: "a retrier", known: known).map { entry, isForAll in
      var most = Self.defaultAttempts
      if let given = entry["MaxAttempts"] {
        checkWholeNumber(given, as: "`MaxAttempts`", in: .jsonPath)
        if case .number(let literal) = given.kind, let number = Number(literal: literal) {
          most = min(max(number.integer ?? Self.maximumAttempts, 0), Self.maximumAttempts)
        }
      }
      return StateMachine.Retrier(most: most, isForAll: isForAll)
    }
  }

  mutating func catchers(
    _ node: AgentPlanNode?, in language: StateMachine.QueryLanguage, states indices: [String: Int]
  ) -> [StateMachine.Catcher] {
    let known =
      ["ErrorEquals", "Next", "Comment", "Assign"]
      + (language == .jsonPath ? ["ResultPath"] : ["Output"])
    return entries(node, field: "Catch", as: "a catcher", known: known).compactMap {
      entry, isForAll in
      guard let name = text(entry["Next"], as: "`Next` of a catcher", in: entry),
        let next = target(name, at: entry["Next"] ?? entry, as: "`Next`", states: indices)
      else { return nil }
      return StateMachine.Catcher(next: next, isForAll: isForAll, node: entry)
    }
  }

  /// The entries of `Retry` or `Catch`, each with a flag that says whether it is for every error.
  private mutating func entries(
    _ node: AgentPlanNode?, field: String, as what: String, known: [String]
  ) -> [(AgentPlanNode, isForAll: Bool)] {
    guard let node else { return [] }
    guard node.isList else {
      mistakes.report(node, "`\(field)`: expected a list, found \(node.described)")
      return []
    }
    var out: [(AgentPlanNode, isForAll: Bool)] = []
    let elements = node.elements
    for (index, entry) in elements.enumerated() {
      guard entry.isMap else {
        mistakes.report(
          entry, "`\(field)`: expected \(what) with `ErrorEquals`, found \(entry.described)")
        continue
      }
      check(entry, as: what, known: known)
      guard let errors = entry["ErrorEquals"], errors.isList, !errors.elements.isEmpty else {
        let found = entry["ErrorEquals"]
        mistakes.report(
          found ?? entry,
          "`ErrorEquals`: expected a list of error names, found \(found?.described ?? "nothing")")
        continue
      }
      var names: [String] = []
      for error in errors.elements {
        if let name = text(error, as: "`ErrorEquals` (the name of an error)", in: errors) {
          names.append(name)
        }
      }
      let isForAll = names.contains("States.ALL")
      if isForAll, names.count > 1 {
        mistakes.report(errors, "`States.ALL` matches every error: expected it alone in its list")
      }
      if isForAll, index < elements.count - 1 {
        mistakes.report(
          errors, "`States.ALL` matches every error: expected it only in the last entry")
      }
      out.append((entry, isForAll))
    }
    return out
  }

  // MARK: Choices

  mutating func choice(
    _ node: AgentPlanNode, states indices: [String: Int], in language: StateMachine.QueryLanguage
  ) -> StateMachine.Kind? {
    guard let choices = node["Choices"], choices.isList, !choices.elements.isEmpty else {
      let found = node["Choices"]
      mistakes.report(
        found ?? node,
        "`Choices` of a Choice state: expected a list of rules, found \(found?.described ?? "nothing")"
      )
      return nil
    }
    var rules: [StateMachine.Rule] = []
    var isWhole = true
    for rule in choices.elements {
      guard rule.isMap else {
        mistakes.report(rule, "`Choices`: expected a rule, found \(rule.described)")
        isWhole = false
        continue
      }
      if language == .jsonata {
        check(rule, as: "a rule", known: ["Condition", "Next", "Comment", "Assign", "Output"])
        _ = condition(rule)
      } else {
        ChoiceRule.check(rule, isOutermost: true, into: &mistakes)
      }
      guard let name = text(rule["Next"], as: "`Next` of a rule", in: rule),
        let next = target(name, at: rule["Next"] ?? rule, as: "`Next`", states: indices)
      else {
        isWhole = false
        continue
      }
      rules.append(StateMachine.Rule(condition: rule, next: next))
    }
    var otherwise: Int?
    if let given = node["Default"] {
      guard let name = text(given, as: "`Default` (the name of a state)", in: node),
        let index = target(name, at: given, as: "`Default`", states: indices)
      else { return nil }
      otherwise = index
    }
    return isWhole ? .choice(rules, otherwise: otherwise) : nil
  }

  private mutating func condition(_ rule: AgentPlanNode) -> Bool {
    guard let condition = rule["Condition"] else {
      mistakes.report(rule, "the rule has no `Condition`: expected an expression `{% … %}`")
      return false
    }
    if case .bool = condition.kind { return true }
    guard let text = condition.text, JSONataText.expression(in: text) != nil else {
      mistakes.report(
        condition, "`Condition`: expected an expression `{% … %}`, found \(condition.described)")
      return false
    }
    return true
  }
}
