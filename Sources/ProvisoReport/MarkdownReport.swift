import ProvisoKernel
import ProvisoResult

/// The results as one comment for a pull request: the verdict, the findings, and details to unfold.
///
/// The comment begins with a line that names it, so that a later run can find and replace it. It has no
/// time and no other part that changes from run to run, and is shorter than the limits of the hosts.
package struct MarkdownReport: ResultReport {
  package static let name = "markdown"
  package static let tellsRepairs = true
  package static let summary = "a comment for a pull request"

  /// The first line of every comment.
  static let marker = "<!-- proviso -->"
  /// The size of a comment in bytes. GitHub allows 65,536 characters, and Bitbucket 32,768.
  static let limit = 32_000
  /// The room that is left for what cannot be shown.
  private static let reserve = 400
  /// The number of findings of one rule that are listed.
  private static let most = 5
  /// The longest text of a repair that is shown, in characters.
  private static let longestRepair = 2_000

  private let settings: ReportSettings

  /// Makes a report.
  package init(_ settings: ReportSettings) { self.settings = settings }

  /// Renders all results as one comment.
  package func render(_ results: [CheckResult]) -> String {
    var page = Page()
    page.add(Self.marker)
    let verdict = results.map(\.verdict).max() ?? .proved
    page.add("### Proviso: \(Self.sign(of: verdict)) \(verdict.rawValue)\n")
    for result in results { page.add(summary(of: result)) }
    for result in results {
      let findings = Dictionary(grouping: Finding.all(of: result, in: settings)) {
        [$0.property.name, $0.property.carrier?.path ?? ""]
      }
      for property in FindingOrder.sorted(result.properties) {
        let isShown = property.verdict == .violated || property.verdict == .undecided
        guard isShown, !page.isFull else { continue }
        let own = findings[[property.name, property.carrier?.path ?? ""]] ?? []
        page.add(rule(property, own, in: result, isSingle: results.count == 1))
      }
    }
    for result in results { page.add(foundation(of: result, isSingle: results.count == 1)) }
    return page.text
  }

  /// A text of limited size.
  private struct Page {
    private(set) var body = ""
    private var missing = 0
    /// Whether no further part is worth making.
    var isFull: Bool { missing >= Self.mostMissing }
    /// The number of parts that are left out after which it is only known that there are more.
    private static let mostMissing = 20

    mutating func add(_ part: String) {
      guard !part.isEmpty else { return }
      if body.utf8.count + part.utf8.count + 1 > limit - reserve {
        missing += 1
      } else {
        body += part + "\n"
      }
    }

    var text: String {
      missing == 0
        ? body
        : body
          + "\n\(isFull ? "At least " : "")\(missing) more \(missing == 1 ? "part is" : "parts are") left out, because a comment has a limit of \(limit) bytes. The other formats have all findings.\n"
    }
  }

  private static func sign(of verdict: Verdict) -> String {
    switch verdict {
    case .violated: "❌"
    case .undecided: "❔"
    case .tolerated, .trusted: "⚠️"
    case .proved: "✅"
    }
  }

  private func summary(of result: CheckResult) -> String {
    let changes = result.input.changes.map { "\($0.count) to \($0.verb)" }
    let idle = result.properties.count { $0.isVacuous && $0.verdict == .proved }
    var counts = [Verdict.violated, .undecided, .trusted, .proved].compactMap { verdict in
      let count = result.properties.count {
        $0.verdict == verdict && !(verdict == .proved && $0.isVacuous)
      }
      return count > 0 ? "\(count) \(verdict.rawValue)" : nil
    }
    if idle > 0 { counts.append("\(idle) \(idle == 1 ? "does" : "do") not apply") }
    let parts = [changes.joined(separator: ", "), counts.joined(separator: " · ")]
    return "\(MarkdownText.code(result.input.path)): "
      + parts.filter { !$0.isEmpty }.joined(separator: " · ") + "\n"
  }

  private func rule(
    _ property: PropertyResult, _ findings: [Finding], in result: CheckResult, isSingle: Bool
  ) -> String {
    let counted = findings.filter { $0.acceptance == nil }
    let accepted = findings.filter { $0.acceptance != nil }
    var lines = [
      "#### \(Self.sign(of: property.effectiveVerdict)) \(MarkdownText.escaped(property.title)) "
        + "(\(property.severity.rawValue))\n"
    ]
    if let because = property.because { lines.append(MarkdownText.sentence(because) + "\n") }
    if let carrier = property.carrier { lines.append("in \(MarkdownText.code(carrier.path))\n") }
    lines += items(counted)
    if let repair = property.repair {
      lines.append("Repair: \(MarkdownText.sentence(repair.title))\n")
      if repair.text.count <= Self.longestRepair {
        lines.append(details("How", [MarkdownText.block(repair.text, in: repair.notation)]))
      }
    }
    if !accepted.isEmpty {
      lines.append(
        details(
          "\(accepted.count) more \(accepted.count == 1 ? "does" : "do") not count", items(accepted)
        ))
    }
    lines.append(
      details(
        "Rule \(MarkdownText.escaped(property.name))",
        [
          property.documentation.isEmpty
            ? "" : MarkdownText.sentence(property.documentation) + "\n",
          "\(MarkdownText.code("\(property.location.path):\(property.location.line)"))"
            + (property.reference.map { " · \(MarkdownText.escaped($0))" } ?? "")
            + (isSingle ? "" : " · \(MarkdownText.code(result.input.path))"),
        ]))
    if let run = property.violations.first(where: { $0.dependsOnOrder && !$0.trace.isEmpty }) {
      lines.append(details("Run", steps(of: run)))
    }
    return lines.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func items(_ findings: [Finding]) -> [String] {
    guard !findings.isEmpty else { return [] }
    var lines = findings.prefix(Self.most).map { finding in
      let place = finding.object.map { " (\(MarkdownText.code("\($0.path):\($0.line)")))" } ?? ""
      let objects = finding.objects.map(MarkdownText.code).joined(separator: ", ")
      let head =
        "- " + (objects.isEmpty ? "" : objects + place + ": ")
        + MarkdownText.sentence(finding.sentences.first ?? finding.property.title)
        + (finding.acceptance.map { " (\(MarkdownText.sentence($0)))" } ?? "")
      return ([head] + finding.sentences.dropFirst().map { "  - " + MarkdownText.sentence($0) })
        .joined(separator: "\n")
    }
    let more = findings.count - min(findings.count, Self.most)
    if more > 0 { lines.append("- and \(more) more") }
    return [lines.joined(separator: "\n") + "\n"]
  }

  private func steps(of violation: Violation) -> [String] {
    let limit = TextReport.maximumSteps
    let steps = violation.trace.enumerated().map { index, step in
      "\(index + 1). \(MarkdownText.code(step.phrase))"
        + (index == violation.breakingStep ? " **← here**" : "")
    }
    guard steps.count > limit else { return [steps.joined(separator: "\n") + "\n"] }
    return [
      "The last \(limit) of \(steps.count) steps:\n\n"
        + steps.suffix(limit).joined(separator: "\n") + "\n"
    ]
  }

  private func foundation(of result: CheckResult, isSingle: Bool) -> String {
    var items: [String] = []
    items += result.rules.map { rule in
      "changed rule \(MarkdownText.code(rule.rule)): \(MarkdownText.sentence(rule.because))"
    }
    items += result.values.map { "value \(MarkdownText.code("\($0.name) = \($0.json)"))" }
    items += result.properties.filter { $0.verdict == .trusted }.map {
      "trusts unknown values: \(MarkdownText.escaped($0.title))"
    }
    items += result.properties.compactMap(\.remark).map(MarkdownText.sentence)
    items += result.notModelled.map { "not modelled: \(MarkdownText.sentence($0))" }
    items += result.assumptions.map { "assumption: \(MarkdownText.sentence($0))" }
    guard !items.isEmpty else { return "" }
    return details(
      "What this answer rests on"
        + (isSingle ? "" : ": \(MarkdownText.escaped(result.input.path))"),
      [items.map { "- " + $0 }.joined(separator: "\n") + "\n"])
  }

  private func details(_ title: String, _ lines: [String]) -> String {
    "<details><summary>\(title)</summary>\n\n" + lines.joined(separator: "\n") + "\n</details>\n"
  }
}
