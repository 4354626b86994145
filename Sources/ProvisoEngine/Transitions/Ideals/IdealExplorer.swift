import ProvisoKernel

/// Checks reachability in a transition system whose transitions have their effect at most once.
///
/// `OneShotSystem` reads such a system as a partial order; the reachable states are its down-closed
/// sets, and `Engine` decides conditions over those without visiting any state. The transition
/// system's own interpreter replays each run before it is reported.
public struct IdealExplorer {
  private let whole: TransitionSystem
  private let oneShot: OneShotSystem
  private let limits: ExplorationLimits
  private let cancellation: Cancellation
  /// Replaces `Engine.mostListed`; tests lower it.
  var mostListed: Int?

  /// Reads a transition system; `nil` unless it has the form that `OneShotSystem` describes.
  public init?(
    _ system: TransitionSystem, limits: ExplorationLimits = ExplorationLimits(),
    cancellation: Cancellation = Cancellation()
  ) {
    guard let oneShot = try? OneShotSystem(system, cancellation: cancellation) else { return nil }
    whole = system
    self.oneShot = oneShot
    self.limits = limits
    self.cancellation = cancellation
  }

  /// The number of transitions that happen in some run and have an effect; transitions with the
  /// same guard and effect count once. This is the length of the longest run that visits no state
  /// twice.
  public var steps: Int { oneShot.transitions.count }

  /// The indices of those transitions.
  public var taken: Set<Int> { Set(oneShot.transitions) }

  /// Checks the properties that this method can decide.
  ///
  /// - Returns: One entry for each property. An answer has at most one run, which is short but
  ///   perhaps not the shortest. The entry is `nil` if the property is not about reachable states,
  ///   reads a variable that the order does not decide, or takes too long.
  public func answers(_ properties: [StateProperty]) -> [ExplorationAnswer?] {
    let watch = SearchLimit(seconds: limits.seconds, cancellation: cancellation)
    let milliseconds = Int(min(max(limits.seconds, 0.001), 86_400) * 1_000)
    let engine = Engine(
      system: oneShot.system, store: oneShot.store, orderIsExact: true,
      limits: Limits(timeoutMilliseconds: milliseconds, memoryMegabytes: limits.memoryMegabytes),
      cancellation: cancellation)
    if let mostListed { engine.mostListed = mostListed }
    let interpreter = TransitionInterpreter(whole)
    return properties.map { property in
      watch.stopReason == nil ? answer(property, engine: engine, interpreter: interpreter) : nil
    }
  }

  private func answer(
    _ property: StateProperty, engine: Engine, interpreter: TransitionInterpreter
  ) -> ExplorationAnswer? {
    let isGoal: Bool
    switch property.question {
    case .always: isGoal = false
    case .reachable: isGoal = true
    case .atTerminal, .overRuns: return nil
    }
    guard oneShot.condition(property.open) == .never,
      let holds = oneShot.condition(property.holds)
    else { return nil }
    // A failed step has no effect, so each reachable state can be reached without a failure.
    let condition = isGoal ? oneShot.store.not(holds) : holds
    switch engine.decide(Query(condition, timing: .everyMoment)) {
    case .undecided: return nil
    case .holds:
      return ExplorationAnswer(isGoal ? .fails : .holds, method: .orderIdeals)
    case .run(_, let found):
      let run = run(found.run)
      // Report only runs that the transition system's own interpreter accepts.
      guard let last = interpreter.replay(run)?.last,
        interpreter.holds(property.holds, in: last) == isGoal
      else { return nil }
      return ExplorationAnswer(isGoal ? .holds : .fails, method: .orderIdeals, runs: [run])
    }
  }

  /// The transitions that have happened, each after those that it waits for.
  private func run(_ run: Run) -> TransitionRun {
    let happened = run.entries.filter { $0.outcome == .done || $0.parts.contains(0) }
    return TransitionRun(
      start: oneShot.start,
      moves: happened.map { TransitionRun.Move(oneShot.transitions[$0.step]) })
  }
}
