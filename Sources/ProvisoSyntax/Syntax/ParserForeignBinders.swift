import ProvisoKernel

/// Binders and names as other languages write them.
extension Parser {
  /// Whether the file declares a definition, a constant or a value of this name.
  func isDeclared(_ name: String) -> Bool {
    ["define", "let", "const", "var", "object", "table"].contains { declares(name, as: $0) }
  }

  /// Reports a binder without a source, as in `every jug { … }` or `all r | P`, and gives it up.
  ///
  /// - Parameters:
  ///   - name: the name after the quantifier, which is already read.
  ///   - words: the words of the quantifier in this language.
  /// - Throws: `Abandoned` if the binder has no source.
  mutating func refuseBinderWithoutSource(_ name: Name, after words: String) throws(Abandoned) {
    if isSign(.leftBrace) || isWord("where") {
      let (meant, source) = source(for: name.text)
      throw fail(
        "`in` and a collection or a list, as in `\(words) r in resources`",
        fix: .init(
          "write `\(words) \(meant) in \(source)`", replace: name.span,
          with: "\(meant) in \(source)"))
    }
    guard isSign(.bar) || isSign(.colon) && !sourceFollows(), let example = exampleBinder else {
      return
    }
    let start = quantifierStart ?? name.span
    advance()
    let place = diagnostics.count
    let body = try expression()
    let whole = start.through(body.span)
    insert(
      .foreignWord, at: whole, "a quantifier names what it ranges over",
      fix: write(
        "\(words) \(name.text) in \(example.source)"
          + (words == "every" ? " { \(written(body.span)) }" : " where \(written(body.span))"),
        at: whole),
      before: place)
    throw Abandoned()
  }

  /// Whether a name of something to range over follows the colon, as in `all p: Person | P`.
  private func sourceFollows() -> Bool {
    guard isName(ahead: 1) else { return isSign(.leftBracket, ahead: 1) }
    let next = token(2)
    switch next.sign {
    case .bar?, .leftBrace?, .comma?, .colon?: return true
    default: return next.word == "where" || next.word == "with" || next.word == "such"
    }
  }

  /// The meaning of a name after a quantifier: a name of one object, and what it is one of.
  private func source(for name: String) -> (name: String, source: String) {
    let lower = name.lowercased()
    for entity in declared(by: "entity") + declared(by: "enum") {
      let own = entity.lowercased()
      if own == lower || own + "s" == lower { return (own == entity ? "x" : own, entity) }
    }
    if let example = exampleBinder, example.source == name { return example }
    return ("x", name)
  }

  /// Reads `all(P for x in xs)` and `any(P for x in xs)` as quantifiers, and reports them.
  ///
  /// - Returns: the quantifier; `nil` if the call is none of these.
  mutating func foreignLoop(_ word: String) throws(Abandoned) -> SyntaxExpression? {
    guard ["all", "any", "every", "some", "none", "sum"].contains(word), !isDeclared(word),
      isSign(.leftParenthesis, ahead: 1), loops()
    else { return nil }
    let start = token().span
    let place = diagnostics.count
    advance()
    try open(.leftParenthesis)
    let element = try expression()
    advance()
    let binders = try binders(after: "for")
    try close(.rightParenthesis)
    let whole = start.through(lastSpan)
    let list = binders.map { binder in
      "\(binder.name.text) in \(written(binder.source.span))"
        + (binder.condition.map { " where " + written($0.span) } ?? "")
    }.joined(separator: ", ")
    let body = written(element.span)
    let meant =
      switch word {
      case "any", "some": "some \(list) { \(body) }"
      case "none": "no \(list) { \(body) }"
      case "sum": "sum(\(list): \(body))"
      default: "every \(list) { \(body) }"
      }
    insert(
      .foreignWord, at: start, "`\(word)(… for … in …)` is a quantifier here",
      fix: write(meant, at: whole), before: place)
    return SyntaxExpression(.invalid, at: whole)
  }

  /// Whether a `for` follows in the parentheses after the current word, before any comma.
  private func loops() -> Bool {
    var depth = 0
    var ahead = 1
    while !token(ahead).isEnd {
      switch token(ahead).sign {
      case .leftParenthesis?, .leftBracket?, .leftBrace?: depth += 1
      case .rightParenthesis?, .rightBracket?, .rightBrace?:
        depth -= 1
        if depth == 0 { return false }
      case .comma? where depth == 1: return false
      default: break
      }
      if depth == 1, isWord("for", ahead: ahead), ahead > 2, isName(ahead: ahead + 1) {
        return true
      }
      if ahead > 400 { return false }
      ahead += 1
    }
    return false
  }

  /// Reads `Type::value` as `value`, and `a::b` as `a.b`.
  mutating func qualified(_ base: SyntaxExpression) throws(Abandoned) -> SyntaxExpression {
    let mark = token().span
    advance()
    guard let word = token().word else { throw fail("a name after `::`") }
    let name = Name(text: word, span: token().span)
    let whole = base.span.through(token().span)
    advance()
    if case .name(let type) = base.kind, type.text.first?.isUppercase == true {
      report(
        .misusedName, at: whole, "a value of an enum or an object is named without its type",
        fix: write(word, at: whole))
      return SyntaxExpression(.name(Name(text: word, span: whole)), at: whole)
    }
    report(
      .foreignOperator, at: mark, "`::` is written `.`",
      fix: .init("write `.`", replace: mark, with: "."))
    return try node(.member(base, name), at: whole)
  }
}
