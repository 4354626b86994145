import Foundation
import ProvisoKernel
import ProvisoResult
import TestSupport
import Testing

@testable import ProvisoReport

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The formats for other programs, with random results.
@Suite struct FormatTests {
  private static func results(_ count: Int) -> [[CheckResult]] {
    var random = RandomResult(seed: Campaign.seed(20_261_130))
    return (0..<count * Campaign.factor).map { number in
      (0..<(number % 3)).map { _ in random.result() }
    }
  }

  private static func object(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  /// The number of findings that a result has, counted anew.
  private static func findings(_ result: CheckResult) -> Int {
    result.properties.reduce(0) { sum, property in
      switch property.verdict {
      case .proved, .trusted, .tolerated: sum
      case .violated: sum + property.violations.count + property.undecided.count
      case .undecided:
        sum
          + max(
            property.violations.count + property.undecided.count,
            property.undecided.isEmpty ? property.violations.count + 1 : 1)
      }
    }
  }

  @Test func sarifHasEveryFindingAndEveryRule() throws {
    for results in Self.results(40) {
      let log = try #require(
        try Self.object(SARIFReport(ReportSettings()).render(results)) as? [String: Any])
      #expect(log["version"] as? String == "2.1.0")
      let runs = try #require(log["runs"] as? [[String: Any]])
      #expect(runs.count == results.count)
      for (run, result) in zip(runs, results) {
        let found = try #require(run["results"] as? [[String: Any]])
        #expect(found.count == Self.findings(result))
        let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
        let rules = try #require(driver?["rules"] as? [[String: Any]])
        #expect(Set(rules.compactMap { $0["id"] as? String }) == Set(result.properties.map(\.name)))
        for entry in found {
          let index = try #require(entry["ruleIndex"] as? Int)
          #expect(rules[index]["id"] as? String == entry["ruleId"] as? String)
          // The standard: a result that is no failure has the level `none`.
          #expect((entry["kind"] as? String == "open") == (entry["level"] as? String == "none"))
        }
        for rule in rules {
          #expect((rule["help"] as? [String: String])?["text"]?.isEmpty == false)
        }
      }
    }
  }

  @Test func gitlabHasOneEntryForEachFingerprint() throws {
    for results in Self.results(40) {
      let entries = try #require(
        try Self.object(GitLabReport(ReportSettings()).render(results)) as? [[String: Any]])
      let prints = entries.compactMap { $0["fingerprint"] as? String }
      #expect(prints.count == entries.count && Set(prints).count == prints.count)
      for entry in entries {
        #expect(
          ["info", "minor", "major", "critical", "blocker"].contains(entry["severity"] as? String))
        #expect((entry["description"] as? String)?.isEmpty == false)
        let location = try #require(entry["location"] as? [String: Any])
        #expect((location["lines"] as? [String: Any])?["begin"] is Int)
        #expect((location["path"] as? String)?.hasPrefix("./") == false)
      }
    }
  }

  @Test func junitIsXMLWithTheCountsOfItsCases() throws {
    final class Counter: NSObject, XMLParserDelegate {
      var elements: [String: Int] = [:]
      var totals: [String: String] = [:]
      var skipped = 0
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
      ) {
        elements[name, default: 0] += 1
        if name == "testsuites" { totals = attributes }
        skipped += attributes["skipped"].flatMap { Int($0) } ?? 0
      }
    }
    for results in Self.results(40) {
      let counter = Counter()
      let parser = XMLParser(data: Data(JUnitCheckReport(ReportSettings()).render(results).utf8))
      parser.delegate = counter
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(counter.skipped == counter.elements["skipped"] ?? 0)
      for (attribute, element) in [
        ("tests", "testcase"), ("failures", "failure"), ("errors", "error"),
      ] {
        #expect(counter.totals[attribute] == String(counter.elements[element] ?? 0), "\(element)")
      }
    }
  }

  @Test func githubHasOneCommandOnEachLine() {
    for results in Self.results(40) {
      let lines = GitHubReport(ReportSettings()).render(results).split(separator: "\n")
      #expect(lines.count == results.reduce(0) { $0 + Self.findings($1) + 1 })
      for line in lines {
        #expect(line.prefixMatch(of: /::(error|warning|notice) [^\n]*::/) != nil, "\(line)")
      }
    }
  }

  @Test func commandsInTextsStayTexts() {
    let evil = "x\n::set-env name=A::b\r\n%0A::error::c"
    let text = GitHubReport(ReportSettings()).render([Self.result(named: evil)])
    for line in text.split(separator: "\n") {
      #expect(line.hasPrefix("::error file=") || line.hasPrefix("::error title=proviso::"))
    }
    #expect(text.contains("%250A"))
  }

  // MARK: Markdown

  private static func result(named name: String, count: Int = 1) -> CheckResult {
    var property = PropertyResult(
      name: "rule", title: name, severity: .high, kind: .invariant, timing: .everyMoment,
      location: ResultLocation(path: name, line: 1, column: 1), because: name, reference: name)
    property.documentation = name
    property.verdict = .violated
    property.instances.violated = count
    property.violations = (0..<count).map { number in
      Violation(
        bindings: [.init(name: "r", object: "\(name)\(number)")], message: name,
        certainty: .definite, isPreexisting: false, needsGraph: false, unknowns: [],
        trace: [
          TraceStep(step: name, action: name, outcome: .failed, changes: [])
        ], hints: [name])
    }
    return CheckResult(
      tool: ToolInfo(name: "proviso", version: "1", solver: "Z3"),
      input: InputInfo(
        path: name, kind: .terraform, sha256: "", steps: 1, order: .plan,
        words: Words.of(.terraform)), properties: [property], assumptions: [name],
      notModelled: [name])
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "</details><img src=x onerror=y>", "@everyone", "#12",
    "[a](https://e.org)", "https://e.org", "`` ` ``", "a|b", "**b**", "<!-- c", "$x$", ":tada:",
  ])
  func markdownShowsTextsAsTheyAre(_ evil: String) {
    let text = MarkdownReport(ReportSettings()).render([Self.result(named: "q " + evil + " q")])
    // Code is shown as it is, so only the rest is looked at.
    let rest = text.replacing(/(`+)[^\n]*?[^`]\1(?!`)/, with: "")
      .replacing("<details>", with: "").replacing("</details>", with: "")
      .replacing("<summary>", with: "").replacing("</summary>", with: "")
      .replacing(MarkdownReport.marker, with: "")
    for sign in ["<", "@e", "q #1", "](", "https://", "a|b", "q **b", "$x", ":t"] {
      #expect(!rest.contains(sign), "\(sign) in \(rest)")
    }
  }

  @Test func aCommentHasALimitedSize() {
    let results = (0..<40).map { number in
      Self.result(named: "plan\(number) " + String(repeating: "ö", count: 700), count: 8)
    }
    let text = MarkdownReport(ReportSettings()).render(results)
    #expect(text.utf8.count <= MarkdownReport.limit)
    #expect(text.hasPrefix(MarkdownReport.marker))
    #expect(text.contains("❌ violated"))
    #expect(text.contains("are left out"))
  }

  @Test func aCommentHasNoTime() {
    for results in Self.results(20) {
      let later = results.map { result in
        var result = result
        result.seconds += 17
        return result
      }
      let report = MarkdownReport(ReportSettings())
      #expect(report.render(results) == report.render(later))
    }
  }

  // MARK: Runs

  @Test func itfHasAStateForEachStep() throws {
    for results in Self.results(60) {
      let text = ITFReport(ReportSettings()).render(results)
      guard !text.isEmpty else { continue }
      let trace = try #require(try Self.object(text) as? [String: Any])
      let names = try #require(trace["vars"] as? [String])
      for state in try #require(trace["states"] as? [[String: Any]]) {
        #expect(Set(state.keys) == Set(names + ["#meta"]))
      }
    }
  }

  @Test func dotQuotesEveryText() {
    let text = DOTReport(ReportSettings()).render([Self.result(named: "a\"]; evil [label=\"\\")])
    for line in text.split(separator: "\n") where line.contains("evil") {
      #expect(line.contains("a\\\"]; evil [label=\\\"\\\\"), "\(line)")
    }
  }

  /// No format has a character that a terminal would obey.
  @Test func controlCharactersAreEscaped() throws {
    let raw = "\u{1B}[2J\u{202E}\u{200B}\u{7}\u{9B}"
    for name in Reports.builtIn.names {
      let report = try #require(Reports.builtIn.named(name))
      guard !report.isJSON else { continue }
      let text = report.init(ReportSettings()).render([Self.result(named: "a" + raw)])
      for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\t" {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format, "\(name)")
      }
    }
  }
}
