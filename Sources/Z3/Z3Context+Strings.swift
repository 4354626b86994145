import CZ3

extension Z3Context {
  /// A string literal.
  ///
  /// - Throws: ``Z3Error`` with code `character` for a character above U+2FFFF, which neither Z3
  ///   nor SMT-LIB has.
  public func literal(_ text: String) throws(Z3Error) -> Z3Term {
    guard let pieces = StringLiteral.encode(text) else {
      throw Z3Error(
        .character, message: "an SMT-LIB string cannot have characters above U+2FFFF",
        operation: "string literal")
    }
    var terms: [Z3Term] = []
    for piece in pieces {
      terms.append(try own(Z3_mk_string(handle, piece), operation: "string literal"))
    }
    return try concat(terms)
  }

  /// The number of characters (Unicode scalars).
  public func length(_ string: Z3Term) throws(Z3Error) -> Z3Term {
    try admit(string, operation: "length")
    return try own(
      Z3_mk_seq_length(handle, string.ast), operation: "length", depth: string.depth &+ 1)
  }

  /// Concatenation; the empty string for no terms.
  public func concat(_ strings: [Z3Term]) throws(Z3Error) -> Z3Term {
    if strings.isEmpty { return try own(Z3_mk_string(handle, ""), operation: "concat") }
    if strings.count == 1, let only = strings.first {
      try admit(only, operation: "concat")
      try require(only, of: [.string], operation: "concat")
      return only
    }
    return try nary(strings, operation: "concat", make: Z3_mk_seq_concat)
  }

  /// Concatenation.
  public func concat(_ strings: Z3Term...) throws(Z3Error) -> Z3Term { try concat(strings) }

  /// Whether `string` starts with `prefix`.
  public func prefixOf(_ prefix: Z3Term, _ string: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(prefix, string, operation: "prefixOf", make: Z3_mk_seq_prefix)
  }

  /// Whether `string` ends with `suffix`.
  public func suffixOf(_ suffix: Z3Term, _ string: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(suffix, string, operation: "suffixOf", make: Z3_mk_seq_suffix)
  }

  /// Whether `part` occurs in `string`.
  public func contains(_ string: Z3Term, _ part: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(string, part, operation: "contains", make: Z3_mk_seq_contains)
  }

  /// Whether the first string comes before the second, character by character in order of code
  /// points.
  public func stringLess(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "stringLess", make: Z3_mk_str_lt)
  }

  /// Whether the first string comes before the second or equals it.
  public func stringLessOrEqual(_ left: Z3Term, _ right: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(left, right, operation: "stringLessOrEqual", make: Z3_mk_str_le)
  }

  /// Whether the whole string matches the regular expression.
  public func matches(_ string: Z3Term, _ regex: Z3Term) throws(Z3Error) -> Z3Term {
    try binary(string, regex, operation: "matches", make: Z3_mk_seq_in_re)
  }
}
