import ProvisoKernel
import ProvisoLanguage

/// A world as a universe for expressions: its objects, and the variables that store their
/// attributes.
package struct WorldUniverse: SymbolicMeaning, ConcreteMeaning, DeclaredRelations {
  package let layout: WorldLayout
  package init(_ layout: WorldLayout) { self.layout = layout }

  var model: WorldModel { layout.model }
  package var schema: VocabularySchema { model.schema }
  /// The steps of a world are the moves of its transition system, which have no fixed order.
  package var system: System { .empty }
  package var unknownWords: UnknownWords {
    model.program == nil ? UnknownWords("not known in advance") : .ofCalls
  }

  package func objects(in collection: Int) -> [ObjectID] {
    guard schema.collections.indices.contains(collection) else { return [] }
    return objects(of: schema.collections[collection].entity)
  }

  /// The objects of a type, including those that can be created later.
  package func objects(of entity: Int) -> [ObjectID] {
    guard model.objectNames.indices.contains(entity) else { return [] }
    return model.objectNames[entity].indices.map { ObjectID(entity: entity, index: $0) }
  }

  package func singleton(_ index: Int) -> ObjectID {
    ObjectID(entity: WorldModel.EntityIndex.state, index: 0)
  }

  /// How a person knows the object.
  package func name(of object: ObjectID) -> String {
    WorldLayout.name(of: .object(object), model)
  }

  package func step(of object: ObjectID) -> Int? { object.index }

  // MARK: Attributes

  /// An attribute: stored in a state variable, or a constant.
  private enum Attribute {
    case index(Int)
    case value(Value)
    case parts(StaticType, WorldLayout.Content)
    case none
  }

  private func attribute(_ attribute: Int, of object: ObjectID) -> Attribute {
    if object.entity == WorldModel.EntityIndex.state {
      if model.variables.indices.contains(attribute), model.variables[attribute].type.hasParts {
        return .parts(model.variables[attribute].type, .variable(attribute))
      }
      return layout[.variable(attribute)].map(Attribute.index) ?? .none
    }
    if object.entity == WorldModel.EntityIndex.agent {
      return .value(.string(Text(name(of: object))))
    }
    guard let entity = model.entities.first(where: { $0.index == object.entity }) else {
      return .none
    }
    if attribute == entity.presence {
      return layout[.presence(object)].map(Attribute.index) ?? .value(.bool(true))
    }
    if let index = layout[.field(object, attribute)] { return .index(index) }
    if entity.fields.indices.contains(attribute), entity.fields[attribute].type.hasParts,
      layout[.part(.field(object, attribute), 0)] != nil
    {
      return .parts(entity.fields[attribute].type, .field(object, attribute))
    }
    guard entity.given.indices.contains(object.index),
      entity.fields.indices.contains(attribute),
      // The layout omits a variable only for a constant.
      case .constant(let value)? =
        (entity.given[object.index][attribute] ?? entity.fields[attribute].initial)?.kind
    else { return .none }
    return .value(value)
  }

  package func symbol(_ attribute: Int, of object: ObjectID, in store: TermStore) -> Symbol {
    if object.entity == WorldModel.EntityIndex.call {
      return callSymbol(attribute, of: object.index, in: store)
    }
    switch self.attribute(attribute, of: object) {
    case .index(let index): return symbol(at: index, in: store)
    case .value(let value): return .value(value)
    case .parts(let type, let whole): return symbol(type, of: whole, in: store)
    case .none: return .null
    }
  }

  /// The value of a state variable.
  func symbol(at index: Int, in store: TermStore) -> Symbol {
    let term = store.variable(index)
    let variable = layout.variables[index]
    return variable.sort == .bool && !variable.mayBeNull
      ? .condition(store.isTrue(term)) : .term(term)
  }

  package func value(_ attribute: Int, of object: ObjectID, in situation: Situation) -> MaskedValue
  {
    if object.entity == WorldModel.EntityIndex.call {
      return callValue(attribute, of: object.index, in: situation)
    }
    switch self.attribute(attribute, of: object) {
    case .index(let index): return MaskedValue(situation.moment.value(of: index))
    case .value(let value): return MaskedValue(value)
    case .parts(let type, let whole):
      return MaskedValue(value(type, of: whole, in: situation.moment.value))
    case .none: return MaskedValue(.null)
    }
  }

  // MARK: Relations

  package func relation(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in store: TermStore
  ) -> Term {
    if relation == .flowsTo { return argumentFlow(from: a, to: b, at: [], in: store) }
    return store.truth(approves(relation, between: a, and: b))
  }
  package func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term {
    guard let program = program(with: a, b) else { return .never }
    return program.flow(from: a.index, to: b.index, at: path, self, in: store)
  }
  package func isFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in situation: Situation
  ) -> Bool? {
    guard let program = program(with: a, b) else { return false }
    return program.isFlow(
      from: a.index, to: b.index, at: path, self, in: situation.moment.values)
  }
  package var userTexts: [String]? { model.program?.userTexts }
  package var workingDirectory: String? {
    model.program?.directory ?? model.commands.directory
  }
  package func holds(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in situation: Situation
  ) -> Bool {
    if relation == .flowsTo { return isFlow(from: a, to: b, at: [], in: situation) ?? false }
    return approves(relation, between: a, and: b)
  }

  package func holds(_ relation: Int, of operands: [Value], at moment: Moment) -> Bool {
    guard let index = layout[.tuple(relation, operands)] else { return false }
    return moment.value(of: index) == .bool(true)
  }

  /// The program that both calls belong to.
  private func program(with a: ObjectID, _ b: ObjectID) -> Program? {
    guard let program = model.program, program.calls.indices.contains(a.index),
      program.calls.indices.contains(b.index)
    else { return nil }
    return program
  }

  /// Whether the plan says that `a` asks a person to approve `b`.
  private func approves(_ relation: Relation, between a: ObjectID, and b: ObjectID) -> Bool {
    guard relation == .approves, let program = program(with: a, b) else { return false }
    return program.calls[a.index].approves.contains(b.index)
  }
}
