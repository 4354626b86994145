import ProvisoResult

/// A form in which results are printed, such as text or JSON.
///
/// A new report is one file with a type that conforms, and one line in ``Reports/builtIn``.
package protocol ResultReport: Sendable {
  /// The name of the report, as in `--format NAME`.
  static var name: String { get }
  /// A description of the report in a few words.
  static var summary: String { get }
  /// Whether the text is JSON.
  static var isJSON: Bool { get }
  /// Whether the report draws the steps and their order.
  static var drawsGraph: Bool { get }
  /// Whether the report tells the best repair of a violated property.
  static var tellsRepairs: Bool { get }
  /// The detail from which on the report tells what a proof needs; `nil` for never.
  static var tellsReasons: ReportSettings.Detail? { get }

  /// Makes a report.
  init(_ settings: ReportSettings)

  /// Renders the results of one or more inputs.
  func render(_ results: [CheckResult]) -> String
}

extension ResultReport {
  /// Not JSON.
  package static var isJSON: Bool { false }
  /// Not drawn.
  package static var drawsGraph: Bool { false }
  /// Not told.
  package static var tellsRepairs: Bool { false }
  /// Not told.
  package static var tellsReasons: ReportSettings.Detail? { nil }
}

/// A list of reports to choose from.
package struct Reports: Sendable {
  /// The reports of this package. The first one is the default.
  package static let builtIn = Reports([
    TextReport.self,
    JSONReport.self,
    SARIFReport.self,
    JUnitCheckReport.self,
    GitHubReport.self,
    GitLabReport.self,
    MarkdownReport.self,
    DOTReport.self,
    ITFReport.self,
    HTMLReport.self,
  ])

  private let types: [any ResultReport.Type]

  /// Makes a list of reports.
  package init(_ types: [any ResultReport.Type]) { self.types = types }

  /// The list with further reports at its end.
  package func adding(_ types: [any ResultReport.Type]) -> Reports { Reports(self.types + types) }

  /// The names of the reports.
  package var names: [String] { types.map { $0.name } }

  /// A line for each report: its name and its summary.
  package var summaries: [String] { types.map { "\($0.name): \($0.summary)" } }

  /// The report with a name; `nil` if there is none.
  package func named(_ name: String) -> (any ResultReport.Type)? { types.first { $0.name == name } }
}
