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
    let place = diagnostics.count
    let isEventually = isSign(.lessGreater)
    let lasts = isAfterEventually
    for _ in 0..<length { advance() }
    try enter()
    defer { leave() }
    let (operand, text) = try bracedOrPlain()
    let whole = span.through(lastSpan)
    if isEventually || lasts {
      let meant = isEventually ? "eventually" : "eventually always"
      insert(
        isEventually ? .foreignOperator : .foreignWord, at: span,
        lasts
          ? "that P holds from some moment on is written `eventually always { P }`"
          : "`<>` is written `eventually { … }`",
        fix: lasts
          ? .init("write `\(meant) { \(text) }`") : write("\(meant) { \(text) }", at: whole),
        before: place)
    } else {
      insert(
        isBox ? .foreignOperator : .foreignWord, at: span,
        "an `invariant` already holds at every moment, so this is not needed",
        fix: .init("remove it", replace: whole, with: text), before: place)
    }
    return operand
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
    let place = diagnostics.count
    let words = start.through(token(inner).span)
    for _ in 0..<length { advance() }
    if hasBrace { try open(.leftBrace) }
    advance()
    let (operand, text) = try bracedOrPlain()
    if hasBrace { try close(.rightBrace) }
    insert(
      .foreignWord, at: words, "`always eventually P` is written `true leads to P`",
      fix: write("true leads to \(text)", at: start.through(lastSpan)), before: place)
    return try node(
      .overRun(.leadsTo, [SyntaxExpression(.bool(true), at: start), operand]),
      at: start.through(lastSpan))
  }
}
