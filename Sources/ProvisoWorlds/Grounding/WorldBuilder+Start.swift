import ProvisoKernel
import ProvisoLanguage

/// The initial state of a world.
extension WorldBuilder {
  func start() throws(Failure) {
    for content in universe.layout.contents {
      switch content {
      case .variable, .field: initial.append(try first(content, part: nil))
      case .part(let whole, let index): initial.append(try first(whole, part: index))
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

  /// Restricts variables that can be any object initially, and sets that can be any, to the objects that
  /// exist.
  func excludeUncreated() {
    for (index, first) in initial.enumerated() where first == nil {
      if case .part(let whole, let part) = universe.layout.contents[index],
        case .set(let entity) = actions.type(of: whole),
        universe.layout[.presence(ObjectID(entity: entity, index: part))] != nil
      {
        assumptions.append(store.not(store.isTrue(store.variable(index))))
      }
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

  /// The initial value of a variable or a field, or of one of its parts; `nil` if it can be any.
  private func first(_ content: WorldLayout.Content, part: Int?) throws(Failure) -> Term? {
    let field: WorldField
    let expression: Expression?
    var name: String
    switch content {
    case .variable(let index):
      field = model.variables[index]
      (expression, name) = (field.initial, field.name)
    case .field(let object, let index):
      guard let entity = model.entities.first(where: { $0.index == object.entity }) else {
        return store.constant(.null)
      }
      field = entity.fields[index]
      name = "\(universe.name(of: object)).\(field.name)"
      guard entity.given.indices.contains(object.index) else {
        // An object that does not exist yet has an arbitrary value, which nothing reads.
        let type = part.map { WorldLayout.parts(of: field.type, in: model)[$0].type } ?? field.type
        if case .sequence = field.type { return store.constant(.null) }
        return store.constant(Self.unseen(WorldLayout.sort(of: type, in: model)))
      }
      expression = entity.given[object.index][index] ?? field.initial
    default: return nil
    }
    guard let expression else { return nil }
    var symbol = lowering.symbol(of: expression, in: [])
    if let part {
      let parts = actions.parts(of: symbol, as: field.type)
      guard parts.excess == .never, parts.missing == .never else {
        throw Failure(
          reason:
            "`\(name)` is \(model.schema.phrase(of: field.type)), but it begins with another value")
      }
      symbol = parts.symbols[part]
    }
    let (open, term) = lowering.settledValue(symbol)
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
