import ProvisoKernel

/// A run of a world up to a moment, for evaluating `once`, `before` and `whenever`.
package struct WorldHistory: Sendable {
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
      Situation(moment: Moment(values: states.last ?? []), world: World(), unknowns: [:]), patterns)
    evaluator.history = self
    return evaluator
  }
}

extension WorldHistory {
  /// Whether the move at an index completes the step without a failure.
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
  /// The step that an expression names: a call, or an action with its arguments; `nil` if it is
  /// neither or unknown.
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

  /// The call in a `whenever … starts` that does not hold; `nil` if there is none.
  package func callThatStarts(in judged: Expression, _ frame: Frame) -> Int? {
    switch judged.kind {
    case .and(let parts):
      return parts.lazy.compactMap { self.callThatStarts(in: $0, frame) }.first
    case .wheneverStarts(let started, _):
      guard case .call(let call)? = step(started, frame), truth(judged, frame) == .no else {
        return nil
      }
      return call
    default: return nil
    }
  }

  func canStart(_ expression: Expression, _ frame: Frame) -> Truth {
    guard let history, let step = step(expression, frame) else {
      return .open("an unknown step")
    }
    return history.executor.canStart(step, in: history.states.last ?? [])
  }

  func hasJustHappened(_ expression: Expression, _ frame: Frame) -> Bool {
    guard let history, let step = step(expression, frame) else { return false }
    return history.isEnd(history.moves.count - 1, of: step)
  }

  func worldBefore(_ first: Expression, _ second: Expression, _ frame: Frame) -> Truth {
    guard let history, let step = step(first, frame) else {
      return .open("an unknown step")
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
