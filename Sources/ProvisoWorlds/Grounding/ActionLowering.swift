import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// Translates the statements of an action to effects, one for each way through them.
///
/// A choice among finitely many values splits the way, once for each value. Everything else, such
/// as an `if` without a choice inside, only makes effects conditional, so that the number of
/// transitions grows with the choices and not with the branches.
final class ActionLowering {
  /// Why an action cannot be grounded.
  struct Failure: Error {
    let reason: String
  }

  let universe: WorldUniverse
  let lowering: Lowering
  private(set) var inputs: [Int: Sort] = [:]
  private(set) var requirementNames: [String] = []
  private var requirementIndices: [Span: Int] = [:]
  /// The largest number of ways through all actions of a world together.
  static let mostWays = 100_000
  private var ways = 0

  init(_ universe: WorldUniverse, lowering: Lowering) {
    self.universe = universe
    self.lowering = lowering
  }

  var store: TermStore { lowering.store }
  var model: WorldModel { universe.model }

  /// The index of a source range among the requirements, which is added on first use.
  func requirement(_ span: Span, _ text: @autoclosure () -> String) -> Int {
    if let index = requirementIndices[span] { return index }
    requirementNames.append(text())
    requirementIndices[span] = requirementNames.count - 1
    return requirementNames.count - 1
  }

  /// The index of an input: a value that is not known beforehand.
  func input(_ name: String, _ type: StaticType) -> Int {
    let index = store.unknown(Unknown(name: name))
    let sort = WorldLayout.sort(of: type, in: model)
    inputs[index] = sort
    let kinds: [Sort: Value.Kind] = [
      .bool: .bool, .integer: .number, .decimal: .number, .string: .string,
    ]
    store.unknownKinds[index] = kinds[sort]
    return index
  }

  /// The requirement that an object exists, if it can be created later; empty for all other values.
  func presence(of value: Value) -> [Transition.Requirement] {
    if case .list(let values) = value { return values.flatMap(presence) }
    guard case .object(let object) = value, let there = universe.layout[.presence(object)] else {
      return []
    }
    return [.init(store.isTrue(store.variable(there)), index: nil)]
  }

  /// Visits every way through an action.
  ///
  /// - Throws: `Failure` if the actions have more than `mostWays` ways together.
  func follow(
    _ action: WorldAction, after effects: Effects, then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    try follow(action.body[...], after: effects, of: action) { (way) throws(Failure) in
      ways += 1
      guard ways <= Self.mostWays else {
        throw Failure(reason: "the actions have more than \(Self.mostWays) outcomes together")
      }
      try then(way)
    }
  }

  /// Visits every way through the statements. The recursion goes deeper only at statements that
  /// split.
  private func follow(
    _ statements: ArraySlice<Statement>, after effects: Effects, of action: WorldAction,
    then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    var next = effects
    for (index, statement) in zip(statements.indices, statements) {
      guard statement.splits else {
        apply(statement, of: action, to: &next)
        continue
      }
      let rest = statements[(index + 1)...]
      try split(statement, after: next, of: action) { (way) throws(Failure) in
        try self.follow(rest, after: way, of: action, then: then)
      }
      return
    }
    try then(next)
  }

  /// Applies a statement that does not split.
  private func apply(_ statement: Statement, of action: WorldAction, to effects: inout Effects) {
    switch statement.kind {
    case .requires(let expression, let text):
      let condition = settle(
        expression, into: &effects, what: "a requirement of the action `\(action.name)`")
      let index = requirement(statement.span, "\(action.name) requires \(text)")
      effects.requirements.append(.init(store.implies(effects.path, condition), index: index))
    case .failIf(let expression):
      let condition = settle(
        expression, into: &effects, what: "a `fail if` of the action `\(action.name)`")
      effects.failures.append(store.and(effects.path, condition))
    case .assign(let assignable, let operation, let value):
      assign(to: assignable, by: operation, value: value, of: action, into: &effects)
    case .insert(let relation, let arguments):
      change(relation, with: arguments, isInsert: true, into: &effects)
    case .remove(let relation, let arguments):
      change(relation, with: arguments, isInsert: false, into: &effects)
    case .conditional(let condition, let first, let second):
      let term = settle(condition, into: &effects, what: "a branch of the action `\(action.name)`")
      let (path, frame) = (effects.path, effects.frame)
      for (body, test) in [(first, term), (second, store.not(term))] {
        effects.path = store.and(path, test)
        for statement in body { apply(statement, of: action, to: &effects) }
        effects.frame = frame
      }
      effects.path = path
    case .every(let binders, let body):
      let (path, frame) = (effects.path, effects.frame)
      for choice in choices(of: binders, for: action, into: &effects) {
        enter(choice, from: path, of: action, into: &effects)
        for statement in body { apply(statement, of: action, to: &effects) }
      }
      effects.path = path
      effects.frame = frame
    // Statements that split are handled by `split`.
    case .choose, .create: break
    }
  }

  /// Visits the ways through a statement that splits.
  private func split(
    _ statement: Statement, after effects: Effects, of action: WorldAction,
    then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    switch statement.kind {
    case .conditional(let condition, let first, let second):
      try conditional(
        condition, first: first, second: second, after: effects, of: action, then: then)
    case .every(let binders, let body):
      try every(binders, do: body, after: effects, of: action, then: then)
    case .choose(let binder): try choose(binder, after: effects, then: then)
    case .create(let entity, let slot, let fields):
      try create(entity, slot: slot, with: fields, after: effects, of: action, then: then)
    case .requires, .failIf, .assign, .insert, .remove: break
    }
  }

  /// The condition, with a fault where it has no value; there it counts as true.
  private func settle(_ expression: Expression, into effects: inout Effects, what: String) -> Term {
    let settled = store.settled(lowering.condition(of: expression, in: effects.frame))
    let open = store.and([effects.path, store.not(settled.yes), store.not(settled.no)])
    if open != .never {
      effects.faults.append(
        Fault(.noValue, when: open, text: "\(what) depends on something without a value"))
    }
    return store.not(settled.no)
  }

  // MARK: Branches

  private func conditional(
    _ condition: Expression, first: [Statement], second: [Statement], after effects: Effects,
    of action: WorldAction, then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    var base = effects
    let term = settle(condition, into: &base, what: "a branch of the action `\(action.name)`")
    let (path, frame) = (base.path, base.frame)
    for (body, test) in [(first, term), (second, store.not(term))] {
      var way = base
      way.path = store.and(path, test)
      way.requirements.append(.init(way.path, index: nil))
      try follow(body[...], after: way, of: action) { (end) throws(Failure) in
        var end = end
        end.path = path
        end.frame = frame
        try then(end)
      }
    }
    try skip(base, then: then) { _ in }
  }

  private func every(
    _ binders: [Binder], do body: [Statement], after effects: Effects, of action: WorldAction,
    then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    var base = effects
    let choices = choices(of: binders, for: action, into: &base)
    let (path, frame) = (base.path, base.frame)
    func next(_ index: Int, _ way: Effects) throws(Failure) {
      var way = way
      guard index < choices.count else {
        way.path = path
        way.frame = frame
        return try then(way)
      }
      enter(choices[index], from: path, of: action, into: &way)
      try follow(body[...], after: way, of: action) { (end) throws(Failure) in
        try next(index + 1, end)
      }
    }
    try next(0, base)
  }

  /// The choices of an `every`.
  private func choices(
    of binders: [Binder], for action: WorldAction, into effects: inout Effects
  ) -> [Choice] {
    let (choices, found) = lowering.choices(of: binders, in: effects.frame)
    note(found, into: &effects, of: action)
    return choices
  }

  /// Enters the body of an `every` with one of its choices.
  private func enter(
    _ choice: Choice, from path: Term, of action: WorldAction, into effects: inout Effects
  ) {
    effects.frame = choice.frame
    let settled = store.settled(choice.condition)
    let open = store.and([path, store.not(settled.yes), store.not(settled.no)])
    if open != .never {
      effects.faults.append(
        Fault(
          .noValue, when: open,
          text: "an `every` of the action `\(action.name)` depends on something without a value"
            + (store.undeterminedReason(choice.condition).map { ": \($0)" } ?? "")))
    }
    effects.path = store.and(path, settled.yes)
  }

  /// Adds a fault for each collection whose elements cannot be enumerated: the states beyond stay
  /// undecided.
  private func note(_ found: Choices, into effects: inout Effects, of action: WorldAction) {
    for open in found.open {
      let settled = store.settled(open.condition)
      let condition = store.and(effects.path, store.not(settled.no))
      effects.faults.append(
        Fault(
          .noValue, when: condition,
          text: "the action `\(action.name)` ranges over a list that changes"))
    }
  }

  // MARK: Choices

  private func choose(
    _ binder: Binder, after effects: Effects, then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    var base = effects
    let (choices, found) = lowering.choices(of: [binder], in: effects.frame)
    for open in found.open {
      base.faults.append(
        Fault(
          .noValue, when: store.and(effects.path, store.not(store.settled(open.condition).no)),
          text: "a `choose` from a list that changes"))
    }
    for choice in choices {
      guard let symbol = choice.frame.last else { continue }
      let settled = store.settled(choice.condition)
      var way = base
      way.frame = choice.frame
      // An element of a list may depend on the state; only constant elements are supported.
      if case .value(let value) = symbol {
        way.choices.append("\(binder.name) = \(WorldLayout.name(of: value, model))")
        way.chosen.append(.value(value))
      } else {
        throw Failure(
          reason:
            "`choose \(binder.name)` takes an element that depends on the state: choose an object instead"
        )
      }
      way.requirements.append(.init(store.and(base.path, settled.yes), index: nil))
      try then(way)
    }
    try skip(base, then: then) { $0.frame.append(.null) }
  }

  /// Visits the way that does not reach the statement, if there is one.
  private func skip(
    _ effects: Effects, then: (Effects) throws(Failure) -> Void, fill: (inout Effects) -> Void
  ) throws(Failure) {
    guard effects.path != .always else { return }
    var way = effects
    way.requirements.append(.init(store.not(effects.path), index: nil))
    fill(&way)
    try then(way)
  }

  private func create(
    _ entity: Int, slot: Int, with fields: [Int: Expression], after effects: Effects,
    of action: WorldAction, then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    guard let declared = model.entities.first(where: { $0.index == entity }) else { return }
    let first = declared.given.count
    func present(_ number: Int) -> Term {
      let object = ObjectID(entity: entity, index: first + number)
      return universe.layout[.presence(object)].map { store.isTrue(store.variable($0)) } ?? .never
    }
    // Objects are created in the order of their numbers, so the next number is the number of
    // objects.
    let known = effects.created[entity]
    let starts = known.map { [$0.before] } ?? Array(0..<declared.most)
    for before in starts {
      let number = before + (known?.here ?? 0)
      guard number < declared.most else { continue }
      var way = effects
      if known == nil {
        var conditions = [store.not(present(before))]
        if before > 0 { conditions.append(present(before - 1)) }
        way.requirements.append(.init(store.and(conditions), index: nil))
      }
      way.requirements.append(.init(way.path, index: nil))
      way.created[entity] = (before, (known?.here ?? 0) + 1)
      let object = ObjectID(entity: entity, index: first + number)
      while way.frame.count < slot { way.frame.append(.null) }
      way.frame.removeSubrange(slot...)
      way.frame.append(.value(.object(object)))
      way.chosen.append(.value(.object(object)))
      way.choices.append("new \(universe.name(of: object))")
      if let index = universe.layout[.presence(object)] {
        way.writes[index, default: []].append(
          .init(condition: way.path, value: store.constant(.bool(true)), isAddition: false))
      }
      try fill(declared, object: object, from: 0, with: fields, after: way, of: action, then: then)
    }
    try skip(effects, then: then) { $0.frame.append(.null) }
  }

  /// Initializes the new object's fields, splitting at each field that can have any of several
  /// values.
  private func fill(
    _ entity: WorldEntity, object: ObjectID, from index: Int, with given: [Int: Expression],
    after effects: Effects, of action: WorldAction, then: (Effects) throws(Failure) -> Void
  ) throws(Failure) {
    guard index < entity.fields.count else {
      try then(effects)
      return
    }
    let field = entity.fields[index]
    if field.type.hasParts {
      guard let expression = given[index] ?? field.initial else {
        throw Failure(
          reason:
            "`\(field.name)` of a new \(entity.name) needs an initial value, as in `= \(field.type.example)`"
        )
      }
      var way = effects
      let frame = given[index] == nil ? [] : Array(way.frame.dropLast())
      write(
        to: .field(object, index), as: field.type,
        value: lowering.symbol(of: expression, in: frame), by: .set, when: way.path, of: action,
        into: &way)
      return try fill(
        entity, object: object, from: index + 1, with: given, after: way, of: action, then: then)
    }
    guard let target = universe.layout[.field(object, index)] else { return }
    if let expression = given[index] ?? field.initial {
      var way = effects
      // An initial value is written outside the action and uses none of its slots.
      let frame = given[index] == nil ? [] : Array(way.frame.dropLast())
      write(
        to: target, value: lowering.symbol(of: expression, in: frame), when: way.path, of: action,
        into: &way)
      try fill(
        entity, object: object, from: index + 1, with: given, after: way, of: action, then: then)
      return
    }
    if let values = WorldLayout.sort(of: field.type, in: model).values {
      for value in values {
        var way = effects
        way.chosen.append(.value(value))
        way.requirements += presence(of: value)
        way.choices.append("\(field.name) = \(WorldLayout.name(of: value, model))")
        way.writes[target, default: []].append(
          .init(condition: way.path, value: store.constant(value), isAddition: false))
        try fill(
          entity, object: object, from: index + 1, with: given, after: way, of: action, then: then)
      }
      return
    }
    var way = effects
    let input = input("\(action.name).\(universe.name(of: object)).\(field.name)", field.type)
    way.inputs.append(input)
    way.chosen.append(.input(input))
    way.writes[target, default: []].append(
      .init(
        condition: way.path, value: store.value(of: store.unknowns[input]), isAddition: false))
    try fill(
      entity, object: object, from: index + 1, with: given, after: way, of: action, then: then)
  }
}

extension Statement {
  /// Whether the statement splits the way into several.
  var splits: Bool {
    switch kind {
    case .choose, .create: true
    case .conditional(_, let first, let second): (first + second).contains(where: \.splits)
    case .every(_, let body): body.contains(where: \.splits)
    case .requires, .assign, .insert, .remove, .failIf: false
    }
  }
}

extension StaticType {
  /// An initial value of the type, as an example.
  fileprivate var example: String { if case .map = self { "0" } else { "[]" } }
}
