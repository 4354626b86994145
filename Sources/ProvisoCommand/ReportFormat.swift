import ArgumentParser
import ProvisoReport

/// The value of `--format`: a report by its name.
struct ReportFormat: ExpressibleByArgument, Equatable {
  static let text = ReportFormat(TextReport.self)
  static let json = ReportFormat(JSONReport.self)
  /// The reports with their names, for the help of `--format`.
  static let listed = Reports.builtIn.summaries.joined(separator: "; ")

  /// The names, for completion and messages.
  static var allValueStrings: [String] { Reports.builtIn.names }

  let report: any ResultReport.Type

  /// Whether the report is JSON.
  var isJSON: Bool { report.isJSON }

  private init(_ report: any ResultReport.Type) { self.report = report }

  init?(argument: String) {
    guard let report = Reports.builtIn.named(argument) else { return nil }
    self.report = report
  }

  var defaultValueDescription: String { report.name }

  static func == (a: ReportFormat, b: ReportFormat) -> Bool { a.report.name == b.report.name }
}
