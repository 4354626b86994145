import ProvisoKernel

extension StaticType {
  /// Whether values of the two types can be equal (SemanticsOfProperties, "Values and types"). A
  /// `Value` can be any JSON value but never an object. `null` can be the absent value of any type.
  func canEqual(_ other: StaticType) -> Bool {
    switch (self, other) {
    case (.null, _), (_, .null): true
    case (.entity(let a), .entity(let b)): a == b
    case (.entity, _), (_, .entity): false
    case (.value, .list(let element)), (.list(let element), .value): element.canEqual(.value)
    case (.value, _), (_, .value): true
    case (.int, .decimal), (.decimal, .int): true
    case (.list(let a), .list(let b)): a.canEqual(b)
    default: self == other
    }
  }

  /// The type that contains the values of both types; `nil` if there is none. Scalars of different types
  /// join to `Value` only as elements of a list (`isElement`).
  func joined(with other: StaticType, isElement: Bool) -> StaticType? {
    if self == other { return self }
    switch (self, other) {
    case (.entity, _), (_, .entity): return nil
    case (.int, .decimal), (.decimal, .int): return .decimal
    case (.list(let a), .list(let b)):
      if a == .null { return other }
      if b == .null { return self }
      return a.joined(with: b, isElement: true).map(StaticType.list)
    case (.list(let element), _) where element.holdsObjects: return nil
    case (_, .list(let element)) where element.holdsObjects: return nil
    case (.null, _), (_, .null), (.value, _), (_, .value): return .value
    default: return isElement ? .value : nil
    }
  }

  /// Whether values of the type are objects or lists of objects.
  var holdsObjects: Bool {
    switch self {
    case .entity: true
    case .list(let element), .sequence(let element, _): element.holdsObjects
    case .set, .map: true
    default: false
    }
  }

  /// Whether a parameter of this type accepts a value of the other type.
  func accepts(_ other: StaticType) -> Bool {
    switch (self, other) {
    case (.value, _): !other.holdsObjects
    case (.decimal, .int), (.range, .int): true
    case (.list(let a), .list(let b)): b == .null || a.accepts(b)
    case (.sequence(let a, _), .list(let b)): b == .null || a.plain.accepts(b)
    case (.set(let entity), .list(let element)):
      element == .null || element == .entity(entity)
    case (.map(_, let value), _) where self != other: value.plain.accepts(other)
    default: self == other
    }
  }

  var isNumber: Bool { self == .int || self == .decimal || plain == .int }
  /// The type of lists of it.
  var listed: StaticType { .list(self) }
  /// The type of expressions of a declared type.
  var plain: StaticType {
    switch self {
    case .range: .int
    case .sequence(let element, _): .list(element.plain)
    default: self
    }
  }
  /// Whether it is a set of objects, a sequence or a map: a value with parts that change one by one.
  package var hasParts: Bool {
    switch self {
    case .sequence, .set, .map: true
    default: false
    }
  }
  /// Whether values of the type are numbers, or are `Value`s, which can be numbers.
  var canBeNumber: Bool { isNumber || self == .value }
  /// Whether values of the type are strings, or are `Value`s, which can be strings.
  var canBeString: Bool { self == .string || self == .value }
  /// Whether values of the type are texts or lists of texts, or can be.
  var canBeBlocks: Bool {
    switch self {
    case .list(let element): element.canBeString || element == .null
    default: canBeString || self == .null
    }
  }
}

extension VocabularySchema {
  /// A type as messages name it.
  package func name(of type: StaticType) -> String {
    switch type {
    case .bool: "Bool"
    case .int: "Int"
    case .decimal: "Decimal"
    case .string: "String"
    case .value: "Value"
    case .null: "null"
    case .list(.null): "[]"
    case .range(let low, let high): "\(low)..\(high)"
    case .list(let element): "[\(name(of: element))]"
    case .sequence(let element, let most): "[\(name(of: element))] at most \(most)"
    case .set(let entity): "Set<\(name(of: .entity(entity)))>"
    case .map(let entity, let value):
      "Map<\(name(of: .entity(entity))), \(name(of: value))>"
    case .entity(let index): entities.indices.contains(index) ? entities[index].name : "object"
    }
  }

  /// A type as messages name it, with an article.
  package func phrase(of type: StaticType) -> String {
    switch type {
    case .null: return "`null`"
    case .list(.null): return "an empty list"
    case .list(let element): return "a list of \(name(of: element))"
    case .sequence(let element, let most):
      return "a list of at most \(most) \(name(of: element))"
    case .set(let entity): return "a set of \(name(of: .entity(entity)))"
    case .map(let entity, let value):
      return "a map from \(name(of: .entity(entity))) to \(name(of: value))"
    case .range(let low, let high): return "a whole number from \(low) to \(high)"
    default:
      let name = name(of: type)
      return ("AEIOU".contains(name.first ?? " ") ? "an " : "a ") + name
    }
  }

  /// The attribute with that name, and its index in the entity.
  func attribute(_ name: String, of entity: Int) -> (index: Int, schema: AttributeSchema)? {
    guard entities.indices.contains(entity) else { return nil }
    let attributes = entities[entity].attributes
    return attributes.firstIndex { $0.name == name }.map { ($0, attributes[$0]) }
  }

  func isStep(_ type: StaticType) -> Bool {
    if case .entity(let index) = type, entities.indices.contains(index) {
      return entities[index].isStep
    }
    return false
  }
}
