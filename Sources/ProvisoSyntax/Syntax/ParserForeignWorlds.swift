import ProvisoKernel

/// Enums, entities, objects and actions, with the parts that are written as in other languages.
extension Parser {
  /// `"enum" NAME "{" NAME,+ "}"`
  mutating func enumeration(_ name: Name, _ result: inout SyntaxFile) throws(Abandoned)
    -> SyntaxWorldItem
  {
    let start = endOfLast
    let place = diagnostics.count
    var isForeign = false
    if isSign(.assign) || isSign(.colon) {
      isForeign = true
      if isSign(.leftBrace, ahead: 1) {
        report(
          .foreignOperator, at: token().span,
          "an `enum` has no `\(written(token().span))` before its values",
          fix: .init("remove the `\(written(token().span))`", replace: token().span, with: ""))
        isForeign = false
      }
      advance()
    }
    let isBraced = isSign(.leftBrace)
    if isBraced || !isForeign {
      try open(
        .leftBrace, "`{` and the values, as in `enum \(name.text) { production, staging }`")
    }
    var members: [Name] = []
    do throws(Abandoned) {
      repeat {
        if isBraced, isSign(.rightBrace), !members.isEmpty { break }
        members.append(try member(members.isEmpty ? "the first of the values" : "another value"))
      } while takeSeparator(isQuiet: isForeign)
      if isBraced { try close(.rightBrace, "`,` and another value, or `}`") }
    } catch {
      // Also a value after the mistake counts as declared.
      result.brokenNames += members
      while !token().isEnd, !isSign(.rightBrace), !(token().startsLine && startsItem()) {
        if let word = token().word {
          result.brokenNames.append(Name(text: word, span: token().span))
        }
        advance()
      }
      throw error
    }
    if isForeign, let last = members.last {
      let whole = Span(file: file, start: start.start, end: last.span.end)
      let list = members.map(\.text).joined(separator: ", ")
      insert(
        .foreignOperator, at: whole, "the values of an `enum` stand in braces",
        fix: .init("write `enum \(name.text) { \(list) }`", replace: whole, with: " { \(list) }"),
        before: place)
    }
    return .enumeration(name: name, members: members)
  }

  /// One value of an enum. One in quotes is reported, and taken without them.
  private mutating func member(_ expected: String) throws(Abandoned) -> Name {
    guard case .string(let pieces) = token().kind else { return try name(expected) }
    let span = token().span
    advance()
    let meant = Self.identifier(from: plainText(pieces))
    report(
      .unexpectedToken, at: span, "a value of an `enum` is a name without quotes",
      fix: write(meant, at: span))
    return Name(text: meant, span: span)
  }

  /// Takes a comma between two values of an enum, or a sign of another language, which is reported.
  private mutating func takeSeparator(isQuiet: Bool) -> Bool {
    if take(.comma) { return true }
    if isName(), !isQuiet, !(token().startsLine && startsItem()) {
      report(
        .unexpectedToken, at: token().span, "a comma stands between two values",
        fix: .init("add `,`", replace: endOfLast, with: ","))
      return true
    }
    guard isSign(.bar) || isSign(.semicolon) else { return false }
    if !isQuiet { foreign(token().sign?.rawValue ?? "", meaning: ",") }
    advance()
    return true
  }

  /// The fields of an entity. After a mistake it continues with the next line, and throws at the end.
  mutating func entityFields() throws(Abandoned) -> [SyntaxField] {
    var fields: [SyntaxField] = []
    let brackets = open.count
    var isBroken = false
    while !isSign(.rightBrace) {
      do throws(Abandoned) {
        let isVariable = take("var")
        let field = try self.name("a field, as in `environment: Environment`, or `}`")
        fields.append(try self.field(field, isVariable: isVariable))
      } catch {
        isBroken = true
        open.removeLast(max(0, open.count - brackets))
        guard !error.isFinal, skipField() else { throw error }
        continue
      }
      dropSeparator("fields need no separator")
    }
    if isBroken {
      advance()
      throw Abandoned()
    }
    return fields
  }

  /// Skips the rest of a field that cannot be read.
  ///
  /// - Returns: whether the entity continues.
  private mutating func skipField() -> Bool {
    var depth = 0
    while !token().isEnd {
      if depth == 0, isSign(.rightBrace) { return true }
      switch token().sign {
      case .leftBrace?, .leftParenthesis?, .leftBracket?: depth += 1
      case .rightBrace?, .rightParenthesis?, .rightBracket?: depth = max(0, depth - 1)
      default: break
      }
      advance()
      // A `var` begins a declaration, too, so only other words end the entity.
      if token().startsLine, !isWord("var"), startsItem() { return false }
      if depth == 0, token().startsLine { return !token().isEnd }
    }
    return false
  }

  /// Reports `var a, b: Int` and `object a, b: Car`.
  mutating func refuseSeveral(
    _ word: String, from start: Span, _ name: Name, _ result: inout SyntaxFile
  ) throws(Abandoned) {
    guard isSign(.comma), isName(ahead: 1) else { return }
    var names = [name]
    while take(.comma) { names.append(try self.name("another name")) }
    for other in names { result.brokenNames.append(other) }
    let first = token().span
    while !token().isEnd, !token().startsLine { advance() }
    let rest = written(first.through(lastSpan))
    let whole = start.through(lastSpan)
    let lines = names.map { "\(word) \($0.text)\(rest.hasPrefix(":") ? "" : " ")\(rest)" }
    report(
      .unexpectedToken, at: whole, "each `\(word)` has a declaration of its own",
      fix: .init(
        "write " + lines.map { "`\($0)`" }.joined(separator: " and "), replace: whole,
        with: lines.joined(separator: "\n")))
    throw Abandoned()
  }

  /// Reports a field whose type stands before its name, as in `var Bool on = false`.
  mutating func refuseTypeBefore(_ type: Name, isVariable: Bool) throws(Abandoned) {
    guard isName(), !token().startsLine, let name = token().word,
      Self.foreignTypes[type.text] != nil || declares(type.text, as: "entity")
        || declares(type.text, as: "enum")
    else { return }
    let meant = "\(name): \(Self.foreignTypes[type.text] ?? type.text)"
    let whole = type.span.through(token().span)
    report(
      .unexpectedToken, at: whole, "a type follows the name", fix: write(meant, at: whole))
    throw Abandoned()
  }

  /// Reads the fields of an object in parentheses, and reports them.
  mutating func fieldsInParentheses() throws(Abandoned) -> [(name: Name, value: SyntaxExpression)] {
    let start = token().span
    let place = diagnostics.count
    let before = endOfLast
    try open(.leftParenthesis)
    var fields: [(name: Name, value: SyntaxExpression)] = []
    while !isSign(.rightParenthesis) {
      let field = try name("a field, as in `environment: production`, or `)`")
      if !take(.assign) { try expect(.colon, "`:` and the field's value") }
      fields.append((field, try expression()))
      if !take(.comma) { break }
    }
    try close(.rightParenthesis)
    let text = fields.map { "\($0.name.text): \(written($0.value.span))" }.joined(separator: ", ")
    let whole = Span(file: file, start: before.end, end: lastSpan.end)
    insert(
      .foreignOperator, at: start,
      "the fields of an object are written in braces",
      fix: fields.isEmpty
        ? .init("remove the parentheses", replace: whole, with: "")
        : .init("write `{ \(text) }`", replace: whole, with: " { \(text) }"),
      before: place)
    return fields
  }

  /// Reads `: Int` or `-> Int` after the parameters of an action as `returns result: Int`.
  mutating func foreignResult() throws(Abandoned) -> (name: Name, type: SyntaxType)? {
    guard isSign(.colon) || isSign(.arrow), token(1).word != nil, !token(1).startsLine else {
      return nil
    }
    let start = token().span
    advance()
    let type = try type()
    let whole = start.through(lastSpan)
    report(
      .foreignOperator, at: whole, "what an action returns has a name, after `returns`",
      fix: .init(
        "write `returns result: \(written(type.span))`",
        replace: whole, with: " returns result: \(written(type.span))"))
    return (Name(text: "result", span: whole), type)
  }

  /// Reads `requires P` between the parameters of an action and its body, and reports it.
  mutating func requirementsOutside() throws(Abandoned) -> [SyntaxStatement] {
    guard let word = token().word,
      ["requires", "require", "when", "where", "if", "pre", "guard"]
        .contains(word)
    else { return [] }
    let start = token().span
    let place = diagnostics.count
    advance()
    let condition = try guardCondition()
    let text = "requires \(written(condition.span))"
    let statement = SyntaxStatement(kind: .requires(condition), span: start.through(lastSpan))
    guard isSign(.leftBrace) else { return [statement] }
    let whole = start.through(token().span)
    insert(
      .unexpectedToken, at: start, "what an action requires stands inside its braces",
      fix: write("{ \(text)", at: whole), before: place)
    return [statement]
  }
}
