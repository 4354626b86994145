import ProvisoKernel

/// Steps, the past and relations of a world.
extension ConcreteEvaluator {
  /// The step that an expression names: a call, or an action with its arguments; `nil` if it is
  /// neither or unknown.
  private func step(of expression: Expression, in frame: Frame) -> ConcreteStep? {
    switch expression.kind {
    case .step(let action, let arguments):
      var values: [Value] = []
      for argument in arguments {
        guard case .value(let masked) = value(of: argument, in: frame) else { return nil }
        values.append(masked.value)
      }
      return .action(action, values)
    case .conditional(let condition, let a, let b):
      switch truth(of: condition, in: frame) {
      case .yes: return step(of: a, in: frame)
      case .no: return step(of: b, in: frame)
      case .open: return nil
      }
    default:
      guard let object = object(of: expression, in: frame),
        object.entity == WorldModel.EntityIndex.call
      else {
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
      guard case .call(let call)? = step(of: started, in: frame),
        truth(of: judged, in: frame) == .no
      else {
        return nil
      }
      return call
    default: return nil
    }
  }

  func canStart(_ expression: Expression, in frame: Frame) -> Truth {
    guard let history, let step = step(of: expression, in: frame) else {
      return .open("an unknown step")
    }
    return history.canStart(step)
  }

  func hasJustHappened(_ expression: Expression, in frame: Frame) -> Bool {
    guard let history, let step = step(of: expression, in: frame) else { return false }
    return history.hasJustHappened(step)
  }

  func worldBefore(_ first: Expression, _ second: Expression, in frame: Frame) -> Truth {
    guard let history, let step = step(of: first, in: frame) else {
      return .open("an unknown step")
    }
    if history.hasHappened(step) { return .yes }
    return canStart(second, in: frame).negated
  }

  func worldOnce(_ inner: Expression, in frame: Frame) -> Truth {
    guard let history else { return .no }
    return any(
      (0..<history.count).reversed().lazy.map { index in
        history.evaluator(at: index, self.patterns).truth(of: inner, in: frame)
      })
  }

  func related(by relation: Int, _ arguments: [Expression], in frame: Frame) -> Truth {
    guard let relations = universe as? any DeclaredRelations else {
      return .open("a relation of a world cannot be evaluated here")
    }
    var values: [Value] = []
    for argument in arguments {
      switch value(of: argument, in: frame) {
      case .none(let reason): return .open(reason)
      case .value(let masked): values.append(masked.value)
      }
    }
    return Truth(relations.holds(relation, of: values, at: situation.moment))
  }
}
