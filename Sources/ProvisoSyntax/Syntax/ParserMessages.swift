import ProvisoKernel

/// Messages with values in them.
extension Parser {
  mutating func message() throws(Abandoned) -> [SyntaxMessagePart] {
    guard case .string(let pieces) = token().kind else {
      throw try failAtMessage()
    }
    warnOfInterpolation(in: token().span)
    advance()
    if isSign(.plus) { throw try failAtJoinedMessage(pieces) }
    var parts: [SyntaxMessagePart] = []
    for piece in pieces {
      switch piece {
      case .text(let text): parts.append(.text(text))
      case .interpolation(let tokens, let span):
        var inner = Parser(tokens: tokens, file: file, source: source)
        inner.setting = setting
        inner.declarations = declarations
        do throws(Abandoned) {
          var expression = try inner.expression()
          if inner.isWord("for") { expression = try inner.comprehension(of: expression) }
          if !inner.token().isEnd { throw inner.fail("`)` after the expression") }
          parts.append(.expression(expression))
        } catch {
          parts.append(.expression(SyntaxExpression(.invalid, at: span)))
        }
        diagnostics += inner.diagnostics
      }
    }
    return parts
  }

  /// Reports a message that is no string, such as `message r.address`.
  private mutating func failAtMessage() throws(Abandoned) -> Abandoned {
    guard isName() || isSign(.leftParenthesis) else { return fail("a message in quotes") }
    return try failAtJoinedMessage(nil)
  }

  /// Reports a message that is put together with `+`.
  ///
  /// - Parameter first: the pieces of the string that is already read; `nil` if an expression follows.
  private mutating func failAtJoinedMessage(_ first: [StringPiece]?) throws(Abandoned) -> Abandoned
  {
    let start = first == nil ? token().span : lastSpan
    let place = diagnostics.count
    var text = ""
    func inside(_ span: Span) -> String {
      let whole = written(span)
      return whole.utf8.count >= 2 ? String(whole.dropFirst().dropLast()) : ""
    }
    if first != nil {
      text = inside(lastSpan)
      advance()
    }
    repeat {
      if case .string = token().kind {
        text += inside(token().span)
        advance()
      } else {
        let read = try postfix()
        text += "\\(\(written(read.span)))"
      }
    } while take(.plus)
    let whole = start.through(lastSpan)
    insert(
      .unexpectedToken, at: whole, "a message is one string, which shows values with `\\(…)`",
      fix: write("\"\(text)\"", at: whole), before: place)
    return Abandoned()
  }

  /// Warns of `${x}` and `{x}` in a message, where they are plain text.
  ///
  /// Braces alone are a mistake only around a name that the property uses.
  private mutating func warnOfInterpolation(in span: Span) {
    guard span.end <= source.count, span.start < span.end else { return }
    var at = span.start
    while at < span.end {
      guard source[at] == UInt8(ascii: "{"), let name = name(from: at + 1, to: span.end) else {
        at += 1
        continue
      }
      let isMarked =
        at > span.start && [UInt8(ascii: "$"), UInt8(ascii: "#")].contains(source[at - 1])
      let first = name.text.split(separator: ".").first.map(String.init) ?? ""
      // Each search reads the rest of the property.
      searches += 1
      let isUsed = searches < 1_000 && conditionUses(first)
      if isMarked || isUsed {
        let whole = Span(file: file, start: at - (isMarked ? 1 : 0), end: name.end)
        let meant = "\\(\(name.text))"
        report(
          .foreignMeaning, at: whole,
          "this is plain text; a value in a message is written `\(meant)`",
          fix: isUsed ? write(meant, at: whole) : .init("write `\(meant)`"))
      }
      at = name.end
    }
  }

  /// A name with attributes and the `}` after it.
  private func name(from start: Int, to end: Int) -> (text: String, end: Int)? {
    var at = start
    while at < end, Lexer.isWordPart(source[at]) || source[at] == UInt8(ascii: ".") { at += 1 }
    guard at > start, at < end, source[at] == UInt8(ascii: "}"), Lexer.isWordStart(source[start])
    else { return nil }
    return (String(decoding: source[start..<at], as: UTF8.self), at + 1)
  }

  /// Whether the rest of the property has a word.
  private func conditionUses(_ word: String) -> Bool {
    var ahead = 1
    while !token(ahead).isEnd, !(token(ahead).startsLine && startsItem(ahead: ahead)) {
      if isWord(word, ahead: ahead) { return true }
      ahead += 1
    }
    return false
  }
}
