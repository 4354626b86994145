import ProvisoKernel

/// Steps, the past and relations of a world.
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
    return history.canStart(step)
  }

  func hasJustHappened(_ expression: Expression, _ frame: Frame) -> Bool {
    guard let history, let step = step(expression, frame) else { return false }
    return history.hasJustHappened(step)
  }

  func worldBefore(_ first: Expression, _ second: Expression, _ frame: Frame) -> Truth {
    guard let history, let step = step(first, frame) else {
      return .open("an unknown step")
    }
    if history.hasHappened(step) { return .yes }
    return canStart(second, frame).negated
  }

  func worldOnce(_ inner: Expression, _ frame: Frame) -> Truth {
    guard let history else { return .no }
    return any(
      (0..<history.count).reversed().lazy.map { place in
        history.evaluator(at: place, self.patterns).truth(inner, frame)
      })
  }

  func related(_ relation: Int, _ arguments: [Expression], _ frame: Frame) -> Truth {
    guard let relations = universe as? any DeclaredRelations else {
      return .open("a relation of a world cannot be evaluated here")
    }
    var values: [Value] = []
    for argument in arguments {
      switch value(argument, frame) {
      case .none(let reason): return .open(reason)
      case .value(let masked): values.append(masked.value)
      }
    }
    return Truth(relations.holds(relation, values, at: situation.moment))
  }
}
