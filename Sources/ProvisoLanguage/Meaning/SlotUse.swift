import ProvisoKernel

/// Finds the slots of the frame that an expression reads.
package struct SlotUse {
  private var memo: [ObjectIdentifier: Set<Int>] = [:]

  /// Starts without any known answer.
  package init() {}

  /// The slots that the expression reads, including those of binders inside it.
  package mutating func slots(of expression: Expression) -> Set<Int> {
    let key = ObjectIdentifier(expression)
    if let known = memo[key] { return known }
    var out: Set<Int> = []
    if case .local(let slot) = expression.kind { out.insert(slot) }
    for part in expression.parts { out.formUnion(slots(of: part)) }
    memo[key] = out
    return out
  }
}

extension Expression {
  /// The direct operands, without the bodies of definitions.
  var parts: [Expression] {
    switch kind {
    case .constant, .local, .singleton: []
    case .attribute(let a, _), .member(let a, _), .not(let a), .negate(let a), .lookup(_, let a),
      .once(let a), .previous(let a):
      [a]
    case .index(let a, let b), .implies(let a, let b), .compare(_, let a, let b),
      .arithmetic(_, let a, let b), .before(let a, let b), .relation(_, let a, let b),
      .wheneverStarts(let a, let b), .wheneverHappens(let a, let b), .entry(let a, let b):
      [a, b]
    case .and(let list), .or(let list), .list(let list), .function(_, let list),
      .call(_, let list), .overRun(_, let list), .step(_, let list), .related(_, let list),
      .sets(_, let list):
      list
    case .conditional(let a, let b, let c): [a, b, c]
    case .method(_, let a, let list): [a] + list
    case .flowsInto(let a, let b, let path): [a, b] + path
    case .quantifier(_, let binders, let body), .aggregate(_, let binders, let body):
      binders.flatMap(\.parts) + (body.map { [$0] } ?? [])
    case .comprehension(let binders, let element): binders.flatMap(\.parts) + [element]
    }
  }

  /// The operands of nested conjunctions. All of them must hold.
  package var conjuncts: [Expression] {
    if case .and(let list) = kind { list.flatMap(\.conjuncts) } else { [self] }
  }
}

extension Binder {
  package var parts: [Expression] {
    var out: [Expression] = []
    if case .list(let list) = source { out.append(list) }
    if let condition { out.append(condition) }
    return out
  }
}
