import ProvisoKernel
import ProvisoResult

extension TextReport {
  /// What came of tests, for a person: worst first, then the properties without a test, then one line of
  /// counts.
  public func render(_ suite: TestSuiteResult) -> String {
    var lines: [String] = []
    let sorted = suite.tests.enumerated().sorted {
      (-$0.element.outcome.rawValue, $0.offset) < (-$1.element.outcome.rawValue, $1.offset)
    }.map(\.element)
    for test in sorted {
      lines += tell(test)
      if test.outcome != .passed { lines.append("") }
    }
    if !sorted.isEmpty, lines.last != "" { lines.append("") }
    if !suite.untested.isEmpty {
      lines.append("no test covers:")
      for property in suite.untested {
        lines.append("  \(property.name)  \(property.location.path):\(property.location.line)")
      }
      lines.append("")
    }
    lines.append(summary(suite))
    return lines.joined(separator: "\n") + "\n"
  }

  private func tell(_ test: TestResult) -> [String] {
    var lines = [
      paint(test.outcome) + "  " + (test.outcome == .passed ? test.title : bold(test.title))
    ]
    if test.outcome == .passed {
      for note in test.expectations.compactMap(\.note) {
        lines += wrap("note: " + note, indent: 11)
      }
      return lines
    }
    lines.append("  \(test.location.path):\(test.location.line)  \(test.plan)")
    for message in test.trouble {
      lines += message.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    }
    for expectation in test.expectations where expectation.outcome != .passed {
      lines.append("  \(expectation.location.path):\(expectation.location.line)")
      lines += wrap("expected \(expectation.property) \(expectation.expected)", indent: 4)
      lines += wrap("came out \(expectation.found)", indent: 4)
      for violation in expectation.result.violations.prefix(Self.mostTold) {
        lines.append("")
        lines += tell(violation, kind: expectation.result.kind).map { "  " + $0 }
      }
    }
    return lines
  }

  private func paint(_ outcome: TestResult.Outcome) -> String {
    switch outcome {
    case .passed: paint("passed   ", Verdict.proved)
    case .undecided: paint("undecided", Verdict.undecided)
    case .failed: paint("failed   ", Verdict.violated)
    case .broken: paint("not run  ", Verdict.violated)
    }
  }

  private func summary(_ suite: TestSuiteResult) -> String {
    let words: [(TestResult.Outcome, String)] = [
      (.broken, "not run"), (.failed, "failed"), (.undecided, "undecided"), (.passed, "passed"),
    ]
    let counts = words.compactMap { outcome, word -> String? in
      let count = suite.tests.count { $0.outcome == outcome }
      return count > 0 ? "\(count) \(word)" : nil
    }
    let tests = suite.tests.count == 1 ? "1 test" : "\(suite.tests.count) tests"
    return tests + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
      + "; \(Int((suite.seconds * 1000).rounded())) ms"
  }
}
