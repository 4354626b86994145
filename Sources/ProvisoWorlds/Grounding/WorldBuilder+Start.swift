import ProvisoKernel
import ProvisoLanguage

/// The initial state of a world.
extension WorldBuilder {
  func start() throws(Failure) {
    for content in universe.layout.contents {
      switch content {
      case .variable(let index):
        initial.append(
          try first(model.variables[index].initial, named: model.variables[index].name))
      case .field(let object, let index):
        guard let entity = model.entities.first(where: { $0.index == object.entity }) else {
          continue
        }
        if entity.given.indices.contains(object.index) {
          initial.append(
            try first(
              entity.given[object.index][index] ?? entity.fields[index].initial,
              named: "\(universe.name(of: object)).\(entity.fields[index].name)"))
        } else {
          // An object that does not exist yet has an arbitrary value, which nothing reads.
          initial.append(
            store.constant(Self.unseen(WorldLayout.sort(of: entity.fields[index].type, in: model))))
        }
      case .presence, .tuple: initial.append(store.constant(.bool(false)))
      case .count: initial.append(store.number(0))
      case .control(let thread):
        initial.append(
          store.constant(Program.position(model.program?.threads[thread].start ?? 0)))
      case .phase: initial.append(store.constant(CallPhase.pending.value))
      case .answer, .argument:
        // A value that does not exist yet is arbitrary, and nothing reads it.
        initial.append(
          store.constant(Self.unseen(universe.layout.variables[initial.count].sort)))
      }
    }
  }

  /// Restricts variables that can be any object initially to the objects that exist.
  func excludeUncreated() {
    for (index, first) in initial.enumerated() where first == nil {
      for value in universe.layout.variables[index].sort.values ?? [] {
        guard case .object(let object) = value, universe.layout[.presence(object)] != nil else {
          continue
        }
        assumptions.append(store.not(store.equal(store.variable(index), store.constant(value))))
      }
    }
  }

  /// Restricts numbers that can be any of a range initially to the range.
  func keepToDomains() {
    for (index, first) in initial.enumerated() where first == nil {
      guard let outside = outside(index, of: store.variable(index)) else { continue }
      assumptions.append(store.not(outside))
    }
  }

  /// The condition that a value is outside the range of a variable; `nil` if the variable has none.
  func outside(_ variable: Int, of value: Term) -> Term? {
    guard let domain = universe.layout.variables[variable].domain, let low = domain.first,
      let high = domain.last
    else { return nil }
    // A null of a variable that may be null is not outside.
    return store.and(
      store.isKind(value, .number),
      store.or(
        store.less(value, store.constant(low)), store.less(store.constant(high), value)))
  }

  private func first(_ expression: Expression?, named name: String) throws(Failure) -> Term? {
    guard let expression else { return nil }
    let (open, term) = lowering.settledValue(lowering.symbol(of: expression, in: []))
    guard let term, open == .never else {
      throw Failure(reason: "the initial value of `\(name)` cannot be evaluated")
    }
    return term
  }

  private static func unseen(_ sort: Sort) -> Value {
    switch sort {
    case .bool: .bool(false)
    case .integer, .decimal: .number(.zero)
    case .string: .string(Text(""))
    case .finite(let values): values.first ?? .null
    case .any: .null
    }
  }

  /// Assumes a condition over fixed values.
  package func assume(_ expression: Expression) {
    let settled = store.settled(lowering.condition(of: expression, in: []))
    assumptions.append(store.not(settled.no))
  }
}
