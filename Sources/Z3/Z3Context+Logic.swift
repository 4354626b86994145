import CZ3

extension Z3Context {
  // MARK: Constants

  /// The constant with this name and sort; the same name and sort give the same constant.
  public func constant(_ name: String, _ sort: Z3Sort) throws(Z3Error) -> Z3Term {
    try admit(sort, operation: "constant")
    return try own(Z3_mk_const(handle, try symbol(name), sort.ast), operation: "constant")
  }

  /// A new constant that differs from all others; its name starts with `prefix`.
  public func freshConstant(_ prefix: String, _ sort: Z3Sort) throws(Z3Error) -> Z3Term {
    try admit(sort, operation: "fresh constant")
    return try own(
      Z3_mk_fresh_const(handle, Z3Symbol.encode(prefix), sort.ast), operation: "fresh constant")
  }

  /// The constant of sort Bool with this name.
  public func bool(_ name: String) throws(Z3Error) -> Z3Term {
    try constant(name, try boolSort())
  }

  /// The constant of sort Int with this name.
  public func int(_ name: String) throws(Z3Error) -> Z3Term {
    try constant(name, try intSort())
  }

  /// The constant of sort Real with this name.
  public func real(_ name: String) throws(Z3Error) -> Z3Term {
    try constant(name, try realSort())
  }

  /// The constant of sort String with this name.
  public func string(_ name: String) throws(Z3Error) -> Z3Term {
    try constant(name, try stringSort())
  }

  // MARK: Truth

  /// Truth.
  public func `true`() throws(Z3Error) -> Z3Term { try own(Z3_mk_true(handle), operation: "true") }

  /// Falsehood.
  public func `false`() throws(Z3Error) -> Z3Term {
    try own(Z3_mk_false(handle), operation: "false")
  }

  /// The truth value as a term.
  public func literal(_ value: Bool) throws(Z3Error) -> Z3Term {
    try value ? `true`() : `false`()
  }

  /// Negation.
  public func not(_ term: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(term, operation: "not")
    return try own(Z3_mk_not(handle, term.ast), operation: "not", depth: term.depth &+ 1)
  }

  /// Conjunction; true for no terms.
  public func and(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    try nary(terms, operation: "and", make: Z3_mk_and)
  }

  /// Conjunction.
  public func and(_ terms: Z3Term...) throws(Z3Error) -> Z3Term { try and(terms) }

  /// Disjunction; false for no terms.
  public func or(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    try nary(terms, operation: "or", make: Z3_mk_or)
  }

  /// Disjunction.
  public func or(_ terms: Z3Term...) throws(Z3Error) -> Z3Term { try or(terms) }

  /// Implication.
  public func implies(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "implies", make: Z3_mk_implies)
  }

  /// Equivalence of two truth values.
  public func iff(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "iff", make: Z3_mk_iff)
  }

  /// Exclusive disjunction.
  public func xor(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "xor", make: Z3_mk_xor)
  }

  /// `yes` if `condition` holds, otherwise `no`; both must have the same sort.
  public func ite(
    _ condition: Z3Term, then yes: Z3Term, else no: Z3Term
  ) throws(Z3Error) -> Z3Term {
    try admit(condition, operation: "ite")
    try admit(yes, operation: "ite")
    try admit(no, operation: "ite")
    let depth = max(condition.depth, yes.depth, no.depth) &+ 1
    return try own(
      Z3_mk_ite(handle, condition.ast, yes.ast, no.ast), operation: "ite", depth: depth)
  }

  /// Equality of two terms of the same sort; beside a real, an integer counts as a real.
  public func equal(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "equal", make: Z3_mk_eq)
  }

  /// Pairwise difference; true for fewer than two terms.
  public func distinct(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    let asts = try admit(terms, operation: "distinct")
    if asts.count < 2 { return try `true`() }
    let made = asts.withUnsafeBufferPointer {
      Z3_mk_distinct(handle, UInt32($0.count), $0.baseAddress)
    }
    return try own(made, operation: "distinct", depth: depth(above: terms))
  }

  // MARK: Shapes of operators

  typealias NaryConstructor = (
    OpaquePointer?, UInt32, UnsafePointer<OpaquePointer?>?
  ) -> OpaquePointer?

  typealias BinaryConstructor = (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> OpaquePointer?

  @inline(__always)
  func nary(
    _ terms: [Z3Term], operation: StaticString, make: NaryConstructor
  ) throws(Z3Error) -> Z3Term {
    let asts = try admit(terms, operation: operation)
    let made = asts.withUnsafeBufferPointer {
      make(handle, UInt32($0.count), $0.baseAddress)
    }
    return try own(made, operation: operation, depth: depth(above: terms))
  }

  func depth(above terms: [Z3Term]) -> UInt32 {
    var depth: UInt32 = 0
    for term in terms where term.depth > depth { depth = term.depth }
    return depth &+ 1
  }

  @inline(__always)
  func binary(
    _ left: Z3Term, _ right: Z3Term, operation: StaticString, make: BinaryConstructor
  ) throws(Z3Error) -> Z3Term {
    try admit(left, operation: operation)
    try admit(right, operation: operation)
    return try own(
      make(handle, left.ast, right.ast), operation: operation,
      depth: max(left.depth, right.depth) &+ 1)
  }

  func require(
    _ terms: Z3Term..., of kinds: [Z3Sort.Kind], operation: StaticString
  ) throws(Z3Error) {
    for term in terms where !kinds.contains(term.kind) {
      let wanted = kinds.map { "\($0)" }.joined(separator: " or ")
      throw Z3Error(
        .sort, message: "expects \(wanted), got \(term.sort?.description ?? "?")",
        operation: operation)
    }
  }
}
