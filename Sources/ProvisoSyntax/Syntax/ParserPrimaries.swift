import ProvisoKernel

/// Attributes, calls and literals.
extension Parser {
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
      } else if isSign(.doubleColon) {
        base = try qualified(base)
      } else if isSign(.prime) {
        throw failAtPrime()
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
      guard parser.isSign(.comma) || parser.isSign(closer) else {
        throw parser.fail(
          expected,
          fix: parser.token().startsLine || !parser.startsExpression()
            ? nil : .init("add `,`", replace: parser.endOfLast, with: ","))
      }
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
        if parser.isSign(.comma), closer == .rightParenthesis {
          return try parser.tuple(from: found)
        }
        throw parser.fail(expected)
      }
      return found
    }
    try close(closer)
    return found ?? SyntaxExpression(.invalid, at: start)
  }

  /// Reads the rest of `(a, b)`, which is meant for a list, without its closing parenthesis.
  private mutating func tuple(from first: SyntaxExpression) throws(Abandoned) -> SyntaxExpression {
    var elements = [first]
    let comma = token().span
    let place = diagnostics.count
    while take(.comma), !isSign(.rightParenthesis) {
      elements.append(
        try inBrackets { (parser) throws(Abandoned) in try parser.expression() })
    }
    guard isSign(.rightParenthesis) else { throw fail("`,` and another element, or `)`") }
    let inside = first.span.through(lastSpan)
    let whole = Span(file: file, start: first.span.start - 1, end: token().span.end)
    let isTight =
      whole.start >= 0 && whole.end <= source.count && !source.isEmpty
      && source[max(whole.start, 0)] == UInt8(ascii: "(")
    insert(
      .unexpectedToken, at: comma, "a list stands in brackets",
      fix: isTight
        ? write("[\(written(inside))]", at: whole) : .init("write `[\(written(inside))]`"),
      before: place)
    return try node(.list(elements), at: inside)
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
    case .sign(.leftBrace): return try bracesAsOperand()
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
      let place = diagnostics.count
      let read = try negation(isReported: true)
      insert(
        .needsParentheses, at: span, "after an operator, `\(word)` needs parentheses",
        fix: write("(\(written(read.span)))", at: read.span), before: place)
      return read
    default: break
    }
    if word == "before", isSign(.dot, ahead: 1), isName(ahead: 2) {
      advance()
      advance()
      let inner = try postfix()
      noteRewriting(of: inner, at: span.through(lastSpan))
      return try node(.previous(inner), at: span.through(lastSpan))
    }
    guard isName() else { throw fail("an expression") }
    if isOtherMoment(word) { throw failAtOtherMoment(word) }
    if isSign(.leftParenthesis, ahead: 1), let aggregate = Aggregate(rawValue: word) {
      let binds = isName(ahead: 2) && isWord("in", ahead: 3)
      if binds || aggregate == .count || aggregate == .sum { return try self.aggregate(aggregate) }
    }
    if let loop = try foreignLoop(word) { return loop }
    advance()
    let name = Name(text: word, span: span)
    guard isSign(.leftParenthesis) else { return SyntaxExpression(.name(name), at: span) }
    let arguments = try arguments()
    noteRewriting(of: name, arguments, at: span.through(lastSpan))
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
