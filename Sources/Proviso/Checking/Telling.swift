import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Replays what an engine found, judges it by the concrete evaluator, and tells it in the terms of the
/// plan. What does not replay is never shown as a violation.
struct Telling {
  let universe: any Universe
  let store: TermStore
  let property: Property
  let patterns: PatternCache
  let failures: Int

  enum Told {
    case told(Violation)
    /// Not to be told as a violation, and why.
    case open(String)
  }

  /// Tells how a run breaks an instance.
  func violation(_ frame: [Symbol], _ found: Counterexample) -> Told {
    let (binders, body) = PropertyShape.split(property.body)
    let values = frame.map { symbol in
      if case .value(let value) = symbol { MaskedValue(value) } else { MaskedValue(.null) }
    }
    let situation: Situation
    switch replay(found) {
    case .success(let end): situation = end
    case .failure(let trouble): return .open(trouble.text)
    }
    let evaluator = ConcreteEvaluator(universe, situation, patterns)
    for binder in binders {
      guard let condition = binder.condition else { continue }
      switch evaluator.truth(condition, Array(values.prefix(binder.slot + 1))) {
      case .yes: break
      case .open(let reason): return .open(reason)
      case .no: return .open(Telling.disagreement)
      }
    }
    switch evaluator.truth(body, values) {
    case .no: break
    case .open(let reason): return .open(reason)
    case .yes: return .open(Telling.disagreement)
    }
    let bindings = zip(binders, values).map { binder, value in
      Violation.Binding(name: binder.name, object: name(value))
    }
    var told = tell(found, situation, bindings, message(values, situation))
    told.hints = hints(about: values)
    told.isPreexisting = isPreexisting(values, found)
    return .told(told)
  }

  /// Beyond this many violations of one property only the objects are named: a run is as long as the
  /// plan, and there are as many violations as choices of objects.
  static let mostToldInFull = 200

  /// What stands in the place of a run that is not told.
  static let namedOnly =
    "of one property \(mostToldInFull) violations are replayed and told; of the others the objects are named"

  /// Names the objects of an instance that a run breaks, without replaying the run: for violations beyond
  /// those that are told.
  func named(_ frame: [Symbol], _ found: Counterexample) -> Violation {
    let binders = PropertyShape.split(property.body).0
    let values = frame.map { symbol in
      if case .value(let value) = symbol { MaskedValue(value) } else { MaskedValue(.null) }
    }
    return Violation(
      bindings: zip(binders, values).map { binder, value in
        Violation.Binding(name: binder.name, object: name(value))
      }, message: nil, certainty: found.isDefinite ? .definite : .possible,
      isPreexisting: isPreexisting(values, found), needsGraph: found.needsGraph, unknowns: [],
      trace: [], hints: [Telling.namedOnly])
  }

  /// Whether the instance was false before the first step, and the plan has no part in that.
  private func isPreexisting(_ values: [MaskedValue], _ found: Counterexample) -> Bool {
    guard found.isPreexisting, property.body.speaksOfPlan(universe.schema) else {
      return found.isPreexisting
    }
    let objects = values.compactMap { value -> ObjectID? in
      if case .object(let object) = value.value { object } else { nil }
    }
    return !objects.isEmpty && objects.allSatisfy(universe.isUnchanged)
  }

  /// Tells how a run reaches a goal.
  func witness(_ found: Counterexample) -> Told {
    switch replay(found) {
    case .failure(let trouble): return .open(trouble.text)
    case .success(let situation):
      let evaluator = ConcreteEvaluator(universe, situation, patterns)
      switch evaluator.truth(property.body, []) {
      case .yes: break
      case .open(let reason): return .open(reason)
      case .no: return .open(Telling.disagreement)
      }
      return .told(tell(found, situation, [], message([], situation)))
    }
  }

  static let disagreement =
    "internal error: the run found does not do on replay what it was found for; please report it"

  /// What is said where the interpreter cannot take a run.
  static func cannotReplay(_ error: ReplayError) -> String {
    "internal error: the run found cannot be replayed (\(error)); please report it"
  }

  struct Trouble: Error {
    let text: String
  }

  // MARK: Replay

  func values(_ found: Counterexample) -> [String: Value] {
    var out: [String: Value] = [:]
    for (place, value) in found.unknowns { out[store.unknowns[place].name] = value }
    return out
  }

  private func replay(_ found: Counterexample) -> Result<Situation, Trouble> {
    let interpreter = Interpreter(universe.system, world: found.run.world)
    do throws(ReplayError) {
      let moment = try interpreter.replay(found.run)
      switch property.timing {
      case .everyMoment: break
      case .atEnd:
        guard interpreter.isComplete(moment) else {
          return .failure(Trouble(text: Self.disagreement))
        }
      case .atRest:
        let failed = moment.steps.count { $0 == .failed }
        guard found.run.entries.isEmpty || interpreter.isAtRest(moment), failed <= failures else {
          return .failure(Trouble(text: Self.disagreement))
        }
      }
      return .success(
        Situation(moment: moment, world: found.run.world, unknowns: values(found)))
    } catch {
      return .failure(Trouble(text: Self.cannotReplay(error)))
    }
  }

  // MARK: Words

  /// What there is to say of the objects of an instance, each sentence once.
  func hints(about values: [MaskedValue]) -> [String] {
    var hints: [String] = []
    for value in values {
      guard case .object(let object) = value.value else { continue }
      for hint in universe.hints(about: object) where !hints.contains(hint) { hints.append(hint) }
    }
    return hints
  }

  func name(_ value: MaskedValue) -> String {
    if case .object(let object) = value.value { return universe.name(of: object) }
    return value.mask.print(value.value)
  }

  func message(_ frame: [MaskedValue], _ situation: Situation) -> String? {
    guard !property.message.isEmpty else { return nil }
    let evaluator = ConcreteEvaluator(universe, situation.forMessages, patterns)
    // Binders over lists are no part of an instance; a message may name the element that fails.
    let (_, body) = PropertyShape.split(property.body)
    let frame =
      ConcreteEvaluator(universe, situation, patterns).firstFailure(of: body, frame) ?? frame
    return property.message.map { part in
      switch part {
      case .text(let text): return text
      case .expression(let expression):
        switch evaluator.value(expression, frame) {
        case .none: return "(no value)"
        case .value(let masked):
          if case .object(let object) = masked.value { return universe.name(of: object) }
          if case .string(let text) = masked.value, !masked.mask.hidesAnything {
            return text.string
          }
          return masked.mask.print(masked.value)
        }
      }
    }.joined()
  }

  private func tell(
    _ found: Counterexample, _ end: Situation, _ bindings: [Violation.Binding], _ message: String?
  ) -> Violation {
    Violation(
      bindings: bindings, message: message,
      certainty: found.isDefinite ? .definite : .possible, isPreexisting: found.isPreexisting,
      needsGraph: found.needsGraph, unknowns: found.isDefinite ? [] : unknowns(found),
      trace: trace(found, end))
  }

  func unknowns(_ found: Counterexample) -> [Violation.UnknownValue] {
    let parents = Set(
      found.unknowns.keys.compactMap { store.unknowns[$0].parent?.unknown })
    return found.unknowns.sorted { store.unknowns[$0.key].name < store.unknowns[$1.key].name }
      .filter { !parents.contains($0.key) }
      .map { place, value in
        let unknown = store.unknowns[place]
        return Violation.UnknownValue(
          value: unknown.name,
          json: universe.isSensitive(unknown)
            ? Value.quoted(Mask.hidden) : value.description)
      }
  }

  private func trace(_ found: Counterexample, _ end: Situation) -> [TraceStep] {
    let interpreter = Interpreter(universe.system, world: found.run.world)
    var moment = Moment(initialOf: universe.system)
    var out: [TraceStep] = []
    for entry in found.run.entries {
      let description = universe.describe(step: entry.step)
      let isShown =
        (found.focus?.contains(entry.step) ?? true)
        && (description.hasEffect || entry.outcome != .done && !description.name.isEmpty)
      let before =
        isShown ? Situation(moment: moment, world: end.world, unknowns: end.unknowns) : nil
      // The run has been replayed before: it cannot fail here.
      guard (try? interpreter.take(entry, at: &moment)) != nil else { return out }
      guard let before else { continue }
      let after = Situation(moment: moment, world: end.world, unknowns: end.unknowns)
      out.append(
        TraceStep(
          step: description.name, action: description.action, outcome: entry.outcome.rawValue,
          changes: universe.changes(of: entry.step, from: before, to: after).map {
            TraceStep.Change(
              what: $0.what, from: Self.printed($0.from), to: Self.printed($0.to))
          }))
    }
    return out
  }

  static func printed(_ value: MaskedValue) -> String {
    let text = value.mask.print(value.value)
    // Text with a part masked is no JSON any more.
    return value.mask.hidesAnything ? Value.quoted(text) : text
  }
}
