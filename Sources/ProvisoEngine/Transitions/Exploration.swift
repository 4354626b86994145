import ProvisoKernel

/// How an answer about a transition system was found.
public enum ExplorationMethod: String, Sendable {
  /// Every reachable state was visited.
  case exhaustive
  /// What happens at most once is an order: its down-closed sets are all that can be reached.
  case orderIdeals = "order-ideals"
  /// Runs up to a length were searched by the solver.
  case bounded
  /// k-induction.
  case kInduction = "k-induction"
  /// An invariant that property-directed reachability guessed and plain queries proved.
  case pdr
}

/// Why a property holds for runs of any length, in a form that others can check again.
public struct InductiveCertificate: Sendable {
  /// The k of the induction; 1 where the invariant is inductive by itself.
  public let k: Int
  /// The conjuncts of the inductive invariant beside the property itself, over the system's terms.
  public let invariant: [Term]
  /// The terms: those of the system and more, under the same handles.
  public let terms: TermTable
  /// The queries as SMT-LIB texts, each of which must be unsatisfiable: that the first states meet the
  /// invariant, that transitions keep it, that it implies the property.
  public let queries: [String]

  /// Puts a certificate together.
  public init(k: Int, invariant: [Term], terms: TermTable, queries: [String]) {
    self.k = k
    self.invariant = invariant
    self.terms = terms
    self.queries = queries
  }
}

/// The answer to one question about a transition system.
public struct ExplorationAnswer: Sendable {
  public enum Verdict: Sendable {
    case holds
    /// The property is violated, or, where a state was to be reached, it is not reachable.
    case fails
    /// Why it is not decided.
    case undecided(String)
  }

  public var verdict: Verdict
  public var method: ExplorationMethod
  /// The length of the longest runs that were looked at, where there is a bound; the k of an induction.
  public var depth: Int?
  /// The runs that show it, shortest first, each different in what it does; for `reachable` the
  /// witnesses.
  public var runs: [TransitionRun]
  public var certificate: InductiveCertificate?
  /// The requirements without which it would not hold, by their places in the system.
  public var neededRequirements: [Int]
  /// The variables whose first values the proof needs.
  public var neededInitial: [Int]

  /// Gives an answer.
  public init(
    _ verdict: Verdict, method: ExplorationMethod, depth: Int? = nil, runs: [TransitionRun] = [],
    certificate: InductiveCertificate? = nil, neededRequirements: [Int] = [],
    neededInitial: [Int] = []
  ) {
    self.verdict = verdict
    self.method = method
    self.depth = depth
    self.runs = runs
    self.certificate = certificate
    self.neededRequirements = neededRequirements
    self.neededInitial = neededInitial
  }
}

/// What an exploration is allowed to cost, and what is asked beside the verdicts.
public struct ExplorationLimits: Sendable {
  /// The length of the longest runs that are unrolled where states cannot be enumerated.
  public var depth: Int
  /// How many states are enumerated at most.
  public var states: Int
  /// Up to this many states, everything is asked of a plan of agents at once, with every interleaving; beyond
  /// them questions are asked apart, and independent moves are not interleaved.
  public var statesAtOnce: Int
  /// For the whole, in seconds of wall-clock time.
  public var seconds: Double
  /// For the solver, in megabytes.
  public var memoryMegabytes: Int
  /// How many different runs to list for each property that fails.
  public var runs: Int

  /// Sets bounds.
  public init(
    depth: Int = 10, states: Int = 20_000_000, statesAtOnce: Int = 20_000, seconds: Double = 120,
    memoryMegabytes: Int = 2_000, runs: Int = 1
  ) {
    self.depth = depth
    self.states = states
    self.statesAtOnce = statesAtOnce
    self.seconds = seconds
    self.memoryMegabytes = memoryMegabytes
    self.runs = runs
  }
}

/// What was found out about a transition system.
public struct Exploration: Sendable {
  /// One answer a question, in their order.
  public var answers: [ExplorationAnswer]
  /// The number of different states visited, monitors aside; `nil` where they were not enumerated.
  public var states: Int?
  /// The number of transitions taken while visiting them, those back to known states included.
  public var transitions: Int?
  /// The number of states in which nothing can happen, among those visited.
  public var terminalStates: Int?
  /// The length of the longest of all shortest runs to a state, or of the longest runs unrolled.
  public var depth: Int
  /// Whether every reachable state was visited.
  public var isExhaustive: Bool
  /// Whether no first state meets the assumptions.
  public var hasNoStart: Bool
  /// The places of the transitions that were seen to happen.
  public var taken: Set<Int>
  /// A run to a mistake of the world, with the fault that it meets: its last move is the transition.
  public var fault: (fault: Fault, run: TransitionRun)?

  /// Puts a report together.
  public init(
    answers: [ExplorationAnswer], states: Int? = nil, transitions: Int? = nil,
    terminalStates: Int? = nil, depth: Int, isExhaustive: Bool, hasNoStart: Bool = false,
    taken: Set<Int> = [], fault: (fault: Fault, run: TransitionRun)? = nil
  ) {
    self.answers = answers
    self.states = states
    self.transitions = transitions
    self.terminalStates = terminalStates
    self.depth = depth
    self.isExhaustive = isExhaustive
    self.hasNoStart = hasNoStart
    self.taken = taken
    self.fault = fault
  }
}
