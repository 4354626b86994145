import ProvisoKernel

/// The method that found an answer about a transition system.
public enum ExplorationMethod: String, Sendable {
  /// The engine visited every reachable state.
  case exhaustive
  /// Each transition has its effect at most once, so the reachable states are the down-closed sets
  /// of an order.
  case orderIdeals = "order-ideals"
  /// The solver searched runs up to a given length.
  case bounded
  /// k-induction.
  case kInduction = "k-induction"
  /// Property-directed reachability guessed an invariant, and separate solver queries proved it.
  case pdr
}

/// A proof that a property holds for runs of any length, in a form that other solvers can check.
public struct InductiveCertificate: Sendable {
  /// The k of the induction; 1 where the invariant is inductive by itself.
  public let k: Int
  /// The conjuncts of the inductive invariant without the property itself, over the system's terms.
  public let invariant: [Term]
  /// The terms: those of the system and more, under the same handles.
  public let terms: TermTable
  /// The proof obligations as SMT-LIB texts. Each must be unsatisfiable: initial states
  /// meet the invariant, transitions keep it, and it implies the property.
  public let queries: [String]

  /// Makes a certificate.
  public init(k: Int, invariant: [Term], terms: TermTable, queries: [String]) {
    self.k = k
    self.invariant = invariant
    self.terms = terms
    self.queries = queries
  }
}

/// The answer to one property of a transition system.
public struct ExplorationAnswer: Sendable {
  public enum Verdict: Sendable {
    case holds
    /// The property is violated; for `reachable`, no state that meets it can be reached.
    case fails
    /// The property is undecided, for this reason.
    case undecided(String)
  }

  public var verdict: Verdict
  public var method: ExplorationMethod
  /// The length in moves of the longest runs searched, if the search has a bound; the k of an
  /// induction.
  public var depth: Int?
  /// The counterexamples, shortest first, each with different moves; for `reachable`, the
  /// witnesses.
  public var runs: [TransitionRun]
  public var certificate: InductiveCertificate?
  /// The requirements that the proof needs, by index in the system.
  public var neededRequirements: [Int]
  /// The variables whose initial values the proof needs.
  public var neededInitial: [Int]

  /// Makes an answer.
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

extension ExplorationAnswer {
  var isDecided: Bool {
    if case .undecided = verdict { false } else { true }
  }
}

/// Limits on the cost of an exploration, and the number of runs to list.
public struct ExplorationLimits: Sendable {
  /// The length in moves of the longest runs that are unrolled where states cannot be enumerated.
  public var depth: Int
  /// The largest number of states that are enumerated.
  public var states: Int
  /// Up to this many states, all properties of an agents' plan are checked in one search, with
  /// every interleaving. Beyond it, properties are checked in smaller groups, and independent moves
  /// are not interleaved.
  public var statesAtOnce: Int
  /// The time limit of the whole exploration, in seconds of wall-clock time.
  public var seconds: Double
  /// The solver's memory limit, in megabytes.
  public var memoryMegabytes: Int
  /// The number of different runs to list for each property that fails.
  public var runs: Int
  /// The largest number of threads that visit states. The results do not depend on it.
  public var threads: Int
  /// The number of found states from which on several threads visit them. Tests lower it.
  var leastTogether = 512

  /// Makes limits.
  public init(
    depth: Int = 10, states: Int = 20_000_000, statesAtOnce: Int = 20_000, seconds: Double = 120,
    memoryMegabytes: Int = 2_000, runs: Int = 1, threads: Int = 1
  ) {
    self.depth = depth
    self.states = states
    self.statesAtOnce = statesAtOnce
    self.seconds = seconds
    self.memoryMegabytes = memoryMegabytes
    self.runs = runs
    self.threads = threads
  }
}

/// The progress of an exploration.
public struct ExplorationProgress: Hashable, Sendable {
  /// The length in moves of the shortest runs to the states that are visited now.
  public let depth: Int
  /// The number of different states found so far.
  public let states: Int
  /// The number of found states that are not yet visited.
  public let queue: Int
}

/// The results of exploring a transition system.
public struct Exploration: Sendable {
  /// One answer for each property, in their order.
  public var answers: [ExplorationAnswer]
  /// The number of different states visited, without regard to monitors; `nil` where states were
  /// not enumerated.
  public var states: Int?
  /// The number of transitions taken while visiting them, including those back to known states.
  public var transitions: Int?
  /// The number of visited states in which no transition is enabled.
  public var terminalStates: Int?
  /// The largest distance of a state from the initial states, or the length of the longest runs
  /// unrolled, in moves.
  public var depth: Int
  /// Whether every reachable state was visited.
  public var isExhaustive: Bool
  /// Whether no initial state meets the assumptions.
  public var hasNoInitialState: Bool
  /// The indices of the transitions that happened in some run.
  public var taken: Set<Int>
  /// The number of states visited, if each stands for all that differ by an exchange of objects.
  public var representatives: Int?
  /// Whether a search ended early, because enumerating states seems to have no end.
  var isPaused = false
  /// A fault of the world with a run that meets it; the run's last move is the faulty transition.
  public var fault: (fault: Fault, run: TransitionRun)?

  /// Makes a report.
  public init(
    answers: [ExplorationAnswer], states: Int? = nil, transitions: Int? = nil,
    terminalStates: Int? = nil, depth: Int, isExhaustive: Bool, hasNoInitialState: Bool = false,
    taken: Set<Int> = [], fault: (fault: Fault, run: TransitionRun)? = nil
  ) {
    self.answers = answers
    self.states = states
    self.transitions = transitions
    self.terminalStates = terminalStates
    self.depth = depth
    self.isExhaustive = isExhaustive
    self.hasNoInitialState = hasNoInitialState
    self.taken = taken
    self.fault = fault
  }
}

extension Exploration {
  /// The result where nothing was explored.
  static func undecided(
    _ properties: [StateProperty], _ reason: String, method: ExplorationMethod
  ) -> Exploration {
    let answer = ExplorationAnswer(.undecided(reason), method: method)
    return Exploration(answers: properties.map { _ in answer }, depth: 0, isExhaustive: false)
  }

  /// Gives undecided answers the reason of a cancellation, if it kept other searches from deciding
  /// them.
  mutating func endEarly(_ cancellation: Cancellation) {
    guard let reason = cancellation.reason, !isExhaustive, fault == nil, !hasNoInitialState else {
      return
    }
    for index in answers.indices where !answers[index].isDecided {
      answers[index].verdict = .undecided("\(reason)")
    }
  }
}
