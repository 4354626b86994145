import ProvisoKernel

extension Parser {
  /// `("invariant" | "possible") NAME STRING clause* block`, or `"refines" NAME STRING clause* mapping`
  mutating func property(_ kind: PropertyKind, into result: inout SyntaxFile) throws(Abandoned)
    -> SyntaxItem
  {
    let documentation = token().documentation
    advance()
    let name = try propertyName(of: kind)
    var property = SyntaxProperty(kind: kind, name: name)
    property.documentation = documentation
    if case .string = token().kind {
      property.title = try string("a title").text
    } else {
      try missingTitle(of: &property)
    }
    var seen: [String: Span] = [:]
    while !isSign(.leftBrace) {
      let start = token().span
      if kind != .refinement, let body = try conditionWithoutBraces() {
        property.body = body
        return .property(property)
      }
      guard let clause = token().word else { throw fail("a clause, or `{` and the condition") }
      do throws(Abandoned) {
        try self.clause(clause, into: &property)
      } catch {
        guard !error.isFinal, skipClause(from: start) else { throw error }
      }
      if let first = seen[clause] {
        report(
          .duplicateClause, at: start.through(lastSpan),
          "this property already has the clause `\(clause)`", labels: [.init(first, "first here")],
          fix: .init("remove one of the two"))
      } else {
        seen[clause] = start.through(lastSpan)
      }
      if isSign(.comma) || isSign(.semicolon) {
        report(
          .unexpectedToken, at: token().span, "clauses need no separator",
          fix: .init(
            "remove the `\(token().sign?.rawValue ?? "")`", replace: token().span, with: ""))
        advance()
      }
    }
    guard kind == .refinement else {
      condition = position
      property.body = try block()
      return .property(property)
    }
    property.body = SyntaxExpression(.bool(true), at: name.span)
    guard let path = property.path else {
      throw fail(
        "`from` and the file of the world, as in `from \"\(name.text).proviso\"`, before `{`")
    }
    property.refinement = SyntaxRefinement(path: path, entries: try mapping())
    return .property(property)
  }

  /// Skips a clause that cannot be read, if the next clause or the block follows after at most one more
  /// token. A longer search could take a part of the condition for a clause.
  private mutating func skipClause(from start: Span) -> Bool {
    if token().span == start { advance() }
    for ahead in 0...1
    where !token(ahead).isEnd && !(token(ahead).startsLine && startsItem(ahead: ahead)) {
      let next = token(ahead)
      guard next.sign == .leftBrace || next.word.map(Self.clauses.contains) == true else {
        continue
      }
      position += ahead
      recoveries += 1
      return true
    }
    return false
  }

  static let clauses = [
    "severity", "at", "message", "because", "reference", "tags", "trusting", "vacuous",
  ]

  /// The clauses that a `refines` can have.
  private static let refinementClauses = ["from", "severity", "because", "reference", "tags"]

  private mutating func clause(_ word: String, into property: inout SyntaxProperty)
    throws(Abandoned)
  {
    let start = token().span
    var word = word
    if property.kind == .refinement {
      guard Self.refinementClauses.contains(word) else {
        report(
          .badClause, at: start,
          "expected a clause or `{`, found `\(word)`; a clause of a `refines` is "
            + Self.refinementClauses.map { "`\($0)`" }.listed("or"))
        throw Abandoned()
      }
    } else if !Self.clauses.contains(word) {
      let expected =
        "a clause is `severity`, `at`, `message`, `because`, `reference`, `tags`, `trusting unknowns` or `vacuous`"
      guard let meant = Suggestion.nearest(to: word, among: Self.clauses) else {
        report(.badClause, at: start, "expected a clause or `{`, found `\(word)`; \(expected)")
        throw Abandoned()
      }
      report(
        .badClause, at: start, "there is no clause `\(word)`; did you mean `\(meant)`?",
        fix: .init("write `\(meant)`", replace: start, with: meant))
      word = meant
    }
    advance()
    if isSign(.colon) || isSign(.assign) {
      report(
        .unexpectedToken, at: token().span,
        "a clause has no `\(token().sign?.rawValue ?? "")` before its value",
        fix: .init("remove the `\(token().sign?.rawValue ?? "")`", replace: token().span, with: ""))
      advance()
    }
    switch word {
    case "from":
      let (text, span) = try string("the file of the world in quotes")
      property.path = SyntaxText(text: text, span: span)
    case "severity": property.severity = try severity()
    case "at": property.timing = try moment(start)
    case "message": property.message = try message()
    case "because": property.because = try string("a reason in quotes").text
    case "reference": property.reference = try string("an address in quotes").text
    case "trusting":
      guard take("unknowns") else { throw fail("`unknowns`, as in `trusting unknowns`") }
      property.trusting = start.through(lastSpan)
    case "vacuous":
      let text = try message()
      var condition: SyntaxExpression?
      if take("where") {
        guard isSign(.leftParenthesis) else { throw fail("a condition in parentheses") }
        condition = try expression()
      }
      property.remark = (text, condition)
    default:
      var tags = [try string("a tag in quotes").text]
      while take(.comma) { tags.append(try string("another tag in quotes").text) }
      property.tags = tags
    }
  }

  private mutating func severity() throws(Abandoned) -> Severity? {
    let found = token()
    let names = Severity.allCases.reversed().map(\.rawValue)
    let written: String
    switch found.kind {
    case .word(let word): written = word
    case .string(let pieces): written = plainText(pieces)
    default: throw fail("`critical`, `high`, `medium`, `low` or `info`")
    }
    advance()
    if found.word != nil, let severity = Severity(rawValue: written) { return severity }
    let meant =
      Suggestion.nearest(to: written, among: names)
      ?? names.first { $0 == written.lowercased() }
    let end = meant.map { "; did you mean `\($0)`?" } ?? ""
    report(
      .badClause, at: found.span,
      found.word == nil && Severity(rawValue: written) != nil
        ? "a severity is written without quotes"
        : "a severity is `critical`, `high`, `medium`, `low` or `info`\(end)",
      fix: (Severity(rawValue: written)?.rawValue ?? meant).map {
        .init("write `\($0)`", replace: found.span, with: $0)
      })
    return meant.flatMap(Severity.init(rawValue:)) ?? .high
  }

  private mutating func moment(_ start: Span) throws(Abandoned) -> (timing: Timing, span: Span) {
    let found = token()
    if take("every") {
      if isWord("moment") {
        advance()
      } else if isWord("moments") || isWord("time") || isWord("state") || isWord("step") {
        report(
          .badClause, at: token().span, "the clause is `at every moment`",
          fix: .init("write `moment`", replace: token().span, with: "moment"))
        advance()
      } else {
        throw fail("`moment`, as in `at every moment`")
      }
      return (.everyMoment, start.through(lastSpan))
    }
    if take("rest") { return (.atRest, start.through(lastSpan)) }
    if take("end") { return (.atEnd, start.through(lastSpan)) }
    guard let word = found.word else {
      throw fail("`every moment`, `rest` or `end`")
    }
    if let (timing, meant, length) = foreignMoment(word) {
      let whole = start.through(token(length - 1).span)
      report(
        .badClause, at: whole, "a property holds `at every moment`, `at rest` or `at end`",
        fix: write(meant, at: whole))
      for _ in 0..<length { advance() }
      return (timing, start.through(lastSpan))
    }
    let meant = Suggestion.nearest(to: word, among: ["rest", "end"])
    report(
      .badClause, at: found.span, "a property holds `at every moment`, `at rest` or `at end`",
      fix: meant.map { .init("write `\($0)`", replace: found.span, with: $0) })
    advance()
    return (
      meant == "end" ? .atEnd : meant == "rest" ? .atRest : .everyMoment, start.through(lastSpan)
    )
  }

  /// `{ expr }`
  mutating func block(_ expected: String = "`{`") throws(Abandoned) -> SyntaxExpression {
    let outside = bracesBelongOutside
    bracesBelongOutside = false
    defer { bracesBelongOutside = outside }
    let opener = token().span
    try open(.leftBrace, expected)
    if isSign(.rightBrace) {
      report(
        .unexpectedToken, at: opener.through(token().span), "expected an expression in these braces"
      )
      try close(.rightBrace)
      return SyntaxExpression(.invalid, at: opener.through(lastSpan))
    }
    let found = try recovering(at: [.rightBrace]) { (parser) throws(Abandoned) in
      try parser.blockBody()
    }
    try close(.rightBrace)
    return found ?? SyntaxExpression(.invalid, at: opener.through(lastSpan))
  }

  /// The inside of a block.
  private mutating func blockBody() throws(Abandoned) -> SyntaxExpression {
    let body = try expression()
    while isSign(.semicolon) {
      report(
        .foreignOperator, at: token().span, "a block contains one expression, without `;`",
        fix: .init(
          "remove the `;`, or write `and` between two conditions", replace: token().span, with: ""))
      advance()
      guard !isSign(.rightBrace), !isSign(.semicolon) else { continue }
      _ = try expression()
    }
    if isSign(.rightBrace) { return body }
    if let unit = unitAfterNumber() { throw failAtUnit(unit) }
    if token().startsLine, !startsItem(), startsExpression() { throw failAtSecond(after: body) }
    throw fail(
      "an operator or `}`",
      fix: isSign(.comma)
        ? .init("join two conditions with `and`", replace: token().span, with: " and") : nil)
  }

  /// Reports a condition in the line after another, without an `and`.
  private mutating func failAtSecond(after first: SyntaxExpression) -> Abandoned {
    let found = token()
    let place = diagnostics.count
    let start = position
    let (brackets, skipped) = (open, recoveries)
    var fix = Diagnostic.Fix(
      "join two conditions with `and`",
      replace: Span(file: file, start: found.span.start, end: found.span.start), with: "and ")
    if let second = try? expression(), diagnostics.count == place {
      fix = .init(
        "join two conditions with `and`", replace: first.span.through(second.span),
        with: "\(operand(first)) and \(operand(second))")
    }
    diagnostics.removeSubrange(place...)
    (position, open, recoveries) = (start, brackets, skipped)
    return fail("an operator or `}`", fix: fix)
  }

  func startsExpression() -> Bool {
    let found = token()
    switch found.kind {
    case .word(let word):
      return isName()
        || [
          "not", "if", "every", "some", "no", "exactly", "at", "once", "whenever", "true", "false",
        ]
        .contains(word)
    case .number, .string: return true
    case .sign(let sign): return sign == .leftParenthesis
    case .date, .end: return false
    }
  }
}
