import ProvisoKernel

/// The types of two worlds that have the same names and the same objects.
///
/// A value of the other world's state is a value of the refining world's types, so each type that the
/// state of the other world needs has a counterpart.
struct RefinementObjects {
  /// The types of the refining world, by those of the other world.
  private(set) var types: [Int: Int] = [:]
  /// The objects of the refining world, by those of the other world.
  private(set) var objects: [ObjectID: ObjectID] = [:]
  /// The objects of the other world, by those of the refining world.
  private(set) var others: [ObjectID: ObjectID] = [:]

  /// The reason why a type has no counterpart.
  enum Mismatch {
    case noType(String)
    case objects(String, missing: [String], surplus: [String])
  }

  /// - Returns: the reasons why types that the state of the other world needs have no counterpart.
  mutating func match(_ needed: Set<Int>, of other: WorldModel, in own: WorldModel) -> [Mismatch] {
    var out: [Mismatch] = []
    for type in needed.sorted() where other.schema.entities.indices.contains(type) {
      let name = other.schema.entities[type].name
      guard let mine = own.schema.entities.firstIndex(where: { $0.name == name }),
        own.objectNames.indices.contains(mine), other.objectNames.indices.contains(type)
      else {
        out.append(.noType(name))
        continue
      }
      let theirs = other.objectNames[type]
      let ours = own.objectNames[mine]
      let missing = theirs.filter { !ours.contains($0) }
      let surplus = ours.filter { !theirs.contains($0) }
      guard missing.isEmpty, surplus.isEmpty else {
        out.append(.objects(name, missing: missing, surplus: surplus))
        continue
      }
      types[type] = mine
      for (index, name) in theirs.enumerated() {
        guard let there = ours.firstIndex(of: name) else { continue }
        let (a, b) = (ObjectID(entity: type, index: index), ObjectID(entity: mine, index: there))
        objects[a] = b
        others[b] = a
      }
    }
    return out
  }

  /// The type of the refining world that has the values of a type of the other world; `nil` if there is
  /// none.
  func own(_ type: StaticType) -> StaticType? {
    switch type {
    case .entity(let entity): types[entity].map(StaticType.entity)
    case .set(let entity): types[entity].map(StaticType.set)
    case .list(let element): own(element).map(StaticType.list)
    case .sequence(let element, let most): own(element).map { .sequence($0, most) }
    case .map(let key, let value):
      if let key = types[key], let value = own(value) { .map(key, value) } else { nil }
    default: type
    }
  }

  /// The value of the refining world for a value of the other world; `nil` if there is none.
  func own(_ value: Value) -> Value? {
    guard case .object(let object) = value else { return value }
    return objects[object].map(Value.object)
  }
}

extension StaticType {
  /// The entity types whose objects are in values of the type.
  var entities: Set<Int> {
    switch self {
    case .entity(let entity), .set(let entity): [entity]
    case .list(let element), .sequence(let element, _): element.entities
    case .map(let key, let value): value.entities.union([key])
    default: []
    }
  }
}
