import ProvisoKernel

extension Engine {
  /// Whether a condition over unknowns alone is proved true for all their values.
  ///
  /// Most conditions are not valid, so cheap guesses come first: values that probably make the
  /// condition false. The guess is evaluated, and the solver is asked only if it does not refute
  /// the condition.
  public func isValid(_ condition: Term) -> Bool {
    if condition == .always { return true }
    if condition == .never { return false }
    var guess = Guess(store)
    if let values = guess.values(making: condition, wanted: false, in: [:], depth: 0) {
      let evaluator = TermEvaluator(store: store, system: system)
      if !evaluator.holds(condition, at: Moment(initialOf: system), unknowns: values) {
        return false
      }
    }
    if case .impossible = try? solving.check(store.not(condition), assuming: []) { return true }
    return false
  }
}

/// Guesses values of unknowns that make a condition true or false. The search is greedy, so the
/// guess can be wrong: the caller evaluates it.
private struct Guess {
  private let store: TermStore
  /// The number of terms that the search may still visit.
  private var remainingTerms = 10_000

  init(_ store: TermStore) { self.store = store }

  typealias Values = [Int: Value]

  private static let mostDepth = 200

  /// The given values, extended so that the condition probably has the wanted truth; `nil` where
  /// the search finds none.
  mutating func values(
    making term: Term, wanted: Bool, in values: Values, depth: Int
  ) -> Values? {
    remainingTerms -= 1
    guard remainingTerms > 0, depth < Self.mostDepth else { return nil }
    switch store[term] {
    case .truth(let value): return value == wanted ? values : nil
    case .not(let inner):
      return self.values(making: inner, wanted: !wanted, in: values, depth: depth + 1)
    case .and(let parts):
      return wanted
        ? all(parts, are: wanted, in: values, depth: depth)
        : any(parts, is: wanted, in: values, depth: depth)
    case .or(let parts):
      return wanted
        ? any(parts, is: wanted, in: values, depth: depth)
        : all(parts, are: wanted, in: values, depth: depth)
    case .ite(let c, let a, let b):
      for (choice, branch) in [(true, a), (false, b)] {
        if let chosen = self.values(making: c, wanted: choice, in: values, depth: depth + 1),
          let found = self.values(making: branch, wanted: wanted, in: chosen, depth: depth + 1)
        {
          return found
        }
      }
      return nil
    case .isTrue(let a): return assign(.bool(wanted), to: a, in: values)
    case .isKind(let a, let kind):
      return assign(sample(of: kind, wanted: wanted), to: a, in: values)
    case .equal(let a, let b): return equal(a, b, is: wanted, in: values)
    case .less(let a, let b): return less(a, b, is: wanted, in: values)
    default: return nil
    }
  }

  private mutating func all(
    _ parts: [Term], are wanted: Bool, in values: Values, depth: Int
  ) -> Values? {
    var values = values
    for part in parts {
      guard let next = self.values(making: part, wanted: wanted, in: values, depth: depth + 1)
      else {
        return nil
      }
      values = next
    }
    return values
  }

  private mutating func any(
    _ parts: [Term], is wanted: Bool, in values: Values, depth: Int
  ) -> Values? {
    for part in parts {
      if let found = self.values(making: part, wanted: wanted, in: values, depth: depth + 1) {
        return found
      }
    }
    return nil
  }

  /// A value of the kind if `wanted`, otherwise one of another kind.
  private func sample(of kind: Value.Kind, wanted: Bool) -> Value {
    guard wanted else { return kind == .null ? .bool(false) : .null }
    return switch kind {
    case .null, .object: .null
    case .bool: .bool(false)
    case .number: .number(.zero)
    case .string: .string("")
    case .list: .list([])
    case .map: .map([:])
    }
  }

  private func assign(_ value: Value, to term: Term, in values: Values) -> Values? {
    guard case .unknown(let index) = store[term] else { return nil }
    if let known = values[index] { return known == value ? values : nil }
    return values.merging([index: value]) { known, _ in known }
  }

  private func known(_ term: Term, in values: Values) -> Value? {
    switch store[term] {
    case .constant(let value): value
    case .unknown(let index): values[index]
    default: nil
    }
  }

  private func equal(_ a: Term, _ b: Term, is wanted: Bool, in values: Values) -> Values? {
    switch (known(a, in: values), known(b, in: values)) {
    case (let x?, let y?): return (x == y) == wanted ? values : nil
    case (let value?, nil): return assign(wanted ? value : other(b), to: b, in: values)
    case (nil, let value?): return assign(wanted ? value : other(a), to: a, in: values)
    case (nil, nil):
      return assign(other(a), to: a, in: values).flatMap {
        assign(wanted ? other(a) : other(b), to: b, in: $0)
      }
    }
  }

  /// A value that no other term is likely to have.
  private func other(_ term: Term) -> Value { .string(Text("value of term \(term.index)")) }

  private func less(_ a: Term, _ b: Term, is wanted: Bool, in values: Values) -> Values? {
    switch (known(a, in: values), known(b, in: values)) {
    case (let x?, let y?): return TermStore.less(x, y) == wanted ? values : nil
    case (let value?, nil):
      guard wanted else { return assign(.null, to: b, in: values) }
      return TermStore.compute(
        .add, of: value, value.kind == .string ? .string("x") : .number(.one)
      )
      .flatMap { assign($0, to: b, in: values) }
    case (nil, let value?):
      guard wanted else { return assign(.null, to: a, in: values) }
      return value.kind == .string
        ? assign(.string(""), to: a, in: values)
        : TermStore.compute(.subtract, of: value, .number(.one)).flatMap {
          assign($0, to: a, in: values)
        }
    case (nil, nil):
      return assign(wanted ? .number(.zero) : .null, to: a, in: values).flatMap {
        assign(wanted ? .number(.one) : .null, to: b, in: $0)
      }
    }
  }
}
