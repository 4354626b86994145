import ProvisoKernel
import ProvisoLanguage

/// The monitors, which record what properties need to know about the past of a run.
extension WorldBuilder {
  func monitor(
    _ kind: Monitor.Kind, name: String, sort: Sort, initial: Value, first: Term? = nil
  ) -> Term {
    if let known = monitorIndices[kind] { return store.variable(monitors[known].index) }
    let index = universe.layout.variables.count + monitors.count
    monitorIndices[kind] = monitors.count
    let condition: Term? = if case .once(let term) = kind { term } else { nil }
    monitors.append(
      Monitor(
        kind: kind, index: index,
        variable: StateVariable(
          name: name, sort: sort, isMonitor: true, remembers: condition),
        initial: first ?? store.constant(initial)))
    store.variableKinds[index] = sort == .bool ? .bool : .number
    return store.variable(index)
  }

  func remembered(_ kind: Monitor.Kind) -> Term {
    store.isTrue(
      monitor(kind, name: "memory \(monitors.count)", sort: .bool, initial: .bool(false)))
  }

  /// The condition that a condition without undetermined parts held before the first step.
  package func atStart(_ condition: Term) -> Term {
    if condition == .always || condition == .never { return condition }
    let first = store.ite(
      condition, then: store.constant(.bool(true)), else: store.constant(.bool(false)))
    return store.isTrue(
      monitor(
        .atStart(condition), name: "memory \(monitors.count)", sort: .bool, initial: .bool(false),
        first: first))
  }

  /// Whether the object can be created during a run.
  package func isCreated(_ object: ObjectID) -> Bool {
    universe.layout[.presence(object)] != nil
  }

  /// The number of failed steps, counted up to one more than `most`.
  ///
  /// - Parameter refusals: whether calls that their contract forbids count; nothing went wrong in
  ///   these.
  package func failures(most: Int, refusals: Bool) -> Term {
    monitor(
      .failures(most: most, refusals: refusals), name: "failures", sort: .integer,
      initial: .number(.zero))
  }

  func update(of monitor: Monitor, in draft: Draft) -> Transition.Update? {
    switch monitor.kind {
    case .happens(let step):
      return .init(
        monitor.index,
        store.ite(
          occurs(step, in: draft), then: store.constant(.bool(true)),
          else: store.constant(.bool(false))))
    case .did(let step):
      let isIt = occurs(step, in: draft)
      guard isIt != .never else { return nil }
      return .init(
        monitor.index,
        store.ite(isIt, then: store.constant(.bool(true)), else: store.variable(monitor.index)))
    case .once(let term):
      let old = store.isTrue(store.variable(monitor.index))
      return .init(
        monitor.index,
        store.ite(
          store.or(old, term), then: store.constant(.bool(true)), else: store.constant(.bool(false))
        ))
    case .atStart: return nil
    case .previous(let term): return .init(monitor.index, term)
    case .failures(let most, let refusals):
      guard draft.transition.isFailure, refusals || draft.origin.program?.event != .refuse else {
        return nil
      }
      let old = store.variable(monitor.index)
      return .init(
        monitor.index,
        store.ite(
          store.less(old, store.number(most + 1)),
          then: store.arithmetic(.add, of: old, store.number(1)), else: old))
    }
  }
}

extension WorldBuilder: WorldLowering {
  package func step(_ action: Int, with arguments: [Value]) -> Int? {
    let key = StepKey(action: action, arguments: arguments)
    if let program = model.program, stepIndices[key] == nil {
      stepIndices[key] = program.calls.count + groups.count
      groups.append(key)
    }
    return stepIndices[key]
  }

  package func step(of object: ObjectID) -> Int? {
    switch object.entity {
    case WorldModel.EntityIndex.step, WorldModel.EntityIndex.call: object.index
    default: nil
    }
  }

  /// The condition that the transition completes the step.
  private func occurs(_ step: Int, in draft: Draft) -> Term {
    guard !draft.transition.isFailure, let happening = draft.step else { return .never }
    guard let program = model.program, step >= program.calls.count else {
      return store.truth(happening == step)
    }
    return isGiven(happening, groups[step - program.calls.count], by: draft)
  }

  package func objects(of entity: Int) -> [ObjectID] { universe.objects(of: entity) }

  package func staysEmpty(_ relation: Int) -> Bool { emptyRelations.contains(relation) }

  package func related(by relation: Int, _ arguments: [Value], in store: TermStore) -> Term {
    universe.layout[.tuple(relation, arguments)].map { store.isTrue(store.variable($0)) } ?? .never
  }

  package func starts(_ step: Int) -> Term {
    if let program = model.program { return starts(step, in: program) }
    guard transitionsOf.indices.contains(step) else { return .never }
    return store.or(transitionsOf[step].map { canBegin(drafts[$0].transition) })
  }

  func canBegin(_ transition: Transition) -> Term {
    let condition = store.and(transition.requirements.map(\.condition))
    // Whether some input satisfies the condition is a separate question, which is not answered
    // here.
    return transition.inputs.isEmpty || !namesInput(condition)
      ? condition : store.undetermined(because: "the start of a step depends on its input")
  }

  func namesInput(_ term: Term) -> Bool {
    var seen: Set<Term> = [term]
    var stack = [term]
    while let top = stack.popLast() {
      if case .unknown = store[top] { return true }
      for operand in store[top].operands where seen.insert(operand).inserted {
        stack.append(operand)
      }
    }
    return false
  }

  package func happens(_ step: Int) -> Term { step < 0 ? .never : remembered(.happens(step)) }

  package func before(_ earlier: Int, _ later: Int) -> Term {
    let did = earlier < 0 ? .never : remembered(.did(earlier))
    return store.implies(starts(later), did)
  }

  package func previous(_ symbol: Symbol, as type: StaticType) -> Symbol? {
    guard isFree else { return nil }
    if type.isOfParts { return previousParts(symbol, as: type) }
    let (open, term) = lowering.settledValue(symbol)
    guard let term else { return symbol }
    let value = previous(term, as: type)
    let found: Symbol = type == .bool ? .condition(store.isTrue(value)) : .term(value)
    guard open != .never else { return found }
    let missing = store.ite(
      open, then: store.constant(.bool(true)), else: store.constant(.bool(false)))
    return .partial(
      store.not(store.isTrue(previous(missing, as: .bool))), found,
      "a value before a step that did not exist then")
  }

  /// A list, a set or a map before the last step, part by part.
  private func previousParts(_ symbol: Symbol, as type: StaticType) -> Symbol {
    func before(_ condition: Term) -> Term {
      let truth = store.ite(
        condition, then: store.constant(.bool(true)), else: store.constant(.bool(false)))
      return condition == .always || condition == .never
        ? condition : store.isTrue(previous(truth, as: .bool))
    }
    switch symbol {
    case .choice(let alternatives):
      return .choice(
        alternatives.map {
          .init(
            before(store.settled($0.condition).yes), previousParts($0.symbol, as: type))
        })
    case .partial(let defined, let inner, let reason):
      return .partial(before(store.settled(defined).yes), previousParts(inner, as: type), reason)
    case .list(let parts):
      let element: StaticType =
        switch type {
        case .list(let element): element
        case .map(_, let value): value
        default: .bool
        }
      return .list(parts.map { previous($0, as: element) ?? $0 })
    default: return symbol
    }
  }

  /// The value that a term had before the last step.
  private func previous(_ term: Term, as type: StaticType) -> Term {
    if case .constant = store[term] { return term }
    if let known = monitorIndices[.previous(term)] { return store.variable(monitors[known].index) }
    let index = universe.layout.variables.count + monitors.count
    let kinds: [StaticType: Value.Kind] = [
      .bool: .bool, .int: .number, .decimal: .number, .string: .string,
    ]
    let isNull = store.isKind(term, .null)
    if isNull == .never { store.variableKinds[index] = kinds[type] ?? .object }
    monitorIndices[.previous(term)] = monitors.count
    monitors.append(
      Monitor(
        kind: .previous(term), index: index,
        variable: StateVariable(
          name: "memory \(monitors.count)", sort: WorldLayout.variableSort(of: type, in: model),
          mayBeNull: isNull != .never, isMonitor: true),
        initial: term))
    return store.variable(index)
  }

  package func once(_ condition: Term) -> Term {
    let settled = store.settled(condition)
    let open = store.and(store.not(settled.yes), store.not(settled.no))
    guard open != .never else { return held(condition) }
    // The condition held if it certainly held at some moment. If it was only undetermined, the
    // answer is, too.
    return store.or(
      held(settled.yes),
      store.and(
        held(open),
        store.undetermined(
          because: "`once` over a condition that depends on something without a value")))
  }

  /// The condition that a condition without undetermined parts holds now or held before.
  func held(_ condition: Term) -> Term {
    if condition == .always || condition == .never { return condition }
    return store.or(condition, remembered(.once(condition)))
  }
}

extension StaticType {
  /// Whether the values are lists, sets or maps.
  fileprivate var isOfParts: Bool { if case .list = self { true } else { hasParts } }
}
