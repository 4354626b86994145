import ProvisoKernel
import ProvisoResult

/// The explanation of a rule as text for a terminal: its words, its text, and for a violation its formula
/// with the value of each part.
package struct RuleReport: Sendable {
  private let layout: TextLayout
  private let report: TextReport

  /// The number of violations whose formulas are shown.
  private static let most = 3

  /// Makes a report.
  package init(_ settings: ReportSettings = ReportSettings()) {
    layout = TextLayout(settings)
    report = TextReport(settings)
  }

  /// Renders a rule.
  package func render(_ rule: PropertySummary, source: String) -> String {
    var lines = layout.wrap(
      line: "\(rule.name.printable)  (\(rule.severity.rawValue))", laterIndent: 2)
    lines += layout.wrap(rule.title, indent: 0)
    lines.append("\(rule.location.path.printable):\(rule.location.line)")
    for paragraph in rule.documentation.split(separator: "\n\n") {
      lines +=
        [""] + layout.wrap(String(paragraph), indent: 0).map { String($0.drop { $0 == " " }) }
    }
    let facts = [
      rule.because.map { "because: " + $0 }, rule.reference.map { "reference: " + $0 },
      rule.tags.isEmpty ? nil : "tags: " + rule.tags.joined(separator: ", "),
    ].compactMap(\.self)
    if !facts.isEmpty { lines.append("") }
    lines += facts.flatMap { layout.wrap($0, indent: 0) }
    if !source.isEmpty {
      lines.append("")
      lines += source.replacing(["\r": ""]).printableLines.split(
        separator: "\n", omittingEmptySubsequences: false
      ).map {
        "    " + $0
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Renders the answers about a rule for one input.
  ///
  /// - Parameter object: Only violations of this object are shown; `nil` for all.
  package func render(_ result: CheckResult, object: String?) -> String {
    var lines: [String] = []
    for property in result.properties {
      let words = property.carrier?.words ?? result.input.words
      let state =
        property.isVacuous && property.verdict == .proved
        ? "does not apply" : property.verdict.rawValue
      lines.append(
        "in \(result.input.path.printable): \(layout.paint(state, as: property.verdict))")
      if let reason = property.reason { lines += layout.wrap("reason: " + reason, indent: 2) }
      for reason in property.holdsBecause.prefix(TextReport.maximumReasons) {
        lines += layout.wrap("because " + reason.text, indent: 2)
      }
      let violations = property.violations.filter { violation in
        object.map(violation.bindings.map(\.object).contains) ?? true
      }
      for violation in violations.prefix(Self.most) {
        lines += [""] + show(violation, of: property, words: words)
      }
      let more = violations.count - Self.most
      if more > 0 { lines += ["", "and \(more) more; name an object to see its formula"] }
      let open = property.undecided.filter { object.map($0.objects.contains) ?? true }
      for instance in open.prefix(Self.most) {
        lines += layout.wrap(
          "undecided: \(report.objects(instance.bindings, words: words)): \(instance.reason)",
          indent: 2)
      }
      if let object, violations.isEmpty, open.isEmpty {
        lines += layout.wrap("no violation or undecided instance is about \(object)", indent: 2)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func show(
    _ violation: Violation, of property: PropertyResult, words: InputWords
  ) -> [String] {
    var told = TextReport.Told()
    var lines = report.describe(violation, kind: property.kind, words: words, &told)
    guard !violation.formulas.isEmpty else { return lines }
    let last = violation.trace.last.map { "after \($0.phrase)" } ?? "before the first step"
    lines += ["", "  values " + last.printable + ":"]
    for formula in violation.formulas { add(formula, indent: 4, to: &lines) }
    return lines
  }

  private func add(_ node: FormulaNode, indent: Int, to lines: inout [String]) {
    lines += layout.wrap(node.text + (node.value.map { ": " + $0 } ?? ""), indent: indent)
    for part in node.parts { add(part, indent: indent + 2, to: &lines) }
  }
}
