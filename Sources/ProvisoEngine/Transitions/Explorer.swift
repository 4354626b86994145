import ProvisoKernel

/// Checks properties of a transition system with the engines that suit it.
///
/// Nothing predicts whether an engine will finish, so the engines run one after another. Each gets
/// the properties that are still undecided:
///
/// 1. Order ideals (`IdealEngine`) apply where each transition has its effect at most once. They
///    visit no state, so independent steps are no problem.
/// 2. Programs (`ProgramEngine`) are threads that each have a location: the plans of agents.
/// 3. Explicit search (`ExplicitEngine`) visits every reachable state. Its answers hold for runs of
///    any length, its counterexamples are short, and the number of states tells the user how much
///    was checked. It fails where values are unbounded or states are too many.
///    Where numbers keep growing, or where there are very many initial states, it ends early (as do
///    programs), the solver gets a short turn, and only then the enumeration goes on up to its limits:
///    a violation that is few steps away is reported at once.
/// 4. Symbolic search (`SymbolicEngine`) unrolls runs up to a depth in the solver and tries to prove
///    invariants by induction. It takes every system.
///
/// Each engine before the solver may spend half of the remaining time, and the solver gets the rest.
/// So a search that does not finish leaves time for the others. An engine that follows
/// another gets its share of at least one second, because work that was begun just before the end
/// often needs little. Explaining the proofs of a small system (`Exploration.addProofReasons`) comes
/// on top, with a fixed amount of work.
///
/// The turns end when nothing but probes is undecided, when every state was visited, when there is no initial
/// state, at a fault of the world, which any other engine would meet too, and when the work is
/// cancelled.
public struct Explorer: Sendable {
  /// An engine, and the share of the remaining time that it may spend.
  struct Turn: Sendable {
    let engine: any ExplorationEngine.Type
    let share: Double

    init(_ engine: any ExplorationEngine.Type, share: Double) {
      self.engine = engine
      self.share = share
    }
  }

  /// The engines in the order of their turns.
  static let engines = [
    Turn(IdealEngine.self, share: 0.5),
    Turn(ProgramEngine.self, share: 0.5),
    Turn(ExplicitEngine.self, share: 0.5),
    Turn(EarlySymbolicEngine.self, share: 0.05),
    Turn(PatientEngine<ProgramEngine>.self, share: 0.5),
    Turn(PatientEngine<ExplicitEngine>.self, share: 0.5),
    Turn(SymbolicEngine.self, share: 1),
  ]
  /// An engine that follows another gets its share of at least this time, in seconds.
  private static let leastSeconds = 1.0

  public var limits: ExplorationLimits
  /// Ends the work; the answers found before are kept.
  public var cancellation: Cancellation
  /// Called from time to time during a search.
  public var progress: (@Sendable (ExplorationProgress) -> Void)?
  /// Whether answers have the requirements and initial values that proofs need, which can take longer
  /// than the proofs.
  public var explainsProofs = true
  /// Tests replace the engines.
  var engines = Self.engines

  /// Makes an explorer.
  public init(
    limits: ExplorationLimits = ExplorationLimits(), cancellation: Cancellation = Cancellation(),
    progress: (@Sendable (ExplorationProgress) -> Void)? = nil
  ) {
    self.limits = limits
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Checks the properties.
  ///
  /// - Returns: One answer for each property, in their order.
  public func run(_ system: TransitionSystem, for properties: [StateProperty]) -> Exploration {
    let start = ContinuousClock.now
    var found: Exploration?
    // The last engine has searched every run of at most this length.
    var searched = -1
    for turn in engines where !cancellation.isCancelled {
      let open = found?.undecided ?? Array(properties.indices)
      if let found, open.allSatisfy({ properties[$0].isProbe }) || found.isFinal { break }
      var share = limits
      if found != nil {
        let spent = (ContinuousClock.now - start) / .seconds(1)
        share.seconds = max(limits.seconds - spent, Self.leastSeconds)
      }
      share.seconds *= turn.share
      let task = ExplorationTask(
        system: system, properties: open.map { properties[$0] }, limits: share,
        cancellation: cancellation, isPaused: found?.isPaused ?? false,
        explainsProofs: explainsProofs, progress: progress)
      guard let engine = turn.engine.init(task) else { continue }
      let more = engine.explore()
      if found == nil { found = more } else { found?.add(more, for: open, beyond: searched) }
      searched = turn.engine.searchesAllRuns ? more.depth : -1
    }
    var whole = found ?? .undecided(properties, "no engine takes this system", method: .exhaustive)
    whole.endEarly(cancellation)
    return whole
  }
}

extension Exploration {
  /// The properties without an answer.
  fileprivate var undecided: [Int] { answers.indices.filter { !answers[$0].isDecided } }

  /// Whether no other engine would find more.
  fileprivate var isFinal: Bool { isExhaustive || fault != nil || hasNoInitialState }

  /// The number of states that a search has visited; -1 if none did.
  private var visited: Int { representatives ?? states ?? -1 }

  /// Adds what a later engine found.
  ///
  /// - Parameters:
  ///   - open: The properties that it was asked.
  ///   - searched: The reason of an undecided answer stays if the engine searched only runs of at
  ///     most this length.
  fileprivate mutating func add(_ more: Exploration, for open: [Int], beyond searched: Int) {
    for (property, answer) in zip(open, more.answers)
    where answer.isDecided || (answer.depth ?? 0) > searched {
      answers[property] = answer
    }
    isPaused = isPaused || more.isPaused
    if more.visited > visited {
      (states, transitions) = (more.states, more.transitions)
      terminalStates = more.terminalStates
      representatives = more.representatives
    }
    depth = max(depth, more.depth)
    isExhaustive = isExhaustive || more.isExhaustive
    hasNoInitialState = hasNoInitialState || more.hasNoInitialState
    taken.formUnion(more.taken)
    fault = fault ?? more.fault
  }
}
