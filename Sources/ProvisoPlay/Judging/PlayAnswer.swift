import JSONOutput
import ProvisoInput
import ProvisoReport
import ProvisoResult

/// An answer to the page: a result, or what has to be corrected first.
package struct PlayAnswer: Sendable {
  /// The result; `nil` if nothing was checked.
  package var result: CheckResult?
  /// The messages about positions in the spec.
  package var diagnostics: [ResultDiagnostic] = []
  /// The messages that have no position in the spec.
  package var messages: [String] = []
  /// The place of the check.
  private var bench: PlayBench?

  init(_ result: CheckResult, on bench: PlayBench) {
    self.result = result
    self.bench = bench
    diagnostics = result.diagnostics
  }

  init(diagnostics: [ResultDiagnostic]) { self.diagnostics = diagnostics }

  init(refusedBy error: InputError) {
    diagnostics = error.diagnostics
    messages = diagnostics.isEmpty ? error.messages : []
  }

  /// The page that shows the result; `nil` if nothing was checked.
  var page: String? {
    result.map { shown(HTMLReport(ReportSettings()).render([$0])) }
  }

  private func shown(_ text: String) -> String { bench?.hidingFolder(in: text) ?? text }

  /// The answer as JSON. `report` is the address of the page that shows the result.
  func json(report: String?) -> JSONText {
    .object([
      .init("verdict", result.map { .string($0.verdict.rawValue) } ?? .null),
      .init("summary", result.map { .string(Self.summary(of: $0)) } ?? .null),
      .init(
        "text", result.map { .string(shown(TextReport(ReportSettings()).render([$0]))) } ?? .null),
      .init("report", report.map(JSONText.string) ?? .null),
      .init("messages", .strings(messages)),
      .init("diagnostics", .list(diagnostics.map(Self.json))),
    ])
  }

  private static func summary(of result: CheckResult) -> String {
    let counts = [Verdict.violated, .undecided, .trusted, .tolerated, .proved].compactMap {
      verdict -> String? in
      let count = result.properties.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    return counts.isEmpty ? "there are no properties" : counts.joined(separator: ", ")
  }

  private static func json(of diagnostic: ResultDiagnostic) -> JSONText {
    .object([
      .init("code", .string(diagnostic.code)),
      .init("level", .string(diagnostic.level.rawValue)),
      .init("message", .string(diagnostic.message)),
      .init("line", diagnostic.location.map { .integer($0.line) } ?? .null),
      .init("column", diagnostic.location.map { .integer($0.column) } ?? .null),
      .init("fix", diagnostic.fix.map(JSONText.string) ?? .null),
    ])
  }
}
