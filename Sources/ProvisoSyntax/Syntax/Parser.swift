import ProvisoKernel

/// Parses the tokens of one file by recursive descent.
///
/// Syntax of another language is reported once and read as it was meant. If that fails, the parser
/// gives up the innermost block, brackets, clause or declaration and continues after it. So one run
/// reports all mistakes, and none that only follows from another.
struct Parser {
  /// The largest nesting depth of expressions. It keeps the recursion within the stack of any thread.
  static let deepest = 150

  /// Ends the parsing of a part that cannot be read. The reason is already reported.
  struct Abandoned: Error {
    /// Whether to give up the whole declaration.
    var isFinal = false
  }

  let file: Int
  /// The name that follows `for` in the examples of messages.
  let exampleVocabulary: String
  var tokens: [Token]
  var position = 0
  var diagnostics: [Diagnostic] = []
  /// Whether braces belong to the enclosing expression or statement, as they do in a `where`.
  var bracesBelongOutside = false
  var depth = 0
  /// The opening brackets that are not closed yet, innermost last.
  var open: [Token] = []
  /// The number of parts that have been given up and skipped.
  var recoveries = 0
  /// The number of binders and bodies of quantifiers that were written as in another language.
  var foreignBinders = 0
  /// The first word of the quantifier that was begun last.
  var quantifierStart: Span?
  /// The index of the `{` before the condition of the property that is read.
  var condition: Int?
  /// Whether the statements of an action are read, so that an `if` can begin the next one.
  var isInStatements = false
  /// The kind of file, once its header is read.
  var setting = Setting.unknown
  /// The number of searches through the whole file, which are limited.
  var searches = 0
  /// The conditions to write in place of those that call a function such as `old`, by the call.
  var rewritings: [Span: Diagnostic.Fix] = [:]
  /// The bytes of the file, for fixes that repeat parts of it.
  let source: [UInt8]
  /// The names that the file declares, by the word that begins the declaration.
  var declarations: [String: [String]]

  /// - Parameters:
  ///   - tokens: the tokens, with an `end` after the last.
  ///   - file: the index of the file in the source set.
  ///   - exampleVocabulary: the name that follows `for` in the examples of messages.
  ///   - source: the bytes of the file.
  init(
    tokens: [Token], file: Int, exampleVocabulary: String = SyntaxFile.exampleVocabulary,
    source: [UInt8] = []
  ) {
    self.tokens = tokens
    self.file = file
    self.exampleVocabulary = exampleVocabulary
    self.source = source
    declarations = Self.declarations(in: tokens)
  }

  // MARK: Tokens

  /// The token `ahead` tokens after the current one; the `end` token after the last one.
  func token(_ ahead: Int = 0) -> Token {
    if tokens.indices.contains(position + ahead) { return tokens[position + ahead] }
    return tokens.last ?? Token(kind: .end, span: Span(file: file, start: 0, end: 0))
  }

  /// The span of the token before the current one.
  var lastSpan: Span {
    tokens.indices.contains(position - 1) ? tokens[position - 1].span : token().span
  }

  mutating func advance() { if position < tokens.count { position += 1 } }

  func isWord(_ word: String, ahead: Int = 0) -> Bool { token(ahead).word == word }

  func isSign(_ sign: Sign, ahead: Int = 0) -> Bool { token(ahead).sign == sign }

  /// Whether the token is a word that can be a name.
  func isName(ahead: Int = 0) -> Bool {
    token(ahead).word.map(ReservedWords.isName) ?? false
  }

  mutating func take(_ word: String) -> Bool {
    guard isWord(word) else { return false }
    advance()
    return true
  }

  mutating func take(_ sign: Sign) -> Bool {
    guard isSign(sign) else { return false }
    advance()
    return true
  }

  // MARK: Messages

  mutating func report(
    _ code: DiagnosticCode, at span: Span, _ message: String, labels: [Diagnostic.Label] = [],
    fix: Diagnostic.Fix? = nil
  ) {
    guard diagnostics.count < Diagnostic.mostCollected else { return }
    diagnostics.append(Diagnostic(code, at: span, message, labels: labels, fix: fix))
  }

  /// Reports that something else was expected at the current token.
  ///
  /// - Returns: the error to throw.
  mutating func fail(_ expected: String, fix: Diagnostic.Fix? = nil) -> Abandoned {
    let found = token()
    let message = "expected \(expected), found \(described(found))"
    guard let opener = open.last else {
      report(.unexpectedToken, at: found.span, message, fix: fix)
      return Abandoned()
    }
    let labels = [Diagnostic.Label(opener.span, "opened here")]
    if opener.sign == .leftBrace, found.startsLine, startsItem() {
      let end = Span(file: file, start: lastSpan.end, end: lastSpan.end)
      report(
        .unclosedBracket, at: found.span,
        "expected `}` before the next declaration, which begins with \(described(found))",
        labels: labels, fix: .init("add the `}`", replace: end, with: "\n}"))
    } else if found.isEnd || closes(found, otherThan: opener) {
      let closer = opener.sign == .leftParenthesis ? ")" : opener.sign == .leftBracket ? "]" : "}"
      let end = Span(file: file, start: lastSpan.end, end: lastSpan.end)
      report(
        .unclosedBracket, at: found.span, message, labels: labels,
        fix: fix ?? .init("add `\(closer)`", replace: end, with: closer))
    } else {
      report(.unexpectedToken, at: found.span, message, fix: fix)
    }
    return Abandoned()
  }

  /// Whether a token is a closing bracket of another kind than `opener`.
  private func closes(_ token: Token, otherThan opener: Token) -> Bool {
    switch token.sign {
    case .rightBrace?: opener.sign != .leftBrace
    case .rightParenthesis?: opener.sign != .leftParenthesis
    case .rightBracket?: opener.sign != .leftBracket
    default: false
    }
  }

  /// A token as messages show it.
  func described(_ token: Token) -> String {
    if token.isEnd, token.span.end > token.span.start { return "`)`" }
    return token.described
  }

  /// Takes a sign; reports any other token and throws.
  mutating func expect(_ sign: Sign, _ expected: String? = nil) throws(Abandoned) {
    guard take(sign) else { throw fail(expected ?? "`\(sign.rawValue)`") }
  }

  /// Takes an opening bracket, to be matched by `close`.
  mutating func open(_ sign: Sign, _ expected: String? = nil) throws(Abandoned) {
    let opener = token()
    try expect(sign, expected)
    open.append(opener)
  }

  /// Takes the bracket that closes the innermost open one.
  mutating func close(_ sign: Sign, _ expected: String? = nil) throws(Abandoned) {
    guard take(sign) else { throw fail(expected ?? "`\(sign.rawValue)`") }
    _ = open.popLast()
  }

  /// Takes a name. A reserved word is reported and still taken, and so is a name with hyphens.
  ///
  /// - Parameters:
  ///   - expected: what is expected where there is no name.
  ///   - isNew: whether the name is declared here, so that a point after it is a part of it.
  mutating func name(_ expected: String, isNew: Bool = false) throws(Abandoned) -> Name {
    let found = token()
    guard let word = found.word else { throw fail(expected) }
    advance()
    var whole = word
    var joint = ""
    while isSign(.minus) || isNew && isSign(.dot), token().span.start == lastSpan.end,
      let next = token(1).word, token(1).span.start == token().span.end
    {
      whole += "_" + next
      joint = token().sign?.rawValue ?? ""
      advance()
      advance()
    }
    let span = found.span.through(lastSpan)
    if whole != word {
      report(
        .unexpectedToken, at: span, "a name cannot contain `\(joint)`",
        fix: .init("write `\(whole)`", replace: span, with: whole))
    } else if !ReservedWords.isName(word) {
      report(
        .reservedWord, at: found.span, "`\(word)` is a word of the language, so it cannot be a name"
      )
    }
    return Name(text: whole, span: span)
  }

  /// Takes a string; interpolations in it are reported.
  mutating func string(_ expected: String) throws(Abandoned) -> (text: String, span: Span) {
    let found = token()
    guard case .string(let pieces) = found.kind else { throw fail(expected) }
    advance()
    return (plainText(pieces), found.span)
  }

  /// The text of a string without its interpolations, which are reported.
  mutating func plainText(_ pieces: [StringPiece]) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .interpolation(_, let span):
        report(
          .interpolationOutsideMessage, at: span,
          "only the `message` of a property can have `\\(…)`; a backslash itself is written `\\\\`")
      }
    }
    return text
  }

  // MARK: Depth

  /// Makes a node, or reports that it is nested too deeply for the recursive functions that read it.
  mutating func node(_ kind: SyntaxExpression.Kind, at span: Span) throws(Abandoned)
    -> SyntaxExpression
  {
    let made = SyntaxExpression(kind, at: span)
    guard made.height <= Self.deepest else { throw tooDeep(span) }
    return made
  }

  mutating func enter() throws(Abandoned) {
    depth += 1
    guard depth <= Self.deepest else { throw tooDeep(token().span) }
  }

  mutating func leave() { depth -= 1 }

  private mutating func tooDeep(_ span: Span) -> Abandoned {
    let start = Span(file: span.file, start: span.start, end: min(span.end, span.start + 1))
    report(
      .tooDeep, at: start,
      "this expression is nested more than \(Self.deepest) levels deep; name its parts with `define`"
    )
    return Abandoned(isFinal: true)
  }
}
