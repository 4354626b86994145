import ProvisoKernel
import ProvisoSyntax

/// Quantifiers and aggregates over symbols.
extension Lowering {
  func quantify(
    _ quantifier: Quantifier, over binders: [Binder], body: Expression?, in frame: Frame,
    of expression: Expression
  ) -> Term {
    let levels = levels(binders, base: frame.count)
    var conditions: [Term] = []
    var bodies: [Term] = []
    let found = choices(of: levels, in: frame) { choice in
      let term =
        body.map { body in
          under(expression, condition: choice.condition) { condition(of: body, in: choice.frame) }
        } ?? .always
      conditions.append(choice.condition)
      bodies.append(term)
      switch quantifier {
      case .every: return choice.condition != .always || term != .never
      case .some, .no, .atLeast(1), .atMost(0), .exactly(0):
        return choice.condition != .always || term != .always
      default: return true
      }
    }
    let unknown = found.open.map {
      store.and($0.condition, store.undetermined(because: $0.reason))
    }
    let hits = zip(conditions, bodies).map { store.and($0, $1) }
    switch quantifier {
    case .every:
      return store.and(
        zip(conditions, bodies).map { store.implies($0, $1) } + unknown.map(store.not))
    case .some: return store.or(hits + unknown)
    case .no: return store.not(store.or(hits + unknown))
    case .atLeast(let count) where count <= 0: return .always
    case .atLeast(1): return store.or(hits + unknown)
    case .atMost(0), .exactly(0): return store.not(store.or(hits + unknown))
    case .exactly(let count), .atLeast(let count), .atMost(let count):
      if let reason = uncertainty(found) { return store.undetermined(because: reason) }
      return bound(quantifier, on: hits, count: count)
    }
  }

  /// Why the number of choices is uncertain; `nil` if it is certain.
  func uncertainty(_ found: Choices) -> Gap? {
    if let first = found.open.first { return first.reason }
    return found.collapsing.map { gap("the number of different elements", of: $0) }
  }

  private func bound(_ quantifier: Quantifier, on hits: [Term], count: Int) -> Term {
    let sum = store.sum(.zero, plus: hits.map { WeightedTerm(.one, $0) })
    let wanted = store.number(count)
    switch quantifier {
    case .exactly: return store.equal(sum, wanted)
    case .atLeast: return store.not(store.less(sum, wanted))
    case .atMost: return store.not(store.less(wanted, sum))
    default: return .never
    }
  }

  func aggregate(
    _ aggregate: Aggregate, over binders: [Binder], of operand: Expression?, in frame: Frame
  ) -> Symbol {
    let levels = levels(binders, base: frame.count)
    var hits: [(condition: Term, symbol: Symbol)] = []
    let found = choices(of: levels, in: frame) { choice in
      hits.append((choice.condition, operand.map { symbol(of: $0, in: choice.frame) } ?? .null))
      return true
    }
    if let reason = uncertainty(found) { return .none(reason) }
    switch aggregate {
    case .count:
      return value(of: store.sum(.zero, plus: hits.map { WeightedTerm(.one, $0.condition) }))
    case .sum: return sum(hits)
    case .min, .max: return extreme(hits, isMinimum: aggregate == .min)
    }
  }

  private func value(of term: Term) -> Symbol {
    if case .constant(let value) = store[term] { .value(value) } else { .term(term) }
  }

  private func sum(_ hits: [(condition: Term, symbol: Symbol)]) -> Symbol {
    var weighted: [WeightedTerm] = []
    var defined: [Term] = []
    var others: [Term] = []
    func add(_ condition: Term, _ symbol: Symbol) {
      switch symbol {
      case .value(.number(let number)): weighted.append(WeightedTerm(number, condition))
      case .choice(let alternatives):
        for alternative in alternatives {
          add(store.and(condition, alternative.condition), alternative.symbol)
        }
      case .partial(let isDefined, let inner, _):
        defined.append(store.implies(condition, isDefined))
        add(condition, inner)
      case .term(let term):
        defined.append(store.implies(condition, store.isKind(term, .number)))
        others.append(store.ite(condition, then: term, else: store.number(0)))
      default: defined.append(store.not(condition))
      }
    }
    for hit in hits { add(hit.condition, hit.symbol) }
    var total = store.sum(.zero, plus: weighted)
    for term in others { total = store.arithmetic(.add, of: total, term) }
    let all = store.and(defined)
    let reason = gap("a sum", ofAll: [.condition(all)] + hits.map(\.symbol))
    if all == .never { return .none(reason) }
    return all == .always ? value(of: total) : .partial(all, value(of: total), reason)
  }

  private func extreme(
    _ hits: [(condition: Term, symbol: Symbol)], isMinimum: Bool
  ) -> Symbol {
    let certain = hits.filter { $0.condition == .always }
    guard certain.count == hits.count else {
      return .none("the minimum or maximum of a set that changes while the plan runs")
    }
    guard var best = certain.first?.symbol else {
      return .none("the minimum or maximum of an empty collection")
    }
    if certain.count == 1 { best = number(best) }
    for hit in certain.dropFirst() { best = extreme(isMinimum: isMinimum, of: best, hit.symbol) }
    return best
  }
}

/// One instance of a property: a choice of objects for its binders, with the condition to check.
package struct LoweredInstance {
  package let frame: [Symbol]
  /// The value of all `where` conditions.
  package let condition: Term
  /// The condition that must hold wherever `condition` does.
  package let body: Term
}

extension Lowering {
  /// Visits the instances of a property: one for each choice of objects for the binders of its
  /// outermost `every`, and of each `every` that is the whole body of another (see ``PropertyShape``).
  package func instances(of property: Expression, _ visit: (LoweredInstance) -> Void) {
    let (binders, body) = PropertyShape.split(property)
    let levels = levels(binders, base: 0, isInstance: true)
    watch = recordsTriggers ? TriggerRecorder(body) : nil
    if watch?.triggers.isEmpty == true { watch = nil }
    var left: Expression?
    if case .implies(let expression, _) = body.kind { left = expression }
    let found = choices(of: levels, in: []) { frame in
      guard !keepsConditions, let left else { return false }
      return condition(of: left, in: frame) == .never
    } visit: { choice in
      guard judges(choice.frame) else { return true }
      watch?.path = choice.condition
      visit(
        LoweredInstance(
          frame: choice.frame, condition: choice.condition,
          body: condition(of: body, in: choice.frame)))
      return true
    }
    incompleteChoiceReasons = found.open.map(\.reason.reason)
  }

  /// Conditions of which one can hold if, and only if, the property asks something (see
  /// `PropertyShape.askingBinders`).
  package func askingConditions(of property: Expression) -> [Term] {
    var seen: Set<Term> = []
    var out: [Term] = []
    let binders = PropertyShape.askingBinders(of: property)
    let found = choices(of: levels(binders, base: 0), in: []) { choice in
      if seen.insert(choice.condition).inserted { out.append(choice.condition) }
      return choice.condition != .always
    }
    return out
      + found.open.map { store.and($0.condition, store.undetermined(because: $0.reason)) }
  }
}
