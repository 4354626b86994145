import ProvisoKernel

/// Explores a transition system state by state, until it has visited every reachable state or a
/// limit ends the search.
///
/// A search that finishes answers for runs of any length, and breadth first makes its runs the
/// shortest (see `Reachability`). A move with a `Fault` is not followed. If the states cannot be
/// enumerated, or a first search does not finish, variables that no guard and no property can see
/// are left out (`VisiblePart`); then there are no figures about states.
public struct ExplicitSearch {
  /// The largest number of moves: transitions, one for each choice of values for inputs.
  static let mostMoves = 100_000

  /// The reason why the states of a system cannot be enumerated; `nil` where they can, unless there
  /// are too many.
  public static func obstacle(to system: TransitionSystem) -> String? {
    for (variable, term) in zip(system.variables, system.initial)
    where term == nil && variable.sort.values == nil && variable.domain == nil {
      return "`\(variable.name)` can have any initial value"
    }
    if InitialStates.order(system) == nil { return "initial values depend on each other" }
    var moves = 0
    for transition in system.transitions {
      var choices = 1
      for input in transition.inputs {
        guard let values = system.inputs[input]?.values else {
          return "`\(system.steps[transition.step].name)` takes an input that can have any value"
        }
        choices = min(choices * max(values.count, 1), mostMoves + 1)
      }
      moves += choices
      if moves > mostMoves { return "there are more than \(mostMoves) transitions" }
    }
    return nil
  }

  /// The reason why the states of the part that the properties and guards see cannot be enumerated;
  /// `nil` where they can.
  static func obstacle(to system: TransitionSystem, asked properties: [StateProperty]) -> String? {
    guard let obstacle = obstacle(to: system) else { return nil }
    guard let part = VisiblePart(system, properties: properties) else { return obstacle }
    return self.obstacle(to: part.system)
  }

  /// Checks the properties.
  ///
  /// - Parameters:
  ///   - isReduced: Whether to leave out interleavings of independent moves of a program's threads.
  ///     Then runs may be longer than necessary, and the figures count only what was visited.
  ///   - pause: The number of states after which the search ends if values keep growing, and the
  ///     largest number of initial states; `nil` to go on up to the limits.
  ///   - progress: Called at most four times a second.
  /// - Returns: One answer for each property. If the states cannot be enumerated, or a limit ends
  ///   the search, the remaining properties are undecided for that reason.
  public static func run(
    _ system: TransitionSystem, for properties: [StateProperty],
    limits: ExplorationLimits = ExplorationLimits(), cancellation: Cancellation = Cancellation(),
    isReduced: Bool = false, pause: Int? = nil, progress: ((ExplorationProgress) -> Void)? = nil
  ) -> Exploration {
    if let reason = cancellation.reason {
      return .undecided(properties, "\(reason)", method: .exhaustive)
    }
    let part = VisiblePart(system, properties: properties).flatMap {
      obstacle(to: $0.system) == nil ? $0 : nil
    }
    func explore(_ system: TransitionSystem, seconds: Double) -> Exploration {
      var own = limits
      own.seconds = seconds
      return ExplicitReport(
        system, properties: properties, limits: own, interrupt: cancellation, isReduced: isReduced,
        pause: pause
      )
      .explore(progress)
    }
    if let obstacle = obstacle(to: system) {
      if let part { return part.told(explore(part.system, seconds: limits.seconds)) }
      return .undecided(
        properties, "the states cannot be enumerated: \(obstacle)", method: .exhaustive)
    }
    guard let part else { return explore(system, seconds: limits.seconds) }
    // Half of the time for each: the variables that nothing sees may have infinitely many values.
    let begin = ContinuousClock.now
    var found = explore(system, seconds: limits.seconds / 2)
    let isDone = zip(found.answers, properties).allSatisfy { $0.isDecided || $1.isProbe }
    if isDone || found.isExhaustive || found.fault != nil { return found }
    if cancellation.isCancelled {
      found.endEarly(cancellation)
      return found
    }
    let spent = (ContinuousClock.now - begin) / .seconds(1)
    let other = part.told(explore(part.system, seconds: limits.seconds - spent))
    return other.isExhaustive ? other : found
  }
}
