import ProvisoKernel

/// Quantifiers, attributes, calls and literals.
extension Parser {
  // MARK: Quantifiers

  /// Reads `every`, `some`, `no`, `exactly N`, `at least N` or `at most N` with its binders.
  mutating func quantifier() throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    let word = token().word ?? ""
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

  private mutating func number() throws(Abandoned) -> SyntaxExpression {
    let found = token()
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
          || isSign(.colon, ahead: ahead + 1))
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
    report(
      .foreignWord, at: span,
      "`\(length == 1 ? word : "\(word) \(token(1).word ?? "")")` is written `\(meant)`",
      fix: .init("write `\(meant)`", replace: span, with: meant))
    for _ in 0..<length { advance() }
    let kind: SyntaxQuantifier =
      switch meant {
      case "every": .every
      case "some": .some
      case "no": .no
      default: .exactly(SyntaxExpression(.number(.one, isInteger: true), at: span))
      }
    return try quantified(kind, from: first.span, words: meant, isForeign: true)
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
    let binders = try binders(after: words)
    var body: SyntaxExpression?
    let needsBody = if case .every = kind { true } else { false }
    if isSign(.leftBrace), needsBody || !bracesBelongOutside {
      body = try block()
    } else if isSign(.colon) || isSign(.bar), isForeign || needsBody {
      if !isForeign {
        report(
          .foreignOperator, at: token().span,
          "the condition is written in braces, as in `every r in resources { … }`",
          fix: .init("write `{ … }`"))
      }
      advance()
      body = try expression()
    } else if needsBody {
      throw fail("`{` and a condition, as in `every r in resources where P { Q }`")
    }
    return try node(.quantifier(kind, binders, body), at: start.through(lastSpan))
  }

  /// `binder,+`
  mutating func binders(after words: String) throws(Abandoned) -> [SyntaxBinder] {
    var binders = [try binder(after: words)]
    while isSign(.comma), isName(ahead: 1), isWord("in", ahead: 2) {
      advance()
      binders.append(try binder(after: words))
    }
    return binders
  }

  /// One binder: `NAME in SOURCE`, with its `where`.
  ///
  /// - Parameters:
  ///   - words: the words before the binder, for messages.
  ///   - isStatement: whether an `if` after the binder begins the next statement.
  mutating func binder(after words: String, isStatement: Bool = false) throws(Abandoned)
    -> SyntaxBinder
  {
    let example = "as in `\(words) r in resources`"
    guard token().word != nil else { throw fail("a name, \(example)") }
    if !isName(), !isWord("in", ahead: 1) {
      throw fail("a name, \(example)")
    }
    let name = try name("a name, \(example)")
    if isWord("of") || isWord("from") || isSign(.colon) {
      let written = token().word ?? ":"
      foreign(written, meaning: "in")
      advance()
    } else if !take("in") {
      throw fail(
        "`in` and a collection or a list, \(example)",
        fix: isSign(.leftBrace) || isWord("where")
          ? .init(
            "write `\(words) x in \(name.text)`", replace: name.span, with: "x in \(name.text)")
          : nil)
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

  // MARK: Attributes and calls

  /// The grammar rule `post`.
  mutating func postfix() throws(Abandoned) -> SyntaxExpression {
    var base = try primary()
    while true {
      if isSign(.dot) || isSign(.questionDot) {
        if isSign(.questionDot) {
          report(
            .foreignOperator, at: token().span,
            "there is no `?.`; every attribute of `null` is `null` anyway",
            fix: .init("write `.`", replace: token().span, with: "."))
        }
        advance()
        base = try afterDot(base)
      } else if isSign(.leftBracket) {
        try open(.leftBracket)
        if isSign(.star), isSign(.rightBracket, ahead: 1) {
          throw fail("an index (there is no `[*]`; range over the list with a quantifier)")
        }
        let index = try inside(.rightBracket, "an operator or `]`")
        base = try node(.index(base, index), at: base.span.through(lastSpan))
      } else {
        return base
      }
    }
  }

  private mutating func afterDot(_ base: SyntaxExpression) throws(Abandoned) -> SyntaxExpression {
    let found = token()
    if case .number(let number, true) = found.kind {
      report(
        .foreignOperator, at: found.span, "the index of a list is written in brackets",
        fix: .init(
          "write `[\(number)]`",
          replace: Span(file: file, start: base.span.end, end: found.span.end),
          with: "[\(number)]"))
      advance()
      let index = SyntaxExpression(.number(number, isInteger: true), at: found.span)
      return try node(.index(base, index), at: base.span.through(found.span))
    }
    guard let word = found.word else {
      throw fail(
        "the name of an attribute after the `.`",
        fix: {
          if case .string = found.kind {
            return .init("write the name in `[…]` instead of after `.`")
          }
          return nil
        }())
    }
    advance()
    let name = Name(text: word, span: found.span)
    guard isSign(.leftParenthesis) else {
      return try node(.member(base, name), at: base.span.through(found.span))
    }
    let arguments = try arguments()
    return try node(.method(base, name, arguments), at: base.span.through(lastSpan))
  }

  mutating func arguments() throws(Abandoned) -> [SyntaxExpression] {
    try open(.leftParenthesis)
    var arguments: [SyntaxExpression] = []
    if isSign(.rightParenthesis) {
      try close(.rightParenthesis)
      return arguments
    }
    repeat {
      arguments.append(try element(.rightParenthesis, "`,` and another argument, or `)`"))
    } while take(.comma)
    try close(.rightParenthesis)
    return arguments
  }

  /// One of several expressions between brackets. If it cannot be read, it is skipped.
  ///
  /// - Parameter mayLoop: whether `for` and binders may follow it.
  private mutating func element(
    _ closer: Sign, _ expected: String, mayLoop: Bool = false
  ) throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    let found = try recovering(at: [.comma, closer]) { (parser) throws(Abandoned) in
      // It begins no expression before a name; elsewhere it is a name itself.
      if parser.isWord("for"), parser.isName(ahead: 1) { throw parser.failAtComprehension() }
      let found = try parser.inBrackets { (parser) throws(Abandoned) in try parser.expression() }
      if mayLoop, parser.isWord("for") { return found }
      if parser.isWord("for") { throw parser.failAtComprehension() }
      guard parser.isSign(.comma) || parser.isSign(closer) else { throw parser.fail(expected) }
      return found
    }
    return found ?? SyntaxExpression(.invalid, at: start)
  }

  /// The rest of a comprehension after its element: `for` and binders.
  mutating func comprehension(of element: SyntaxExpression) throws(Abandoned) -> SyntaxExpression {
    try enter()
    defer { leave() }
    advance()
    let binders = try binders(after: "for")
    return try node(.comprehension(element, binders), at: element.span.through(lastSpan))
  }

  /// Reports a comprehension such as `[for x in xs : …]` or `f(… for x in xs)`.
  private mutating func failAtComprehension() -> Abandoned {
    report(
      .foreignWord, at: token().span,
      "there is no `for` here; write a quantifier, as in `every r in resources { … }`, or a list, as in `[x.name for x in xs where …]`",
      fix: .init("write `every`, `some`, `no`, `count(…)` or `sum(…)` over the objects"))
    return Abandoned()
  }

  /// The only expression between brackets, and the closing bracket. If the expression cannot be read, it
  /// is skipped.
  private mutating func inside(_ closer: Sign, _ expected: String) throws(Abandoned)
    -> SyntaxExpression
  {
    let start = token().span
    let found = try recovering(at: [closer]) { (parser) throws(Abandoned) in
      let found = try parser.inBrackets { (parser) throws(Abandoned) in try parser.expression() }
      guard parser.isSign(closer) else {
        throw parser.fail(
          expected,
          fix: parser.isSign(.comma) && closer == .rightParenthesis
            ? .init("write a list with brackets, as in `[a, b]`") : nil)
      }
      return found
    }
    try close(closer)
    return found ?? SyntaxExpression(.invalid, at: start)
  }

  /// Reads the inside of brackets, where braces do not belong to the enclosing expression.
  private mutating func inBrackets<Result>(
    _ read: (inout Parser) throws(Abandoned) -> Result
  ) throws(Abandoned) -> Result {
    let outside = bracesBelongOutside
    bracesBelongOutside = false
    defer { bracesBelongOutside = outside }
    return try read(&self)
  }

  // MARK: Primaries

  private mutating func primary() throws(Abandoned) -> SyntaxExpression {
    let found = token()
    switch found.kind {
    case .number(let number, let isInteger):
      advance()
      return SyntaxExpression(.number(number, isInteger: isInteger), at: found.span)
    case .string(let pieces):
      advance()
      return SyntaxExpression(.string(plainText(pieces)), at: found.span)
    case .date(let text):
      advance()
      if CalendarDate(text) == nil {
        report(.badDate, at: found.span, "\(text) is not a date of the calendar")
        return SyntaxExpression(.invalid, at: found.span)
      }
      return SyntaxExpression(.string(text), at: found.span)
    case .word(let word): return try primaryWord(word)
    case .sign(.leftParenthesis):
      try open(.leftParenthesis)
      let inner = try inside(.rightParenthesis, "an operator or `)`")
      return try node(.parenthesized(inner), at: found.span.through(lastSpan))
    case .sign(.leftBracket):
      try open(.leftBracket)
      var elements: [SyntaxExpression] = []
      while !isSign(.rightBracket) {
        elements.append(
          try element(
            .rightBracket, "`,` and another element, or `]`", mayLoop: elements.isEmpty))
        if elements.count == 1, isWord("for") {
          let made = try inBrackets { (parser) throws(Abandoned) in
            try parser.comprehension(of: elements[0])
          }
          try close(.rightBracket)
          return try node(made.kind, at: found.span.through(lastSpan))
        }
        if !take(.comma) { break }
      }
      try close(.rightBracket)
      return try node(.list(elements), at: found.span.through(lastSpan))
    case .sign(.leftBrace):
      throw fail("an expression (there are no map literals; a `table` has constants by key)")
    default: throw fail("an expression")
    }
  }

  private mutating func primaryWord(_ word: String) throws(Abandoned) -> SyntaxExpression {
    let span = token().span
    switch word {
    case "true", "false":
      advance()
      return SyntaxExpression(.bool(word == "true"), at: span)
    case "null":
      advance()
      return SyntaxExpression(.null, at: span)
    case "at" where !isWord("least", ahead: 1) && !isWord("most", ahead: 1): break
    case "not", "if", "once", "eventually", "whenever", "every", "some", "no", "exactly", "at":
      report(
        .needsParentheses, at: span, "after an operator, `\(word)` needs parentheses",
        fix: .init("put parentheses around the expression that begins with `\(word)`"))
      return try negation(isReported: true)
    default: break
    }
    if word == "before", isSign(.dot, ahead: 1), isName(ahead: 2) {
      advance()
      advance()
      let inner = try postfix()
      return try node(.previous(inner), at: span.through(lastSpan))
    }
    guard isName() else { throw fail("an expression") }
    if isSign(.leftParenthesis, ahead: 1), let aggregate = Aggregate(rawValue: word) {
      let binds = isName(ahead: 2) && isWord("in", ahead: 3)
      if binds || aggregate == .count || aggregate == .sum { return try self.aggregate(aggregate) }
    }
    advance()
    let name = Name(text: word, span: span)
    guard isSign(.leftParenthesis) else { return SyntaxExpression(.name(name), at: span) }
    let arguments = try arguments()
    return try node(.call(name, arguments), at: span.through(lastSpan))
  }

  /// Reads `count(…)`, or `sum`, `min` or `max` over binders.
  private mutating func aggregate(_ aggregate: Aggregate) throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    advance()
    try open(.leftParenthesis)
    guard isName(), isWord("in", ahead: 1) else {
      throw fail(
        aggregate == .count
          ? "`NAME in …`, as in `count(r in resources where P)`"
          : "`NAME in …`, as in `sum(r in resources: r.after.size)`")
    }
    try enter()
    defer { leave() }
    let (binders, operand) = try inBrackets {
      (parser) throws(Abandoned) -> ([SyntaxBinder], SyntaxExpression?) in
      let binders = try parser.binders(after: aggregate.rawValue)
      guard aggregate != .count else { return (binders, nil) }
      try parser.expect(.colon, "`:` and an expression")
      return (binders, try parser.expression())
    }
    try close(.rightParenthesis)
    return try node(.aggregate(aggregate, binders, operand), at: start.through(lastSpan))
  }
}
