import ProvisoKernel
import ProvisoLanguage

/// A run of a world up to a moment.
package struct WorldHistory: RunHistory {
  package let executor: WorldExecutor
  /// The states so far, the current one last.
  package let states: [[Value]]
  /// The steps between the states.
  package let moves: [WorldExecutor.Move]
  /// For each step, whether it failed.
  package let failed: [Bool]

  package init(
    _ executor: WorldExecutor, states: [[Value]], moves: [WorldExecutor.Move], failed: [Bool]
  ) {
    self.executor = executor
    self.states = states
    self.moves = moves
    self.failed = failed
  }

  /// The run up to the state at an index.
  package func prefix(_ count: Int) -> WorldHistory {
    WorldHistory(
      executor, states: Array(states.prefix(count + 1)), moves: Array(moves.prefix(count)),
      failed: Array(failed.prefix(count)))
  }

  /// An evaluator for the last state.
  package func evaluator(_ patterns: PatternCache) -> ConcreteEvaluator {
    let evaluator = ConcreteEvaluator(
      executor.universe,
      in: Situation(moment: Moment(values: states.last ?? []), world: FlagValues(), unknowns: [:]),
      patterns: patterns)
    evaluator.history = self
    return evaluator
  }
}

extension WorldHistory {
  /// The number of moments of the run so far.
  package var count: Int { states.count }

  package func evaluator(at index: Int, _ patterns: PatternCache) -> ConcreteEvaluator {
    prefix(index).evaluator(patterns)
  }

  package func canStart(_ step: ConcreteStep) -> ConcreteEvaluator.Truth {
    executor.canStart(step, in: states.last ?? [])
  }

  package func hasJustHappened(_ step: ConcreteStep) -> Bool { isEnd(moves.count - 1, of: step) }

  package func hasHappened(_ step: ConcreteStep) -> Bool {
    moves.indices.contains { isEnd($0, of: step) }
  }

  /// Whether the move at an index completes the step without a failure.
  private func isEnd(_ index: Int, of step: ConcreteStep) -> Bool {
    guard moves.indices.contains(index), !failed[index] else { return false }
    let move = moves[index]
    if let program = executor.universe.model.program {
      return ProgramExecution(executor.universe, program: program, state: states[index]).isEnd(
        move, of: step)
    }
    return step == .action(move.action, move.arguments)
  }
}
