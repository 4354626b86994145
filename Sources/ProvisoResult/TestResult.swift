/// What came of running the `test` items of specs.
public struct TestSuiteResult: Sendable {
  /// In the order of the files, and in each of the source.
  public var tests: [TestResult]
  /// The properties of the specs that no test expects anything of.
  public var untested: [UntestedProperty]
  /// What is wrong, or doubtful, in the specs.
  public var diagnostics: [ResultDiagnostic]
  public var seconds: Double

  /// Puts a result together.
  public init(
    tests: [TestResult], untested: [UntestedProperty], diagnostics: [ResultDiagnostic],
    seconds: Double
  ) {
    self.tests = tests
    self.untested = untested
    self.diagnostics = diagnostics
    self.seconds = seconds
  }
}

/// What came of one `test`.
public struct TestResult: Sendable {
  /// From best to worst.
  public enum Outcome: Int, Comparable, Sendable {
    /// Everything came out as expected.
    case passed
    /// What did not come out as expected is undecided: a limit was reached, or a value is not known.
    case undecided
    /// Something came out otherwise.
    case failed
    /// The test could not be run.
    case broken

    public static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }
  }

  public var title: String
  /// Where the title stands.
  public var location: ResultLocation
  /// The path of the plan.
  public var plan: String
  public var expectations: [ExpectationResult]
  /// Why the test could not be run, as printed.
  public var trouble: [String]
  public var seconds: Double

  /// Puts a result together.
  public init(
    title: String, location: ResultLocation, plan: String,
    expectations: [ExpectationResult] = [], trouble: [String] = [], seconds: Double = 0
  ) {
    self.title = title
    self.location = location
    self.plan = plan
    self.expectations = expectations
    self.trouble = trouble
    self.seconds = seconds
  }

  /// The worst of what is expected.
  public var outcome: Outcome {
    if !trouble.isEmpty { return .broken }
    return expectations.map(\.outcome).max() ?? .passed
  }
}

/// What came of one `expect`.
public struct ExpectationResult: Sendable {
  public var property: String
  /// Where the expectation stands.
  public var location: ResultLocation
  /// What was expected, in words: `violated by "aws_db_instance.orders"`.
  public var expected: String
  /// What came out, in words.
  public var found: String
  public var outcome: TestResult.Outcome
  /// A doubt about an expectation that was met.
  public var note: String?
  /// The property's whole result.
  public var result: PropertyResult

  /// Puts a result together.
  public init(
    property: String, location: ResultLocation, expected: String, found: String,
    outcome: TestResult.Outcome, note: String?, result: PropertyResult
  ) {
    self.property = property
    self.location = location
    self.expected = expected
    self.found = found
    self.outcome = outcome
    self.note = note
    self.result = result
  }
}

/// A property that no test expects anything of.
public struct UntestedProperty: Hashable, Sendable {
  public let name: String
  public let location: ResultLocation

  /// Names a property.
  public init(name: String, location: ResultLocation) {
    self.name = name
    self.location = location
  }
}
