import ProvisoKernel

/// Comparisons, arithmetic, methods and functions over symbols.
extension Lowering {
  /// The symbol as a value-sorted term; `nil` where parts of a structure are unknown or there is none.
  func term(of symbol: Symbol) -> Term? {
    switch symbol {
    case .value(let value): return store.constant(value)
    case .term(let term): return term
    case .condition(let condition):
      return store.ite(condition, store.constant(.bool(true)), store.constant(.bool(false)))
    case .structure(let structure): return structure.value.map(store.constant)
    case .choice(let alternatives):
      var out: Term?
      for alternative in alternatives.reversed() {
        guard let next = term(of: alternative.symbol) else { return nil }
        out = out.map { store.ite(alternative.condition, next, $0) } ?? next
      }
      return out
    case .list, .partial, .none: return nil
    }
  }

  /// A condition for each alternative of a symbol.
  func test(_ symbol: Symbol, _ apply: (Symbol) -> Term) -> Term {
    switch symbol {
    case .choice(let alternatives):
      store.or(alternatives.map { store.and($0.condition, test($0.symbol, apply)) })
    case .partial(let defined, let inner, let reason):
      store.ite(defined, test(inner, apply), store.undetermined(because: reason))
    case .none(let reason): store.undetermined(because: reason)
    default: apply(symbol)
    }
  }

  // MARK: Comparisons

  func compare(_ comparison: Comparison, _ a: Symbol, _ b: Symbol) -> Term {
    test(a) { a in
      test(b) { b in
        switch comparison {
        case .equal: equal(a, b)
        case .notEqual: store.not(equal(a, b))
        case .less: less(a, b)
        case .greater: less(b, a)
        case .lessOrEqual: store.or(less(a, b), sameOrdered(a, b))
        case .greaterOrEqual: store.or(less(b, a), sameOrdered(a, b))
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

  /// Equal, and of a kind that `<` compares: `null <= null` is false like every comparison of absent
  /// things.
  private func sameOrdered(_ a: Symbol, _ b: Symbol) -> Term {
    guard let x = term(of: a), let y = term(of: b) else { return .never }
    return store.and(
      store.equal(x, y), store.or(store.isKind(x, .number), store.isKind(x, .string)))
  }

  func equal(_ a: Symbol, _ b: Symbol) -> Term {
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

  /// Equality where a part of at least one side is unknown.
  private func equalParts(_ a: Symbol, _ b: Symbol) -> Term {
    if let x = elements(a), let y = elements(b), isList(a), isList(b) {
      if x.count == y.count {
        let all = store.and(zip(x, y).map { equal($0, $1) })
        if !isOpenSet(a) && !isOpenSet(b) { return all }
        // A set with unknown elements may lose some; only what differs for certain differs.
        return all == .never ? surelyDiffers(x, y) : all == .always ? .always : open("a list")
      }
      let isFixed = !isOpenSet(a) && !isOpenSet(b)
      return isFixed || x.isEmpty || y.isEmpty ? .never : surelyDiffers(x, y)
    }
    if let x = memberTable(a), let y = memberTable(b) {
      return store.and(
        Set(x.keys).union(y.keys).sorted().map { equal(x[$0] ?? .null, y[$0] ?? .null) })
    }
    if case .term(let term) = a { return equalUnknown(term, b) }
    if case .term(let term) = b { return equalUnknown(term, a) }
    return .never
  }

  /// Whether it is a list of the plan with unknown parts, which may be a set and lose some.
  private func isOpenSet(_ symbol: Symbol) -> Bool {
    if case .structure(let structure) = symbol {
      structure.isList && !structure.isKnown
    } else {
      false
    }
  }

  private func open(_ what: String) -> Term {
    store.undetermined(because: "\(what) with elements that are known only after apply")
  }

  /// Lists with unknown elements differ for certain only where one has no unknown part and an element
  /// that nothing on the other side can be.
  private func surelyDiffers(_ x: [Symbol], _ y: [Symbol]) -> Term {
    func isMissing(_ one: [Symbol], _ other: [Symbol]) -> Bool {
      one.contains { element in other.allSatisfy { equal(element, $0) == .never } }
    }
    return isMissing(x, y) || isMissing(y, x) ? .never : open("a list")
  }

  private func equalUnknown(_ term: Term, _ structure: Symbol) -> Term {
    let kind: Value.Kind = isList(structure) ? .list : .map
    return store.and(
      store.isKind(term, kind),
      store.undetermined(because: "an unknown value compared with one that is known in part"))
  }

  func isList(_ symbol: Symbol) -> Bool {
    switch symbol {
    case .value(.list), .list: true
    case .structure(let structure): structure.isList
    default: false
    }
  }

  /// The members of a map that is known at least in part.
  private func memberTable(_ symbol: Symbol) -> [Text: Symbol]? {
    switch symbol {
    case .value(.map(let members)): return members.mapValues(Symbol.value)
    case .structure(let structure) where !structure.isList:
      return Dictionary(
        structure.members(in: store).map { ($0.name, $0.symbol) }, uniquingKeysWith: { $1 })
    default: return nil
    }
  }

  /// The elements where a list is expected: any other value is a list of itself, null the empty list;
  /// `nil` where the plan does not say how many there are.
  func elements(_ symbol: Symbol) -> [Symbol]? {
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
      if let elements = elements(list) {
        return store.or(elements.map { equal(element, $0) })
      }
      guard case .term(let term) = list else { return .never }
      return store.ite(
        store.isKind(term, .list),
        store.undetermined(because: "a list that is known only after apply"),
        store.and(store.not(store.isKind(term, .null)), equal(element, list)))
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
        store.isKind(term, .map), store.not(isNull(member(holder, name))),
        contains(holder, key))
    }
    if case .term(let term) = holder {
      var inMap = Term.never
      if case .term(let name) = key {
        inMap = store.and(
          store.isKind(name, .string),
          store.undetermined(because: "a key that is known only after apply"))
      }
      return store.ite(store.isKind(term, .map), inMap, contains(holder, key))
    }
    return contains(holder, key)
  }

  func isNull(_ symbol: Symbol) -> Term {
    test(symbol) { symbol in
      switch symbol {
      case .value(let value): return store.truth(value.isNull)
      case .term(let term): return store.isKind(term, .null)
      default: return .never
      }
    }
  }

  // MARK: Arithmetic

  func arithmetic(_ op: TermArithmetic, _ a: Symbol, _ b: Symbol) -> Symbol {
    mapping(a) { a in
      self.mapping(b) { b in
        if case .value(let x) = a, case .value(let y) = b {
          return TermStore.compute(op, x, y).map(Symbol.value)
            ?? .none(self.noResult(op, x, y))
        }
        guard let x = self.term(of: a), let y = self.term(of: b) else {
          return .none("arithmetic on what is no number")
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
        if defined == .never { return .none("arithmetic on what is no number") }
        let result = Symbol.term(store.arithmetic(op, x, y))
        return defined == .always
          ? result : .partial(defined, result, "arithmetic on a value known only after apply")
      }
    }
  }

  private func noResult(_ op: TermArithmetic, _ x: Value, _ y: Value) -> String {
    if case .number = x, case .number = y { return "division by zero" }
    return "arithmetic on what is no number"
  }

  // MARK: Methods and functions

  func method(_ method: Method, _ base: Symbol, _ arguments: [Symbol]) -> Symbol {
    let argument = arguments.first ?? .null
    switch method {
    case .startsWith: return .condition(stringTest(.startsWith, base, argument))
    case .endsWith: return .condition(stringTest(.endsWith, base, argument))
    case .contains:
      return .condition(
        test(base) { base in
          // CEL's `contains` asks a text for a part, a list for an element.
          if isList(base) { return contains(base, argument) }
          let inText = stringTest(.contains, base, argument)
          guard case .term(let term) = base else { return inText }
          return store.ite(
            store.isKind(term, .list),
            store.undetermined(because: "a list that is known only after apply"), inText)
        })
    case .matches:
      guard case .value(.string(let pattern)) = argument else {
        return .none("a pattern that is no literal")
      }
      return .condition(test(base) { matches(pattern.string, $0) })
    case .size: return mapping(base, size)
    case .lowerAscii:
      return mapping(base) { base in
        switch base {
        case .value(.string(let text)): return .value(.string(text.lowerASCII))
        case .value, .structure, .list, .condition: return .null
        case .term(let term): return .term(self.store.lowerASCII(term))
        default: return .null
        }
      }
    case .split:
      return mapping(base) { base in
        switch (base, argument) {
        case (.value(.string(let text)), .value(.string(let mark))):
          return .value(.list(text.split(by: mark).map(Value.string)))
        case (.term, _), (_, .term): return .none("parts of a text that is known only after apply")
        default: return .null
        }
      }
    }
  }

  private func stringTest(_ test: StringTest, _ a: Symbol, _ b: Symbol) -> Term {
    self.test(a) { a in
      self.test(b) { b in
        guard let x = term(of: a), let y = term(of: b) else { return .never }
        return store.stringTest(test, x, y)
      }
    }
  }

  private func matches(_ pattern: String, _ symbol: Symbol) -> Term {
    switch symbol {
    case .value(.string(let text)): store.truth(patterns.matches(pattern, text))
    case .term(let term): matches(pattern, term: term)
    default: .never
    }
  }

  private func matches(_ pattern: String, term: Term) -> Term {
    switch store[term] {
    case .constant(.string(let text)): store.truth(patterns.matches(pattern, text))
    case .constant: .never
    case .ite(let c, let a, let b):
      store.ite(c, matches(pattern, term: a), matches(pattern, term: b))
    default: store.matches(pattern, term)
    }
  }

  private func size(_ symbol: Symbol) -> Symbol {
    switch symbol {
    case .value(.string(let text)): return .value(.number(Number(text.count)))
    case .value(.list(let elements)): return .value(.number(Number(elements.count)))
    case .value(.map(let members)): return .value(.number(Number(members.count)))
    case .value: return .null
    case .list(let elements): return .value(.number(Number(elements.count)))
    case .structure(let structure):
      if structure.isKnown {
        let count =
          structure.isList
          ? structure.elements(in: store).count : structure.members(in: store).count
        return .value(.number(Number(count)))
      }
      return .none("the size of a collection with parts that are known only after apply")
    case .term(let term):
      return .choice([
        .init(store.isKind(term, .string), .term(store.size(term))),
        .init(
          store.or(store.isKind(term, .list), store.isKind(term, .map)),
          .none("the size of a collection that is known only after apply")),
        .init(
          store.not(
            store.or([
              store.isKind(term, .string), store.isKind(term, .list), store.isKind(term, .map),
            ])), .null),
      ])
    default: return .null
    }
  }

  func function(_ function: Function, _ arguments: [Symbol]) -> Symbol {
    let first = arguments.first ?? .null
    switch function {
    case .known: return .condition(known(first))
    case .json:
      return mapping(first) { text in
        switch text {
        case .value(.string(let text)):
          return self.universe.parseJSON(text).map(Symbol.value) ?? .none("a text that is not JSON")
        case .term: return .none("the JSON of a text that is known only after apply")
        case .value(.null): return .null
        default: return .none("the JSON of what is no text")
        }
      }
    case .cidrContains, .cidrOverlaps:
      return .condition(
        test(first) { a in
          test(arguments.count > 1 ? arguments[1] : .null) { b in blocks(function, a, b) }
        })
    case .abs:
      return choose(
        compare(.less, first, .value(.number(.zero))),
        { self.arithmetic(.subtract, .value(.number(.zero)), first) }, { self.number(first) })
    case .min, .max:
      guard var best = arguments.first else { return .none("`\(function.rawValue)` of nothing") }
      for other in arguments.dropFirst() { best = extreme(function == .min, best, other) }
      return best
    }
  }

  /// The symbol where it is a number; elsewhere there is no value.
  func number(_ symbol: Symbol) -> Symbol {
    arithmetic(.subtract, symbol, .value(.number(.zero)))
  }

  /// The smaller or the greater of two numbers.
  func extreme(_ isMinimum: Bool, _ a: Symbol, _ b: Symbol) -> Symbol {
    let zero = Symbol.value(.number(.zero))
    let difference = arithmetic(.subtract, a, b)
    if case .none = difference { return difference }
    let first = isMinimum ? compare(.less, difference, zero) : compare(.less, zero, difference)
    let chosen = choose(first, { a }, { b })
    if case .partial(let defined, _, let reason) = difference {
      return .partial(defined, chosen, reason)
    }
    return chosen
  }

  private func blocks(_ function: Function, _ a: Symbol, _ b: Symbol) -> Term {
    guard case .value(let x) = a, case .value(let y) = b else {
      return store.undetermined(because: "an address block that is known only after apply")
    }
    guard case .string(let first) = x, case .string(let second) = y,
      let one = AddressBlock(first.string), let other = AddressBlock(second.string)
    else { return .never }
    return store.truth(function == .cidrContains ? one.contains(other) : one.overlaps(other))
  }

  private func known(_ symbol: Symbol) -> Term {
    switch symbol {
    case .value: .always
    case .condition(let term), .term(let term): store.truth(isSettled(term))
    case .structure(let structure):
      // What is not known as a whole may be known part by part, now or at every moment.
      structure.isKnown
        ? .always
        : structure.isList
          ? store.and(structure.elements(in: store).map(known))
          : store.and(structure.members(in: store).map { known($0.symbol) })
    case .list(let symbols): store.and(symbols.map(known))
    case .choice(let alternatives):
      alternatives.allSatisfy { isSettled($0.condition) }
        ? store.or(alternatives.map { store.and($0.condition, known($0.symbol)) }) : .never
    case .partial(let defined, let inner, _): store.and(defined, known(inner))
    case .none: .never
    }
  }

  /// Whether the moment alone decides the term.
  private func isSettled(_ term: Term) -> Bool {
    var seen: Set<Term> = []
    var stack = [term]
    while let top = stack.popLast() {
      guard seen.insert(top).inserted else { continue }
      switch store[top] {
      case .unknown, .undetermined, .flag: return false
      case let node: stack += node.operands
      }
    }
    return true
  }
}
