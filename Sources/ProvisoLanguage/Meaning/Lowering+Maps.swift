import ProvisoKernel
import ProvisoSyntax

/// Maps and comprehensions over symbols: lists whose elements are there under conditions.
extension Lowering {
  /// The most elements of a made list whose presence the moment or an unknown decides.
  private static let mostOptional = 4

  /// `keys(map)` or `values(map)`, in the order of the keys.
  func listing(_ function: Function, of map: Symbol) -> Symbol {
    mapping(map) { map in
      if case .value(.null) = map { return .value(.list([])) }
      if case .term(let term) = map { return self.listing(function, ofUnknown: term) }
      guard let members = self.mapMembers(map) else {
        return .none("`\(function.rawValue)` of a value that is not a map")
      }
      return self.list(
        of: members.map { name, symbol in
          (self.store.not(self.isNull(symbol)), function == .keys ? .value(.string(name)) : symbol)
        }, because: self.gap("the members", of: map))
    }
  }

  private func listing(_ function: Function, ofUnknown term: Term) -> Symbol {
    if case .constant(let value) = store[term] { return listing(function, of: .value(value)) }
    return .choice([
      .init(store.isKind(term, .null), .value(.list([]))),
      .init(
        store.not(store.isKind(term, .null)),
        .none(gap("the members", of: .term(term)))),
    ])
  }

  /// The list of the elements whose conditions hold; no value, for the reason, if too many
  /// conditions are open.
  func list(
    of elements: [(condition: Term, symbol: Symbol)], because reason: Gap
  ) -> Symbol {
    let open = elements.count { $0.condition != .always && $0.condition != .never }
    guard open <= Self.mostOptional else { return .none(reason) }
    var lists: [(condition: Term, symbols: [Symbol])] = [(.always, [])]
    for (condition, symbol) in elements where condition != .never {
      let with = lists.map {
        (condition: store.and($0.condition, condition), symbols: $0.symbols + [symbol])
      }
      let without =
        condition == .always
        ? []
        : lists.map {
          (condition: store.and($0.condition, store.not(condition)), symbols: $0.symbols)
        }
      lists = (with + without).filter { $0.condition != .never }
    }
    let alternatives = lists.map { Symbol.Alternative($0.condition, made($0.symbols)) }
    return alternatives.count == 1 ? alternatives[0].symbol : .choice(alternatives)
  }

  private func made(_ symbols: [Symbol]) -> Symbol {
    let values = symbols.compactMap { if case .value(let value) = $0 { value } else { nil } }
    return values.count == symbols.count ? .value(.list(values)) : .list(symbols)
  }

  /// `map.get(key, default)`.
  func get(_ key: Symbol, of base: Symbol, default other: Symbol) -> Symbol {
    mapping(key) { key in
      switch key {
      case .value(.string(let name)):
        return self.orElse(self.member(of: base, named: name), other)
      case .term(let term):
        return self.mapping(base) { base in
          if case .term(let map) = base {
            return self.choose(
              if: self.store.isKind(map, .map),
              then: { .none(self.gap("the key", of: .term(term))) }, else: { other })
          }
          let members = self.mapMembers(base) ?? []
          let conditions = members.map {
            self.store.equal(term, self.store.constant(.string($0.name)))
          }
          let rest = Symbol.Alternative(self.store.not(self.store.or(conditions)), other)
          return .choice(
            zip(conditions, members).map { .init($0, self.orElse($1.symbol, other)) } + [rest])
        }
      default: return self.mapping(base) { _ in other }
      }
    }
  }

  /// The symbol, or the other one where it is null.
  private func orElse(_ symbol: Symbol, _ other: Symbol) -> Symbol {
    mapping(symbol) { part in
      switch part {
      case .value(.null): other
      case .term(let term):
        self.choose(if: self.store.isKind(term, .null), then: { other }, else: { part })
      default: part
      }
    }
  }

  /// `[element for binders]`.
  func comprehension(_ binders: [Binder], of element: Expression, in frame: Frame) -> Symbol {
    var elements: [(condition: Term, symbol: Symbol)] = []
    let found = choices(of: levels(binders, base: frame.count), in: frame) { choice in
      elements.append((choice.condition, symbol(of: element, in: choice.frame)))
      return true
    }
    if let reason = uncertainty(found) { return .none(reason) }
    return list(
      of: elements, because: gap("the elements", ofAll: elements.map { .condition($0.condition) }))
  }
}
