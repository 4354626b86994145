import ProvisoKernel

/// Explores a transition system state by state: every reachable state is visited, or it is said why not.
///
/// Where it comes to an end its answers are complete, for runs of any length, and its runs are shortest.
/// A move that meets a `Fault` is not followed.
public struct ExplicitSearch {
  /// The most transitions, one for each choice of values for inputs.
  static let mostMoves = 1_000_000

  /// Why the states of a system cannot be enumerated, in words; `nil` where they can be, if there are
  /// not too many.
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

  /// Explores.
  ///
  /// - Parameters:
  ///   - progress: called now and then, at most four times a second.
  /// - Returns: one answer a property. Where the states cannot be enumerated, or a limit ended the
  ///   search, what was not decided before is undecided for that reason.
  public static func run(
    _ system: TransitionSystem, _ properties: [StateProperty],
    limits: ExplorationLimits = ExplorationLimits(), interrupt: ExplorationInterrupt? = nil,
    progress: ((ExplorationProgress) -> Void)? = nil
  ) -> Exploration {
    if let obstacle = obstacle(to: system) {
      let answer = ExplorationAnswer(
        .undecided("the states cannot be enumerated: \(obstacle)"), method: .exhaustive)
      return Exploration(
        answers: properties.map { _ in answer }, depth: 0, isExhaustive: false)
    }
    var report = ExplicitReport(system, properties, limits, interrupt)
    return report.explore(progress)
  }
}
