/// The results of the `test` items of specs.
public struct TestSuiteResult: Sendable {
  /// The tests in the order of the files, and within a file in the order of the source.
  public var tests: [TestResult]
  /// The properties of the specs that no test covers.
  public var untested: [UntestedProperty]
  /// The errors and warnings about the specs.
  public var diagnostics: [ResultDiagnostic]
  public var seconds: Double

  /// Makes a result.
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

/// The result of one `test`.
public struct TestResult: Sendable {
  /// The outcomes from best to worst.
  public enum Outcome: Int, Comparable, Sendable {
    /// Every expectation was met.
    case passed
    /// Every expectation that was not met is undecided: a limit was reached, or a value is unknown.
    case undecided
    /// At least one expectation was not met.
    case failed
    /// The test could not be run.
    case broken

    public static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }
  }

  public var title: String
  /// The position of the title.
  public var location: ResultLocation
  /// The path of the input.
  public var plan: String
  /// The words for the input in reports.
  public var words: InputWords
  public var expectations: [ExpectationResult]
  /// The printed reasons why the test could not be run.
  public var errors: [String]
  public var seconds: Double

  /// Makes a result.
  public init(
    title: String, location: ResultLocation, plan: String, words: InputWords = .unread,
    expectations: [ExpectationResult] = [], errors: [String] = [], seconds: Double = 0
  ) {
    self.title = title
    self.location = location
    self.plan = plan
    self.words = words
    self.expectations = expectations
    self.errors = errors
    self.seconds = seconds
  }

  /// The worst outcome of the expectations.
  public var outcome: Outcome {
    if !errors.isEmpty { return .broken }
    return expectations.map(\.outcome).max() ?? .passed
  }
}

/// The result of one `expect`.
public struct ExpectationResult: Sendable {
  public var property: String
  /// The position of the expectation.
  public var location: ResultLocation
  /// The expected result, in words: `violated by "aws_db_instance.orders"`.
  public var expected: String
  /// The actual result, in words.
  public var found: String
  public var outcome: TestResult.Outcome
  /// A remark about an expectation that was met.
  public var note: String?
  /// The complete result of the property.
  public var result: PropertyResult

  /// Makes a result.
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

/// A property that no test covers.
public struct UntestedProperty: Hashable, Sendable {
  public let name: String
  public let location: ResultLocation

  /// Describes a property.
  public init(name: String, location: ResultLocation) {
    self.name = name
    self.location = location
  }
}
