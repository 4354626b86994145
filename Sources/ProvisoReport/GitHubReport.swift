import ProvisoKernel
import ProvisoResult

/// The findings as workflow commands of GitHub Actions, which become annotations.
///
/// Each line is one command, whose text cannot contain a line end or another command.
package struct GitHubReport: ResultReport {
  package static let name = "github"
  package static let summary = "annotations for GitHub Actions"

  private let settings: ReportSettings

  /// Makes a report.
  package init(_ settings: ReportSettings) { self.settings = settings }

  /// Renders one line for each finding, and one for each result.
  package func render(_ results: [CheckResult]) -> String {
    var lines: [String] = []
    for result in results {
      for finding in Finding.all(of: result, in: settings) {
        let text = finding.text + (finding.acceptance.map { " (\($0))" } ?? "")
        lines.append(
          "::\(Self.command(for: finding)) file=\(Self.value(finding.location.path)),"
            + "line=\(finding.location.line),"
            + "title=\(Self.value("\(finding.property.title) (\(finding.property.severity.rawValue))"))::"
            + Self.message(text))
      }
      let command =
        switch result.verdict {
        case .violated, .undecided: "error"
        case .tolerated, .trusted: "warning"
        case .proved: "notice"
        }
      let counts = [Verdict.violated, .undecided, .trusted, .proved].compactMap { verdict in
        let count = result.properties.count { $0.verdict == verdict }
        return count > 0 ? "\(count) \(verdict.rawValue)" : nil
      }
      lines.append(
        "::\(command) title=proviso::"
          + Self.message(
            "\(result.input.path): \(result.verdict.rawValue) (\(counts.joined(separator: ", ")))"))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func command(for finding: Finding) -> String {
    if finding.acceptance != nil { return "notice" }
    switch finding.property.severity {
    case .critical, .high: return "error"
    case .medium: return "warning"
    case .low, .info: return "notice"
    }
  }

  /// The text after `::`.
  private static func message(_ text: String) -> String {
    text.replacing(["%": "%25", "\r": "%0D", "\n": "%0A"])
      .printable
  }

  /// A value before `::`.
  private static func value(_ text: String) -> String {
    message(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
