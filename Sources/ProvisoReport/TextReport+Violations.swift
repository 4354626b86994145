import ProvisoResult

/// Properties that are violated, undecided or reached, with their runs.
extension TextReport {
  func describe(
    _ property: PropertyResult, words: InputWords, _ told: inout Told
  ) -> [String] {
    var lines = layout.wrap(
      line: layout.bold(property.title.printable) + "  (\(property.severity.rawValue))",
      after: layout.label(property.verdict))
    lines += layout.wrap(
      line:
        "  \(property.location.path.printable):\(property.location.line)  \(property.name.printable)",
      laterIndent: 4)
    if let because = property.because { lines += layout.wrap("because: " + because, indent: 2) }
    if detail >= .long, let reference = property.reference {
      lines += layout.wrap("reference: " + reference, indent: 2)
    }
    switch property.verdict {
    case .undecided:
      if let reason = property.reason { lines += layout.wrap("reason: " + reason, indent: 2) }
      lines += openInstances(of: property, words: words)
    case .violated:
      lines += violations(of: property, words: words, &told)
    case .proved, .trusted, .tolerated:
      if let witness = property.witness {
        lines += describe(witness, kind: property.kind, words: words, &told)
      }
    }
    return lines
  }

  private func violations(
    of property: PropertyResult, words: InputWords, _ told: inout Told
  ) -> [String] {
    var lines: [String] = []
    let all = property.violations.filter { $0.waiver == nil && !$0.isKnown }
    let counted = all.filter { !$0.isOnlyNamed }
    let groups =
      showsAll
      ? counted.map { ViolationGroup(violations: [$0]) } : ViolationGroup.groups(of: counted)
    let shown = groups.prefix(showsAll ? Int.max : Self.maximumDetailed)
    var lastRun: [String] = []
    for group in shown {
      guard let violation = group.violations.first else { continue }
      lines.append("")
      let run = trace(of: violation)
      // A run that violates several instances is shown once.
      lines += describe(
        violation, kind: property.kind, words: words,
        isSameRunAsAbove: !run.isEmpty && run == lastRun, &told)
      lastRun = run
      lines += further(group.violations.dropFirst(), "like this", words: words)
    }
    let rest = groups.dropFirst(shown.count).flatMap(\.violations)
    if !rest.isEmpty {
      lines.append("")
      lines += further(rest[...], "with other causes", words: words)
    }
    let named = all.filter(\.isOnlyNamed)
    if !named.isEmpty {
      lines += [""] + further(named[...], "whose runs are not replayed", words: words)
    }
    let known = property.violations.count { $0.waiver == nil && $0.isKnown }
    if known > 0 {
      lines += layout.wrap("\(known) \(known == 1 ? "is" : "are") in the baseline", indent: 2)
    }
    let waived = property.violations.filter { $0.waiver != nil }
    if !waived.isEmpty, !counted.isEmpty { lines.append("") }
    for violation in waived {
      guard let waiver = violation.waiver else { continue }
      lines += layout.wrap(
        "waived until \(waiver.until): \(objects(of: violation, words: words)), because \(waiver.because)",
        indent: 2)
    }
    lines += repair(of: property)
    let undecided = property.instances.undecided
    if undecided > 0, let reason = property.reason {
      lines += layout.wrap("\(undecided) more undecided: \(reason)", indent: 2)
      lines += openInstances(of: property, words: words)
    }
    return lines
  }

  /// The best repair in one line; none where a hint says the same.
  private func repair(of property: PropertyResult) -> [String] {
    guard let repair = property.repair,
      repair.kind != "moved" || property.violations.allSatisfy({ $0.hints.isEmpty })
    else { return [] }
    return layout.wrap("repair: \(repair.title) (`proviso fix` shows how)", indent: 2)
  }

  /// One line about violations that are not shown, with the objects of the first ones.
  private func further(
    _ violations: ArraySlice<Violation>, _ kind: String, words: InputWords
  ) -> [String] {
    guard !violations.isEmpty else { return [] }
    let names = violations.prefix(showsAll ? Int.max : Self.maximumNamed).map {
      objects(of: $0, words: words)
    }
    let unnamed = violations.count > names.count
    return layout.wrap(
      "and \(violations.count) more \(kind): " + names.joined(separator: "; ")
        + (unnamed ? "; …" + (help.all.map { " (`\($0)` shows all)" } ?? "") : ""), indent: 2)
  }

  private func objects(of violation: Violation, words: InputWords) -> String {
    objects(violation.bindings, words: words)
  }

  func objects(_ bindings: [Violation.Binding], words: InputWords) -> String {
    bindings.isEmpty
      ? "the \(words.input.singular)" : bindings.map(\.object).joined(separator: ", ")
  }

  /// One violation or witness: its objects, the values that decide it, its run, and what can help.
  func describe(
    _ violation: Violation, kind: PropertyKind, words: InputWords, isSameRunAsAbove: Bool = false,
    _ told: inout Told
  ) -> [String] {
    var lines: [String] = []
    let saysAll =
      detail < .long && violation.facts.isEmpty
      && violation.bindings.allSatisfy { violation.message?.contains($0.object) ?? false }
    if !violation.bindings.isEmpty, !saysAll {
      lines += layout.wrap(
        violation.bindings.map { "\($0.name) = \($0.object)" }.joined(separator: ", "), indent: 2)
    }
    if let message = violation.message { lines += layout.wrap(message, indent: 2) }
    for fact in violation.facts { lines += layout.wrap(fact, indent: lines.isEmpty ? 2 : 4) }
    if !violation.unknowns.isEmpty {
      lines.append(words.startsInAState ? "  if in the initial state" : "  possible if")
      for unknown in violation.unknowns {
        lines += layout.wrap(unknown.clause, indent: 6)
      }
    }
    lines += run(of: violation, kind: kind, words: words, isSameRunAsAbove)
    for hint in violation.hints where told.advice.insert(hint).inserted {
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
    if violation.needsGraph, let order = words.openOrder { lines += openOrder(order, &told) }
    return lines
  }

  /// The run of a violation. A short answer has none where the order of the steps does not matter,
  /// because every complete run ends in the violation.
  private func run(
    of violation: Violation, kind: PropertyKind, words: InputWords, _ isSameRunAsAbove: Bool
  ) -> [String] {
    if !violation.trace.isEmpty {
      guard violation.dependsOnOrder || detail >= .long else { return [] }
      return isSameRunAsAbove ? ["  by the same run as above"] : trace(of: violation)
    }
    // No run reaches the moment of a `possible`, so there is none to show.
    if kind == .possible, violation.states == nil, violation.recorded == nil { return [] }
    if words.startsInAState {
      return layout.wrap("in the initial state, before the first step", indent: 2)
    }
    return kind == .invariant && !violation.isPreexisting ? ["  before the first step"] : []
  }

  /// Advice about a run whose order the input does not fix.
  private func openOrder(_ order: InputWords.OpenOrder, _ told: inout Told) -> [String] {
    switch order {
    case .hint(let sentence):
      told.advice.insert(sentence).inserted ? layout.wrap("hint: " + sentence, indent: 2) : []
    case .graph(let reason, let commands):
      if told.advice.insert(reason).inserted {
        // Commands can be pasted, so they are not wrapped.
        layout.wrap("\(reason); to settle this, run:", indent: 2)
          + (commands + help.checkWithGraph).map { "      " + $0 }
      } else {
        layout.wrap("\(reason), too", indent: 2)
      }
    }
  }
}
