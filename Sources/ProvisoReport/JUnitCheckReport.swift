import ProvisoKernel
import ProvisoResult

/// The properties as JUnit XML: a suite for each input, a case for each property.
///
/// A violation is a `failure`, an undecided property an `error`. A property that does not apply, or whose
/// findings do not count, is `skipped` with the reason. The report follows the schema of Jenkins, which has
/// no attribute for a position, so the position is in the text.
package struct JUnitCheckReport: ResultReport {
  package static let name = "junit"
  package static let summary = "JUnit XML, a case for each property"

  private let settings: ReportSettings

  /// Makes a report.
  package init(_ settings: ReportSettings) { self.settings = settings }

  /// Renders a suite for each result.
  package func render(_ results: [CheckResult]) -> String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    let time = results.reduce(0) { $0 + $1.seconds }
    // The schema of Jenkins has no number of skipped cases here.
    let all = counts(results.flatMap(\.properties))
    lines.append("<testsuites name=\"proviso\" \(all) time=\"\(Seconds.text(time))\">")
    for result in results {
      lines.append(
        "  <testsuite name=\"\(escaped(result.input.path))\" \(counts(result.properties)) "
          + "skipped=\"\(result.properties.count(where: isSkipped))\" time=\"\(Seconds.text(result.seconds))\">"
      )
      let findings = Dictionary(
        grouping: Finding.all(of: result, in: settings), by: { Self.key(of: $0.property) })
      for property in result.properties {
        lines += testCase(property, findings[Self.key(of: property)] ?? [])
      }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A rule can be judged for several plans of one result.
  private static func key(of property: PropertyResult) -> [String] {
    [property.name, property.carrier?.path ?? ""]
  }

  private func counts(_ properties: [PropertyResult]) -> String {
    func count(_ verdict: Verdict) -> Int {
      properties.count { $0.effectiveVerdict == verdict }
    }
    return "tests=\"\(properties.count)\" failures=\"\(count(.violated))\" "
      + "errors=\"\(count(.undecided))\""
  }

  private func isSkipped(_ property: PropertyResult) -> Bool {
    property.effectiveVerdict == .tolerated || property.verdict == .proved && property.isVacuous
  }

  private func testCase(_ property: PropertyResult, _ findings: [Finding]) -> [String] {
    let head =
      "    <testcase name=\"\(escaped(property.title))\" classname=\"\(escaped(property.name))\""
    let body = JUnitReport.escaped(
      findings.map { finding in
        "\(finding.location.path):\(finding.location.line): \(finding.text)"
          + (finding.acceptance.map { " (\($0))" } ?? "")
      }.joined(separator: "\n").printableLines, isAttribute: false)
    let element: String
    switch property.effectiveVerdict {
    case .violated:
      let counted = findings.count { $0.kind == .violated && $0.acceptance == nil }
      element =
        "<failure type=\"violated\" message=\"\(escaped("\(property.severity.rawValue): \(counted) of \(property.instances.total) violated"))\">\(body)</failure>"
    case .undecided:
      element =
        "<error type=\"undecided\" message=\"\(escaped(property.reason ?? "undecided"))\">\(body)</error>"
    case .tolerated:
      // `skipped` has no text in every schema.
      element = "<skipped message=\"\(escaped("tolerated: " + reasons(findings)))\"/>"
    case .proved where property.isVacuous: element = "<skipped message=\"it does not apply\"/>"
    case .proved, .trusted: return [head + "/>"]
    }
    return [head + ">", "      " + element, "    </testcase>"]
  }

  private func reasons(_ findings: [Finding]) -> String {
    var seen: Set<String> = []
    return findings.compactMap(\.acceptance).filter { seen.insert($0).inserted }
      .joined(separator: "; ")
  }

  private func escaped(_ text: String) -> String { JUnitReport.escaped(text.printable) }
}
