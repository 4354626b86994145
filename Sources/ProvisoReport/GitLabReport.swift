import JSONOutput
import ProvisoKernel
import ProvisoResult

/// The findings as a code quality report of GitLab, which merge requests display.
///
/// Source: GitLab's documentation, "Code Quality report format". A finding that does not count has the
/// lowest severity.
package struct GitLabReport: ResultReport {
  package static let name = "gitlab"
  package static let summary = "a code quality report for GitLab"
  package static let isJSON = true

  private let settings: ReportSettings

  /// Makes a report.
  package init(_ settings: ReportSettings) { self.settings = settings }

  /// Renders the findings of all results as one list.
  package func render(_ results: [CheckResult]) -> String {
    var writer = JSONWriter()
    // GitLab shows only the first of several findings with one fingerprint.
    var seen: Set<String> = []
    let entries = results.flatMap { result in
      Finding.all(of: result, in: settings).filter { seen.insert($0.fingerprint).inserted }
    }
    writer.list(entries) { writer, finding in
      writer.object { writer in
        writer.member(
          "description",
          "\(finding.property.title): \(finding.text)".printable
            + (finding.acceptance.map { " (\($0.printable))" } ?? ""))
        writer.member("check_name", finding.property.name)
        writer.member("fingerprint", finding.fingerprint)
        writer.member("severity", Self.severity(of: finding))
        writer.member("location") { writer in
          writer.object { writer in
            let path = finding.location.path.printable
            writer.member("path", path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
            writer.member("lines") { writer in
              writer.object { $0.member("begin", finding.location.line) }
            }
          }
        }
      }
    }
    return writer.text + "\n"
  }

  private static func severity(of finding: Finding) -> String {
    if finding.acceptance != nil { return "info" }
    switch finding.property.severity {
    case .critical: return "blocker"
    case .high: return "critical"
    case .medium: return "major"
    case .low: return "minor"
    case .info: return "info"
    }
  }
}
