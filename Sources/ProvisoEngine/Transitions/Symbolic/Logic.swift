import Z3

/// Builds Z3 formulas and folds constants, because most grounded subformulas are constant.
struct Logic {
  let context: Z3Context
  let yes: Z3Term
  let no: Z3Term

  init(_ context: Z3Context) throws(Z3Error) {
    self.context = context
    yes = try context.true()
    no = try context.false()
  }

  func not(_ term: Z3Term) throws(Z3Error) -> Z3Term {
    if term == yes { return no }
    if term == no { return yes }
    return try context.not(term)
  }

  func and(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    if terms.contains(no) { return no }
    let kept = terms.filter { $0 != yes }
    return try kept.count > 1 ? context.and(kept) : kept.first ?? yes
  }

  func and(_ terms: Z3Term...) throws(Z3Error) -> Z3Term { try and(terms) }

  func or(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    if terms.contains(yes) { return yes }
    let kept = terms.filter { $0 != no }
    return try kept.count > 1 ? context.or(kept) : kept.first ?? no
  }

  func or(_ terms: Z3Term...) throws(Z3Error) -> Z3Term { try or(terms) }

  func implies(_ a: Z3Term, _ b: Z3Term) throws(Z3Error) -> Z3Term { try or(not(a), b) }

  func iff(_ a: Z3Term, _ b: Z3Term) throws(Z3Error) -> Z3Term {
    if a == b { return yes }
    if a == yes { return b }
    if b == yes { return a }
    if a == no { return try not(b) }
    if b == no { return try not(a) }
    return try context.iff(a, b)
  }

  /// A choice between two conditions.
  func choose(if c: Z3Term, then a: Z3Term, else b: Z3Term) throws(Z3Error) -> Z3Term {
    if c == yes || a == b { return a }
    if c == no { return b }
    if a == yes { return try or(c, b) }
    if a == no { return try and(not(c), b) }
    if b == yes { return try or(not(c), a) }
    if b == no { return try and(c, a) }
    return try context.ite(c, then: a, else: b)
  }

  /// A choice between two terms of one sort, or of the two sorts of numbers.
  func select(if c: Z3Term, then a: Z3Term, else b: Z3Term) throws(Z3Error) -> Z3Term {
    if c == yes || a == b { return a }
    if c == no { return b }
    switch (a.kind, b.kind) {
    case (.int, .real): return try context.ite(c, then: context.toReal(a), else: b)
    case (.real, .int): return try context.ite(c, then: a, else: context.toReal(b))
    default: return try context.ite(c, then: a, else: b)
    }
  }

  /// Equality of two terms of one sort, or of the two sorts of numbers.
  func same(_ a: Z3Term, _ b: Z3Term) throws(Z3Error) -> Z3Term {
    if a == b { return yes }
    if a.kind == .bool { return try iff(a, b) }
    if a.kind == b.kind, let x = a.numeralValue, let y = b.numeralValue, x != y { return no }
    switch (a.kind, b.kind) {
    case (.int, .real): return try context.equal(context.toReal(a), b)
    case (.real, .int): return try context.equal(a, context.toReal(b))
    default: return try context.equal(a, b)
    }
  }

  /// The operands as numbers of one sort: both reals if the sorts differ.
  func balanced(_ a: Z3Term, _ b: Z3Term) throws(Z3Error) -> (Z3Term, Z3Term) {
    if a.kind == b.kind { return (a, b) }
    return (try context.toReal(a), try context.toReal(b))
  }
}
