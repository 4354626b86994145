import ProvisoResult

/// Properties that are violated, undecided or reached, with their runs.
extension TextReport {
  func describe(_ property: PropertyResult, words: InputWords) -> [String] {
    var lines = layout.wrap(
      line: layout.bold(property.title.printable) + "  (\(property.severity.rawValue))",
      after: layout.label(property.verdict))
    lines += layout.wrap(
      line:
        "  \(property.location.path.printable):\(property.location.line)  \(property.name.printable)",
      laterIndent: 4)
    if let because = property.because { lines += layout.wrap("because: " + because, indent: 2) }
    switch property.verdict {
    case .undecided:
      if let reason = property.reason { lines += layout.wrap("reason: " + reason, indent: 2) }
      lines += openInstances(of: property, words: words)
    case .violated:
      lines += violations(of: property, words: words)
    case .proved, .trusted, .tolerated:
      if let witness = property.witness {
        lines += describe(witness, kind: property.kind, words: words)
      }
    }
    return lines
  }

  private func violations(of property: PropertyResult, words: InputWords) -> [String] {
    var lines: [String] = []
    let counted = property.violations.filter { $0.waiver == nil }
    var lastRun: [String] = []
    for violation in counted.prefix(Self.maximumDetailed) {
      lines.append("")
      let run = trace(of: violation)
      // A run that violates several instances is shown once.
      lines += describe(
        violation, kind: property.kind, words: words,
        isSameRunAsAbove: !run.isEmpty && run == lastRun)
      lastRun = run
    }
    let rest = counted.dropFirst(Self.maximumDetailed)
    if !rest.isEmpty {
      lines.append("")
      // Several objects of one violation count as several.
      let most = Self.maximumNamed / max(rest.map(\.bindings.count).max() ?? 1, 1)
      let unnamed = rest.count - most
      lines += layout.wrap(
        "and \(rest.count) more: "
          + rest.prefix(most).map { objects(of: $0, words: words) }.joined(separator: "; ")
          + (unnamed > 0 ? "; … and \(unnamed) more" : ""), indent: 2)
    }
    let waived = property.violations.filter { $0.waiver != nil }
    if !waived.isEmpty, !counted.isEmpty { lines.append("") }
    for violation in waived {
      guard let waiver = violation.waiver else { continue }
      lines += layout.wrap(
        "waived until \(waiver.until): \(objects(of: violation, words: words)), because \(waiver.because)",
        indent: 2)
    }
    let undecided = property.instances.undecided
    if undecided > 0, let reason = property.reason {
      lines += layout.wrap("\(undecided) more undecided: \(reason)", indent: 2)
      lines += openInstances(of: property, words: words)
    }
    return lines
  }

  private func objects(of violation: Violation, words: InputWords) -> String {
    objects(violation.bindings, words: words)
  }

  func objects(_ bindings: [Violation.Binding], words: InputWords) -> String {
    bindings.isEmpty
      ? "the \(words.input.singular)" : bindings.map(\.object).joined(separator: ", ")
  }

  /// One violation or witness: its objects, the values that it needs, its run, and what can help.
  func describe(
    _ violation: Violation, kind: PropertyKind, words: InputWords, isSameRunAsAbove: Bool = false
  ) -> [String] {
    var lines: [String] = []
    if !violation.bindings.isEmpty {
      lines += layout.wrap(
        violation.bindings.map { "\($0.name) = \($0.object)" }.joined(separator: ", "), indent: 2)
    }
    if let message = violation.message { lines += layout.wrap(message, indent: 2) }
    if !violation.unknowns.isEmpty {
      lines.append(words.startsInAState ? "  if in the initial state" : "  possible if")
      for unknown in violation.unknowns {
        lines += layout.wrap(unknown.clause, indent: 6)
      }
    }
    if !violation.trace.isEmpty {
      lines += isSameRunAsAbove ? ["  by the same run as above"] : trace(of: violation)
    } else if words.startsInAState {
      lines += layout.wrap("in the initial state, before the first step", indent: 2)
    } else if kind == .invariant {
      lines.append("  before the first step")
    }
    for hint in violation.hints {
      let parts = hint.split(separator: "\n", omittingEmptySubsequences: false)
      lines += layout.wrap("hint: " + (parts.first.map(String.init) ?? ""), indent: 2)
      // The further lines can be pasted, so they are not wrapped.
      lines += parts.dropFirst().map { "    " + String($0).printable }
    }
    if violation.isPreexisting && !words.startsInAState {
      lines += layout.wrap(
        "the violation exists before the first step: this \(words.input.singular) "
          + (violation.isRepaired ? "repairs it" : "leaves it"), indent: 2)
    }
    if violation.needsGraph, let order = words.openOrder { lines += openOrder(order) }
    return lines
  }

  /// Advice about a run whose order the input does not fix.
  private func openOrder(_ order: InputWords.OpenOrder) -> [String] {
    switch order {
    case .hint(let sentence): layout.wrap("hint: " + sentence, indent: 2)
    case .graph(let reason, let commands):
      // Commands can be pasted, so they are not wrapped.
      layout.wrap("\(reason); to settle this, run:", indent: 2)
        + (commands + help.checkWithGraph).map { "      " + $0 }
    }
  }
}
