import ProvisoKernel

/// Conditions as other languages, and English, write them. Each is read as it was meant, and its message
/// has the text to write instead.
extension Parser {
  // MARK: Words before a condition

  /// Words of other languages before a condition, which stands alone here.
  private static let needless: Set<String> = [
    "assert", "require", "requires", "ensure", "ensures", "must", "return", "check", "expect",
    "verify", "that",
  ]

  /// Whether an operand begins with a token of the same line, which is no sign of an operator.
  func beginsOperand(ahead: Int) -> Bool {
    let next = token(ahead)
    guard !next.startsLine, !isInStatements else { return false }
    switch next.kind {
    case .word(let word):
      return ReservedWords.isName(word)
        || ["not", "every", "some", "no", "exactly", "if", "once", "eventually", "true", "false"]
          .contains(word)
    case .sign(let sign): return [.leftBrace, .leftParenthesis, .bang].contains(sign)
    case .number, .string: return true
    case .date, .end: return false
    }
  }

  /// Drops words such as `assert` before a condition, and reports them.
  mutating func dropForeignBeginning() {
    while let word = token().word, Self.needless.contains(word), beginsOperand(ahead: 1),
      token(1).sign != .leftParenthesis, token(1).sign != .leftBrace
    {
      report(
        .foreignWord, at: token().span, "a condition stands alone, without `\(word)`",
        fix: .init("remove the `\(word)`", replace: token().span, with: ""))
      advance()
    }
  }

  /// Whether `at all times` or similar words begin here.
  var isAtAllTimes: Bool {
    guard isWord("at"), let second = token(1).word, let third = token(2).word else { return false }
    return ["all", "any", "every", "each"].contains(second)
      && ["times", "time", "moment", "moments", "states", "state"].contains(third)
  }

  /// Reads `at all times P` in the condition of a property as `P`.
  mutating func alwaysAtTop() throws(Abandoned) -> SyntaxExpression {
    let span = token().span.through(token(2).span)
    let place = diagnostics.count
    for _ in 0..<3 { advance() }
    _ = take(.comma)
    let (operand, text) = try bracedOrPlain()
    insert(
      .foreignWord, at: span,
      "an `invariant` already holds at every moment, so this is not needed",
      fix: .init("remove it", replace: span.through(lastSpan), with: text), before: place)
    return operand
  }

  /// Reads `never P` as `not P`.
  mutating func never() throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    let place = diagnostics.count
    advance()
    let (operand, text) = try bracedOrPlain()
    let whole = start.through(lastSpan)
    var meant = "not (\(text))"
    if case .quantifier(.some, _, _) = operand.bare.kind, text.hasPrefix("some ") {
      meant = "no" + text.dropFirst("some".count)
    }
    insert(
      .foreignWord, at: whole,
      "`never P` is written `not (P)`, and `never some …` is written `no …`",
      fix: write(meant, at: whole), before: place)
    return try node(.not(operand), at: whole)
  }

  /// Reads a condition, with or without braces or parentheses around it.
  ///
  /// - Returns: the condition, and its text without these.
  mutating func bracedOrPlain() throws(Abandoned) -> (SyntaxExpression, String) {
    let start = token()
    let inner = isSign(.leftBrace) ? try block() : try negation()
    let whole = start.span.through(lastSpan)
    if case .parenthesized(let bare) = inner.kind { return (inner, written(bare.span)) }
    guard start.sign == .leftBrace, whole.end - whole.start >= 2 else {
      return (inner, written(whole))
    }
    let inside = Span(file: whole.file, start: whole.start + 1, end: whole.end - 1)
    return (inner, written(inside))
  }

  /// `{ P }` after `once` or `eventually`. A condition without braces is reported, and read.
  mutating func braced(after words: String, from start: Span) throws(Abandoned) -> SyntaxExpression
  {
    guard !isSign(.leftBrace), beginsOperand(ahead: 0) || isSign(.leftParenthesis) else {
      return try block("`{`, as in `\(words) { … }`")
    }
    let place = diagnostics.count
    let (body, text) = try bracedOrPlain()
    let whole = start.through(lastSpan)
    insert(
      .unexpectedToken, at: whole, "the condition after `\(words)` stands in braces",
      fix: write("\(words) { \(text) }", at: whole), before: place)
    return body
  }

  // MARK: Conditionals

  /// Reads `if c { a } else { b }` as `if c then a else b`, and `if c { a }` as `c implies a`.
  mutating func bracedConditional(
    _ condition: SyntaxExpression, from start: Span, before place: Int
  ) throws(Abandoned) -> SyntaxExpression {
    let (first, text) = try bracedOrPlain()
    guard take("else") else {
      let whole = start.through(lastSpan)
      let needs: Bool =
        switch first.bare.kind {
        case .implies, .overRun, .conditional: true
        default: false
        }
      insert(
        .foreignWord, at: whole, "a condition has no `if` with braces; use `implies`",
        fix: write("\(operand(condition)) implies \(needs ? "(\(text))" : text)", at: whole),
        before: place)
      return try node(.implies(condition, first), at: whole)
    }
    if isWord("if") {
      let other = try negation()
      return try node(.conditional(condition, first, other), at: start.through(lastSpan))
    }
    let (second, other) = try bracedOrPlain()
    let whole = start.through(lastSpan)
    insert(
      .foreignWord, at: whole, "a conditional is written with `then` and `else`, without braces",
      fix: write("if \(written(condition.span)) then \(text) else \(other)", at: whole),
      before: place)
    return try node(.conditional(condition, first, second), at: whole)
  }

  /// Reads `P if c` and `P unless c` after `P`, and `a if c else b`.
  ///
  /// - Returns: the whole; `nil` if none of these words follows.
  mutating func foreignCondition(after left: SyntaxExpression) throws(Abandoned)
    -> SyntaxExpression?
  {
    guard let word = token().word, ["if", "unless", "when"].contains(word), !token().startsLine,
      word == "if" || beginsOperand(ahead: 1), !isInStatements || isTernary()
    else { return nil }
    let place = diagnostics.count
    advance()
    let condition = try disjunction()
    if word == "if", take("else") {
      let other = try disjunction()
      let whole = left.span.through(other.span)
      insert(
        .foreignWord, at: whole, "the condition of an `if` comes first",
        fix: write(
          "if \(written(condition.span)) then \(written(left.span)) else \(written(other.span))",
          at: whole),
        before: place)
      return try node(.conditional(condition, left, other), at: whole)
    }
    let whole = left.span.through(condition.span)
    let meant =
      word == "unless"
      ? "\(operand(condition)) or \(operand(left))"
      : "\(operand(condition)) implies \(operand(left))"
    insert(
      .foreignWord, at: whole,
      "`P \(word) c` is written `\(word == "unless" ? "c or" : "c implies") P`",
      fix: write(meant, at: whole), before: place)
    return try node(
      word == "unless" ? .or([condition, left]) : .implies(condition, left), at: whole)
  }

  /// Whether an `else` follows on this line, before any `{`.
  private func isTernary() -> Bool {
    var ahead = 1
    while !token(ahead).isEnd, !token(ahead).startsLine, !isSign(.leftBrace, ahead: ahead) {
      if isWord("else", ahead: ahead) { return true }
      ahead += 1
    }
    return false
  }

  // MARK: Operators

  /// Reads `a <=> b`, `a iff b` and `a xor b` after `a`.
  mutating func foreignEquivalence(after left: SyntaxExpression) throws(Abandoned)
    -> SyntaxExpression?
  {
    let found = token()
    let isEqual: Bool
    switch found.kind {
    case .sign(.equivalence), .sign(.doubleArrow), .sign(.longEquivalence): isEqual = true
    case .word("iff") where !found.startsLine && isOperand(ahead: 1): isEqual = true
    case .word("xor") where !found.startsLine && isOperand(ahead: 1): isEqual = false
    default: return nil
    }
    let place = diagnostics.count
    advance()
    let right = try disjunction()
    let whole = left.span.through(right.span)
    let comparison: Comparison = isEqual ? .equal : .notEqual
    insert(
      .foreignOperator, at: found.span,
      "`\(found.word ?? found.sign?.rawValue ?? "")` is written `\(comparison.rawValue)`",
      fix: write("\(side(left)) \(comparison.rawValue) \(side(right))", at: whole), before: place)
    return try node(.compare(comparison, left, right), at: whole)
  }

  /// Whether a token of the same line can begin an operand of an operator.
  private func isOperand(ahead: Int) -> Bool {
    let next = token(ahead)
    guard !next.startsLine else { return false }
    switch next.kind {
    case .number, .string: return true
    case .word(let word):
      return ReservedWords.isName(word) || ["not", "true", "false"].contains(word)
    case .sign(let sign): return sign == .leftParenthesis
    case .date, .end: return false
    }
  }

  /// The text of a side of a comparison.
  private func side(_ expression: SyntaxExpression) -> String {
    if case .compare = expression.kind { return "(\(written(expression.span)))" }
    if case .relation = expression.kind { return "(\(written(expression.span)))" }
    return operand(expression)
  }

  /// Whether `mod` or `rem` is an operator here.
  func isForeignModulo() -> Bool {
    guard let word = token().word, ["mod", "modulo", "rem"].contains(word), !token().startsLine
    else { return false }
    return isOperand(ahead: 1)
  }

  /// Drops a `%` after a number that no operand follows, and reports it.
  mutating func dropPercent() -> Bool {
    let next = token(1)
    let ends: Bool =
      switch next.kind {
      case .end: true
      case .sign(let sign):
        ![.leftParenthesis, .minus, .leftBracket].contains(sign)
      case .word(let word):
        ["and", "or", "implies", "then", "else", "until", "leads"].contains(word)
          || next.startsLine && startsItem(ahead: 1)
      case .number, .string, .date: false
      }
    guard ends,
      case .number(let number, _)? = tokens.indices.contains(position - 1)
        ? tokens[position - 1].kind : nil
    else { return false }
    report(
      .badNumber, at: lastSpan.through(token().span), Lexer.noUnit(number.description, "%"),
      fix: .init(
        "write `\(number)` for a value in percent, or `\(number)/100` for a part of one"))
    advance()
    return true
  }

  /// Reads a call of a method that was written as an operator, or as a sign.
  mutating func foreignMethod(
    _ written: String, of left: SyntaxExpression, at span: Span, with right: SyntaxExpression
  ) throws(Abandoned) -> SyntaxExpression {
    let sign = self.written(span)
    var (method, argument) = (written, self.written(right.span))
    if sign == "like", case .string(let text) = right.bare.kind {
      (method, argument) = Self.like(text)
    }
    let whole = left.span.through(right.span)
    report(
      .foreignOperator, at: span,
      "`\(sign)` is not an operator; use the method `a.\(method)(b)`",
      fix: write("\(receiver(left)).\(method)(\(argument))", at: whole))
    return try node(
      .method(left, Name(text: method, span: span), [right]), at: whole)
  }

  /// The method and the argument for a pattern of SQL's `LIKE`, in which `%` is any text.
  private static func like(_ pattern: String) -> (method: String, argument: String) {
    let parts = pattern.split(separator: "%", omittingEmptySubsequences: false).map(String.init)
    let quoted = Value.quoted(parts.max { $0.count < $1.count } ?? "")
    switch (parts.count, parts.first, parts.last) {
    case (2, _, ""?): return ("startsWith", quoted)
    case (2, ""?, _): return ("endsWith", quoted)
    case (3, ""?, ""?): return ("contains", quoted)
    default:
      let special = Set("\\.+*?()[]{}|^$")
      let escaped = parts.map { part in
        part.map { special.contains($0) ? "\\\($0)" : String($0) }.joined()
      }
      return ("matches", Value.quoted("^" + escaped.joined(separator: ".*") + "$"))
    }
  }

  /// Reads the rest of `in "a", "b"`, whose list has no brackets.
  mutating func foreignList(from first: SyntaxExpression) throws(Abandoned) -> SyntaxExpression {
    guard case .string = first.kind, isSign(.comma), case .string = token(1).kind else {
      return first
    }
    var elements = [first]
    while isSign(.comma), case .string = token(1).kind {
      advance()
      elements.append(try sum())
    }
    let whole = first.span.through(lastSpan)
    report(
      .unexpectedToken, at: whole, "a list stands in brackets",
      fix: write("[\(written(whole))]", at: whole))
    return try node(.list(elements), at: whole)
  }

  /// Reads the rest of a range that is written as in another language.
  mutating func foreignRange(from low: SyntaxExpression) throws(Abandoned) -> SyntaxExpression? {
    guard let sign = token().sign, [.ellipsis, .rangeAssign, .rangeLess].contains(sign) else {
      return nil
    }
    let place = diagnostics.count
    advance()
    let high = try sum()
    let whole = low.span.through(high.span)
    var end = written(high.span)
    if sign == .rangeLess {
      if case .number(let number, true) = high.kind, let value = number.integer {
        end = String(value - 1)
      } else {
        end += " - 1"
      }
    }
    insert(
      .foreignOperator, at: whole, "a range has two points, and both of its ends belong to it",
      fix: write("\(written(low.span))..\(end)", at: whole), before: place)
    return try node(.range(low, high), at: whole)
  }

  // MARK: Braces

  /// Reads braces where an operand is expected: a list, or a condition that needs none.
  mutating func bracesAsOperand() throws(Abandoned) -> SyntaxExpression {
    let before = tokens.indices.contains(position - 1) ? tokens[position - 1] : token()
    let isList: Bool =
      before.word == "in" || before.word == "has"
      || [.assign, .plusAssign, .minusAssign, .equal, .notEqual, .plus, .minus, .colon].contains(
        before.sign)
    let opener = token().span
    let place = diagnostics.count
    try open(.leftBrace)
    if isSign(.rightBrace) {
      try close(.rightBrace)
      let whole = opener.through(lastSpan)
      report(
        .unexpectedToken, at: whole, "the empty set, list or map is `[]`",
        fix: write("[]", at: whole))
      return try node(.list([]), at: whole)
    }
    let isMap: Bool =
      switch token().kind {
      case .string, .word: isSign(.colon, ahead: 1) || isSign(.assign, ahead: 1)
      default: false
      }
    guard !isMap else {
      throw fail(
        "an expression (there are no map literals; a `table` has constants by key)",
        fix: isList ? nil : .init("declare `table NAME { \"key\": value }`"))
    }
    var elements = [try expression()]
    while take(.comma), !isSign(.rightBrace) { elements.append(try expression()) }
    try close(.rightBrace, "an operator or `}`")
    let whole = opener.through(lastSpan)
    let inside = written(Span(file: whole.file, start: whole.start + 1, end: whole.end - 1))
    if elements.count > 1 || isList {
      insert(
        .unexpectedToken, at: whole, "a list or a set stands in brackets",
        fix: write("[\(inside)]", at: whole), before: place)
      return try node(.list(elements), at: whole)
    }
    let isRight = before.word == "to" || before.word == "until"
    insert(
      .unexpectedToken, at: whole,
      isRight
        ? "no braces stand around the condition after `\(before.word == "to" ? "leads to" : "until")`"
        : "parentheses, not braces, stand around a part of a condition",
      fix: write(isRight ? inside : "(\(inside))", at: whole), before: place)
    return try node(.parenthesized(elements[0]), at: whole)
  }
}
