import ProvisoKernel

/// Answers questions about what can be reached in a transition system whose transitions happen at most
/// once, as questions about the down-closed sets of their order: no state is visited.
public struct IdealExplorer {
  private let whole: TransitionSystem
  private let oneShot: OneShotSystem
  private let limits: ExplorationLimits
  private let interrupt: ExplorationInterrupt?
  /// As in `Engine`; tests lower it.
  var mostListed: Int?

  /// Reads a transition system; `nil` where it is not of this kind.
  public init?(
    _ system: TransitionSystem, limits: ExplorationLimits = ExplorationLimits(),
    interrupt: ExplorationInterrupt? = nil
  ) {
    guard let oneShot = OneShotSystem(system) else { return nil }
    whole = system
    self.oneShot = oneShot
    self.limits = limits
    self.interrupt = interrupt
  }

  /// The number of transitions that happen in some run and have an effect, those of one effect counted
  /// once: as many as the longest run that never comes back has.
  public var steps: Int { oneShot.transitions.count }

  /// The places of those transitions.
  public var taken: Set<Int> { Set(oneShot.transitions) }

  /// Answers what it can.
  ///
  /// - Returns: one answer a property, with at most one run: a short one, though perhaps not the
  ///   shortest. `nil` for what is no question about reachable states, names what the order does not
  ///   decide, or takes too long.
  public func answers(_ properties: [StateProperty]) -> [ExplorationAnswer?] {
    let watch = StopWatch(seconds: limits.seconds, interrupt: interrupt)
    let milliseconds = Int(min(max(limits.seconds, 0.001), 86_400) * 1_000)
    let engine = Engine(
      system: oneShot.system, store: oneShot.store, orderIsExact: true,
      limits: Limits(timeoutMilliseconds: milliseconds, memoryMegabytes: limits.memoryMegabytes),
      interrupt: interrupt?.solver)
    if let mostListed { engine.mostListed = mostListed }
    let interpreter = TransitionInterpreter(whole)
    return properties.map { property in
      watch.reasonToStop == nil ? answer(property, engine, interpreter) : nil
    }
  }

  private func answer(
    _ property: StateProperty, _ engine: Engine, _ interpreter: TransitionInterpreter
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
    // A failure changes nothing, so what can be reached can be reached without one.
    let condition = isGoal ? oneShot.store.not(holds) : holds
    switch engine.decide(Query(condition, timing: .everyMoment)) {
    case .undecided: return nil
    case .holds:
      return ExplorationAnswer(isGoal ? .fails : .holds, method: .orderIdeals)
    case .run(_, let found):
      let run = run(found.run)
      // The judge of every run is the meaning of the transitions themselves.
      guard let last = interpreter.replay(run)?.last,
        interpreter.holds(property.holds, in: last) == isGoal
      else { return nil }
      return ExplorationAnswer(isGoal ? .holds : .fails, method: .orderIdeals, runs: [run])
    }
  }

  /// The transitions that have happened, each after what it waits for.
  private func run(_ run: Run) -> TransitionRun {
    let happened = run.entries.filter { $0.outcome == .done || $0.parts.contains(0) }
    return TransitionRun(
      start: oneShot.start,
      moves: happened.map { TransitionRun.Move(oneShot.transitions[$0.step]) })
  }
}
