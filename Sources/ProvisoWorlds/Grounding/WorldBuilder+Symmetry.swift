import ProvisoKernel
import ProvisoLanguage

/// The objects that a world does not tell apart.
///
/// The meaning of an action or a property does not change where objects of one entity change places,
/// unless an expression names one of them, depends on their order, or reads a value that is given to
/// some of them only. So it is enough to read the source once. C. N. Ip and D. L. Dill, "Better
/// verification through symmetry" (1996), give such types the name scalarsets.
extension WorldBuilder {
  /// The smallest number of objects for which the exchange is worth its cost.
  private static let fewestObjects = 3

  /// The objects that neither the world nor these expressions tell apart. The builder has made all its
  /// monitors.
  package func symmetries(asked expressions: [Expression]) -> [ObjectSymmetry] {
    // A memory of earlier steps, an input and a value of any kind can hold what this does not see.
    let areCounters = monitors.allSatisfy { if case .failures = $0.kind { true } else { false } }
    guard isFree, areCounters, actions.inputs.isEmpty,
      !universe.layout.variables.contains(where: { $0.sort == .any })
    else { return [] }
    var named = NamedObjects(model)
    for expression in expressions + model.assumptions + model.starts { named.read(expression) }
    for action in model.actions { named.read(action.body) }
    for variable in model.variables { if let initial = variable.initial { named.read(initial) } }
    for entity in model.entities {
      for field in entity.fields { if let initial = field.initial { named.read(initial) } }
      for given in entity.given { for value in given.values { named.read(value) } }
    }
    var found = model.entities.filter { entity in
      let count = model.objectNames[entity.index].count
      return count >= Self.fewestObjects && !named.entities.contains(entity.index)
        && (entity.most == 0 || entity.given.isEmpty) && hasEqualObjects(entity)
    }.compactMap(symmetry)
    // Two entities whose objects are related would not be brought into one form by themselves.
    found.sort { $0.objects.count > $1.objects.count }
    var independent: [ObjectSymmetry] = []
    for symmetry in found where independent.allSatisfy({ !isLinked(symmetry, $0) }) {
      independent.append(symmetry)
    }
    return independent
  }

  /// Whether the declared objects of an entity have the same given values.
  private func hasEqualObjects(_ entity: WorldEntity) -> Bool {
    entity.fields.indices.allSatisfy { field in
      let values = entity.given.map { given -> Value?? in
        guard let expression = given[field] ?? entity.fields[field].initial else {
          return .some(nil)
        }
        guard case .constant(let value) = expression.kind else { return .none }
        return .some(value)
      }
      return values.allSatisfy { $0 != .none && $0 == values[0] }
    }
  }

  private func symmetry(of entity: WorldEntity) -> ObjectSymmetry? {
    let count = model.objectNames[entity.index].count
    var single: [WorldLayout.Content: [Int: Int]] = [:]
    var pairs: [WorldLayout.Content: [Int: [Int: Int]]] = [:]
    var presence: [Int: Int] = [:]
    for (index, content) in universe.layout.contents.enumerated() {
      if case .presence(let object) = content, object.entity == entity.index {
        presence[object.index] = index
        continue
      }
      let (kind, objects) = content.kind(without: entity.index, in: model)
      switch objects.count {
      case 0: continue
      case 1: single[kind, default: [:]][objects[0]] = index
      case 2: pairs[kind, default: [:]][objects[0], default: [:]][objects[1]] = index
      default: return nil
      }
    }
    guard presence.isEmpty || presence.count == count else { return nil }
    var rows: [[Int]] = []
    for table in single.values {
      guard table.count == count else { return nil }
      rows.append((0..<count).map { table[$0] ?? 0 })
    }
    var squares: [[[Int]]] = []
    for table in pairs.values {
      guard table.count == count, table.values.allSatisfy({ $0.count == count }) else { return nil }
      squares.append((0..<count).map { a in (0..<count).map { table[a]?[$0] ?? 0 } })
    }
    return ObjectSymmetry(
      objects: (0..<count).map { .object(ObjectID(entity: entity.index, index: $0)) },
      single: rows.sorted { $0[0] < $1[0] }, pairs: squares.sorted { $0[0][0] < $1[0][0] },
      presence: presence.isEmpty ? nil : (0..<count).map { presence[$0] ?? 0 })
  }

  /// Whether a variable belongs to objects of both, or belongs to one and can hold the other.
  private func isLinked(_ a: ObjectSymmetry, _ b: ObjectSymmetry) -> Bool {
    func variables(_ symmetry: ObjectSymmetry) -> Set<Int> {
      Set(symmetry.single.joined()).union(symmetry.pairs.joined().joined())
    }
    func holds(_ variable: Int, _ symmetry: ObjectSymmetry) -> Bool {
      universe.layout.variables[variable].sort.values?.contains(symmetry.objects[0]) ?? false
    }
    let (first, second) = (variables(a), variables(b))
    return !first.isDisjoint(with: second) || first.contains { holds($0, b) }
      || second.contains { holds($0, a) }
  }
}

extension WorldLayout.Content {
  /// The content with the first object in place of each object of an entity, and these objects.
  fileprivate func kind(
    without entity: Int, in model: WorldModel
  ) -> (kind: WorldLayout.Content, objects: [Int]) {
    func first(_ object: ObjectID) -> (ObjectID, [Int]) {
      object.entity == entity ? (ObjectID(entity: entity, index: 0), [object.index]) : (object, [])
    }
    switch self {
    case .field(let object, let field):
      let (object, found) = first(object)
      return (.field(object, field), found)
    case .part(let whole, let part):
      let (kind, found) = whole.kind(without: entity, in: model)
      return whole.keys(in: model) == entity
        ? (.part(kind, 0), found + [part]) : (.part(kind, part), found)
    case .tuple(let relation, let values):
      var found: [Int] = []
      let kinds = values.map { value -> Value in
        guard case .object(let object) = value else { return value }
        let (kind, index) = first(object)
        found += index
        return .object(kind)
      }
      return (.tuple(relation, kinds), found)
    default: return (self, [])
    }
  }

  /// The entity of the objects that number the parts of a set or a map; `nil` for a sequence.
  private func keys(in model: WorldModel) -> Int? {
    let type: StaticType? =
      switch self {
      case .variable(let index): model.variables[index].type
      case .field(let object, let index):
        model.entities.first { $0.index == object.entity }?.fields[index].type
      default: nil
      }
    switch type {
    case .set(let entity), .map(let entity, _): return entity
    default: return nil
    }
  }
}
