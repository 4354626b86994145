import OrderedCollections
import ProvisoKernel

/// What a name of a file stands for.
struct Declaration: Sendable {
  enum Kind: Sendable {
    case constant(Value, StaticType)
    case table(Table, StaticType)
    case definition(CheckedDefinition)
    /// An entity or an enum of a world.
    case type
    /// An object of a world, an agent, or a value of an enum.
    case object(ObjectID)
    /// A `var` of a world, by its place among the state's attributes.
    case variable(Int)
    /// A relation of a world: its place, and what it is between.
    case relation(Int, [StaticType])
    /// An action of a world: its place, and the types of its parameters.
    case action(Int, [StaticType])
    /// Its mistakes have been reported, so its uses are not.
    case broken
  }

  let kind: Kind
  let span: Span
}

/// A `define` with what its uses must know of it.
struct CheckedDefinition: Sendable {
  let definition: Definition
  /// Whether it speaks of other moments (`once`, `before`, `whenever`).
  let isTemporal: Bool
  let uses: OrderedSet<AttributeUse>
}

/// A binder or a parameter.
struct Local: Sendable {
  let name: String
  /// `nil` where its type could not be found out, which has been reported.
  let type: StaticType?
  /// Whether it stands for the same at every moment.
  let isFixed: Bool
  let span: Span
}

/// The names that the language and a vocabulary take.
struct BuiltInNames: Sendable {
  static let types: [String: StaticType] = [
    "Bool": .bool, "Int": .int, "Decimal": .decimal, "String": .string, "Value": .value,
  ]

  private let kinds: [String: String]

  init(_ vocabulary: VocabularySchema) {
    var kinds: [String: String] = [:]
    for type in Self.types.keys { kinds[type] = "a type" }
    // What a world declares itself is told with the place where it does.
    let own = vocabulary.isOfWorld ? WorldModel.Place.first : Int.max
    for entity in vocabulary.entities.prefix(own) { kinds[entity.name] = "a type" }
    for collection in vocabulary.collections where collection.entity < own {
      kinds[collection.name] = "a collection"
    }
    for singleton in vocabulary.singletons { kinds[singleton.name] = "an object" }
    for function in Function.allCases { kinds[function.rawValue] = "a function" }
    kinds["count"] = "a function"
    kinds["sum"] = "a function"
    if vocabulary.isOfWorld { kinds["actor"] = "the agent that acts" }
    self.kinds = kinds
  }

  /// What the name stands for, in words.
  func kind(of name: String) -> String? { kinds[name] }
}
