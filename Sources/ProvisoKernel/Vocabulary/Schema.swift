/// The type that the checker knows for an expression.
public indirect enum StaticType: Hashable, Sendable {
  case bool, int, decimal, string
  /// The JSON value of an attribute; only the plan shows its shape.
  case value
  /// The type of `null` alone.
  case null
  case list(StaticType)
  /// The whole numbers from one to the other, as the declared type of a variable, a field, a parameter
  /// or a result of a world. An expression of it has the type `int`.
  case range(Int, Int)
  /// An entity type, by its index in the vocabulary.
  case entity(Int)
  /// Lists of at most so many elements, as the declared type of a variable or a field of a world. An
  /// expression of it has the type `list`.
  case sequence(StaticType, Int)
  /// Sets of objects of an entity type.
  case set(Int)
  /// A value for each object of an entity type.
  case map(Int, StaticType)
}

/// An attribute of an entity type.
public struct AttributeSchema: Hashable, Sendable {
  /// The name after the dot.
  public let name: String
  /// The attribute's type.
  public let type: StaticType
  /// Whether the attribute is the same at every moment.
  public let isFixed: Bool
  /// Whether the members of the value are a resource's own attributes (`before`, `after`, `now`).
  /// Then a name that no object has causes a warning.
  public let holdsAttributes: Bool
  /// The possible values of an attribute that has few ("no-op", "create", …); empty if there is no
  /// such list.
  public let values: [String]
  /// Whether the attribute shows the planned state instead of the current one.
  public let isOfPlan: Bool

  /// Describes one attribute.
  public init(
    _ name: String, _ type: StaticType, isFixed: Bool = true, holdsAttributes: Bool = false,
    values: [String] = [], isOfPlan: Bool = false
  ) {
    self.isOfPlan = isOfPlan
    self.name = name
    self.type = type
    self.isFixed = isFixed
    self.holdsAttributes = holdsAttributes
    self.values = values
  }
}

/// An entity type of a vocabulary.
public struct EntitySchema: Hashable, Sendable {
  /// The type name in the declaration of a `define`'s parameter (`Resource`).
  public let name: String
  /// The attributes, in the order in which a universe numbers them.
  public let attributes: [AttributeSchema]
  /// Whether objects of this type are steps, that is, operands of `before` and `whenever`.
  public let isStep: Bool

  /// Describes one entity type.
  public init(_ name: String, attributes: [AttributeSchema], isStep: Bool = false) {
    self.name = name
    self.attributes = attributes
    self.isStep = isStep
  }
}

/// A named collection of objects (`resources`, `changes`).
public struct CollectionSchema: Hashable, Sendable {
  /// The name in an expression.
  public let name: String
  /// The index of the elements' entity type.
  public let entity: Int

  /// Describes one collection.
  public init(_ name: String, of entity: Int) {
    self.name = name
    self.entity = entity
  }
}

/// A relation written as an operator between two objects.
public enum Relation: Hashable, Sendable {
  /// `a depends on b`.
  case dependsOn
  /// `a refers to b.before`: to the object that existed at `b` before the plan.
  case refersToBefore
  /// `a refers to b.after`: to the object that the plan creates or keeps there.
  case refersToAfter
  /// `a refers to b`: to either of the two.
  case refersTo
  /// `a flows to b`.
  case flowsTo
  /// `a flows to b.args…`, into a part of the arguments. It differs from `flowsTo` only in the list
  /// of relations that a property uses.
  case flowsToArgument
  /// `a approves b`: in `a`, a person is asked whether `b` may be done.
  case approves
}

/// The names that a vocabulary offers to expressions: the contract between the language and a
/// front-end.
public struct VocabularySchema: Sendable {
  /// The name after `for` in a spec.
  public let name: String
  public let entities: [EntitySchema]
  public let collections: [CollectionSchema]
  /// Named single objects (`plan`), each the only object of its entity type.
  public let singletons: [CollectionSchema]
  /// The relations of the vocabulary, each with the indices of its operands' entity types.
  public let relations: [Relation: (left: Int, right: Int)]
  /// Whether a world declares the vocabulary.
  public let isOfWorld: Bool

  /// Describes a vocabulary.
  public init(
    name: String, entities: [EntitySchema], collections: [CollectionSchema],
    singletons: [CollectionSchema], relations: [Relation: (left: Int, right: Int)],
    isOfWorld: Bool = false
  ) {
    self.isOfWorld = isOfWorld
    self.name = name
    self.entities = entities
    self.collections = collections
    self.singletons = singletons
    self.relations = relations
  }
}
