import ProvisoReport
import ProvisoResult

/// A report that this package does not contain: one line for each result.
struct ToyReport: ResultReport {
  static let name = "toy"
  static let summary = "one line for each result"

  private let width: Int

  init(_ settings: ReportSettings) { width = settings.width }

  func render(_ results: [CheckResult]) -> String {
    results.map { "\($0.input.path): \($0.verdict.rawValue)".prefix(width) + "\n" }.joined()
  }
}
