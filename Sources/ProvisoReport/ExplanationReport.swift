import ProvisoKernel
import ProvisoResult

/// The explanation of a diagnostic code as text for a terminal.
package struct ExplanationReport: Sendable {
  private let layout: TextLayout

  /// Makes a report.
  package init(_ settings: ReportSettings = ReportSettings()) { layout = TextLayout(settings) }

  /// Renders the rule of a code, an example that breaks it with its diagnostics, and an example that
  /// follows it.
  package func render(_ explanation: CodeExplanation) -> String {
    var out = "\(explanation.code), \(explanation.level.rawValue): \(explanation.title)\n\n"
    for paragraph in explanation.rule.split(separator: "\n\n") {
      // Prose has no hanging indentation.
      let lines = layout.wrap(String(paragraph), indent: 0).map { line in
        String(line.drop { $0 == " " })
      }
      out += lines.joined(separator: "\n") + "\n\n"
    }
    if let failing = explanation.failing {
      out += "This \(explanation.level == .error ? "is refused" : "gives a warning"):\n\n"
      out += show(failing)
      out += "Proviso says:\n\n"
      for diagnostic in failing.diagnostics {
        out += indented(diagnostic.rendered) + "\n"
      }
    }
    out += "This passes:\n\n" + show(explanation.passing)
    while out.hasSuffix("\n\n") { out.removeLast() }
    return out
  }

  private func show(_ example: CodeExplanation.Example) -> String {
    var out = indented(example.text) + "\n"
    for (path, text) in example.files.sorted(by: { $0.key < $1.key }) {
      out += "with \(path):\n\n" + indented(text) + "\n"
    }
    if let plan = example.plan { out += "checked against \(plan).\n\n" }
    return out
  }

  private func indented(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last == "" { lines.removeLast() }
    return lines.map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n") + "\n"
  }
}
