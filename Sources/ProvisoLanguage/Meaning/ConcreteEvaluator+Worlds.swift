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
    if case .call(let call)? = stepThatStarts(in: judged, frame) { call } else { nil }
  }

  /// The step that may not begin now by a `whenever … starts` or an `… before …`; `nil` if there is none.
  package func stepThatMayNotStart(in judged: Expression, _ frame: Frame) -> ConcreteStep? {
    stepThatStarts(in: judged, frame) { part in
      if case .before(_, let later) = part.kind { later } else { nil }
    }
  }

  /// - Parameter other: the step of another expression that is false because the step can begin.
  private func stepThatStarts(
    in judged: Expression, _ frame: Frame, or other: (Expression) -> Expression? = { _ in nil }
  ) -> ConcreteStep? {
    switch judged.kind {
    case .and(let parts):
      for part in parts {
        if let step = stepThatStarts(in: part, frame, or: other) { return step }
      }
      return nil
    case .wheneverStarts(let started, _):
      return truth(of: judged, in: frame) == .no ? step(of: started, in: frame) : nil
    case .before where truth(of: judged, in: frame) == .no:
      return other(judged).flatMap { step(of: $0, in: frame) }
    default: return nil
    }
  }

  /// An evaluator for the moment before the last step; for the first moment where there was no step.
  var previousEvaluator: ConcreteEvaluator {
    guard let history, history.count > 1 else { return self }
    return history.evaluator(at: history.count - 2, patterns)
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
