import ProvisoKernel

/// A condition over the moments of a system, and what is asked of it.
public struct Query {
  /// The condition that is to hold, or to be reached.
  public let condition: Term
  public let timing: Timing
  /// How many steps may fail before a moment at rest.
  public let failures: Int
  /// Conditions over unknowns that are taken for granted.
  public let assumptions: [Term]

  /// Asks about a condition.
  public init(_ condition: Term, timing: Timing, failures: Int = 1, assumptions: [Term] = []) {
    self.condition = condition
    self.timing = timing
    self.failures = failures
    self.assumptions = assumptions
  }

  /// The same question about another condition.
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

/// What a proof rests on.
public enum ProofReason: Hashable, Sendable {
  /// A chain of waits: each step of it waits for the next.
  case order([Int])
  /// An assumption, by its place in the query.
  case assumption(Int)
  /// Two unknowns taken for equal, because the configuration gives reason to.
  case tie(String)
  /// A bound on a sum that no moment passes, with the moments of a smallest one: the steps begun.
  case bound(least: Number, needed: Number)
}

/// A run that breaks a condition, or a witness that reaches one.
public struct Counterexample: Sendable {
  public let run: Run
  /// The steps that the condition can see or that had to come before those; `nil` where it is all.
  public let focus: Set<Int>?
  /// Values for the unknowns that the condition names.
  public let unknowns: [Int: Value]
  /// Whether the run breaks the condition whatever the unknowns turn out to be.
  public let isDefinite: Bool
  /// Whether an order that the input leaves open could forbid the run.
  public let needsGraph: Bool
  /// Whether the condition is false before the first step, and no run makes it true and false again.
  public let isPreexisting: Bool
  /// For a property of runs what happens one by one, up to the end of the run; else nothing.
  public var events: [Interpreter.Event] = []
}

/// The answer to a query.
public enum Finding: Sendable {
  /// The condition holds wherever it was asked to; the reasons are a minimal set that suffices.
  case holds(SearchMethod, [ProofReason])
  /// It does not; for a goal: here is the run that reaches it.
  case run(SearchMethod, Counterexample)
  /// Neither was found out, and why.
  case undecided(SearchMethod, String)
}

/// Bounds on what one query may cost.
public struct Limits: Sendable {
  /// For each check by the solver, in milliseconds of wall-clock time.
  public var timeoutMilliseconds: Int
  /// For the solver, in megabytes.
  public var memoryMegabytes: Int

  /// Sets bounds.
  public init(timeoutMilliseconds: Int = 20_000, memoryMegabytes: Int = 2_000) {
    self.timeoutMilliseconds = timeoutMilliseconds
    self.memoryMegabytes = memoryMegabytes
  }
}
