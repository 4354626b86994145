import JSONOutput
import ProvisoResult

/// The results as JSON: `proviso.result/1`, as ``ResultFields`` describes it.
package struct JSONReport: ResultReport {
  package static let name = "json"
  package static let summary = "JSON with a published schema"
  package static let isJSON = true
  package static let tellsReasons: ReportSettings.Detail? = .findings

  /// Makes a report.
  package init(_ settings: ReportSettings = ReportSettings()) {}

  /// Renders one result as an object, several as an object with a list, and none as no text.
  package func render(_ results: [CheckResult]) -> String {
    guard let first = results.first else { return "" }
    var writer = JSONWriter()
    if results.count == 1 {
      ResultFields.result.write(first, to: &writer)
    } else {
      ResultFields.results.write(results, to: &writer)
    }
    return writer.text + "\n"
  }

  /// Renders errors, with the results of the other inputs.
  package func render(_ results: [CheckResult], errors: [ResultDiagnostic]) -> String {
    var writer = JSONWriter()
    ResultFields.failure.write((errors, results), to: &writer)
    return writer.text + "\n"
  }

  /// Renders the answer of one part of a list of inputs.
  package func render(_ answer: ShardAnswer) -> String {
    var writer = JSONWriter()
    ResultFields.shard.write(answer, to: &writer)
    return writer.text + "\n"
  }
}
