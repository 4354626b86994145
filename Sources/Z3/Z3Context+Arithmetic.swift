import CZ3

extension Z3Context {
  // MARK: Numerals

  /// An integer numeral.
  public func int(_ value: Int) throws(Z3Error) -> Z3Term {
    try own(Z3_mk_int64(handle, Int64(value), try intSort().ast), operation: "integer")
  }

  /// An integer numeral from decimal digits with an optional minus sign, of any length.
  ///
  /// - Throws: ``Z3Error`` with code `parse` for any other text.
  public func integer(_ text: String) throws(Z3Error) -> Z3Term {
    guard Self.isInteger(text.utf8[...]) else {
      throw Z3Error(
        .parse, message: "not an integer: \(text.debugDescription)", operation: "integer")
    }
    return try own(Z3_mk_numeral(handle, text, try intSort().ast), operation: "integer")
  }

  /// A real numeral from an integer, a decimal ("-0.25") or a fraction ("-1/3"), all of any length.
  ///
  /// - Throws: ``Z3Error`` with code `parse` for any other text, or if the denominator is 0.
  public func rational(_ text: String) throws(Z3Error) -> Z3Term {
    guard Self.isRational(text.utf8[...]) else {
      throw Z3Error(
        .parse, message: "not a number: \(text.debugDescription)", operation: "rational")
    }
    return try own(Z3_mk_numeral(handle, text, try realSort().ast), operation: "rational")
  }

  /// A real numeral.
  public func rational(_ value: Int) throws(Z3Error) -> Z3Term {
    try own(Z3_mk_int64(handle, Int64(value), try realSort().ast), operation: "rational")
  }

  private static func isDigits(_ text: Substring.UTF8View) -> Bool {
    !text.isEmpty && text.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  private static func isInteger(_ text: Substring.UTF8View) -> Bool {
    isDigits(text.first == UInt8(ascii: "-") ? text.dropFirst() : text)
  }

  private static func isRational(_ text: Substring.UTF8View) -> Bool {
    if let slash = text.firstIndex(of: UInt8(ascii: "/")) {
      let denominator = text[text.index(after: slash)...]
      return isInteger(text[..<slash]) && isDigits(denominator)
        && denominator.contains { $0 != UInt8(ascii: "0") }
    }
    if let point = text.firstIndex(of: UInt8(ascii: ".")) {
      return isInteger(text[..<point]) && isDigits(text[text.index(after: point)...])
    }
    return isInteger(text)
  }

  // MARK: Operations

  /// Sum; the integer 0 for no terms.
  public func add(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    if terms.isEmpty { return try int(0) }
    return try nary(terms, operation: "add", make: Z3_mk_add)
  }

  /// Sum.
  public func add(_ terms: Z3Term...) throws(Z3Error) -> Z3Term { try add(terms) }

  /// Product; the integer 1 for no terms.
  public func mul(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    if terms.isEmpty { return try int(1) }
    return try nary(terms, operation: "mul", make: Z3_mk_mul)
  }

  /// Product.
  public func mul(_ terms: Z3Term...) throws(Z3Error) -> Z3Term { try mul(terms) }

  /// Difference.
  public func sub(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try nary([left, right], operation: "sub", make: Z3_mk_sub)
  }

  /// The additive inverse.
  public func minus(_ term: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(term, operation: "minus")
    return try own(Z3_mk_unary_minus(handle, term.ast), operation: "minus", depth: term.depth &+ 1)
  }

  /// Division of reals; an integer operand counts as a real. Division by 0 gives an unspecified
  /// value.
  public func div(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    let dividend = try real(left, operation: "div")
    let divisor = try real(right, operation: "div")
    return try binary(dividend, divisor, operation: "div", make: Z3_mk_div)
  }

  /// SMT-LIB's division of integers: the remainder is never negative. Division by 0 gives an
  /// unspecified value.
  public func idiv(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(left, operation: "idiv")
    try admit(right, operation: "idiv")
    try require(left, right, of: [.int], operation: "idiv")
    return try binary(left, right, operation: "idiv", make: Z3_mk_div)
  }

  /// The remainder of ``idiv(_:_:)``, never negative. Division by 0 gives an unspecified value.
  public func mod(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(left, operation: "mod")
    try admit(right, operation: "mod")
    try require(left, right, of: [.int], operation: "mod")
    return try binary(left, right, operation: "mod", make: Z3_mk_mod)
  }

  /// Less than.
  public func lt(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "lt", make: Z3_mk_lt)
  }

  /// Less than or equal.
  public func le(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "le", make: Z3_mk_le)
  }

  /// Greater than.
  public func gt(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "gt", make: Z3_mk_gt)
  }

  /// Greater than or equal.
  public func ge(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "ge", make: Z3_mk_ge)
  }

  /// The integer as a real; a real does not change.
  public func toReal(_ term: Z3Term) throws(Z3Error) -> Z3Term {
    try real(term, operation: "toReal")
  }

  /// The largest integer that is not above the real; an integer does not change.
  public func toInt(_ term: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(term, operation: "toInt")
    try require(term, of: [.int, .real], operation: "toInt")
    if term.kind == .int { return term }
    return try own(Z3_mk_real2int(handle, term.ast), operation: "toInt", depth: term.depth &+ 1)
  }

  /// Whether the real is an integer; true for an integer.
  public func isInt(_ term: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(term, operation: "isInt")
    try require(term, of: [.int, .real], operation: "isInt")
    if term.kind == .int { return try `true`() }
    return try own(Z3_mk_is_int(handle, term.ast), operation: "isInt", depth: term.depth &+ 1)
  }

  private func real(_ term: Z3Term, operation: StaticString) throws(Z3Error) -> Z3Term {
    try admit(term, operation: operation)
    try require(term, of: [.int, .real], operation: operation)
    if term.kind == .real { return term }
    return try own(Z3_mk_int2real(handle, term.ast), operation: operation, depth: term.depth &+ 1)
  }
}
