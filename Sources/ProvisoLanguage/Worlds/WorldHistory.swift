import ProvisoKernel

/// A run of a world up to a moment: what `once`, `before` and `whenever` look back on.
package struct WorldHistory: Sendable {
  package let executor: WorldExecutor
  /// The states so far, the one in question last.
  package let states: [[Value]]
  /// The steps between them.
  package let moves: [WorldExecutor.Move]
  /// Whether each of them failed.
  package let failed: [Bool]

  package init(
    _ executor: WorldExecutor, states: [[Value]], moves: [WorldExecutor.Move], failed: [Bool]
  ) {
    self.executor = executor
    self.states = states
    self.moves = moves
    self.failed = failed
  }

  /// The run up to one of its states.
  package func prefix(_ count: Int) -> WorldHistory {
    WorldHistory(
      executor, states: Array(states.prefix(count + 1)), moves: Array(moves.prefix(count)),
      failed: Array(failed.prefix(count)))
  }

  /// An evaluator for the last state.
  package func evaluator(_ patterns: PatternCache) -> ConcreteEvaluator {
    let evaluator = ConcreteEvaluator(
      executor.universe,
      Situation(moment: Moment(values: states.last ?? []), world: World(), unknowns: [:]), patterns)
    evaluator.history = self
    return evaluator
  }
}

extension WorldHistory {
  /// Whether the step at a place is the one in question, and did not fail.
  func isEnd(_ place: Int, of step: ConcreteStep) -> Bool {
    guard moves.indices.contains(place), !failed[place] else { return false }
    let move = moves[place]
    if let program = executor.universe.model.program {
      return ProgramExecution(executor.universe, program, states[place]).isEnd(move, of: step)
    }
    return step == .action(move.action, move.arguments)
  }
}

extension ConcreteEvaluator {
  /// A call, or an action with its arguments; `nil` where it is neither, or not known.
  private func step(_ expression: Expression, _ frame: Frame) -> ConcreteStep? {
    switch expression.kind {
    case .step(let action, let arguments):
      var values: [Value] = []
      for argument in arguments {
        guard case .value(let masked) = value(argument, frame) else { return nil }
        values.append(masked.value)
      }
      return .action(action, values)
    case .conditional(let condition, let a, let b):
      switch truth(condition, frame) {
      case .yes: return step(a, frame)
      case .no: return step(b, frame)
      case .open: return nil
      }
    default:
      guard let object = object(expression, frame), object.entity == WorldModel.Place.call else {
        return nil
      }
      return .call(object.index)
    }
  }

  func canStart(_ expression: Expression, _ frame: Frame) -> Truth {
    guard let history, let step = step(expression, frame) else {
      return .open("a step that is not known")
    }
    return history.executor.canStart(step, in: history.states.last ?? [])
  }

  func hasJustHappened(_ expression: Expression, _ frame: Frame) -> Bool {
    guard let history, let step = step(expression, frame) else { return false }
    return history.isEnd(history.moves.count - 1, of: step)
  }

  func worldBefore(_ first: Expression, _ second: Expression, _ frame: Frame) -> Truth {
    guard let history, let step = step(first, frame) else {
      return .open("a step that is not known")
    }
    if history.moves.indices.contains(where: { history.isEnd($0, of: step) }) { return .yes }
    return canStart(second, frame).negated
  }

  func worldOnce(_ inner: Expression, _ frame: Frame) -> Truth {
    guard let history else { return .no }
    return any(
      history.states.indices.reversed().lazy.map { place in
        history.prefix(place).evaluator(self.patterns).truth(inner, frame)
      })
  }

  func related(_ relation: Int, _ arguments: [Expression], _ frame: Frame) -> Truth {
    guard let universe = universe as? WorldUniverse else { return .no }
    var values: [Value] = []
    for argument in arguments {
      switch value(argument, frame) {
      case .none(let reason): return .open(reason)
      case .value(let masked): values.append(masked.value)
      }
    }
    guard let place = universe.layout[.tuple(relation, values)] else { return .no }
    return Truth(situation.moment.value(of: place) == .bool(true))
  }
}
