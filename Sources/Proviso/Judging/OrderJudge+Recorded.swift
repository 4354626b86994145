import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Judges a run that was recorded earlier, by the interpreter and the concrete evaluator alone: no
/// lowering, no engine, no solver.
extension OrderJudge {
  func replayed(_ recorded: RecordedRun) -> PropertyResult {
    var tally = PropertyTally(of: property)
    func finish(_ outcome: InstanceOutcome) -> PropertyResult {
      tally.add(outcome, by: .replay)
      return tally.finish { _, _ in }
    }
    guard case .order(let run, let events) = recorded.steps else {
      return finish(
        .undecided(ForeignRun.reason("the run is one of a world, and the input is none")))
    }
    let store = TermStore()
    var unknowns: [Int: Value] = [:]
    for (name, value) in recorded.unknowns { unknowns[store.unknown(Unknown(name: name))] = value }
    let found = Counterexample(
      run: run, focus: nil, unknowns: unknowns, isDefinite: unknowns.isEmpty, needsGraph: false,
      isPreexisting: false, events: events)
    let replay = OrderReplay(
      universe: universe, store: store, property: property, patterns: settings.judgePatterns,
      failures: spec.failures, openOrder: settings.words.openOrder,
      secrets: SecretReads(universe, in: property, assuming: spec.assumptions), sources: texts,
      explains: settings.explains, runs: { _, _ in nil })
    if let trouble = trouble(in: recorded, run, found, store) { return finish(.undecided(trouble)) }
    let frame = recorded.values.map(Symbol.value)
    let outcome =
      property.kind == .possible
      ? replay.witness(found)
      : PropertyShape.overRuns(property.body) == nil
        ? replay.violation(frame, in: found) : replay.runViolation(frame, in: found)
    switch outcome {
    case .undecided(let reason):
      return finish(
        .undecided(
          reason == OrderReplay.disagreement
            ? ForeignRun.noEvidence(for: property) : reason))
    case .violation(let violation):
      return finish(property.kind == .possible ? .reached(violation) : .violated([violation]))
    }
  }

  /// The reason why a recorded run cannot be judged, whatever the property says: it is no run of this input, or
  /// its values are none that the property is about. Nothing in it is taken for granted.
  private func trouble(
    in recorded: RecordedRun, _ run: Run, _ found: Counterexample, _ store: TermStore
  ) -> String? {
    let flags = universe.system.flags.count
    guard Set(run.world.flags.keys) == Set(0..<flags),
      universe.system.order.completed(run.world, flags: flags) == run.world
    else {
      return ForeignRun.reason(
        "it does not say how each undetermined wait is settled, or they form a cycle")
    }
    if let absence = absence(of: run, found.events) { return ForeignRun.reason(absence) }
    if let end = wrongEnd(of: run, found.events) { return end }
    let start = Situation(
      moment: Moment(initialOf: universe.system), world: run.world,
      unknowns: universe.completed(recorded.unknowns))
    let evaluator = ConcreteEvaluator(universe, in: start, patterns: settings.judgePatterns)
    if property.kind == .invariant,
      !evaluator.admits(recorded.values, in: property.body, of: universe)
    {
      return "its values are not those of an instance of `\(property.name)`"
    }
    for (assumption, text) in zip(spec.assumptions, assumptionTexts)
    where evaluator.truth(of: assumption, in: []) != .yes {
      return "its values do not meet the assumption: \(text)"
    }
    for name in recorded.unknowns.keys.sorted() {
      let expected = universe.expectation(of: Unknown(name: name), in: store)
      guard let expected, expected.isAssumed else { continue }
      var values: [Int: Value] = [:]
      for (index, unknown) in store.unknowns.enumerated() {
        values[index] = recorded.unknowns[unknown.name]
      }
      let terms = TermEvaluator(store: store, system: universe.system, world: run.world)
      guard terms.holds(expected.term, at: start.moment, unknowns: values) else {
        return "its values contradict what the input says: \(expected.text)"
      }
    }
    return nil
  }
}

// MARK: Steps

extension OrderJudge {
  /// Why the input does not have a run, with the step at which the run leaves it; `nil` if it has it.
  private func absence(of run: Run, _ events: [Interpreter.Event]) -> String? {
    let interpreter = Interpreter(universe.system, world: run.world)
    func place(_ kind: String, _ index: Int, of count: Int, _ step: Int) -> String {
      let isKnown = universe.system.steps.indices.contains(step)
      return "\(kind) \(index + 1) of \(count)"
        + (isKnown ? " (`\(universe.describe(step: step).name)`)" : "")
    }
    var moment = Moment(initialOf: universe.system)
    for (index, entry) in run.entries.enumerated() {
      do throws(ReplayError) {
        try interpreter.take(entry, at: &moment)
      } catch {
        return "\(place("step", index, of: run.entries.count, entry.step)): \(error.clause)"
      }
    }
    moment = Moment(initialOf: universe.system)
    for (index, event) in events.enumerated() {
      do throws(ReplayError) {
        try interpreter.apply(event, to: &moment)
      } catch {
        return "\(place("event", index, of: events.count, event.step)): \(error.clause)"
      }
    }
    return nil
  }

  /// Why the property is not about the end of a run that the input has; `nil` if it is.
  private func wrongEnd(of run: Run, _ events: [Interpreter.Event]) -> String? {
    let interpreter = Interpreter(universe.system, world: run.world)
    var moment = Moment(initialOf: universe.system)
    let incomplete = "it ends before all steps are done, and the property is about complete runs"
    do throws(ReplayError) {
      if PropertyShape.overRuns(property.body) != nil {
        for event in events { try interpreter.apply(event, to: &moment) }
        return interpreter.isComplete(moment) ? nil : incomplete
      }
      moment = try interpreter.replay(run)
    } catch {
      return error.clause
    }
    switch property.timing {
    case .everyMoment: return nil
    case .atEnd: return interpreter.isComplete(moment) ? nil : incomplete
    case .atRest:
      guard run.entries.isEmpty || interpreter.isAtRest(moment) else {
        return
          "it ends while a step can go on, and the property is about runs that have come to rest"
      }
      let failed = moment.steps.count(where: \.hasFailed)
      return failed <= spec.failures
        ? nil : "the number of its failures is \(failed), and the limit is \(spec.failures)"
    }
  }
}

extension ConcreteEvaluator {
  /// Whether each value of an instance is among the objects or constants that its binder ranges over.
  fileprivate func admits(
    _ values: [Value], in property: Expression, of universe: any ObjectUniverse
  ) -> Bool {
    let binders = PropertyShape.split(property).0
    guard values.count == PropertyShape.frameSize(binders) else { return false }
    for binder in binders {
      let value = values[binder.slot]
      switch binder.source {
      case .collection(let collection):
        guard case .object(let object) = value, universe.objects(in: collection).contains(object)
        else { return false }
      case .list(let list):
        let frame = values.prefix(binder.slot).map { MaskedValue($0) }
        guard case .value(let elements) = self.value(of: list, in: frame),
          elements.value.asList.contains(value)
        else { return false }
      }
    }
    return true
  }
}
