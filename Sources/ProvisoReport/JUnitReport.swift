import ProvisoKernel
import ProvisoResult

/// Results in the XML that JUnit made common: what continuous integration shows as tests.
///
/// There is no standard; this keeps to what Jenkins' schema and GitLab's documentation have in common:
/// `testsuites`, `testsuite`, `testcase` with `failure` or `error`.
public struct JUnitReport: Sendable {
  /// Makes a writer of reports.
  public init() {}

  /// What came of tests: one suite a spec, one case a test.
  public func render(_ suite: TestSuiteResult) -> String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    lines.append(
      "<testsuites name=\"proviso\" \(counts(suite.tests)) time=\"\(seconds(suite.seconds))\">")
    var paths: [String] = []
    for test in suite.tests where !paths.contains(test.location.path) {
      paths.append(test.location.path)
    }
    for path in paths {
      let tests = suite.tests.filter { $0.location.path == path }
      let time = tests.reduce(0) { $0 + $1.seconds }
      lines.append(
        "  <testsuite name=\"\(Self.escaped(path))\" \(counts(tests)) time=\"\(seconds(time))\">")
      for test in tests { lines += tell(test) }
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

  private func tell(_ test: TestResult) -> [String] {
    let place = Self.escaped(test.location.path)
    let head =
      "    <testcase name=\"\(Self.escaped(test.title))\" classname=\"\(place)\" file=\"\(place)\" "
      + "line=\"\(test.location.line)\" time=\"\(seconds(test.seconds))\""
    guard test.outcome != .passed else { return [head + "/>"] }
    var lines = [head + ">"]
    if !test.trouble.isEmpty {
      let text = Self.escaped(test.trouble.joined(separator: "\n"), isAttribute: false)
      lines.append("      <error message=\"the test could not be run\">\(text)</error>")
    }
    for expectation in test.expectations where expectation.outcome != .passed {
      let message =
        "expected \(expectation.property) \(expectation.expected), came out \(expectation.found)"
      let kind =
        expectation.outcome == .undecided ? "undecided" : expectation.result.verdict.rawValue
      lines.append(
        "      <failure type=\"\(kind)\" message=\"\(Self.escaped(message))\">"
          + Self.escaped(detail(expectation), isAttribute: false) + "</failure>")
    }
    return lines + ["    </testcase>"]
  }

  private func detail(_ expectation: ExpectationResult) -> String {
    let place = "\(expectation.location.path):\(expectation.location.line)"
    let report = TextReport(width: 100)
    let runs = expectation.result.violations.prefix(TextReport.mostTold).flatMap {
      report.tell($0, kind: expectation.result.kind)
    }
    return ([place] + runs).joined(separator: "\n")
  }

  private func seconds(_ value: Double) -> String {
    let milliseconds = Int((min(max(0, value), 1e9) * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// The text with what XML would take for markup escaped, and characters that XML 1.0 cannot hold
  /// replaced.
  ///
  /// - Parameter isAttribute: whether line ends and tabs must be escaped, too, to be kept.
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
