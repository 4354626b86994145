import ProvisoKernel

/// Types (Grammar, "The rules").
extension Parser {
  mutating func type() throws(Abandoned) -> SyntaxType {
    try enter()
    defer { leave() }
    let start = token().span
    if isSign(.leftBracket) {
      try open(.leftBracket)
      let element = try type()
      try close(.rightBracket)
      return .list(element, start.through(lastSpan))
    }
    if isWord("Int"), isWord("in", ahead: 1) {
      advance()
      advance()
      return try rangeType(start)
    }
    let isNumber = if case .number(_, true) = token().kind { true } else { false }
    if isNumber || isSign(.minus) || isName() && isSign(.range, ahead: 1) {
      return try rangeType(start)
    }
    if let word = token().word, isSign(.leftBracket, ahead: 1) || isSign(.less, ahead: 1),
      !token(1).startsLine
    {
      let isSet = word.lowercased().hasSuffix("set")
      report(
        .unknownType, at: start,
        "there is no type `\(word)[…]`; the types are Bool, Int, Decimal, String, enums, entities and lists such as `[Int]`",
        fix: .init(
          isSet
            ? "declare a relation, as in `relation chosen(Person)`"
            : "declare a relation, or an entity with a `var` field for each value"))
      throw Abandoned()
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
    try expect(.range, "`..` and the largest number, as in `0..3`")
    let high = try sum()
    return .range(low, high, start.through(lastSpan))
  }
}
