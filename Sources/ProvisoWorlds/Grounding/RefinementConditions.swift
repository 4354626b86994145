import ProvisoKernel
import ProvisoLanguage

/// A refinement as conditions on the states of the world that refines.
///
/// The state of the other world is a tuple of terms m over the state s of this one. A step of this world
/// assigns terms to its variables, so that the state of the other world after it is m with these terms in
/// place of the variables. The step with guard g refines the other world if in each reachable state
///
///     g implies m' == m, or some step of the other world is enabled in m and leads to m'
///
/// which is an invariant of this world: every engine for invariants decides refinements (Abadi and
/// Lamport, "The Existence of Refinement Mappings", 1991, without stuttering-sensitive parts: safety
/// alone). It costs one disjunct for each pair of steps of the two worlds, at most `mostPairs`.
package struct RefinementConditions {
  /// A condition that must hold in every state; where `open` holds, something has no value.
  package struct Condition {
    package let holds: Term
    package let open: Term
    /// The reason why the condition is open.
    package let reason: String
  }

  /// The largest number of pairs of steps.
  static let mostPairs = 300_000

  /// The condition on the initial state.
  package private(set) var start: Condition
  /// The conditions on the steps, by the indices of their actions.
  package private(set) var actions: [(action: Int, condition: Condition)] = []
  /// The states in which a step can change the state of the other world; `nil` if that depends on inputs.
  package private(set) var moving: Term?

  private static let noValue = "a part of the state of the other world has no value"

  /// Lowers a refinement before the system of the world is made.
  ///
  /// - Throws: the reason why it has no conditions.
  package init(
    _ refinement: Refinement, of builder: WorldBuilder
  ) throws(WorldBuilder.Failure) {
    let other = try OtherWorld(refinement, in: builder)
    let store = builder.store
    let undefined = store.not(other.isDefined)
    start = Condition(
      holds: builder.atStart(other.isInitial), open: builder.atStart(undefined),
      reason: Self.noValue)
    var found: [Int: [Condition]] = [:]
    var moves: [Term] = []
    var dependsOnInput = false
    let pairs = builder.drafts.count.multipliedReportingOverflow(by: other.steps.count)
    guard !pairs.overflow, pairs.partialValue <= Self.mostPairs else {
      throw WorldBuilder.Failure(
        reason:
          "the two worlds have \(builder.drafts.count) and \(other.steps.count) steps, and at most \(Self.mostPairs) pairs are compared"
      )
    }
    for draft in builder.drafts {
      let action = draft.origin.action
      guard let step = other.step(draft.transition, store) else {
        found[action, default: []] += []
        continue
      }
      if builder.namesInput(store.and([step.holds, step.open, step.moves])) {
        dependsOnInput = true
        found[action, default: []].append(
          Condition(
            holds: .always, open: .always,
            reason:
              "the step `\(builder.steps[draft.transition.step].name)` has an input that can be any value"
          ))
        continue
      }
      moves.append(step.moves)
      found[action, default: []].append(
        Condition(holds: step.holds, open: step.open, reason: Self.noValue))
    }
    actions = found.sorted { $0.key < $1.key }.map { action, conditions in
      let open = store.or(conditions.map(\.open))
      return (
        action,
        Condition(
          holds: store.and(conditions.map(\.holds)), open: open,
          reason: conditions.first { $0.open == .always }?.reason ?? Self.noValue)
      )
    }
    moving = dependsOnInput ? nil : store.or(moves)
  }
}

/// The other world of a refinement, as terms over the state of the world that refines it.
private struct OtherWorld {
  /// The value of each of its variables.
  let values: [Term]
  /// The condition that every value is defined.
  let isDefined: Term
  /// The condition that the values are an initial state.
  let isInitial: Term
  let steps: [Step]

  /// A step that is not a failure: failures change nothing.
  struct Step {
    let isEnabled: Term
    let updates: [Int: Term]
  }

  init(_ refinement: Refinement, in builder: WorldBuilder) throws(WorldBuilder.Failure) {
    let store = builder.store
    let other = try WorldBuilder(refinement.model)
    for assumption in refinement.spec.assumptions { other.assume(assumption) }
    let system = other.system()
    var values: [Term] = []
    var defined: [Term] = []
    for content in other.universe.layout.contents {
      let (open, term) = builder.lowering.settledValue(
        try Self.symbol(of: content, refinement, in: builder))
      defined.append(store.not(open))
      guard let term else {
        // Where nothing has a value, `open` holds in every state.
        values.append(store.constant(.null))
        continue
      }
      values.append(term)
    }
    var rewriter = Rewriter(system.terms, into: store)
    var trouble: String?
    func own(_ value: Value) -> Value? {
      switch value {
      case .object(let object): refinement.objects[object].map(Value.object)
      case .list(let elements):
        elements.contains { own($0) == nil } ? nil : .list(elements.compactMap(own))
      default: value
      }
    }
    func imported(_ term: Term) -> Term {
      rewriter.rewrite(term) { node in
        switch node {
        case .truth(let value): return store.truth(value)
        case .constant(let value):
          // A value without a counterpart is equal to no value of this world.
          return store.constant(own(value) ?? .string(Text("(another object)")))
        case .variable(let index): return values[index]
        case .unknown(let index):
          trouble = trouble ?? system.terms.unknowns[index].name
          return .never
        default:
          trouble = trouble ?? "a condition"
          return .never
        }
      }
    }
    var steps: [Step] = []
    for transition in system.transitions where !transition.isFailure {
      let needs = transition.requirements.map { imported($0.condition) }
      let faults = transition.faults.map { store.not(imported($0.condition)) }
      steps.append(
        Step(
          isEnabled: store.and(needs + faults),
          updates: Dictionary(
            transition.updates.map { ($0.variable, imported($0.value)) },
            uniquingKeysWith: { first, _ in first })))
    }
    var initial = system.assumptions.map(imported)
    for (index, variable) in system.variables.enumerated() {
      if let first = system.initial[index] {
        initial.append(store.equal(values[index], imported(first)))
      } else {
        initial.append(Self.isValue(values[index], of: variable, own: own, in: store))
      }
    }
    if let trouble {
      throw WorldBuilder.Failure(
        reason:
          "the world `\(refinement.model.name)` has a step with an input that can be any value (`\(trouble)`); give it a range"
      )
    }
    self.values = values
    isDefined = store.and(defined)
    isInitial = store.and(initial)
    self.steps = steps
  }

  /// The condition that a value is one that a variable can have, except null.
  private static func isValue(
    _ value: Term, of variable: StateVariable, own: (Value) -> Value?, in store: TermStore
  ) -> Term {
    switch variable.sort {
    case .bool: store.isKind(value, .bool)
    case .integer, .decimal: store.isKind(value, .number)
    case .string: store.isKind(value, .string)
    case .finite(let values):
      store.or(values.compactMap { own($0).map { store.equal(value, store.constant($0)) } })
    case .any: store.not(store.isKind(value, .null))
    }
  }

  /// The value of a part of the other state.
  private static func symbol(
    of content: WorldLayout.Content, _ refinement: Refinement, in builder: WorldBuilder
  ) throws(WorldBuilder.Failure) -> Symbol {
    func mapped(_ part: Refinement.Part) throws(WorldBuilder.Failure) -> Symbol {
      guard let found = refinement.parts[part] else {
        throw WorldBuilder.Failure(
          reason: "the state of `\(refinement.model.name)` is not given completely")
      }
      return builder.lowering.symbol(of: found.value, in: found.frame.map(Symbol.value))
    }
    switch content {
    case .variable(let index): return try mapped(.variable(index))
    case .field(let object, let index): return try mapped(.field(object, index))
    case .tuple(let relation, let operands): return try mapped(.tuple(relation, operands))
    case .part(let whole, let index):
      let key: Refinement.Part
      switch whole {
      case .variable(let variable): key = .variable(variable)
      case .field(let object, let field): key = .field(object, field)
      default: throw .noPart(of: refinement)
      }
      guard let type = refinement.model.type(of: key) else { throw .noPart(of: refinement) }
      let own = refinement.own(type)
      let parts = builder.actions.parts(of: try mapped(key), as: own)
      let place: Int
      switch type {
      case .set(let entity), .map(let entity, _):
        guard let object = refinement.objects[ObjectID(entity: entity, index: index)] else {
          throw .noPart(of: refinement)
        }
        place = object.index
      default: place = index
      }
      guard parts.symbols.indices.contains(place) else { throw .noPart(of: refinement) }
      let store = builder.store
      let isWhole = store.not(store.or(parts.excess, parts.missing))
      return isWhole == .always
        ? parts.symbols[place]
        : .partial(isWhole, parts.symbols[place], "a sequence with too many elements")
    case .presence, .count, .control, .phase, .answer, .argument:
      throw .noPart(of: refinement)
    }
  }

  /// The conditions under which a transition of the refining world fits; `nil` if it never changes the state of the other
  /// world.
  func step(
    _ transition: Transition, _ store: TermStore
  ) -> (holds: Term, open: Term, moves: Term)? {
    let updates = Dictionary(
      transition.updates.map { ($0.variable, $0.value) }, uniquingKeysWith: { first, _ in first })
    var rewriter = Rewriter(store)
    func after(_ term: Term) -> Term {
      rewriter.rewrite(term) { node in
        if case .variable(let index) = node { updates[index] } else { nil }
      }
    }
    let next = values.map(after)
    let changed = values.indices.filter { values[$0] != next[$0] }
    let stillDefined = after(isDefined)
    guard !changed.isEmpty || stillDefined != isDefined else { return nil }
    let occurs = store.and(
      transition.requirements.map(\.condition) + transition.faults.map { store.not($0.condition) })
    guard occurs != .never else { return nil }
    let stays = store.and(changed.map { store.equal(next[$0], values[$0]) })
    let fits = steps.map { step in
      store.and(
        [step.isEnabled]
          + Set(changed).union(step.updates.keys).sorted().map {
            store.equal(next[$0], step.updates[$0] ?? values[$0])
          })
    }
    return (
      store.implies(occurs, store.or([stays] + fits)),
      store.and(occurs, store.not(store.and(isDefined, stillDefined))),
      store.and(occurs, store.not(stays))
    )
  }
}

extension WorldLayout.Failure {
  fileprivate static func noPart(of refinement: Refinement) -> Self {
    Self(
      reason: "the state of `\(refinement.model.name)` has a part that no other world can give")
  }
}
