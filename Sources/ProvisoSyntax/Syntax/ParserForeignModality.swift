import ProvisoKernel

/// Operators of temporal logic.
extension Parser {
  /// Reports an operator of temporal logic (`[] P`, `always P`, `<> P`), and reads its operand `P`.
  mutating func foreignModality() throws(Abandoned) -> SyntaxExpression? {
    // `[]` is an operator only after a `{`; elsewhere it is the empty list.
    let isBox =
      isSign(.leftBracket) && isSign(.rightBracket, ahead: 1) && isSign(.leftBrace, ahead: -1)
    guard isBox || isWord("always") || isSign(.lessGreater) else { return nil }
    let length = isBox ? 2 : 1
    if isBox || isWord("always"), let again = try alwaysEventually(length) { return again }
    let begins = token(length)
    let isOperand =
      isName(ahead: length) || ["not", "every", "some", "no"].contains(begins.word)
      || begins.sign == .leftParenthesis && !isWord("always") || begins.sign == .leftBrace
    guard isOperand, !begins.startsLine else { return nil }
    let span = token().span.through(token(length - 1).span)
    if isSign(.lessGreater) {
      report(
        .foreignOperator, at: span, "`<>` is written `eventually { … }`",
        fix: .init("write `eventually { … }`"))
    } else {
      report(
        isBox ? .foreignOperator : .foreignWord, at: span,
        isAfterEventually
          ? "that P holds from some moment on is written `eventually always { P }`"
          : "an `invariant` already holds at every moment, so this is not needed",
        fix: isAfterEventually
          ? .init("write `eventually always { … }`")
          : .init("remove it", replace: span, with: ""))
    }
    for _ in 0..<length { advance() }
    try enter()
    defer { leave() }
    if isSign(.leftBrace) { return try block("`{`") }
    return try negation()
  }

  /// Whether the current token begins the condition of an `eventually`.
  private var isAfterEventually: Bool {
    isWord("eventually", ahead: -1)
      || isSign(.leftBrace, ahead: -1) && isWord("eventually", ahead: -2)
  }

  /// Reads `always { eventually { P } }` and `always eventually P` as `true leads to P`.
  ///
  /// - Parameter length: the number of tokens of the `always`.
  private mutating func alwaysEventually(_ length: Int) throws(Abandoned) -> SyntaxExpression? {
    let hasBrace = isSign(.leftBrace, ahead: length)
    let inner = length + (hasBrace ? 1 : 0)
    guard isWord("eventually", ahead: inner) || isSign(.lessGreater, ahead: inner) else {
      return nil
    }
    let start = token().span
    report(
      .foreignWord, at: start.through(token(inner).span),
      "`always eventually P` is written `true leads to P`",
      fix: .init("write `true leads to P`"))
    for _ in 0..<length { advance() }
    if hasBrace { try open(.leftBrace) }
    advance()
    let operand = isSign(.leftBrace) ? try block("`{`") : try negation()
    if hasBrace { try close(.rightBrace) }
    return try node(
      .overRun(.leadsTo, [SyntaxExpression(.bool(true), at: start), operand]),
      at: start.through(lastSpan))
  }
}
