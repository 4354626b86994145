import ProvisoKernel

/// Explores a transition system state by state: every reachable state is visited, or it is said why not.
///
/// Where it comes to an end its answers are complete, for runs of any length, and its runs are shortest.
/// A move that meets a `Fault` is not followed. What no guard and no question can see is left out where
/// the states cannot be enumerated otherwise; then there are no figures about states.
public struct ExplicitSearch {
  /// The most transitions, one for each choice of values for inputs.
  static let mostMoves = 100_000

  /// Why the states of a system cannot be enumerated as they are, in words; `nil` where they can be, if
  /// there are not too many.
  public static func obstacle(to system: TransitionSystem) -> String? {
    for (variable, term) in zip(system.variables, system.initial)
    where term == nil && variable.sort.values == nil {
      return "`\(variable.name)` can be anything at first"
    }
    if FirstStates.order(system) == nil { return "first values depend on one another" }
    var moves = 0
    for transition in system.transitions {
      var choices = 1
      for input in transition.inputs {
        guard let values = system.inputs[input]?.values else {
          return "`\(system.steps[transition.step].name)` takes a value that can be anything"
        }
        choices = min(choices * max(values.count, 1), mostMoves + 1)
      }
      moves += choices
      if moves > mostMoves { return "there are more than \(mostMoves) transitions" }
    }
    return nil
  }

  /// Why the states of all of the system that the questions and the guards see cannot be enumerated;
  /// `nil` where they can.
  static func obstacle(to system: TransitionSystem, asked properties: [StateProperty]) -> String? {
    guard let obstacle = obstacle(to: system) else { return nil }
    guard let part = VisiblePart(system, properties) else { return obstacle }
    return self.obstacle(to: part.system)
  }

  /// Explores.
  ///
  /// - Parameters:
  ///   - isReduced: whether independent moves of a program's threads need not be interleaved; then the runs
  ///     that are found may be longer than they need be, and figures are of what was visited.
  ///   - progress: called now and then, at most four times a second.
  /// - Returns: one answer a property. Where the states cannot be enumerated, or a limit ended the
  ///   search, what was not decided before is undecided for that reason.
  public static func run(
    _ system: TransitionSystem, _ properties: [StateProperty],
    limits: ExplorationLimits = ExplorationLimits(), interrupt: ExplorationInterrupt? = nil,
    isReduced: Bool = false, progress: ((ExplorationProgress) -> Void)? = nil
  ) -> Exploration {
    let part = VisiblePart(system, properties).flatMap { obstacle(to: $0.system) == nil ? $0 : nil }
    func explore(_ system: TransitionSystem, seconds: Double) -> Exploration {
      var own = limits
      own.seconds = seconds
      return ExplicitReport(system, properties, own, interrupt, isReduced: isReduced)
        .explore(progress)
    }
    if let obstacle = obstacle(to: system) {
      if let part { return part.told(explore(part.system, seconds: limits.seconds)) }
      let answer = ExplorationAnswer(
        .undecided("the states cannot be enumerated: \(obstacle)"), method: .exhaustive)
      return Exploration(
        answers: properties.map { _ in answer }, depth: 0, isExhaustive: false)
    }
    guard let part else { return explore(system, seconds: limits.seconds) }
    // Half of the time for each: what nobody sees may have no end.
    let begin = ContinuousClock.now
    let found = explore(system, seconds: limits.seconds / 2)
    let isDone = found.answers.allSatisfy { $0.isDecided } || interrupt?.isRequested == true
    if isDone || found.isExhaustive || found.fault != nil { return found }
    let spent = (ContinuousClock.now - begin) / .seconds(1)
    let other = part.told(explore(part.system, seconds: limits.seconds - spent))
    return other.isExhaustive ? other : found
  }
}

extension ExplorationAnswer {
  var isDecided: Bool {
    if case .undecided = verdict { false } else { true }
  }
}
