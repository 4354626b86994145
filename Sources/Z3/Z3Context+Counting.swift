import CZ3

/// Pseudo-Boolean constraints: bounds on the number, or on the total weight, of the terms that
/// hold.
extension Z3Context {
  /// At most `bound` of the terms hold.
  public func atMost(_ terms: [Z3Term], bound: Int) throws(Z3Error) -> Z3Term {
    let asts = try admitBooleans(terms, operation: "atMost")
    if bound < 0 { return try `false`() }
    if bound >= terms.count { return try `true`() }
    let made = asts.withUnsafeBufferPointer {
      Z3_mk_atmost(handle, UInt32($0.count), $0.baseAddress, UInt32(clamping: bound))
    }
    return try own(made, operation: "atMost", depth: depth(above: terms))
  }

  /// At least `bound` of the terms hold.
  public func atLeast(_ terms: [Z3Term], bound: Int) throws(Z3Error) -> Z3Term {
    let asts = try admitBooleans(terms, operation: "atLeast")
    if bound <= 0 { return try `true`() }
    if bound > terms.count { return try `false`() }
    let made = asts.withUnsafeBufferPointer {
      Z3_mk_atleast(handle, UInt32($0.count), $0.baseAddress, UInt32(clamping: bound))
    }
    return try own(made, operation: "atLeast", depth: depth(above: terms))
  }

  /// The total weight of the terms that hold is at most `bound`.
  ///
  /// - Throws: ``Z3Error`` with code `argument` if the counts differ, or if the sum of the
  ///   magnitudes of the weights and the bound exceeds 2^31 - 1 (use ``add(_:)-([Z3Term])`` then).
  public func pbLe(
    _ terms: [Z3Term], weights: [Int], bound: Int
  ) throws(Z3Error) -> Z3Term {
    try weighted(terms, weights: weights, bound: bound, operation: "pbLe", make: Z3_mk_pble)
  }

  /// The total weight of the terms that hold is at least `bound`. Throws as ``pbLe(_:weights:bound:)``
  /// does.
  public func pbGe(
    _ terms: [Z3Term], weights: [Int], bound: Int
  ) throws(Z3Error) -> Z3Term {
    try weighted(terms, weights: weights, bound: bound, operation: "pbGe", make: Z3_mk_pbge)
  }

  private func admitBooleans(
    _ terms: [Z3Term], operation: StaticString
  ) throws(Z3Error) -> [OpaquePointer?] {
    let asts = try admit(terms, operation: operation)
    for term in terms { try require(term, of: [.bool], operation: operation) }
    return asts
  }

  private func weighted(
    _ terms: [Z3Term], weights: [Int], bound: Int, operation: StaticString,
    make: (
      OpaquePointer?, UInt32, UnsafePointer<OpaquePointer?>?, UnsafePointer<Int32>?, Int32
    ) -> OpaquePointer?
  ) throws(Z3Error) -> Z3Term {
    let asts = try admitBooleans(terms, operation: operation)
    guard terms.count == weights.count else {
      throw Z3Error(
        .argument, message: "\(terms.count) terms need as many weights, got \(weights.count)",
        operation: operation)
    }
    // Z3 moves constants across the inequality in 32 bits; keep every such sum in that range.
    var total = bound.magnitude
    for weight in weights {
      let (sum, overflow) = total.addingReportingOverflow(weight.magnitude)
      total = overflow ? UInt.max : sum
    }
    guard total <= UInt(Int32.max) else {
      throw Z3Error(
        .argument, message: "the sum of the weights is too large (limit \(Int32.max))",
        operation: operation)
    }
    let narrow = weights.map { Int32(truncatingIfNeeded: $0) }
    let made = asts.withUnsafeBufferPointer { asts in
      narrow.withUnsafeBufferPointer { narrow in
        make(
          handle, UInt32(asts.count), asts.baseAddress, narrow.baseAddress,
          Int32(truncatingIfNeeded: bound))
      }
    }
    return try own(made, operation: operation, depth: depth(above: terms))
  }
}
