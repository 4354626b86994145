import ProvisoKernel
import ProvisoSyntax

/// A binder or a parameter.
struct Local: Sendable {
  let name: String
  /// The type; `nil` if it could not be determined, which is already reported.
  let type: StaticType?
  /// Whether it has the same value at every moment.
  let isFixed: Bool
  let span: Span
}

/// The names that belong to the language or to a vocabulary.
struct BuiltInNames: Sendable {
  static let types: [String: StaticType] = [
    "Bool": .bool, "Int": .int, "Decimal": .decimal, "String": .string, "Value": .value,
  ]

  /// The name of the date of the check.
  static let today = "today"

  private let kinds: [String: String]
  /// The names that only a call uses, so that a value of a world can have them, too.
  let ofCalls: Set<String>

  init(_ vocabulary: VocabularySchema) {
    var kinds: [String: String] = [:]
    for type in Self.types.keys { kinds[type] = "a type" }
    // The types that a world declares itself are ordinary declarations, with a position in the source.
    let own = vocabulary.isOfWorld ? WorldModel.EntityIndex.first : Int.max
    // A step has no type that a world could name.
    for entity in vocabulary.entities.prefix(own) where !(vocabulary.isOfWorld && entity.isStep) {
      kinds[entity.name] = "a type"
    }
    for collection in vocabulary.collections where collection.entity < own {
      kinds[collection.name] = "a collection"
    }
    for singleton in vocabulary.singletons { kinds[singleton.name] = "an object" }
    for function in Function.allCases { kinds[function.rawValue] = "a function" }
    kinds["count"] = "a function"
    // A world may declare a `today` of its own, which changes as its actions say.
    if !vocabulary.isOfWorld { kinds[Self.today] = "a constant" }
    kinds["sum"] = "a function"
    if vocabulary.isOfWorld { kinds["actor"] = "the agent that acts" }
    self.kinds = kinds
    ofCalls =
      vocabulary.isOfWorld ? Set(Function.allCases.map(\.rawValue) + ["count", "sum"]) : []
  }

  /// The kind of thing that the name belongs to, in words ("a function"); `nil` if the name is free.
  func kind(of name: String) -> String? { kinds[name] }
}
