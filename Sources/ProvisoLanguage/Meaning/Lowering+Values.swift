import ProvisoKernel
import ProvisoSyntax

/// Comparisons and arithmetic over symbols.
extension Lowering {
  /// The symbol as a value term; `nil` if it is a list or a partial value, if it has no value, or
  /// if a part of a structure is unknown.
  package func term(of symbol: Symbol) -> Term? {
    switch symbol {
    case .value(let value): return store.constant(value)
    case .term(let term): return term
    case .condition(let condition):
      return store.ite(
        condition, then: store.constant(.bool(true)), else: store.constant(.bool(false)))
    case .structure(let structure): return structure.value.map(store.constant)
    case .choice(let alternatives):
      var out: Term?
      for alternative in alternatives.reversed() {
        guard let next = term(of: alternative.symbol) else { return nil }
        out = out.map { store.ite(alternative.condition, then: next, else: $0) } ?? next
      }
      return out
    case .list, .partial, .none: return nil
    }
  }

  /// Combines the conditions that `apply` gives for the alternatives of a symbol.
  package func test(_ symbol: Symbol, _ apply: (Symbol) -> Term) -> Term {
    switch symbol {
    case .choice(let alternatives):
      store.or(alternatives.map { store.and($0.condition, test($0.symbol, apply)) })
    case .partial(let defined, let inner, let reason):
      store.ite(defined, then: test(inner, apply), else: store.undetermined(because: reason))
    case .none(let reason): store.undetermined(because: reason)
    default: apply(symbol)
    }
  }

  // MARK: Comparisons

  func compare(by comparison: Comparison, _ a: Symbol, _ b: Symbol) -> Term {
    test(a) { a in
      test(b) { b in
        switch comparison {
        case .equal: equal(a, b)
        case .notEqual: store.not(equal(a, b))
        case .less: less(a, b)
        case .greater: less(b, a)
        case .lessOrEqual: lessOrEqual(a, b)
        case .greaterOrEqual: lessOrEqual(b, a)
        case .in: contains(b, a)
        case .has: has(a, b)
        }
      }
    }
  }

  private func less(_ a: Symbol, _ b: Symbol) -> Term {
    guard let x = term(of: a), let y = term(of: b) else { return .never }
    return store.less(x, y)
  }

  private func lessOrEqual(_ a: Symbol, _ b: Symbol) -> Term {
    if let x = term(of: a), let y = term(of: b), store.isKind(x, .number) == .always,
      store.isKind(y, .number) == .always
    {
      // A single comparison: in this form a bound on a sum is decided without search.
      return store.not(store.less(y, x))
    }
    return store.or(less(a, b), sameOrdered(a, b))
  }

  /// The values are equal and of a kind that `<` compares: `null <= null` is false, like every
  /// comparison with an absent value.
  private func sameOrdered(_ a: Symbol, _ b: Symbol) -> Term {
    guard let x = term(of: a), let y = term(of: b) else { return .never }
    return store.and(
      store.equal(x, y), store.or(store.isKind(x, .number), store.isKind(x, .string)))
  }

  func equal(_ a: Symbol, _ b: Symbol) -> Term {
    if case .value(let x) = a, case .value(let y) = b { return store.truth(x == y) }
    if case .choice = a { return test(a) { equal($0, b) } }
    if case .partial = a { return test(a) { equal($0, b) } }
    if case .choice = b { return test(b) { equal(a, $0) } }
    if case .partial = b { return test(b) { equal(a, $0) } }
    switch (a, b) {
    case (.none(let reason), _), (_, .none(let reason)):
      return store.undetermined(because: reason)
    case (.condition(let x), .condition(let y)):
      return store.or(store.and(x, y), store.and(store.not(x), store.not(y)))
    case (.condition(let x), .value(.bool(let wanted))),
      (.value(.bool(let wanted)), .condition(let x)):
      return wanted ? x : store.not(x)
    default: break
    }
    if let x = term(of: a), let y = term(of: b) { return store.equal(x, y) }
    return equalParts(a, b)
  }

  /// Equality if a part of at least one side is unknown.
  private func equalParts(_ a: Symbol, _ b: Symbol) -> Term {
    if let x = elements(a), let y = elements(b), isList(a), isList(b) {
      if x.count == y.count {
        let all = store.and(zip(x, y).map { equal($0, $1) })
        if !isOpenSet(a) && !isOpenSet(b) { return all }
        // A set with unknown elements may lose some of them; only a certain difference counts.
        return all == .never
          ? surelyDiffers(x, from: y, of: a, and: b) : all == .always ? .always : open(a, b)
      }
      let isFixed = !isOpenSet(a) && !isOpenSet(b)
      return isFixed || x.isEmpty || y.isEmpty ? .never : surelyDiffers(x, from: y, of: a, and: b)
    }
    if let x = memberTable(a), let y = memberTable(b) {
      return store.and(
        Set(x.keys).union(y.keys).sorted().map { equal(x[$0] ?? .null, y[$0] ?? .null) })
    }
    if case .term(let term) = a { return equality(ofUnknown: term, to: b) }
    if case .term(let term) = b { return equality(ofUnknown: term, to: a) }
    return .never
  }

  /// Whether the symbol is a list of the plan with unknown parts, which may be a set and lose
  /// elements.
  private func isOpenSet(_ symbol: Symbol) -> Bool {
    if case .structure(let structure) = symbol {
      structure.isList && !structure.isKnown
    } else {
      false
    }
  }

  /// Whether the elements of the list can be at other indices after the apply: those of a set are
  /// sorted by values that are not known yet, and fewer may be left.
  func hasOpenOrder(_ symbol: Symbol) -> Bool {
    guard isOpenSet(symbol) else { return false }
    return elements(symbol).map { $0.count > 1 } ?? true
  }

  private func open(_ a: Symbol, _ b: Symbol) -> Term {
    store.undetermined(because: gap("the equality of lists with elements", of: a, b))
  }

  /// Lists with unknown elements certainly differ only if one of them has an element that no
  /// element of the other can equal.
  private func surelyDiffers(
    _ x: [Symbol], from y: [Symbol], of a: Symbol, and b: Symbol
  ) -> Term {
    func isMissing(_ one: [Symbol], _ other: [Symbol]) -> Bool {
      one.contains { element in other.allSatisfy { equal(element, $0) == .never } }
    }
    return isMissing(x, y) || isMissing(y, x) ? .never : open(a, b)
  }

  private func equality(ofUnknown term: Term, to structure: Symbol) -> Term {
    let kind: Value.Kind = isList(structure) ? .list : .map
    return store.and(
      store.isKind(term, kind),
      store.undetermined(
        because: gap("the comparison with a partly known value", of: .term(term), structure)))
  }

  func isList(_ symbol: Symbol) -> Bool {
    switch symbol {
    case .value(.list), .list: true
    case .structure(let structure): structure.isList
    default: false
    }
  }

  /// The members of a map that is at least partly known; `nil` for any other symbol.
  private func memberTable(_ symbol: Symbol) -> [Text: Symbol]? {
    switch symbol {
    case .value(.map(let members)): return members.mapValues(Symbol.value)
    case .structure(let structure) where !structure.isList:
      return Dictionary(
        structure.members(in: store).map { ($0.name, $0.symbol) }, uniquingKeysWith: { $1 })
    default: return nil
    }
  }

  /// The elements where a list is expected: any other value is a list of itself, and null is the
  /// empty list. `nil` if the plan does not determine how many there are.
  package func elements(_ symbol: Symbol) -> [Symbol]? {
    switch symbol {
    case .value(let value): value.asList.map(Symbol.value)
    case .list(let symbols): symbols
    case .structure(let structure):
      structure.isList ? structure.elements(in: store) : [symbol]
    case .condition: [symbol]
    case .term, .choice, .partial, .none: nil
    }
  }

  /// `element in list`.
  func contains(_ list: Symbol, _ element: Symbol) -> Term {
    test(list) { list in
      if case .value(.list(let values)) = list, case .value(let value) = element {
        return store.truth(values.contains(value))
      }
      if let elements = elements(list) {
        return store.or(elements.map { equal(element, $0) })
      }
      guard case .term(let term) = list else { return .never }
      return store.ite(
        store.isKind(term, .list),
        then: store.undetermined(because: gap("the elements", of: list)),
        else: store.and(store.not(store.isKind(term, .null)), equal(element, list)))
    }
  }

  /// `holder has key`: a member that is not null, or an element.
  private func has(_ holder: Symbol, _ key: Symbol) -> Term {
    if let table = memberTable(holder) {
      guard case .value(.string(let name)) = key else {
        if case .term(let term) = key {
          return store.or(
            table.sorted { $0.key < $1.key }.map {
              store.and(
                store.equal(term, store.constant(.string($0.key))), store.not(isNull($0.value)))
            })
        }
        return .never
      }
      return store.not(isNull(table[name] ?? .null))
    }
    if case .term(let term) = holder, case .value(.string(let name)) = key {
      return store.ite(
        store.isKind(term, .map), then: store.not(isNull(member(of: holder, named: name))),
        else: contains(holder, key))
    }
    if case .term(let term) = holder {
      var inMap = Term.never
      if case .term(let name) = key {
        inMap = store.and(
          store.isKind(name, .string),
          store.undetermined(because: gap("the key", of: key)))
      }
      return store.ite(store.isKind(term, .map), then: inMap, else: contains(holder, key))
    }
    return contains(holder, key)
  }

  package func isNull(_ symbol: Symbol) -> Term {
    test(symbol) { symbol in
      switch symbol {
      case .value(let value): return store.truth(value.isNull)
      case .term(let term): return store.isKind(term, .null)
      default: return .never
      }
    }
  }

  // MARK: Arithmetic

  package func arithmetic(_ op: TermArithmetic, of a: Symbol, _ b: Symbol) -> Symbol {
    mapping(a) { a in
      self.mapping(b) { b in
        if case .value(let x) = a, case .value(let y) = b {
          return TermStore.compute(op, of: x, y).map(Symbol.value)
            ?? .none(self.noResult(op, of: x, y))
        }
        guard let x = self.term(of: a), let y = self.term(of: b) else {
          return .none("arithmetic on a value that is not a number")
        }
        let store = self.store
        var defined = store.and(store.isKind(x, .number), store.isKind(y, .number))
        if op == .divide || op == .modulo {
          defined = store.and(
            defined, store.not(store.equal(y, store.constant(.number(.zero)))))
        }
        if op == .add {
          defined = store.or(
            defined, store.and(store.isKind(x, .string), store.isKind(y, .string)))
        }
        if defined == .never {
          let isZero = y == store.constant(.number(.zero)) && (op == .divide || op == .modulo)
          return .none(
            isZero ? "division by zero" : "arithmetic on a value that is not a number")
        }
        let result = Symbol.term(store.arithmetic(op, of: x, y))
        return defined == .always
          ? result : .partial(defined, result, self.noResult(op, of: a, b, x, y))
      }
    }
  }

  /// The reason why the result of some values may be missing.
  private func noResult(
    _ op: TermArithmetic, of a: Symbol, _ b: Symbol, _ x: Term, _ y: Term
  ) -> Gap {
    guard store.unknowns(in: [x, y]).isEmpty else { return gap("the kind of a number", of: a, b) }
    let areNumbers =
      store.isKind(x, .number) == .always && store.isKind(y, .number) == .always
    return areNumbers ? "division by zero" : "arithmetic on a value that is not a number"
  }

  private func noResult(_ op: TermArithmetic, of x: Value, _ y: Value) -> Gap {
    if case .number = x, case .number = y { return "division by zero" }
    return "arithmetic on a value that is not a number"
  }
}
