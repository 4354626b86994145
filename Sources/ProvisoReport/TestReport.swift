import ProvisoKernel
import ProvisoResult

/// The results of tests.
extension TextReport {
  /// Renders the results of tests: the worst outcomes first, then the properties that no test covers,
  /// then one sentence of counts.
  package func render(_ suite: TestSuiteResult) -> String {
    var lines: [String] = []
    var told = Told()
    let sorted = suite.tests.enumerated().sorted {
      (-$0.element.outcome.rawValue, $0.offset) < (-$1.element.outcome.rawValue, $1.offset)
    }.map(\.element)
    for test in sorted {
      lines += describe(test, &told)
      if test.outcome != .passed { lines.append("") }
    }
    if !sorted.isEmpty, lines.last != "" { lines.append("") }
    if !suite.untested.isEmpty {
      lines.append("no test covers:")
      for property in suite.untested {
        lines += layout.wrap(
          line: "  \(property.name.printable)  \(position(property.location))", laterIndent: 4)
      }
      lines.append("")
    }
    lines += summary(of: suite)
    return lines.joined(separator: "\n") + "\n"
  }

  private func describe(_ test: TestResult, _ told: inout Told) -> [String] {
    let title = test.title.printable
    var lines = layout.wrap(
      line: test.outcome == .passed ? title : layout.bold(title), after: label(test.outcome))
    if test.outcome == .passed {
      for note in test.expectations.compactMap(\.note) {
        lines += layout.wrap("note: " + note, indent: Self.textColumn)
      }
      return lines
    }
    lines += layout.wrap(
      line: "  \(position(test.location))  \(test.plan.printable)", laterIndent: 4)
    for error in test.errors {
      // An error has an excerpt of its source, which is not wrapped.
      lines += error.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    }
    for expectation in test.expectations where expectation.outcome != .passed {
      lines.append("  \(position(expectation.location))")
      lines += layout.wrap("expected \(expectation.property) \(expectation.expected)", indent: 4)
      lines += layout.wrap("found \(expectation.found)", indent: 4)
      for violation in expectation.result.violations.prefix(Self.maximumDetailed) {
        lines.append("")
        lines += describe(violation, kind: expectation.result.kind, words: test.words, &told)
      }
    }
    return lines
  }

  private func position(_ location: ResultLocation) -> String {
    "\(location.path.printable):\(location.line)"
  }

  private func label(_ outcome: TestResult.Outcome) -> String {
    switch outcome {
    case .passed: layout.label(.proved, "passed")
    case .undecided: layout.label(.undecided, "undecided")
    case .failed: layout.label(.violated, "failed")
    case .broken: layout.label(.violated, "not run")
    }
  }

  private func summary(of suite: TestSuiteResult) -> [String] {
    let words: [(TestResult.Outcome, String)] = [
      (.broken, "not run"), (.failed, "failed"), (.undecided, "undecided"), (.passed, "passed"),
    ]
    let counts = words.compactMap { outcome, word -> String? in
      let count = suite.tests.count { $0.outcome == outcome }
      return count > 0 ? "\(count) \(word)" : nil
    }
    let tests = suite.tests.count == 1 ? "1 test" : "\(suite.tests.count) tests"
    return layout.wrap(
      line: tests + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
        + "; \(Int((suite.seconds * 1000).rounded()))\u{A0}ms", laterIndent: 2)
  }
}
