import ProvisoKernel

/// A condition over the moments of a system, with the moments at which it is checked.
public struct Query {
  /// The condition that must hold, or that must be reachable.
  public let condition: Term
  public let timing: Timing
  /// How many steps may fail before a moment at rest.
  public let failures: Int
  /// Conditions over unknowns that the answer may rely on.
  public let assumptions: [Term]

  /// Makes a query about a condition.
  public init(_ condition: Term, timing: Timing, failures: Int = 1, assumptions: [Term] = []) {
    self.condition = condition
    self.timing = timing
    self.failures = failures
    self.assumptions = assumptions
  }

  /// The same query about another condition.
  func replacing(_ condition: Term) -> Query {
    Query(condition, timing: timing, failures: failures, assumptions: assumptions)
  }
}

/// How an answer was found.
public enum SearchMethod: String, Sendable, Comparable {
  case evaluation
  case orderIdeals = "order-ideals"

  public static func < (a: SearchMethod, b: SearchMethod) -> Bool {
    a == .evaluation && b != .evaluation
  }
}

/// A fact that a proof relies on.
public enum ProofReason: Hashable, Sendable {
  /// A chain of waits: each of its steps waits for the next.
  case order([Int])
  /// An assumption, by its index in the query.
  case assumption(Int)
  /// The sentence of an assumed expectation (see ``ExpectedCondition``).
  case expectation(String)
  /// The value of a sum that comes nearest to its bound over all moments, and the bound.
  case bound(least: Number, needed: Number)
}

/// A run that breaks a condition, or a witness that reaches one.
public struct Counterexample: Sendable {
  public var run: Run
  /// The steps that the condition can see, and those that come before them; `nil` for all steps.
  public var focus: Set<Int>?
  /// Values for the unknowns that the condition names.
  public let unknowns: [Int: Value]
  /// Whether the run breaks the condition for every value of the unknowns.
  public let isDefinite: Bool
  /// Whether every value of the unknowns that meets their expectations has a run that breaks the
  /// condition. True if `isDefinite` is.
  public var isExpected = false
  /// Whether an order that the input does not record could forbid the run.
  public let needsGraph: Bool
  /// Whether the condition is false before the first step, and no run makes it true and false
  /// again.
  public internal(set) var isPreexisting: Bool
  /// Whether the condition is true at the end of a complete run, if it is preexisting.
  public var isRepaired = false
  /// The unknowns that the condition depends on at the moment that breaks it.
  public var dependsOn: [Int] = []
  /// For a property of runs: all events up to the end of the run, in order. Otherwise empty.
  public var events: [Interpreter.Event] = []
  /// The values of all unknowns of the query, also of those that only its assumptions name.
  public var model: [Int: Value] = [:]

  /// Describes a run.
  package init(
    run: Run, focus: Set<Int>?, unknowns: [Int: Value], isDefinite: Bool, isExpected: Bool = false,
    needsGraph: Bool, isPreexisting: Bool, isRepaired: Bool = false, dependsOn: [Int] = [],
    events: [Interpreter.Event] = [], model: [Int: Value] = [:]
  ) {
    self.model = model
    self.run = run
    self.focus = focus
    self.unknowns = unknowns
    self.isDefinite = isDefinite
    self.isExpected = isExpected
    self.needsGraph = needsGraph
    self.isPreexisting = isPreexisting
    self.isRepaired = isRepaired
    self.dependsOn = dependsOn
    self.events = events
  }
}

/// The answer to a query.
public enum Finding: Sendable {
  /// The condition holds at all moments of the query; for a goal: no moment reaches it. The reasons
  /// are facts that the proof used; the list can be incomplete.
  case holds(SearchMethod, [ProofReason])
  /// A run that breaks the condition; for a goal: a run that reaches it.
  case run(SearchMethod, Counterexample)
  /// The engine found neither a proof nor a run, for this reason.
  case undecided(SearchMethod, String)
}

/// Limits on the cost of one query.
public struct Limits: Sendable {
  /// The time limit of each solver check, in milliseconds of wall-clock time.
  public var timeoutMilliseconds: Int
  /// The solver's memory limit, in megabytes.
  public var memoryMegabytes: Int

  /// Makes limits.
  public init(timeoutMilliseconds: Int = 20_000, memoryMegabytes: Int = 2_000) {
    self.timeoutMilliseconds = timeoutMilliseconds
    self.memoryMegabytes = memoryMegabytes
  }
}
