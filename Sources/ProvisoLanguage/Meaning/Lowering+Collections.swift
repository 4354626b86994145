import ProvisoKernel

/// Sets, sequences and maps of worlds.
///
/// A set is a condition for each object of its entity, in the order of the objects, and a map is a symbol
/// for each: so both stay as small as the state. A sequence whose size depends on the state is a choice
/// of one list for each size. All three are exact, because their sizes are bounded.
extension Lowering {
  /// An operator on sets.
  func sets(_ operation: SetOperator, of parts: [Expression], in frame: Frame) -> Symbol {
    switch operation {
    case .of:
      let list = symbol(of: parts[0], in: frame)
      return .list(
        objects(of: parts[0].type).map {
          .condition(contains(list, .value(.object($0))))
        })
    case .contains:
      let members = members(of: parts[1], in: frame)
      return .condition(
        test(objectSymbol(of: parts[0], in: frame)) { element in
          guard case .value(.object(let object)) = element, members.indices.contains(object.index)
          else { return .never }
          return members[object.index]
        })
    case .union, .difference, .subset, .equal:
      let pairs = zip(members(of: parts[0], in: frame), members(of: parts[1], in: frame))
      switch operation {
      case .union: return .list(pairs.map { .condition(store.or($0, $1)) })
      case .difference: return .list(pairs.map { .condition(store.and($0, store.not($1))) })
      case .subset: return .condition(store.and(pairs.map { store.implies($0, $1) }))
      default:
        return .condition(
          store.and(pairs.map { store.and(store.implies($0, $1), store.implies($1, $0)) }))
      }
    }
  }

  private func objects(of type: StaticType) -> [ObjectID] {
    switch type {
    case .set(let entity), .list(.entity(let entity)): world?.objects(of: entity) ?? []
    default: []
    }
  }

  /// The conditions that a set contains the objects of its entity, in their order.
  private func members(of set: Expression, in frame: Frame) -> [Term] {
    members(of: symbol(of: set, in: frame), among: objects(of: set.type))
  }

  /// The conditions that a set contains these objects, which are all of its entity.
  package func members(of set: Symbol, among objects: [ObjectID]) -> [Term] {
    switch set {
    case .choice(let alternatives):
      let parts = alternatives.map { ($0.condition, members(of: $0.symbol, among: objects)) }
      return objects.indices.map { index in
        store.or(parts.map { store.and($0.0, $0.1[index]) })
      }
    case .partial(let defined, let inner, let reason):
      return members(of: inner, among: objects).map {
        store.ite(defined, then: $0, else: store.undetermined(because: reason))
      }
    case .none(let reason): return objects.map { _ in store.undetermined(because: reason) }
    case .value(.list(let values)): return objects.map { store.truth(values.contains(.object($0))) }
    case .list(let parts) where parts.count == objects.count: return parts.map { condition(of: $0) }
    case .term(let term):
      // The value of a parameter or an output: one of the few sets that there are.
      let sets = objects.map(Value.object).subsets.map {
        (Set($0), store.equal(term, store.constant(.list($0))))
      }
      return objects.map { object in
        store.or(sets.filter { $0.0.contains(.object(object)) }.map(\.1))
      }
    default: return objects.map { _ in .never }
    }
  }

  /// The value that a map has for an object. A map that has one value for all objects is that value.
  package func entry(of map: Symbol, at key: Symbol) -> Symbol {
    mapping(key) { key in
      guard case .value(.object(let object)) = key else { return .null }
      return self.mapping(map) { map in
        switch map {
        case .list(let parts):
          parts.indices.contains(object.index) ? parts[object.index] : .null
        case .value(.list(let values)):
          values.indices.contains(object.index) ? .value(values[object.index]) : .null
        default: map
        }
      }
    }
  }

  /// The element of a list at an index that depends on the state.
  func element(of list: Symbol, at index: Term) -> Symbol {
    guard isList(list), !hasOpenOrder(list), let parts = elements(list) else {
      if case .value(.null) = list { return .null }
      return .none(gap("an index", of: .term(index)))
    }
    var alternatives = parts.enumerated().map { number, part in
      Symbol.Alternative(store.equal(index, store.number(number)), part)
    }
    alternatives.append(.init(store.not(store.or(alternatives.map(\.condition))), .null))
    return .choice(alternatives)
  }

  /// `append`, `first` or `rest` of a list without alternatives.
  func list(_ method: Method, of list: Symbol, with argument: Symbol) -> Symbol {
    guard !hasOpenOrder(list), let parts = elements(list) else {
      return .none(gap("the elements", of: list))
    }
    let made: [Symbol]
    switch method {
    case .append: made = parts + [argument]
    case .rest: made = Array(parts.dropFirst())
    default: return parts.first ?? .null
    }
    let values = made.compactMap { if case .value(let value) = $0 { value } else { nil } }
    return values.count == made.count ? .value(.list(values)) : .list(made)
  }
}

extension [Value] {
  /// The subsets of the values, each in their order.
  package var subsets: [[Value]] {
    reduce([[]]) { subsets, value in subsets + subsets.map { $0 + [value] } }
  }
}
