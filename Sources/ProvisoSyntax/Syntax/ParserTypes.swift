import ProvisoKernel

/// Types (Grammar, "The rules").
extension Parser {
  mutating func type() throws(Abandoned) -> SyntaxType {
    try enter()
    defer { leave() }
    let start = token().span
    if let foreign = try foreignType() { return foreign }
    if isSign(.leftBracket) {
      try open(.leftBracket)
      let element = try type()
      try close(.rightBracket)
      guard isWord("at"), isWord("most", ahead: 1) else {
        return .list(element, start.through(lastSpan))
      }
      advance()
      advance()
      let most = try sum()
      return .sequence(element, most: most, start.through(lastSpan))
    }
    if isWord("Int"), isWord("in", ahead: 1) {
      advance()
      advance()
      return try rangeType(start)
    }
    let isNumber = if case .number(_, true) = token().kind { true } else { false }
    if isNumber || isSign(.minus) || isName() && isRangeSign(ahead: 1) {
      return try rangeType(start)
    }
    if let word = token().word, isSign(.less, ahead: 1), !token(1).startsLine,
      word == "Set" || word == "Map"
    {
      return try collection(isMap: word == "Map", start)
    }
    return .name(
      try name("a type (Bool, Int, Decimal, String, Value, an entity, or a list such as `[Int]`)"))
  }

  /// `["Int" "in"] low ".." sum`, after the `in`.
  private mutating func rangeType(_ start: Span) throws(Abandoned) -> SyntaxType {
    let found = token()
    let isNegative = take(.minus)
    var low: SyntaxExpression
    if case .number(let number, true) = token().kind {
      low = SyntaxExpression(.number(number, isInteger: true), at: token().span)
      advance()
    } else if !isNegative, isName() {
      low = SyntaxExpression(.name(try name("the smallest number")), at: found.span)
    } else {
      throw fail("the smallest number, as in `0..3`")
    }
    if isNegative { low = SyntaxExpression(.negate(low), at: found.span.through(low.span)) }
    if !take(.range) { try foreignRangeSign(after: low) }
    let high = try sum()
    return .range(low, high, start.through(lastSpan))
  }

  /// `"Set" "<" type ">"` and `"Map" "<" type "," type ">"`
  private mutating func collection(isMap: Bool, _ start: Span) throws(Abandoned) -> SyntaxType {
    let example = isMap ? "Map<Node, Int>" : "Set<Node>"
    advance()
    advance()
    let key = try type()
    guard isMap else {
      try expect(.greater, "`>`, as in `\(example)`")
      return .set(key, start.through(lastSpan))
    }
    try expect(.comma, "`,` and the type of the values, as in `\(example)`")
    let value = try type()
    try expect(.greater, "`>`, as in `\(example)`")
    return .map(key, value, start.through(lastSpan))
  }
}
