import ProvisoKernel

/// The entities whose objects expressions tell apart: by naming one of them, or by the order of a list of
/// all of them.
package struct NamedObjects {
  /// The indices of the entities.
  package private(set) var entities: Set<Int> = []
  private let model: WorldModel
  private var seen: Set<ObjectIdentifier> = []

  package init(_ model: WorldModel) { self.model = model }

  /// Reads an expression.
  package mutating func read(_ expression: Expression) {
    guard seen.insert(ObjectIdentifier(expression)).inserted else { return }
    switch expression.kind {
    case .constant(let value): read(value)
    case .comprehension(let binders, let element):
      for binder in binders {
        switch binder.source {
        case .collection(let index): entities.insert(model.schema.collections[index].entity)
        case .list(let list):
          if case .list(.entity(let entity)) = list.type { entities.insert(entity) }
        }
        read(binder)
      }
      read(element)
    case .quantifier(_, let binders, let body), .aggregate(_, let binders, let body):
      for binder in binders { read(binder) }
      if let body { read(body) }
    default:
      var parts: [Expression] = []
      expression.kind.forEachPart { parts.append($0) }
      for part in parts { read(part) }
    }
  }

  /// Reads statements.
  package mutating func read(_ statements: [Statement]) {
    for statement in statements {
      switch statement.kind {
      case .requires(let condition, _), .failIf(let condition): read(condition)
      case .assign(let assignable, _, let value):
        read(assignable)
        read(value)
      case .conditional(let condition, let first, let second):
        read(condition)
        read(first)
        read(second)
      case .every(let binders, let body):
        for binder in binders { read(binder) }
        read(body)
      case .choose(let binder): read(binder)
      case .insert(_, let tuple), .remove(_, let tuple): for part in tuple { read(part) }
      case .create(_, _, let fields): for field in fields.values { read(field) }
      }
    }
  }

  private mutating func read(_ assignable: Statement.Assignable) {
    switch assignable {
    case .variable: break
    case .field(let object, _): read(object)
    case .entry(let map, let key):
      read(map)
      read(key)
    }
  }

  private mutating func read(_ binder: Binder) {
    if case .list(let list) = binder.source, !isWhole(list) { read(list) }
    if let condition = binder.condition { read(condition) }
  }

  /// Whether the list is the constant of all objects of an entity: a binder over it tells none apart.
  private func isWhole(_ list: Expression) -> Bool {
    guard case .constant(.list(let values)) = list.kind, case .object(let first)? = values.first
    else { return false }
    return values
      == model.objectNames[first.entity].indices.map {
        .object(ObjectID(entity: first.entity, index: $0))
      }
  }

  private mutating func read(_ value: Value) {
    switch value {
    case .object(let object): entities.insert(object.entity)
    case .list(let values): for value in values { read(value) }
    default: break
    }
  }
}
