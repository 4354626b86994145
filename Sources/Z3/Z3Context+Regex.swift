import CZ3

/// Regular expressions over strings: terms of sort ``Z3Sort/Kind/regex``.
extension Z3Context {
  /// Matches exactly this text.
  public func regex(_ text: String) throws(Z3Error) -> Z3Term {
    let string = try literal(text)
    return try own(Z3_mk_seq_to_re(handle, string.ast), operation: "regex")
  }

  /// Matches one character from `low` to `high`, both included; no string if `low` is above `high`.
  ///
  /// - Throws: ``Z3Error`` with code `character` for a bound above U+2FFFF.
  public func regexRange(
    _ low: Unicode.Scalar, _ high: Unicode.Scalar
  ) throws(Z3Error) -> Z3Term {
    if low > high { return try regexNone() }
    return try range(low.value, high.value)
  }

  /// Matches any one character.
  public func regexAnyCharacter() throws(Z3Error) -> Z3Term {
    try range(0, StringLiteral.greatestCharacter)
  }

  /// Matches any text whose characters are Unicode scalars, so that ``Z3Term/stringValue`` can read
  /// it.
  public func unicodeText() throws(Z3Error) -> Z3Term {
    try regexStar(
      try regexUnion([
        try range(0, 0xD7FF), try range(0xE000, StringLiteral.greatestCharacter),
      ]))
  }

  /// Matches every string.
  public func regexAll() throws(Z3Error) -> Z3Term {
    try own(Z3_mk_re_full(handle, try regexSort().ast), operation: "regexAll")
  }

  /// Matches no string.
  public func regexNone() throws(Z3Error) -> Z3Term {
    try own(Z3_mk_re_empty(handle, try regexSort().ast), operation: "regexNone")
  }

  /// Matches all parts one after the other; without parts, the empty text.
  public func regexConcat(_ parts: [Z3Term]) throws(Z3Error) -> Z3Term {
    if parts.isEmpty { return try regex("") }
    return try naryRegex(parts, operation: "regexConcat", make: Z3_mk_re_concat)
  }

  /// Matches any of the parts; without parts, no string.
  public func regexUnion(_ parts: [Z3Term]) throws(Z3Error) -> Z3Term {
    if parts.isEmpty { return try regexNone() }
    return try naryRegex(parts, operation: "regexUnion", make: Z3_mk_re_union)
  }

  /// Matches all parts at once; without parts, every string.
  public func regexIntersection(_ parts: [Z3Term]) throws(Z3Error) -> Z3Term {
    if parts.isEmpty { return try regexAll() }
    return try naryRegex(parts, operation: "regexIntersection", make: Z3_mk_re_intersect)
  }

  /// Matches every string that `regex` does not match.
  public func regexComplement(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, operation: "regexComplement")
    return try own(
      Z3_mk_re_complement(handle, regex.ast), operation: "regexComplement", depth: regex.depth &+ 1)
  }

  /// Matches `regex` any number of times, including none.
  public func regexStar(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, operation: "regexStar")
    return try own(
      Z3_mk_re_star(handle, regex.ast), operation: "regexStar", depth: regex.depth &+ 1)
  }

  /// Matches `regex` at least once.
  public func regexPlus(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, operation: "regexPlus")
    return try own(
      Z3_mk_re_plus(handle, regex.ast), operation: "regexPlus", depth: regex.depth &+ 1)
  }

  /// Matches `regex` once or not at all.
  public func regexOptional(_ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(regex, operation: "regexOptional")
    return try own(
      Z3_mk_re_option(handle, regex.ast), operation: "regexOptional", depth: regex.depth &+ 1)
  }

  /// Matches `regex` at least `low` and at most `high` times; `nil` is no upper limit. Matches no
  /// string if `low` is above `high`.
  ///
  /// - Throws: ``Z3Error`` with code `argument` for a negative count, or one above 2^31 - 1.
  public func regexLoop(_ regex: Z3Term, atLeast low: Int, atMost high: Int?) throws(Z3Error)
    -> Z3Term
  {
    try admit(regex, operation: "regexLoop")
    try require(regex, of: [.regex], operation: "regexLoop")
    guard let least = UInt32(exactly: low), least <= Int32.max, high ?? 0 >= 0,
      high ?? 0 <= Int(Int32.max)
    else {
      throw Z3Error(
        .argument, message: "a count must be from 0 to \(Int32.max)", operation: "regexLoop")
    }
    guard let high else {
      // Other solvers do not read Z3's form of a loop without an upper limit.
      let star = try regexStar(regex)
      if low == 0 { return star }
      return try regexConcat([try regexLoop(regex, atLeast: low, atMost: low), star])
    }
    if low > high { return try regexNone() }
    // Z3 reads an upper limit of 0 as no limit.
    if high == 0 { return try self.regex("") }
    return try own(
      Z3_mk_re_loop(handle, regex.ast, least, UInt32(clamping: high)), operation: "regexLoop",
      depth: regex.depth &+ 1)
  }

  private func range(_ low: UInt32, _ high: UInt32) throws(Z3Error) -> Z3Term {
    guard high <= StringLiteral.greatestCharacter else {
      throw Z3Error(
        .character, message: "an SMT-LIB string cannot have characters above U+2FFFF",
        operation: "regexRange")
    }
    let from = try own(
      Z3_mk_string(handle, "\\u{\(String(low, radix: 16))}"), operation: "regexRange")
    let to = try own(
      Z3_mk_string(handle, "\\u{\(String(high, radix: 16))}"), operation: "regexRange")
    return try own(Z3_mk_re_range(handle, from.ast, to.ast), operation: "regexRange")
  }

  private func naryRegex(
    _ parts: [Z3Term], operation: StaticString, make: NaryConstructor
  ) throws(Z3Error) -> Z3Term {
    if parts.count == 1, let only = parts.first {
      try admit(only, operation: operation)
      try require(only, of: [.regex], operation: operation)
      return only
    }
    // Z3 nests these to the right, one level for each part.
    let depth = depth(above: parts).addingReportingOverflow(UInt32(clamping: parts.count))
    let asts = try admit(parts, operation: operation)
    if depth.overflow || depth.partialValue > Self.greatestRegexDepth {
      throw Z3Error(
        .argument, message: "the term is nested too deeply (limit \(Self.greatestRegexDepth))",
        operation: operation)
    }
    let made = asts.withUnsafeBufferPointer {
      make(handle, UInt32($0.count), $0.baseAddress)
    }
    return try own(made, operation: operation, depth: depth.partialValue)
  }
}
