import ProvisoReport
import ProvisoResult
import Testing

/// The list of reports.
@Suite struct ReportsTests {
  private static let names = [
    "text", "json", "sarif", "junit", "github", "gitlab", "markdown", "dot", "itf", "html",
  ]

  @Test func reportsHaveDifferentNames() {
    #expect(Reports.builtIn.names == Self.names)
    #expect(Reports.builtIn.named("xml") == nil)
  }

  /// A new report needs one file and one line.
  @Test func anotherReport() throws {
    let reports = Reports.builtIn.adding([ToyReport.self])
    #expect(reports.names == Self.names + ["toy"])
    #expect(reports.summaries.last == "toy: one line for each result")
    let report = try #require(reports.named("toy")).init(ReportSettings(width: 20))
    var random = RandomResult(seed: 1)
    var result = random.result()
    result.input = InputInfo(
      path: "p.json", kind: .terraform, sha256: "", steps: 1, order: .plan, words: .unread)
    result.properties = []
    #expect(report.render([result, result]) == "p.json: proved\np.json: proved\n")
  }
}
