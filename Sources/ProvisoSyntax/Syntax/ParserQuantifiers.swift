import ProvisoKernel

/// Quantifiers and their binders.
extension Parser {
  /// Reads `every`, `some`, `no`, `exactly N`, `at least N` or `at most N` with its binders.
  mutating func quantifier() throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    let word = token().word ?? ""
    quantifierStart = start
    advance()
    switch word {
    case "every": return try quantified(.every, from: start, words: "every")
    case "some": return try quantified(.some, from: start, words: "some")
    case "no": return try quantified(.no, from: start, words: "no")
    case "exactly": return try quantified(.exactly(try number()), from: start, words: "exactly N")
    default:
      if take("least") {
        return try quantified(.atLeast(try number()), from: start, words: "at least N")
      }
      if take("most") {
        return try quantified(.atMost(try number()), from: start, words: "at most N")
      }
      throw fail("`least` or `most`, as in `at least 2 r in resources`")
    }
  }

  private static let numberWords: [String: Int] = [
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
  ]

  private mutating func number() throws(Abandoned) -> SyntaxExpression {
    let found = token()
    if let word = found.word, isName(ahead: 1), isWord("in", ahead: 2), !isDeclared(word),
      let value = Self.numberWords[word]
    {
      report(
        .foreignWord, at: found.span, "`\(word)` is written `\(value)`",
        fix: write(String(value), at: found.span))
      advance()
      return SyntaxExpression(.number(Number(value), isInteger: true), at: found.span)
    }
    switch found.kind {
    case .number(let number, let isInteger):
      advance()
      return SyntaxExpression(.number(number, isInteger: isInteger), at: found.span)
    case .word(let word) where isName() && !isWord("in", ahead: 1):
      advance()
      return SyntaxExpression(.name(Name(text: word, span: found.span)), at: found.span)
    default: throw fail("a number, as in `exactly 2 r in resources`")
    }
  }

  private static let foreignQuantifiers: [String: String] = [
    "forall": "every", "all": "every", "each": "every", "foreach": "every", "exists": "some",
    "any": "some", "none": "no", "one": "exactly 1",
  ]

  /// Reports a quantifier of another language, such as `forall r in …`, and reads it as it was meant.
  mutating func foreignQuantifier() throws(Abandoned) -> SyntaxExpression? {
    let first = token()
    guard let word = first.word else { return nil }
    func binds(_ ahead: Int) -> Bool {
      isName(ahead: ahead)
        && (isWord("in", ahead: ahead + 1) || isWord("of", ahead: ahead + 1)
          || isSign(.colon, ahead: ahead + 1) || isSign(.bar, ahead: ahead + 1))
    }
    if let quantifier = Self.foreignQuantifiers[word] ?? (word == "filter" ? "every" : nil),
      isName(ahead: 1), isWord("as", ahead: 2)
    {
      return try sentinelQuantifier(word, meaning: quantifier)
    }
    let meant: String
    let length: Int
    if let quantifier = Self.foreignQuantifiers[word], binds(1) {
      (meant, length) = (quantifier, 1)
    } else if word == "for" || word == "there", let second = token(1).word,
      let quantifier = second == "every" ? "every" : Self.foreignQuantifiers[second], binds(2)
    {
      (meant, length) = (quantifier, 2)
    } else if word == "for", binds(1) {
      (meant, length) = ("every", 1)
    } else {
      return nil
    }
    let span = first.span.through(token(length - 1).span)
    let spelled = "`\(length == 1 ? word : "\(word) \(token(1).word ?? "")")`"
    for _ in 0..<length { advance() }
    let kind: SyntaxQuantifier =
      switch meant {
      case "every": .every
      case "some": .some
      case "no": .no
      default: .exactly(SyntaxExpression(.number(.one, isInteger: true), at: span))
      }
    let place = diagnostics.count
    let others = foreignBinders
    quantifierStart = first.span
    let read = try quantified(kind, from: first.span, words: meant, isForeign: true)
    let isRewritten = foreignBinders > others
    insert(
      .foreignWord, at: span, "\(spelled) is written `\(meant)`",
      fix: isRewritten
        ? write("\(meant) \(rest(of: read))", at: read.span)
        : .init("write `\(meant)`", replace: span, with: meant),
      before: place)
    return read
  }

  /// The binders of a quantifier and its body, as this language writes them.
  private func rest(of quantifier: SyntaxExpression) -> String {
    guard case .quantifier(_, let binders, let body) = quantifier.kind else { return "…" }
    let list = binders.map { binder in
      "\(binder.name.text) in \(written(binder.source.span))"
        + (binder.condition.map { " where " + written($0.span) } ?? "")
    }
    return list.joined(separator: ", ") + (body.map { " { \(written($0.span)) }" } ?? "")
  }

  /// Reports a quantifier of Sentinel, such as `all resources as r { … }`, and skips its block.
  private mutating func sentinelQuantifier(_ word: String, meaning quantifier: String)
    throws(Abandoned)
    -> SyntaxExpression
  {
    let start = token().span
    let source = token(1).word ?? ""
    for _ in 0..<3 { advance() }
    let name = isName() ? token().word ?? "" : "x"
    while !isSign(.leftBrace), !token().isEnd, !(token().startsLine && startsItem()) { advance() }
    let span = start.through(lastSpan)
    let meant = "\(quantifier) \(name) in \(source)"
    report(
      .foreignWord, at: span, "`\(word) \(source) as \(name)` is written `\(meant)`",
      fix: .init("write `\(meant)`", replace: span, with: meant))
    guard isSign(.leftBrace) else { throw Abandoned() }
    _ = try block()
    return SyntaxExpression(.invalid, at: start.through(lastSpan))
  }

  private mutating func quantified(
    _ kind: SyntaxQuantifier, from start: Span, words: String, isForeign: Bool = false
  ) throws(Abandoned) -> SyntaxExpression {
    let place = diagnostics.count
    let others = foreignBinders
    var binders = try binders(after: words, isForeign: isForeign)
    var body: SyntaxExpression?
    let needsBody = if case .every = kind { true } else { false }
    if needsBody { try joinConditions(of: &binders) }
    if isSign(.leftBrace), needsBody || !bracesBelongOutside {
      body = try block()
    } else if isSign(.colon) || isSign(.bar), isForeign || needsBody {
      let mark = token().span
      foreignBinders += 1
      advance()
      let read = try expression()
      body = read
      // A message about the binders has the whole text, and so has that about a foreign word.
      if !isForeign, foreignBinders == others + 1 {
        let end = tokens.indices.contains(position) ? read.span.end : mark.end
        insert(
          .foreignOperator, at: mark, "the condition of a quantifier stands in braces",
          fix: .init(
            "write `{ \(written(read.span)) }`",
            replace: Span(file: file, start: binders.last.map(Self.end) ?? mark.start, end: end),
            with: " { \(written(read.span)) }"),
          before: place)
      }
    } else if needsBody {
      if binders.last?.condition == nil, beginsOperand(ahead: 0) {
        body = try unbraced()
      } else {
        throw fail("`{` and a condition, as in `every r in resources where P { Q }`")
      }
    }
    return try node(.quantifier(kind, binders, body), at: start.through(lastSpan))
  }

  /// The offset after a binder.
  private static func end(of binder: SyntaxBinder) -> Int {
    (binder.condition ?? binder.source).span.end
  }

  /// Reads the condition of an `every` that has no braces around it.
  private mutating func unbraced() throws(Abandoned) -> SyntaxExpression {
    let place = diagnostics.count
    let first = token().span
    let read = try expression()
    // The opening brace alone is missing if more braces are closed than are open.
    let isClosed =
      isSign(.rightBrace) && isSign(.rightBrace, ahead: 1)
      && open.count { $0.sign == .leftBrace } == 1
    insert(
      .unexpectedToken, at: first,
      "expected `{` and a condition, as in `every r in resources where P { Q }`",
      fix: isClosed
        ? .init(
          "write `{ \(written(read.span)) }`",
          replace: Span(file: file, start: first.start, end: first.start), with: "{ ")
        : write("{ \(written(read.span)) }", at: read.span), before: place)
    if isClosed { advance() }
    return read
  }

  /// Reads `where a, b` as `where a and b`.
  private mutating func joinConditions(of binders: inout [SyntaxBinder]) throws(Abandoned) {
    while isSign(.comma), let last = binders.last, let condition = last.condition {
      report(
        .foreignOperator, at: token().span, "two conditions are joined by `and`",
        fix: .init("write `and`", replace: token().span, with: " and"))
      advance()
      let next = try guardCondition()
      let joined = try node(.and([condition, next]), at: condition.span.through(next.span))
      binders[binders.count - 1] = SyntaxBinder(
        name: last.name, source: last.source, condition: joined)
    }
  }

  /// `binder,+`
  ///
  /// - Parameters:
  ///   - words: the words before the binders, for messages.
  ///   - isForeign: whether the quantifier is one of another language, so that its message has the whole
  ///     text.
  mutating func binders(after words: String, isForeign: Bool = false) throws(Abandoned)
    -> [SyntaxBinder]
  {
    var binders = [try binder(after: words, isForeign: isForeign)]
    while isSign(.comma), isName(ahead: 1),
      isWord("in", ahead: 2) || isForeign && isSign(.colon, ahead: 2)
    {
      advance()
      binders.append(try binder(after: words, isForeign: isForeign))
    }
    return binders
  }

  /// One binder: `NAME in SOURCE`, with its `where`.
  ///
  /// - Parameters:
  ///   - words: the words before the binder, for messages.
  ///   - isStatement: whether an `if` after the binder begins the next statement.
  ///   - isForeign: whether the quantifier is one of another language.
  mutating func binder(
    after words: String, isStatement: Bool = false, isForeign: Bool = false
  ) throws(Abandoned) -> SyntaxBinder {
    let example = "as in `\(words) r in resources`"
    guard token().word != nil else { throw fail("a name, \(example)") }
    if !isName(), !isWord("in", ahead: 1) {
      throw fail("a name, \(example)")
    }
    let name = try name("a name, \(example)")
    try refuseBinderWithoutSource(name, after: words)
    if isWord("of") || isWord("from") || isSign(.colon) {
      foreignBinders += 1
      if !isForeign { foreign(token().word ?? ":", meaning: "in") }
      advance()
    } else if !take("in") {
      throw fail("`in` and a collection or a list, \(example)")
    }
    let source = try range()
    var condition: SyntaxExpression?
    if take("where") {
      condition = try guardCondition()
    } else if !isStatement, isWord("if") || isWord("with") || isWord("when") || isWord("such") {
      let start = token().span
      let written = token().word ?? ""
      advance()
      if written == "such" { _ = take("that") }
      let span = start.through(lastSpan)
      report(
        .foreignWord, at: span, "a condition after `in` is written with `where`",
        fix: .init("write `where`", replace: span, with: "where"))
      condition = try guardCondition()
    }
    return SyntaxBinder(name: name, source: source, condition: condition)
  }

  /// The grammar rule `guard`. Braces after it belong to the enclosing expression or statement.
  mutating func guardCondition() throws(Abandoned) -> SyntaxExpression {
    let outside = bracesBelongOutside
    bracesBelongOutside = true
    defer { bracesBelongOutside = outside }
    return try disjunction()
  }
}
