import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Replays the runs that an engine found, judges them by the concrete evaluator, and describes them
/// in the terms of the input. A run that does not replay is never reported as a violation.
struct OrderReplay {
  let universe: any ConcreteMeaning & Narrator
  let store: TermStore
  let property: Property
  let patterns: PatternCache
  let failures: Int
  /// The advice for a run whose order the input does not fix.
  let openOrder: InputWords.OpenOrder?
  /// Whether the property reads a secret.
  let secrets: SecretReads
  private let violations: StandingViolations
  /// The texts of the spec.
  let sources: SourceSet
  let completeRuns: CompleteRuns
  private let selections = SelectionIndex()
  /// Whether violations get the formulas of the property.
  let explains: Bool
  /// Whether a condition of the property compares moments or steps, so that the last moment does not
  /// decide it.
  let comparesMoments: Bool

  init(
    universe: any ConcreteMeaning & Narrator, store: TermStore, property: Property,
    patterns: PatternCache, failures: Int, openOrder: InputWords.OpenOrder?, secrets: SecretReads,
    sources: SourceSet, explains: Bool = false, runs: @escaping StandingViolations.Runs
  ) {
    completeRuns = CompleteRuns(of: universe.system)
    self.explains = explains
    self.sources = sources
    comparesMoments = property.body.comparesMoments
    self.universe = universe
    self.store = store
    self.property = property
    self.patterns = patterns
    self.failures = failures
    self.openOrder = openOrder
    self.secrets = secrets
    violations = StandingViolations(
      of: property, in: universe, patterns: patterns, runs: runs)
  }

  /// A judge of one situation.
  func makeEvaluator(in situation: Situation) -> ConcreteEvaluator {
    ConcreteEvaluator(universe, in: situation, patterns: patterns, selections: selections)
  }

  /// The outcome of a replay.
  enum Outcome {
    case violation(Violation)
    /// The run cannot be reported, for this reason.
    case undecided(String)
  }

  /// Replays a run that breaks an instance.
  func violation(_ frame: [Symbol], in found: Counterexample) -> Outcome {
    switch standing(masked(frame), in: found) {
    case .nothing: return violation(frame, in: found, isPreexisting: true)
    case .unknown: return violation(frame, in: found, isPreexisting: false)
    case .run(let run):
      // The run that adds something tells it.
      var added = found
      added.run = run
      added.focus = nil
      if case .violation(let violation) = violation(frame, in: added, isPreexisting: false) {
        return .violation(violation)
      }
      return violation(frame, in: found, isPreexisting: false)
    }
  }

  private func violation(
    _ frame: [Symbol], in found: Counterexample, isPreexisting: Bool
  ) -> Outcome {
    let (binders, body) = PropertyShape.split(property.body)
    let values = masked(frame)
    let situation: Situation
    switch replay(found) {
    case .success(let end): situation = end
    case .failure(let trouble): return .undecided(trouble.text)
    }
    let evaluator = makeEvaluator(in: situation)
    for binder in binders {
      guard let condition = binder.condition else { continue }
      switch evaluator.truth(of: condition, in: Array(values.prefix(binder.slot + 1))) {
      case .yes: break
      case .open(let reason): return .undecided(reason)
      case .no: return .undecided(Self.disagreement)
      }
    }
    switch evaluator.truth(of: body, in: values) {
    case .no: break
    case .open(let reason): return .undecided(reason)
    case .yes: return .undecided(Self.disagreement)
    }
    var violation = describe(
      found, end: situation, bindings: bindings(binders, values),
      message: message(values, in: situation, of: found))
    addValues(to: &violation, about: values, in: situation, of: found)
    violation.dependsOnOrder = dependsOnOrder(values, body, in: found)
    if violation.dependsOnOrder {
      violation.breakingStep = breakingStep(values, body, in: found, trace: violation.trace)
    }
    violation.hints = hints(about: values) + violation.hints
    violation.recorded = recorded(frame, in: found)
    violation.isPreexisting = isPreexisting
    violation.isRepaired = isPreexisting && found.isRepaired
    return .violation(violation)
  }

  /// Names the objects of an instance that a run breaks, without replaying the run.
  func named(_ frame: [Symbol], in found: Counterexample) -> Violation {
    let binders = PropertyShape.split(property.body).0
    let values = masked(frame)
    var violation = Violation(
      bindings: bindings(binders, values), message: nil,
      certainty: found.isDefinite ? .definite : .possible,
      isPreexisting: isPreexisting(values, in: found), needsGraph: needsGraph(found), unknowns: [],
      trace: [], hints: [PropertyTally.onlyNamed])
    violation.isOnlyNamed = true
    return violation
  }

  /// The plan's addition to an instance that was false before the first step; unknown if it was not.
  private func standing(
    _ values: [MaskedValue], in found: Counterexample
  ) -> StandingViolations.Addition {
    guard found.isPreexisting, universe.hasPriorState, property.body.speaksOfObjects else {
      return .unknown
    }
    let objects = values.compactMap { value -> ObjectID? in
      if case .object(let object) = value.value { object } else { nil }
    }
    if objects.contains(where: universe.isCreated) { return .unknown }
    // A value from outside belongs no more to the time before the plan than the plan does.
    if property.isOfOutside || property.body.speaksOfPlan(universe.schema) {
      guard violations.isOfUnchangedObjects(values, in: found) else { return .unknown }
    }
    return violations.addition(to: values, by: found)
  }

  private func isPreexisting(_ values: [MaskedValue], in found: Counterexample) -> Bool {
    if case .nothing = standing(values, in: found) { true } else { false }
  }

  /// An instance that is not settled, without a replay.
  ///
  /// - Parameter found: a run that breaks the instance for some values of the unknowns; `nil` if there
  ///   is only a reason.
  func open(_ frame: [Symbol], reason: String?, breaking found: Counterexample?) -> OpenInstance {
    var unknowns: [Violation.UnknownValue] = []
    var gaps: [String] = []
    for index in Set(found?.dependsOn ?? []).union(found?.unknowns.keys ?? [:].keys).sorted() {
      if let gap = store.openGaps[index] {
        gaps.append(gap.reason)
        continue
      }
      unknowns.append(
        shown(
          store.unknowns[index], as: found?.unknowns[index] ?? .null,
          isHidden: found.map { hidesAll(in: $0) } ?? secrets.any))
    }
    return OpenInstance(
      bindings: bindings(PropertyShape.split(property.body).0, masked(frame)),
      reason: (reason ?? gaps.first).map(told)
        ?? unknowns.first.map { "\($0.value), which is \(universe.unknownWords.adjective)" }
        ?? "a value that is \(universe.unknownWords.adjective)",
      unknowns: unknowns)
  }

  /// The values of a frame; null for a symbol that is no value.
  private func masked(_ frame: [Symbol]) -> [MaskedValue] {
    frame.map { symbol in
      if case .value(let value) = symbol { MaskedValue(value) } else { MaskedValue(.null) }
    }
  }

  /// Replays a run that reaches a goal.
  func witness(_ found: Counterexample) -> Outcome {
    switch replay(found) {
    case .failure(let trouble): return .undecided(trouble.text)
    case .success(let situation):
      let evaluator = makeEvaluator(in: situation)
      switch evaluator.truth(of: property.body, in: []) {
      case .yes: break
      case .open(let reason): return .undecided(reason)
      case .no: return .undecided(Self.disagreement)
      }
      var witness = describe(
        found, end: situation, bindings: [], message: message([], in: situation, of: found))
      witness.recorded = recorded([], in: found)
      return .violation(witness)
    }
  }

  static let disagreement =
    "internal error: a replay does not confirm the run that was found; please report it"

  /// The reason for an undecided property if the interpreter cannot replay a run.
  static func cannotReplay(_ error: ReplayError) -> String {
    "internal error: the run that was found cannot be replayed (\(error)); please report it"
  }

  struct Trouble: Error {
    let text: String
  }

  // MARK: Replay

  func values(_ found: Counterexample) -> [String: Value] {
    var out: [String: Value] = [:]
    for (index, value) in found.unknowns { out[store.unknowns[index].name] = value }
    return universe.completed(out)
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
        let failed = moment.steps.count(where: \.hasFailed)
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

  // MARK: Description

  /// The hints about the objects of an instance, each once.
  func hints(about values: [MaskedValue]) -> [String] {
    var hints: [String] = []
    for value in values {
      guard case .object(let object) = value.value else { continue }
      for hint in universe.hints(about: object) where !hints.contains(hint) { hints.append(hint) }
    }
    return hints
  }

  /// The objects and constants of an instance.
  func bindings(_ binders: [Binder], _ frame: [MaskedValue]) -> [Violation.Binding] {
    binders.map { binder in
      let value = frame.indices.contains(binder.slot) ? frame[binder.slot] : MaskedValue(.null)
      return Violation.Binding(
        name: binder.name, object: name(value), isConstant: !binder.bindsObjects)
    }
  }

  func name(_ value: MaskedValue) -> String {
    if case .object(let object) = value.value { return universe.name(of: object) }
    return screened(value.mask.print(value.value))
  }

  func message(
    _ frame: [MaskedValue], in situation: Situation, of found: Counterexample
  ) -> String? {
    guard !property.message.isEmpty else { return nil }
    let evaluator = makeEvaluator(in: telling(situation.moment, of: found))
    // Binders over lists are not part of an instance, but a message may name the element that
    // fails.
    let (_, body) = PropertyShape.split(property.body)
    var frame = frame
    let judge = makeEvaluator(in: situation)
    if let failure = judge.firstFailure(of: body, frame) {
      // An element of a list can have a value that the solver picked.
      let isHidden = hidesAll(in: found)
      let given = frame
      frame = failure.enumerated().map { slot, value in
        let isGiven = given.indices.contains(slot) && !given[slot].value.isNull
        if case .object = value.value { return value }
        return isHidden && !isGiven ? MaskedValue(value.value, .all) : value
      }
    }
    return text(of: property.message, in: frame, evaluator)
  }

  private func text(
    of parts: [MessagePart], in frame: [MaskedValue], _ evaluator: ConcreteEvaluator
  ) -> String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .expression(let expression):
        if let elements = evaluator.certainElements(of: expression, in: frame) {
          return elements.map(inMessage).joined(separator: ", ")
        }
        switch evaluator.value(of: expression, in: frame) {
        case .none: return "(no value)"
        case .value(let masked): return inMessage(masked)
        }
      }
    }.joined()
  }

  /// The sentence of the property for an input in which nothing meets its `where`; `nil` if it says nothing.
  func remark() -> String? {
    guard let remark = property.remark else { return nil }
    let start = Situation(
      moment: Moment(initialOf: universe.system), world: FlagValues(), unknowns: [:])
    let evaluator = makeEvaluator(in: start)
    if let condition = remark.condition, evaluator.truth(of: condition, in: []) == .no {
      return nil
    }
    return text(
      of: remark.message, in: [],
      makeEvaluator(in: start.forMessages(universe.unknownWords)))
  }

  private func inMessage(_ masked: MaskedValue) -> String {
    if case .object(let object) = masked.value { return universe.name(of: object) }
    if case .string(let text) = masked.value, !masked.mask.hidesAnything {
      return screened(text.string)
    }
    return screened(masked.mask.print(masked.value))
  }

  private func describe(
    _ found: Counterexample, end: Situation, bindings: [Violation.Binding], message: String?
  ) -> Violation {
    Violation(
      bindings: bindings, message: message,
      certainty: found.isDefinite ? .definite : .possible, isPreexisting: found.isPreexisting,
      needsGraph: needsGraph(found), unknowns: found.isDefinite ? [] : unknowns(found),
      trace: trace(of: found), hints: orderHints(found))
  }

  /// Whether a graph could forbid the run.
  func needsGraph(_ found: Counterexample) -> Bool {
    if case .hint? = openOrder { return false }
    return found.needsGraph
  }

  /// The hint about the order of the run if no graph can settle it.
  func orderHints(_ found: Counterexample) -> [String] {
    if case .hint(let text)? = openOrder, found.needsGraph { return [text] }
    return []
  }

  func unknowns(_ found: Counterexample) -> [Violation.UnknownValue] {
    let parents = Set(
      found.unknowns.keys.compactMap { store.unknowns[$0].parent?.unknown })
    return found.unknowns.sorted { store.unknowns[$0.key].name < store.unknowns[$1.key].name }
      .filter { !parents.contains($0.key) && store.openGaps[$0.key] == nil }
      .map { shown(store.unknowns[$0.key], as: $0.value, isHidden: hidesAll(in: found)) }
  }

  /// The steps of a run that are shown, with their changes.
  ///
  /// Two moments follow the run, one a step behind the other, so that none is copied at a step.
  private func trace(of found: Counterexample) -> [TraceStep] {
    let interpreter = Interpreter(universe.system, world: found.run.world)
    let situation = telling(Moment(initialOf: universe.system), of: found)
    var moments = (
      before: Moment(initialOf: universe.system), after: Moment(initialOf: universe.system)
    )
    var out: [TraceStep] = []
    for entry in found.run.entries {
      // The run has been replayed before, so this cannot fail.
      guard (try? interpreter.take(entry, at: &moments.after)) != nil else { return out }
      let description = universe.describe(step: entry.step)
      let isShown =
        (found.focus?.contains(entry.step) ?? true)
        && (description.hasEffect || entry.outcome != .done && !description.name.isEmpty)
      if isShown {
        out.append(
          TraceStep(
            step: description.name, action: description.action, outcome: StepOutcome(entry.outcome),
            changes: universe.changes(
              of: entry.step, from: situation.at(moments.before), to: situation.at(moments.after)
            ).map {
              TraceStep.Change(
                what: $0.what, from: printed($0.from), to: printed($0.to), isImplied: $0.isImplied)
            }))
      }
      guard (try? interpreter.take(entry, at: &moments.before)) != nil else { return out }
    }
    return out
  }
}

extension StepOutcome {
  /// The outcome of a step in a run of the kernel.
  init(_ outcome: RunEntry.Outcome) {
    switch outcome {
    case .done: self = .done
    case .failed, .refused: self = .failed
    case .inFlight: self = .inFlight
    }
  }
}
