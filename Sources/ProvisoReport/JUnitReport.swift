import ProvisoKernel
import ProvisoResult

/// The results of tests as JUnit XML, which continuous integration displays.
///
/// The format has no standard. This report uses only the elements that are both in Jenkins' schema
/// and in GitLab's documentation: `testsuites`, `testsuite`, `testcase` with `failure` or `error`.
package struct JUnitReport: Sendable {
  /// Makes a report.
  package init() {}

  /// Renders the results of tests, with one suite for each spec and one case for each test.
  package func render(_ suite: TestSuiteResult) -> String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    lines.append(
      "<testsuites name=\"proviso\" \(counts(suite.tests)) time=\"\(Seconds.text(suite.seconds))\">"
    )
    var paths: [String] = []
    for test in suite.tests where !paths.contains(test.location.path) {
      paths.append(test.location.path)
    }
    for path in paths {
      let tests = suite.tests.filter { $0.location.path == path }
      let time = tests.reduce(0) { $0 + $1.seconds }
      lines.append(
        "  <testsuite name=\"\(Self.escaped(path))\" \(counts(tests)) time=\"\(Seconds.text(time))\">"
      )
      for test in tests { lines += testCase(test) }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func counts(_ tests: [TestResult]) -> String {
    let failures = tests.count { $0.outcome == .failed || $0.outcome == .undecided }
    let errors = tests.count { $0.outcome == .broken }
    return "tests=\"\(tests.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
  }

  private func testCase(_ test: TestResult) -> [String] {
    let path = Self.escaped(test.location.path)
    let head =
      "    <testcase name=\"\(Self.escaped(test.title))\" classname=\"\(path)\" file=\"\(path)\" "
      + "line=\"\(test.location.line)\" time=\"\(Seconds.text(test.seconds))\""
    guard test.outcome != .passed else { return [head + "/>"] }
    var lines = [head + ">"]
    if !test.errors.isEmpty {
      let text = Self.escaped(test.errors.joined(separator: "\n"), isAttribute: false)
      lines.append("      <error message=\"the test could not be run\">\(text)</error>")
    }
    for expectation in test.expectations where expectation.outcome != .passed {
      let message =
        "expected \(expectation.property) \(expectation.expected), found \(expectation.found)"
      let kind =
        expectation.outcome == .undecided ? "undecided" : expectation.result.verdict.rawValue
      lines.append(
        "      <failure type=\"\(kind)\" message=\"\(Self.escaped(message))\">"
          + Self.escaped(detail(of: expectation, words: test.words), isAttribute: false)
          + "</failure>")
    }
    return lines + ["    </testcase>"]
  }

  private func detail(of expectation: ExpectationResult, words: InputWords) -> String {
    let position = "\(expectation.location.path):\(expectation.location.line)"
    let report = TextReport(ReportSettings())
    var told = TextReport.Told()
    var runs: [String] = []
    for violation in expectation.result.violations.prefix(TextReport.maximumDetailed) {
      runs += report.describe(violation, kind: expectation.result.kind, words: words, &told)
    }
    return ([position] + runs).joined(separator: "\n")
  }

  /// Escapes the characters that are markup in XML, and replaces the characters that XML 1.0 cannot
  /// contain by U+FFFD.
  ///
  /// - Parameter isAttribute: Whether the text is the value of an attribute. A parser of XML changes
  ///   unescaped line ends and tabs in attributes to spaces.
  static func escaped(_ text: String, isAttribute: Bool = true) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n": out += isAttribute ? "&#10;" : "\n"
      case "\t": out += isAttribute ? "&#9;" : "\t"
      case "\r": out += "&#13;"
      default:
        let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        out.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
      }
    }
    return out
  }
}
