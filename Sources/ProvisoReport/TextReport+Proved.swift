import ProvisoResult

/// Properties that are proved, one after another, and those that do not apply.
extension TextReport {
  func proved(_ property: PropertyResult, words: InputWords) -> [String] {
    var lines = layout.wrap(
      line: property.title.printable + proof(of: property),
      after: layout.label(property.verdict))
    let reasons = property.holdsBecause.filter { $0.kind == .order }
    for reason in reasons.prefix(Self.maximumReasons) {
      lines += layout.wrap("because " + reason.text, indent: Self.textColumn)
    }
    if reasons.count > Self.maximumReasons {
      lines += layout.wrap(
        "and \(reasons.count - Self.maximumReasons) more dependencies like these",
        indent: Self.textColumn)
    }
    lines += trustedInstances(of: property, words: words)
    for finding in property.coverage {
      lines += layout.wrap(note(finding), indent: Self.textColumn)
    }
    return lines
  }

  /// How far a proof about a world reaches. A proof about a plan always covers all of its runs.
  private func proof(of property: PropertyResult) -> String {
    switch property.method {
    case .exhaustive: "  (every state)"
    case .kInduction: "  (runs of any length: k-induction, k = \(property.depth ?? 1))"
    case .pdr: "  (runs of any length: an inductive invariant)"
    case .bounded: "  (all runs: none has more than \(property.depth ?? 0) steps)"
    default: ""
    }
  }

  /// The names of the properties that do not apply to an input.
  func vacuous(_ properties: [PropertyResult], of input: InputWords.Noun) -> [String] {
    guard !properties.isEmpty else { return [] }
    let names = properties.map(\.name).joined(separator: ", ")
    let text =
      "\(Self.property.counted(properties.count)) \(properties.count == 1 ? "does" : "do") not apply to this \(input.singular): \(names)"
    // The line above says that nothing meets the `where`.
    let notes = properties.flatMap(\.coverage).filter { $0.kind != .whereNeverMet }
    return layout.wrap(line: text.printable, after: layout.label(.proved, "vacuous"))
      + notes.flatMap { layout.wrap(note($0), indent: Self.textColumn) }
  }

  func note(_ finding: CoverageFinding) -> String {
    "note: \(finding.message) (\(finding.location.path):\(finding.location.line))"
  }

  private static let property = InputWords.Noun("property", plural: "properties")
}
