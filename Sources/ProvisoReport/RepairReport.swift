import ProvisoResult

/// The repairs of a plan as text for a terminal.
package struct RepairReport: Sendable {
  private let layout: TextLayout
  private let showsAll: Bool

  /// The repairs of one property that are shown with what to write.
  private static let mostShown = 3

  /// Makes a report.
  package init(_ settings: ReportSettings = ReportSettings()) {
    layout = TextLayout(settings)
    showsAll = settings.showsAll
  }

  /// Renders the repairs, one property after another.
  package func render(_ result: RepairResult) -> String {
    var lines: [String] = []
    for property in result.properties { lines += self.lines(of: property) + [""] }
    lines += layout.wrap(closing(result), indent: 0)
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of repairs: PropertyRepairs) -> [String] {
    let property = repairs.property
    var lines = layout.wrap(
      line: "\(property.title.printable)  (\(property.severity.rawValue))",
      after: layout.label(property.verdict))
    let place = "\(property.location.path):\(property.location.line)"
    lines += layout.wrap(
      line: "  \(place.printable)  \(property.name.printable)", laterIndent: 4)
    if repairs.repairs.isEmpty { lines += layout.wrap("no repair was found", indent: 2) }
    let shown = showsAll ? repairs.repairs[...] : repairs.repairs.prefix(Self.mostShown)
    for (index, repair) in shown.enumerated() {
      lines += [""] + layout.wrap(line: repair.title.printable, after: "  \(index + 1)  ")
      if repair.refusesPlan {
        lines += layout.wrap(
          "with it, this plan is refused until somebody changes it", indent: 5)
      }
      lines += repair.text.printableLines.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : TextLayout.indentation(7) + $0 }
      let files = repair.files.map(\.path)
      if !files.isEmpty {
        lines += layout.wrap(
          "a change of \(files.joined(separator: ", ")): `--format patch`", indent: 5)
      }
    }
    let more = repairs.repairs.count - shown.count
    if more > 0 { lines += ["", "  and \(more) more (`--all`)"] }
    if let reason = repairs.incomplete {
      lines += layout.wrap("there may be more repairs: \(reason)", indent: 2)
    }
    return lines
  }

  private func closing(_ result: RepairResult) -> String {
    let path = result.check.input.path
    guard !result.properties.isEmpty else {
      return "\(path): \(result.check.verdict.rawValue), so there is nothing to repair"
    }
    let count = result.properties.count { !$0.repairs.isEmpty }
    let of = result.properties.count
    return "\(path): repairs for \(count) of \(of) violated "
      + (of == 1 ? "property" : "properties")
      + (count == 0 ? "" : "; after a repair, make a new plan and check it")
  }
}
