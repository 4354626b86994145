import ProvisoKernel
import Z3

/// Checks properties of a transition system with the method that suits it.
///
/// - Explicit search (`ExplicitSearch`, `ProgramSearch`) visits every reachable state. It comes
///   first, because its answers hold for runs of any length, its counterexamples are short, and the
///   number of states tells the user how much was checked. It fails where values are unbounded or
///   states are too many.
/// - Order ideals (`IdealExplorer`) apply where each transition has its effect at most once. They
///   visit no state, so independent steps are no problem. Systems of at most 16 such transitions
///   are small enough for explicit search; up to 64, it may visit 20,000 states first, for the
///   figures.
/// - Symbolic search (`SymbolicSearch`) unrolls runs up to a depth in the solver and tries to prove
///   invariants by induction. It gets the properties that the others left undecided.
///
/// Nothing predicts whether a method will finish, so each method before the solver gets half of the
/// time that is left, and the solver gets the rest, but at least one second. Afterwards, the proofs
/// of a small system are explained (`NeededParts`) within half a second.
public struct Explorer: Sendable {
  public var limits: ExplorationLimits
  /// Ends the work; the answers found before are kept.
  public var cancellation: Cancellation
  /// Called from time to time during a search.
  public var progress: (@Sendable (ExplorationProgress) -> Void)?
  /// Proofs are explained only for systems of at most this many states.
  static let mostStatesForReasons = 5_000
  /// Systems of more one-shot transitions than this are read as an order.
  static let mostOneShotSteps = 16
  /// Systems of at most this many one-shot transitions are first searched state by state, because
  /// the number of states is informative.
  static let mostStepsForStates = 64
  /// The number of states that this first search may visit.
  static let mostStatesTried = 20_000

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
    var found =
      ordered(system, for: properties) ?? searched(system, for: properties, seconds: limits.seconds)
    found.endEarly(cancellation)
    return found
  }

  /// Explores a system in which each transition has its effect at most once; `nil` for other
  /// systems, and for systems so small that an explicit search is quick.
  private func ordered(_ system: TransitionSystem, for properties: [StateProperty]) -> Exploration?
  {
    let start = ContinuousClock.now
    var half = limits
    half.seconds = limits.seconds / 2
    guard system.control.isEmpty, system.transitions.count > Self.mostOneShotSteps,
      let ideals = IdealExplorer(system, limits: half, cancellation: cancellation),
      ideals.steps > Self.mostOneShotSteps
    else { return nil }
    if ideals.steps <= Self.mostStepsForStates,
      ExplicitSearch.obstacle(to: system, asked: properties) == nil
    {
      var small = limits
      small.states = min(limits.states, Self.mostStatesTried)
      var found = ExplicitSearch.run(
        system, for: properties, limits: small, cancellation: cancellation, progress: progress)
      if found.isExhaustive || cancellation.isCancelled {
        explain(system, for: properties, into: &found)
        return found
      }
    }
    let answers = ideals.answers(properties)
    let open = answers.indices.filter { answers[$0] == nil }
    var found = Exploration(
      answers: answers.compactMap(\.self), depth: ideals.steps, isExhaustive: false,
      taken: ideals.taken)
    guard !open.isEmpty else { return found }
    let spent = (ContinuousClock.now - start) / .seconds(1)
    let more = searched(
      system, for: open.map { properties[$0] }, seconds: max(limits.seconds - spent, 1))
    for (place, answer) in zip(open, more.answers) { found.answers.insert(answer, at: place) }
    found.states = more.states
    found.transitions = more.transitions
    found.terminalStates = more.terminalStates
    found.isExhaustive = more.isExhaustive
    found.taken.formUnion(more.taken)
    found.fault = more.fault
    return found
  }

  private func searched(
    _ system: TransitionSystem, for properties: [StateProperty], seconds: Double
  ) -> Exploration {
    let start = ContinuousClock.now
    if let reason = cancellation.reason {
      return .undecided(properties, "\(reason)", method: .exhaustive)
    }
    if !system.control.isEmpty { return programmed(system, for: properties, seconds: seconds) }
    guard ExplicitSearch.obstacle(to: system, asked: properties) == nil else {
      return symbolic(system, for: properties, seconds: seconds)
    }
    var first = limits
    // Keep half of the time for the solver, in case explicit search does not finish.
    first.seconds = seconds / 2
    var found = ExplicitSearch.run(
      system, for: properties, limits: first, cancellation: cancellation, progress: progress)
    let open = found.answers.indices.filter {
      if case .undecided = found.answers[$0].verdict { true } else { false }
    }
    explain(system, for: properties, into: &found)
    // The solver would find the same fault, so do not run it.
    guard !open.isEmpty, !found.isExhaustive, found.fault == nil, !found.hasNoStart,
      !cancellation.isCancelled
    else { return found }
    let rest = seconds - (ContinuousClock.now - start) / .seconds(1)
    let more = symbolic(system, for: open.map { properties[$0] }, seconds: max(rest, 1))
    for (place, answer) in zip(open, more.answers) {
      if case .undecided = answer.verdict, (answer.depth ?? 0) <= found.depth { continue }
      found.answers[place] = answer
    }
    found.fault = found.fault ?? more.fault
    found.depth = max(found.depth, more.depth)
    return found
  }

  /// Explores a program: explicitly first, and with the solver for what stays undecided.
  private func programmed(
    _ system: TransitionSystem, for properties: [StateProperty], seconds: Double
  ) -> Exploration {
    let start = ContinuousClock.now
    var first = limits
    first.seconds = seconds / 2
    var found = ProgramSearch(
      limits: first, cancellation: cancellation, progress: progress
    ).run(system, for: properties)
    let open = found.answers.indices.filter { !found.answers[$0].isDecided }
    explain(system, for: properties, into: &found)
    if found.states == 0 { found.states = nil }
    guard !open.isEmpty, found.fault == nil, !found.hasNoStart, !cancellation.isCancelled,
      !found.isExhaustive
    else { return found }
    let rest = seconds - (ContinuousClock.now - start) / .seconds(1)
    let more = symbolic(system, for: open.map { properties[$0] }, seconds: max(rest, 1))
    for (place, answer) in zip(open, more.answers) { found.answers[place] = answer }
    found.fault = found.fault ?? more.fault
    found.depth = max(found.depth, more.depth)
    return found
  }

  /// Finds the requirements and initial values that the proofs of a small system need.
  private func explain(
    _ system: TransitionSystem, for properties: [StateProperty], into found: inout Exploration
  ) {
    guard found.isExhaustive, let states = found.states, states <= Self.mostStatesForReasons,
      !cancellation.isCancelled
    else { return }
    var bounds = limits
    bounds.states = max(4 * states, 10_000)
    bounds.seconds = min(system.control.isEmpty ? 0.5 : 0.15, limits.seconds / 4)
    let parts = ExplicitSearch.neededParts(
      of: system, for: properties, after: found, limits: bounds, cancellation: cancellation)
    for (place, part) in parts.enumerated() {
      guard let part else { continue }
      found.answers[place].neededRequirements = part.requirements
      found.answers[place].neededInitial = part.initial
    }
  }

  private func symbolic(
    _ system: TransitionSystem, for properties: [StateProperty], seconds: Double
  ) -> Exploration {
    var limits = limits
    limits.seconds = seconds
    do throws(Z3Error) {
      let context = try Z3Context(
        memoryLimitMegabytes: limits.memoryMegabytes, interrupt: cancellation.solver)
      let progress = progress
      return SymbolicSearch(context: context, limits: limits, cancellation: cancellation) { depth in
        progress?(ExplorationProgress(depth: depth, states: 0, queue: 0))
      }.run(system, for: properties)
    } catch {
      return .undecided(
        properties, "the solver could not be started: \(error.message)", method: .bounded)
    }
  }
}
