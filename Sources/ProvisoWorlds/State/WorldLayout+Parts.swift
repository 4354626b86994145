import ProvisoKernel
import ProvisoLanguage

/// The parts of sets, sequences and maps. Each part is a variable of its own, so that engines see only
/// scalars, and a change of one part leaves the others alone.
extension WorldLayout {
  /// The most objects of an entity of which a parameter or an output can be any set.
  static let mostInEnumeratedSet = 12

  /// A part of a value.
  package struct Part: Sendable {
    package let index: Int
    package let type: StaticType
    /// Whether the part can be null; `nil` if that depends on the values that the world assigns.
    let mayBeNull: Bool?
    /// The key of a map, or the object of a set, by its name; `nil` for an element of a sequence.
    let key: String?

    /// The name of the variable.
    func name(in whole: String) -> String {
      guard let key else { return "\(whole)[\(index)]" }
      return mayBeNull == nil ? "\(whole)[\(key)]" : "\(key) in \(whole)"
    }
  }

  /// The parts of a value of a declared type; none for a scalar.
  package static func parts(of type: StaticType, in model: WorldModel) -> [Part] {
    func keyed(_ entity: Int, _ type: StaticType, mayBeNull: Bool?) -> [Part] {
      model.objectNames[entity].enumerated().map {
        Part(index: $0.offset, type: type, mayBeNull: mayBeNull, key: $0.element)
      }
    }
    switch type {
    case .set(let entity): return keyed(entity, .bool, mayBeNull: false)
    case .map(let entity, let value): return keyed(entity, value, mayBeNull: nil)
    case .sequence(let element, let most):
      return (0..<most).map { Part(index: $0, type: element, mayBeNull: true, key: nil) }
    default: return []
    }
  }
}

extension WorldUniverse {
  /// The value of a set, a sequence or a map that the state stores in parts, while the moment is open.
  func symbol(_ type: StaticType, of whole: WorldLayout.Content, in store: TermStore) -> Symbol {
    let parts = WorldLayout.parts(of: type, in: model).map { part -> Symbol in
      layout[.part(whole, part.index)].map { symbol(at: $0, in: store) } ?? .null
    }
    guard case .sequence = type else { return .list(parts) }
    // The sequence ends before its first null.
    var alternatives: [Symbol.Alternative] = []
    var reached = Term.always
    for (size, part) in parts.enumerated() {
      guard case .term(let term) = part else { continue }
      let ends = store.isKind(term, .null)
      alternatives.append(.init(store.and(reached, ends), .list(Array(parts.prefix(size)))))
      reached = store.and(reached, store.not(ends))
    }
    alternatives.append(.init(reached, .list(parts)))
    return .choice(alternatives)
  }

  /// The value of a set, a sequence or a map in a state.
  func value(_ type: StaticType, of whole: WorldLayout.Content, in state: (Int) -> Value) -> Value {
    let parts = WorldLayout.parts(of: type, in: model).map { part in
      layout[.part(whole, part.index)].map(state) ?? .null
    }
    switch type {
    case .set(let entity):
      return .list(
        parts.indices.filter { parts[$0] == .bool(true) }.map {
          .object(ObjectID(entity: entity, index: $0))
        })
    case .sequence: return .list(Array(parts.prefix { !$0.isNull }))
    default: return .list(parts)
    }
  }

  /// The value of the set or the sequence in a state; `nil` for anything else.
  package func whole(_ content: WorldLayout.Content, in state: [Value]) -> Value? {
    let type: StaticType
    switch content {
    case .variable(let index): type = model.variables[index].type
    case .field(let object, let index):
      guard let entity = model.entities.first(where: { $0.index == object.entity }) else {
        return nil
      }
      type = entity.fields[index].type
    default: return nil
    }
    switch type {
    case .set, .sequence: return value(type, of: content, in: { state[$0] })
    default: return nil
    }
  }

  /// The values of the parts of a set, a sequence or a map; `nil` for a sequence that is too long.
  func parts(of value: Value, _ type: StaticType) -> [Value]? {
    let parts = WorldLayout.parts(of: type, in: model)
    switch type {
    case .set(let entity):
      let objects = Set(value.asList)
      return parts.map {
        .bool(objects.contains(.object(ObjectID(entity: entity, index: $0.index))))
      }
    case .sequence:
      let elements = value.asList
      guard elements.count <= parts.count else { return nil }
      return elements + Array(repeating: .null, count: parts.count - elements.count)
    default:
      guard case .list(let values) = value else { return parts.map { _ in value } }
      return values
    }
  }
}
