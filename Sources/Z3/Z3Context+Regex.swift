import CZ3

/// Regular expressions over strings: terms of sort ``Z3Sort/Kind/regex``.
extension Z3Context {
  /// Exactly this text.
  public func regex(_ text: String) throws(Z3Error) -> Z3Term {
    let string = try literal(text)
    return try own(Z3_mk_seq_to_re(handle, string.ast), "regex")
  }

  /// One character from `low` to `high`, both included; nothing when `low` is above `high`.
  ///
  /// - Throws: ``Z3Error`` with code `character` for a bound above U+2FFFF.
  public func regexRange(
    _ low: Unicode.Scalar, _ high: Unicode.Scalar
  ) throws(Z3Error) -> Z3Term {
    if low > high { return try regexNone() }
    return try range(low.value, high.value)
  }

  /// Any one character.
  public func regexAnyCharacter() throws(Z3Error) -> Z3Term {
    try range(0, StringLiteral.greatestCharacter)
  }

  /// Any text whose characters are Unicode scalars, so that ``Z3Term/stringValue`` can read it.
  public func unicodeText() throws(Z3Error) -> Z3Term {
    try regexStar(
      try regexUnion([
        try range(0, 0xD7FF), try range(0xE000, StringLiteral.greatestCharacter),
      ]))
  }

  /// Every string.
  public func regexAll() throws(Z3Error) -> Z3Term {
    try own(Z3_mk_re_full(handle, try regexSort().ast), "regexAll")
  }

  /// No string.
  public func regexNone() throws(Z3Error) -> Z3Term {
    try own(Z3_mk_re_empty(handle, try regexSort().ast), "regexNone")
  }

  /// One after the other; the empty text for none.
  public func regexConcat(_ parts: [Z3Term]) throws(Z3Error) -> Z3Term {
    if parts.isEmpty { return try regex("") }
    return try naryRegex(parts, "regexConcat", Z3_mk_re_concat)
  }

  /// Any of them; no string for none.
  public func regexUnion(_ parts: [Z3Term]) throws(Z3Error) -> Z3Term {
    if parts.isEmpty { return try regexNone() }
    return try naryRegex(parts, "regexUnion", Z3_mk_re_union)
  }

  /// All of them at once; every string for none.
  public func regexIntersection(_ parts: [Z3Term]) throws(Z3Error) -> Z3Term {
    if parts.isEmpty { return try regexAll() }
    return try naryRegex(parts, "regexIntersection", Z3_mk_re_intersect)
  }

  /// Every string that does not match.
  public func regexComplement(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, "regexComplement")
    return try own(
      Z3_mk_re_complement(handle, regex.ast), "regexComplement", depth: regex.depth &+ 1)
  }

  /// Any number of times.
  public func regexStar(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, "regexStar")
    return try own(Z3_mk_re_star(handle, regex.ast), "regexStar", depth: regex.depth &+ 1)
  }

  /// Once or more.
  public func regexPlus(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, "regexPlus")
    return try own(Z3_mk_re_plus(handle, regex.ast), "regexPlus", depth: regex.depth &+ 1)
  }

  /// Once or not at all.
  public func regexOptional(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, "regexOptional")
    return try own(Z3_mk_re_option(handle, regex.ast), "regexOptional", depth: regex.depth &+ 1)
  }

  /// At least `low` and at most `high` times, without an upper limit if `high` is `nil`; no string
  /// when `low` is above `high`.
  ///
  /// - Throws: ``Z3Error`` with code `argument` for a negative count, or one above 2^31 - 1.
  public func regexLoop(_ regex: Z3Term, _ low: Int, _ high: Int?) throws(Z3Error) -> Z3Term {
    try admit(regex, "regexLoop")
    try require(regex, of: [.regex], "regexLoop")
    guard let least = UInt32(exactly: low), least <= Int32.max, high ?? 0 >= 0,
      high ?? 0 <= Int(Int32.max)
    else { throw Z3Error(.argument, "a count out of range", "regexLoop") }
    guard let high else {
      // Z3 writes an open loop as no other solver reads it.
      let star = try regexStar(regex)
      if low == 0 { return star }
      return try regexConcat([try regexLoop(regex, low, low), star])
    }
    if low > high { return try regexNone() }
    // To Z3 an upper limit of 0 means none.
    if high == 0 { return try self.regex("") }
    return try own(
      Z3_mk_re_loop(handle, regex.ast, least, UInt32(clamping: high)), "regexLoop",
      depth: regex.depth &+ 1)
  }

  private func range(_ low: UInt32, _ high: UInt32) throws(Z3Error) -> Z3Term {
    guard high <= StringLiteral.greatestCharacter else {
      throw Z3Error(
        .character, "SMT-LIB strings have no characters above U+2FFFF", "regexRange")
    }
    let from = try own(
      Z3_mk_string(handle, "\\u{\(String(low, radix: 16))}"), "regexRange")
    let to = try own(
      Z3_mk_string(handle, "\\u{\(String(high, radix: 16))}"), "regexRange")
    return try own(Z3_mk_re_range(handle, from.ast, to.ast), "regexRange")
  }

  private func naryRegex(
    _ parts: [Z3Term], _ operation: StaticString, _ make: NaryConstructor
  ) throws(Z3Error) -> Z3Term {
    if parts.count == 1, let only = parts.first {
      try admit(only, operation)
      try require(only, of: [.regex], operation)
      return only
    }
    // Z3 nests these to the right, one level for each part.
    let depth = depth(above: parts).addingReportingOverflow(UInt32(clamping: parts.count))
    let asts = try admit(parts, operation)
    if depth.overflow || depth.partialValue > Self.greatestRegexDepth {
      throw Z3Error(.argument, "nested too deeply", operation)
    }
    let made = asts.withUnsafeBufferPointer {
      make(handle, UInt32($0.count), $0.baseAddress)
    }
    return try own(made, operation, depth: depth.partialValue)
  }
}
