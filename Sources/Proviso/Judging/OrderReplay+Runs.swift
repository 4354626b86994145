import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Replays a run that breaks a property of complete runs event by event, and judges each moment by
/// the concrete evaluator.
extension OrderReplay {
  /// A run with more moments is judged only after steps that matter to the property.
  static let mostJudged = 3_000

  /// Replays a run that breaks an instance of a property of complete runs.
  func runViolation(_ frame: [Symbol], in found: Counterexample) -> Outcome {
    guard let (kind, parts) = PropertyShape.overRuns(property.body) else {
      return .undecided(OrderReplay.disagreement)
    }
    let values = frame.map { symbol in
      if case .value(let value) = symbol { MaskedValue(value) } else { MaskedValue(.null) }
    }
    let interpreter = Interpreter(universe.system, world: found.run.world)
    let known = self.values(found)
    func situation(_ moment: Moment) -> Situation {
      Situation(moment: moment, world: found.run.world, unknowns: known)
    }
    var moment = Moment(initialOf: universe.system)
    let start = makeEvaluator(in: situation(moment))
    let binders = PropertyShape.split(property.body).0
    for binder in binders {
      guard let condition = binder.condition else { continue }
      switch start.truth(of: condition, in: Array(values.prefix(binder.slot + 1))) {
      case .yes: break
      case .no: return .undecided(OrderReplay.disagreement)
      case .open(let reason): return .undecided(reason)
      }
    }
    var truths = [parts.map { start.truth(of: $0, in: values) }]
    let judgesAll = found.events.count <= OrderReplay.mostJudged
    do throws(ReplayError) {
      for event in found.events {
        try interpreter.apply(event, to: &moment)
        guard judgesAll || found.focus?.contains(event.step) ?? true else { continue }
        let evaluator = makeEvaluator(in: situation(moment))
        truths.append(parts.map { evaluator.truth(of: $0, in: values) })
      }
    } catch {
      return .undecided(OrderReplay.cannotReplay(error))
    }
    guard interpreter.isComplete(moment) else { return .undecided(OrderReplay.disagreement) }
    switch OrderReplay.isGood(kind, truths) {
    case .no: break
    case .yes: return .undecided(OrderReplay.disagreement)
    case .open(let reason): return .undecided(reason)
    }
    let trace = runTrace(of: found)
    let nothingHappens =
      trace.isEmpty ? "no step of the plan changes what the property is about" : nil
    var violation = Violation(
      bindings: bindings(binders, values),
      message: message(values, in: situation(moment), of: found) ?? nothingHappens,
      certainty: found.isDefinite ? .definite : .possible, isPreexisting: false,
      needsGraph: needsGraph(found), unknowns: found.isDefinite ? [] : unknowns(found),
      trace: trace, hints: hints(about: values) + orderHints(found))
    violation.recorded = recorded(frame, in: found)
    return .violation(violation)
  }

  /// Whether a run satisfies the property, as SemanticsOfProperties, "Operators over runs", defines
  /// it.
  private static func isGood(
    _ kind: RunOperator, _ truths: [[ConcreteEvaluator.Truth]]
  ) -> ConcreteEvaluator.Truth {
    var open: ConcreteEvaluator.Truth?
    func note(_ truth: ConcreteEvaluator.Truth) -> Bool {
      if case .open = truth { open = open ?? truth }
      return truth == .yes
    }
    func first(_ at: Int) -> Bool { note(truths[at].first ?? .no) }
    func second(_ at: Int) -> Bool { note(truths[at].dropFirst().first ?? .no) }
    let isGood: Bool
    switch kind {
    case .eventually: isGood = truths.indices.contains { first($0) }
    case .eventuallyAlways: isGood = truths.indices.last.map { first($0) } ?? true
    case .leadsTo:
      // The last Q must not come before the last P.
      let last = truths.indices.last { second($0) } ?? -1
      isGood = !truths.indices.contains { $0 > last && first($0) }
    case .until:
      let end = truths.indices.first { second($0) }
      isGood = end.map { end in truths.indices.prefix(end).allSatisfy { first($0) } } ?? false
    }
    // A condition without a value could be true or false, so nothing is certain then.
    return open ?? ConcreteEvaluator.Truth(isGood)
  }

  /// The run as steps: one for each uninterrupted sequence of events of one step.
  private func runTrace(of found: Counterexample) -> [TraceStep] {
    let interpreter = Interpreter(universe.system, world: found.run.world)
    var moment = Moment(initialOf: universe.system)
    var out: [TraceStep] = []
    var at = 0
    while at < found.events.count {
      let step = found.events[at].step
      let before = moment
      var isDone = false
      while at < found.events.count, found.events[at].step == step {
        if case .finish = found.events[at] { isDone = true }
        // The run has been replayed before, so this cannot fail.
        guard (try? interpreter.apply(found.events[at], to: &moment)) != nil else { return out }
        at += 1
      }
      let description = universe.describe(step: step)
      guard found.focus?.contains(step) ?? true, description.hasEffect else { continue }
      let changes = universe.changes(
        of: step, from: telling(before, of: found), to: telling(moment, of: found))
      out.append(
        TraceStep(
          step: description.name, action: description.action,
          outcome: isDone ? .done : .inFlight,
          changes: changes.map {
            TraceStep.Change(
              what: $0.what, from: printed($0.from), to: printed($0.to), isImplied: $0.isImplied)
          }))
    }
    return out
  }
}

extension Interpreter.Event {
  /// The step that the event belongs to.
  var step: Int {
    switch self {
    case .begin(let step), .finish(let step), .fail(let step), .refuse(let step): step
    case .happen(let part): part.step
    }
  }
}
