import JSON
import ProvisoKernel
import ProvisoPlans

/// The symbolic meaning of attributes: terms over the moment and the unknowns.
extension TerraformUniverse {
  // The raw values of these enumerations are the indices of the attributes in the schema.
  enum ResourceAttribute: Int {
    case address, type, name, module, key, deposed, provider, mode, action, reason
    case previousAddress, before, after, now, exists, destroyed, managed, importing, replacePaths
    case schema
  }

  enum ChangeAttribute: Int {
    case resource, kind, creates, deletes, deposed, started, happened, failed
  }

  enum OutputAttribute: Int { case name, action, before, after, sensitive }

  enum DriftAttribute: Int { case address, type, action, before, after }

  enum PlanAttribute: Int {
    case complete, errored, applyable, hasGraph, terraformVersion, timestamp, variables, modules
    case providers
  }

  package func symbol(_ attribute: Int, of object: ObjectID, in store: TermStore) -> Symbol {
    switch Entity(rawValue: object.entity) {
    case .resource:
      guard let which = ResourceAttribute(rawValue: attribute) else { return .null }
      return resource(which, of: object.index, in: store)
    case .change:
      guard let which = ChangeAttribute(rawValue: attribute) else { return .null }
      let step = changes[object.index]
      switch which {
      case .started: return .condition(store.phase(step, .begun))
      case .happened: return .condition(store.phase(step, .done))
      case .failed: return .condition(store.phase(step, .failed))
      default: return .value(change(which, of: object.index))
      }
    case .output:
      guard let which = OutputAttribute(rawValue: attribute) else { return .null }
      if which == .after {
        let (name, change) = outputs[object.index]
        return TerraformValue.symbol(
          change["after"], unknown: change["after_unknown"], mask: outputMasks[object.index],
          path: "output.\(name).after", in: store)
      }
      return .value(output(which, of: object.index))
    case .drift:
      guard let which = DriftAttribute(rawValue: attribute) else { return .null }
      let change = plan.drift[object.index]["change"]
      switch which {
      case .before:
        return TerraformValue.symbol(change?["before"], unknown: nil, path: "", in: store)
      case .after: return TerraformValue.symbol(change?["after"], unknown: nil, path: "", in: store)
      default: return .value(drift(which, of: object.index))
      }
    case .plan:
      return PlanAttribute(rawValue: attribute).map { .value(planValue($0).value) } ?? .null
    case nil: return .null
    }
  }

  private func resource(
    _ which: ResourceAttribute, of index: Int, in store: TermStore
  ) -> Symbol {
    switch which {
    case .before:
      return TerraformValue.symbol(plan.resources[index].before, unknown: nil, path: "", in: store)
    case .after: return planned(index, in: store)
    case .now: return now(index, in: store)
    case .exists: return truth(exists(index, in: store))
    case .destroyed:
      return truth(states[index].old.map { store.not(holds($0, in: store)) } ?? .never)
    case .managed: return truth(managed(index, in: store))
    default: return .value(fixed(which, of: index))
    }
  }

  private func truth(_ term: Term) -> Symbol {
    term == .always ? .truth(true) : term == .never ? .truth(false) : .condition(term)
  }

  func holds(_ variable: Int, in store: TermStore) -> Term {
    store.isTrue(store.variable(variable))
  }

  func exists(_ index: Int, in store: TermStore) -> Term {
    let state = states[index]
    if state.old == nil && state.new == nil {
      return store.truth(plan.resources[index].existsWithoutSteps)
    }
    var lives: [Term] = []
    if let old = state.old {
      lives.append(holds(old, in: store))
    } else if plan.resources[index].before != nil {
      return .always
    }
    if let new = state.new { lives.append(holds(new, in: store)) }
    return store.or(lives)
  }

  private func managed(_ index: Int, in store: TermStore) -> Term {
    let state = states[index]
    if plan.resources[index].mode == .data { return exists(index, in: store) }
    if state.oldManaged == nil && state.newManaged == nil {
      return store.truth(plan.resources[index].existsWithoutSteps)
    }
    return store.or(
      [state.oldManaged, state.newManaged].compactMap { $0.map { holds($0, in: store) } })
  }

  /// The object at an index as it is planned.
  func planned(_ index: Int, in store: TermStore) -> Symbol {
    let object = plan.resources[index]
    return TerraformValue.symbol(
      object.after, unknown: object.afterUnknown,
      mask: object.afterUnknown?.hasTrue == true ? object.mask : .none,
      path: "\(object.address).after", in: store)
  }

  /// The object at an index as it is planned, in a situation.
  func planned(_ index: Int, in situation: Situation) -> Value {
    let object = plan.resources[index]
    return JSONValue.filled(
      object.after, unknown: object.afterUnknown, mask: object.mask,
      path: "\(object.address).after", from: situation)
  }

  private func now(_ index: Int, in store: TermStore) -> Symbol {
    let object = plan.resources[index]
    let state = states[index]
    let before = TerraformValue.symbol(object.before, unknown: nil, path: "", in: store)
    if !state.updates.isEmpty {
      return .structure(
        UpdatedValue(
          before: before, after: planned(index, in: store), updates: state.updates, store: store))
    }
    guard state.new != nil || state.old != nil else { return before }
    let old =
      state.old.map { holds($0, in: store) } ?? store.truth(object.before != nil)
    guard let new = state.new else {
      return .choice([.init(old, before), .init(store.not(old), .null)])
    }
    let isNew = store.and(
      holds(new, in: store), state.current.map { holds($0, in: store) } ?? .always)
    return .choice([
      .init(isNew, planned(index, in: store)),
      .init(store.and(store.not(isNew), old), before),
      .init(store.and(store.not(isNew), store.not(old)), .null),
    ])
  }
}

/// The value of `now` for an object that an update changes attribute by attribute.
struct UpdatedValue: Structure {
  private let before: Symbol
  private let after: Symbol
  private let conditions: [Text: Term]

  init(
    before: Symbol, after: Symbol, updates: [(attribute: String, variable: Int)],
    store: TermStore
  ) {
    self.before = before
    self.after = after
    conditions = Dictionary(
      updates.map { (Text($0.attribute), store.isTrue(store.variable($0.variable))) },
      uniquingKeysWith: { $1 })
  }

  var isList: Bool { false }
  var isKnown: Bool { false }
  var value: Value? { nil }

  func member(_ name: Text, in store: TermStore) -> Symbol {
    let old = UpdatedValue.member(name, of: before, in: store)
    guard let isNew = conditions[name] else { return old }
    return .choice([
      .init(isNew, UpdatedValue.member(name, of: after, in: store)), .init(store.not(isNew), old),
    ])
  }

  func members(in store: TermStore) -> [(name: Text, symbol: Symbol)] {
    var names: Set<Text> = []
    for side in [before, after] {
      if case .structure(let structure) = side {
        names.formUnion(structure.members(in: store).map(\.name))
      }
    }
    return names.sorted().map { ($0, member($0, in: store)) }
  }

  func elements(in store: TermStore) -> [Symbol] { [] }

  private static func member(_ name: Text, of side: Symbol, in store: TermStore) -> Symbol {
    if case .structure(let structure) = side { structure.member(name, in: store) } else { .null }
  }
}

extension TerraformResource {
  /// Whether an object that no step creates or deletes exists. The answer is the same at every
  /// moment.
  var existsWithoutSteps: Bool { before != nil || (mode == .data && after != nil) }
}
