import ProvisoKernel

/// Methods and functions over symbols.
extension Lowering {
  func method(_ method: Method, of base: Symbol, with arguments: [Symbol]) -> Symbol {
    let argument = arguments.first ?? .null
    switch method {
    case .startsWith: return .condition(stringTest(.startsWith, of: base, argument))
    case .endsWith: return .condition(stringTest(.endsWith, of: base, argument))
    case .contains:
      return .condition(
        test(base) { base in
          // As in CEL, `contains` looks for a part of a text or for an element of a list.
          if isList(base) { return test(argument) { contains(base, $0) } }
          let inText = stringTest(.contains, of: base, argument)
          guard case .term(let term) = base else { return inText }
          return store.ite(
            store.isKind(term, .list),
            then: store.undetermined(because: gap("the elements", of: base)), else: inText)
        })
    case .matches:
      guard case .value(.string(let pattern)) = argument else {
        return .none("a pattern that is not a literal")
      }
      return .condition(test(base) { matches(pattern.string, $0) })
    case .size: return mapping(base, size)
    case .append, .first, .rest:
      return mapping(base) { self.list(method, of: $0, with: argument) }
    case .get:
      return get(argument, of: base, default: arguments.count > 1 ? arguments[1] : .null)
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
        case (.term, _), (_, .term): return .none(self.gap("the parts", of: base, argument))
        default: return .null
        }
      }
    }
  }

  private func stringTest(_ test: StringTest, of a: Symbol, _ b: Symbol) -> Term {
    self.test(a) { a in
      self.test(b) { b in
        guard let x = term(of: a), let y = term(of: b) else { return .never }
        return store.stringTest(test, of: x, y)
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
      store.ite(c, then: matches(pattern, term: a), else: matches(pattern, term: b))
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
      return .none(gap("the size of a collection with parts", of: symbol))
    case .term(let term):
      return .choice([
        .init(store.isKind(term, .string), .term(store.size(term))),
        .init(
          store.or(store.isKind(term, .list), store.isKind(term, .map)),
          .none(gap("the size", of: symbol))),
        .init(
          store.not(
            store.or([
              store.isKind(term, .string), store.isKind(term, .list), store.isKind(term, .map),
            ])), .null),
      ])
    default: return .null
    }
  }

  func function(_ function: Function, of arguments: [Symbol]) -> Symbol {
    let first = arguments.first ?? .null
    switch function {
    case .known: return .condition(known(first))
    case .json:
      return mapping(first) { text in
        switch text {
        case .value(.string(let text)):
          return self.universe.parseJSON(text).map(Symbol.value) ?? .none("a text that is not JSON")
        case .term(let term): return self.document(of: term)
        case .value(.null): return .null
        default: return .none("`json` of a value that is not a string")
        }
      }
    case .cidrContains, .cidrOverlaps:
      return .condition(
        test(first) { a in
          test(arguments.count > 1 ? arguments[1] : .null) { b in blocks(function, of: a, b) }
        })
    case .samePath, .pathContains:
      return .condition(
        test(first) { a in
          test(arguments.count > 1 ? arguments[1] : .null) { b in paths(function, of: a, b) }
        })
    case .openToEveryone: return .condition(isOpenToEveryone(first))
    case .coversInternet: return .condition(coversInternet(first))
    case .keys, .values: return listing(function, of: first)
    case .abs:
      return choose(
        if: compare(by: .less, first, .value(.number(.zero))),
        then: { self.arithmetic(.subtract, of: .value(.number(.zero)), first) },
        else: { self.number(first) })
    case .userNamed:
      guard let texts = universe.userTexts else {
        return .none("the user's request is unknown")
      }
      return named(first, in: .value(.list(texts.map { .string(Text($0)) })))
    case .userTexts:
      guard let texts = universe.userTexts else {
        return .none("the user's request is unknown")
      }
      return .value(.list(texts.map { .string(Text($0)) }))
    case .namedIn: return named(first, in: arguments.count > 1 ? arguments[1] : .null)
    case .scalarsOf, .linesOf, .wordsOf, .partsOf:
      return mapping(first) { part in
        guard let value = self.value(of: part) else {
          return .none(self.gap("the parts", of: part))
        }
        return .value(.list(value.listed(function, in: self.universe)))
      }
    case .min, .max:
      guard var best = arguments.first else {
        return .none("`\(function.rawValue)` without arguments")
      }
      for other in arguments.dropFirst() {
        best = extreme(isMinimum: function == .min, of: best, other)
      }
      return best
    }
  }

  /// The JSON of an unknown text: the document that it is expected to be, if it is that document.
  func document(of term: Term) -> Symbol {
    let gap = gap("the JSON", of: .term(term))
    guard case .unknown(let index) = store[term],
      let expected = universe.expectedDocument(of: store.unknowns[index], in: store)
    else { return .none(gap) }
    let isIt = store.isTrue(store.value(of: expected.condition))
    return .choice([.init(isIt, expected.value), .init(store.not(isIt), .none(gap))])
  }

  /// The condition that one value is named in another (see `Value.isNamed`).
  private func named(_ a: Symbol, in b: Symbol) -> Symbol {
    mapping(a) { a in
      self.mapping(b) { b in
        guard let x = self.value(of: a), let y = self.value(of: b) else {
          return .none(self.gap("a search", of: a, b))
        }
        return .truth(x.isNamed(in: y))
      }
    }
  }

  /// The value of a symbol without alternatives; `nil` if a part of it is unknown.
  private func value(of symbol: Symbol) -> Value? {
    switch symbol {
    case .value(let value): return value
    case .structure(let structure): return structure.value
    case .list(let parts):
      let values = parts.compactMap(value(of:))
      return values.count == parts.count ? .list(values) : nil
    case .condition(let term):
      return term == .always ? .bool(true) : term == .never ? .bool(false) : nil
    case .term, .choice, .partial, .none: return nil
    }
  }

  /// The symbol where it is a number; elsewhere it has no value.
  func number(_ symbol: Symbol) -> Symbol {
    arithmetic(.subtract, of: symbol, .value(.number(.zero)))
  }

  /// The smaller or the greater of two numbers.
  func extreme(isMinimum: Bool, of a: Symbol, _ b: Symbol) -> Symbol {
    let zero = Symbol.value(.number(.zero))
    let difference = arithmetic(.subtract, of: a, b)
    if case .none = difference { return difference }
    func chosen(_ difference: Symbol) -> Symbol {
      // Without a difference there is no result.
      if case .partial(let defined, let inner, let reason) = difference {
        return .partial(defined, chosen(inner), reason)
      }
      let first =
        isMinimum ? compare(by: .less, difference, zero) : compare(by: .less, zero, difference)
      return choose(if: first, then: { a }, else: { b })
    }
    return chosen(difference)
  }

  private func blocks(_ function: Function, of a: Symbol, _ b: Symbol) -> Term {
    guard case .value(let x) = a, case .value(let y) = b else {
      return store.undetermined(because: gap("the address block", of: a, b))
    }
    guard case .string(let first) = x, case .string(let second) = y,
      let one = AddressBlock(first.string), let other = AddressBlock(second.string)
    else { return .never }
    return store.truth(function == .cidrContains ? one.contains(other) : one.overlaps(other))
  }

  /// The relation of two paths. An unknown path is compared as a text.
  private func paths(_ function: Function, of a: Symbol, _ b: Symbol) -> Term {
    switch (a, b) {
    case (.value(.string(let first)), .value(.string(let second))):
      guard
        let answer = FilePath.answer(
          function, of: first.string, and: second.string, in: universe.workingDirectory)
      else {
        return store.undetermined(because: Gap(FilePath.unknownDirectory))
      }
      return store.truth(answer)
    case (.value(.string), .term), (.term, .value(.string)), (.term, .term):
      guard function == .pathContains else { return compare(by: .equal, a, b) }
      return stringTest(
        .startsWith, of: b, arithmetic(.add, of: a, .value(.string(Text("/")))))
    default: return .never
    }
  }

  /// Whether all of the expression is known. An answer that known parts of an argument decide counts
  /// only if all of the argument is known.
  func known(_ expression: Expression, in frame: Frame) -> Term {
    let whole = known(symbol(of: expression, in: frame))
    guard case .function(let function, let arguments) = expression.kind, function.usesKnownParts
    else { return whole }
    return store.and([whole] + arguments.map { known($0, in: frame) })
  }

  private func known(_ symbol: Symbol) -> Term {
    switch symbol {
    case .value: .always
    case .condition(let term), .term(let term): store.truth(isSettled(term))
    case .structure(let structure):
      // A structure that is not known as a whole may have known parts, now or at every moment.
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
