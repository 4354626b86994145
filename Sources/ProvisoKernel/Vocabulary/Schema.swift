/// What the type checker knows of an expression.
public indirect enum StaticType: Hashable, Sendable {
  case bool, int, decimal, string
  /// The JSON value of an attribute, whose shape only the plan knows.
  case value
  /// The type of `null` alone.
  case null
  case list(StaticType)
  /// An entity type, by its place in the vocabulary.
  case entity(Int)
}

/// An attribute of an entity type.
public struct AttributeSchema: Hashable, Sendable {
  /// The name after the dot.
  public let name: String
  /// The attribute's type.
  public let type: StaticType
  /// Whether the attribute is the same at every moment.
  public let isFixed: Bool
  /// Whether the members of the value are a resource's own attributes (`before`, `after`, `now`), so
  /// that a name which no object has is worth a warning.
  public let holdsAttributes: Bool
  /// The values of an attribute that has few ("no-op", "create", …); empty where any is possible.
  public let values: [String]
  /// Whether the attribute says what the plan is to bring about, rather than what there is.
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
  /// The name that a `define`'s parameter is declared with (`Resource`).
  public let name: String
  /// The attributes, in the order in which a universe numbers them.
  public let attributes: [AttributeSchema]
  /// Whether objects of this type are steps: operands of `before`, `whenever`.
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
  /// The place of the element's entity type.
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
  /// `a refers to b.before`: of the object that stood at `b` before the plan.
  case refersToBefore
  /// `a refers to b.after`: of the object that the plan puts there.
  case refersToAfter
  /// `a refers to b`: either of the two.
  case refersTo
  /// `a flows to b`.
  case flowsTo
  /// `a flows to b.args…`, into a part of the arguments: a relation of its own only where it is told what
  /// a property asks for.
  case flowsToArgument
  /// `a approves b`: a person is asked in `a` whether `b` may be done.
  case approves
}

/// What a vocabulary offers to an expression: the contract between the language and a front-end.
public struct VocabularySchema: Sendable {
  /// The name after `for` in a spec.
  public let name: String
  public let entities: [EntitySchema]
  public let collections: [CollectionSchema]
  /// Named single objects (`plan`), each the only object of its entity type.
  public let singletons: [CollectionSchema]
  /// The relations there are, each with the places of the entity types of its two operands.
  public let relations: [Relation: (left: Int, right: Int)]
  /// Whether a world declares it.
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
