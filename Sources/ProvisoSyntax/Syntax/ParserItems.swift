import ProvisoKernel

extension Parser {
  /// Parses a file: its header and its declarations.
  mutating func parseFile() -> SyntaxFile {
    var result = SyntaxFile()
    result.documentation = token().documentation
    do throws(Abandoned) {
      result.header = try header(&result)
      if let header = result.header {
        setting = result.isWorld ? .world : .spec(header.vocabulary.text)
        dropBraces(isWorld: result.isWorld, isReported: !diagnostics.isEmpty)
      } else {
        setting = result.isWorld ? .world : .spec(likelyVocabulary)
      }
    } catch {
      recover()
    }
    while !token().isEnd {
      let start = position
      open = []
      depth = 0
      bracesBelongOutside = false
      isInStatements = false
      condition = nil
      let recovered = recoveries
      do throws(Abandoned) {
        if let item = try item(&result) { result.items.append(item) }
        // A missing or surplus bracket is already reported.
        if recoveries > recovered { recover() }
      } catch {
        // The word that began this declaration must not begin the next.
        if position == start { advance() }
        recover()
      }
    }
    result.rewritings = rewritings
    return result
  }

  // MARK: Declarations

  mutating func item(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxItem? {
    let first = token()
    guard let word = first.word else {
      if take(.semicolon) {
        report(
          .foreignOperator, at: first.span, "declarations need no separator",
          fix: .init("remove the `;`", replace: first.span, with: ""))
        return nil
      }
      throw fail(
        first.startsLine
          ? "a declaration, such as `invariant` or `let`" : "an operator or the next declaration")
    }
    switch word {
    case "use":
      advance()
      do throws(Abandoned) {
        if isName(), !token().startsLine, let name = token().word {
          let isPath = isSign(.dot, ahead: 1) && isWord("proviso", ahead: 2)
          let whole = token().span.through(token(isPath ? 2 : 0).span)
          throw fail(
            "a path in quotes, as in `use \"names.proviso\"`",
            fix: write("\"\(name).proviso\"", at: whole))
        }
        let (path, span) = try string("a path in quotes, as in `use \"names.proviso\"`")
        return .use(path: path, span: span)
      } catch {
        result.hasBrokenUse = true
        throw error
      }
    case "let": return try constant(&result)
    case "define" where definesStatements():
      return .world(try worldItem(word, into: &result))
    case "const": return .outside(try worldConstant(&result))
    case "start" where isSign(.leftBrace, ahead: 1):
      if !result.isWorld {
        report(
          .onlyInWorlds, at: first.span, "only a world has a `start`; a spec says what must hold")
      }
      advance()
      let word = Name(text: "start", span: first.span)
      return .world(.start(word, try block("`{` and the condition on the initial state")))
    case "define": return try definition(&result)
    case "table": return try table(&result)
    case "assume": return try assumption()
    case "invariant", "possible":
      return try property(word == "possible" ? .possible : .invariant, into: &result)
    case "refines" where isName(ahead: 1):
      return try property(.refinement, into: &result)
    case "waive": return try waiver()
    case "test": return try test()
    case "var" where !result.isWorld:
      return .outside(try outsideValue(&result))
    case "enum", "entity", "var", "object", "relation", "agent", "action", "command",
      "commands", "directory":
      return .world(try worldItem(word, into: &result))
    default:
      return try foreignItem(word, into: &result)
    }
  }

  private mutating func constant(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxItem {
    let start = token().span
    advance()
    let name = try name("the constant's name", isNew: true)
    do throws(Abandoned) {
      try assign("`=` and the constant")
      try refuseLambda(named: name, from: start)
      return .constant(name: name, value: try expression())
    } catch {
      result.brokenNames.append(name)
      throw error
    }
  }

  /// Takes the `=` of a declaration. `==`, `:` and `:=` are reported and taken as well.
  mutating func assign(_ expected: String) throws(Abandoned) {
    if take(.assign) { return }
    guard isSign(.equal) || isSign(.colon) || isSign(.colonAssign) else { throw fail(expected) }
    let written = token().sign?.rawValue ?? ""
    report(
      .foreignOperator, at: token().span,
      "a declaration has `=` before its expression, not `\(written)`",
      fix: .init("write `=`", replace: token().span, with: "="))
    advance()
  }

  private mutating func table(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxItem? {
    advance()
    let name = try name("the table's name", isNew: true)
    do throws(Abandoned) {
      if isSign(.assign) {
        report(
          .foreignOperator, at: token().span, "a table has no `=` between its name and its rows",
          fix: .init("remove the `=`", replace: token().span, with: ""))
        advance()
      }
      try open(.leftBrace)
      var rows: [(key: String, span: Span, value: SyntaxExpression)] = []
      let recovered = recoveries
      while !isSign(.rightBrace) {
        let row = try recovering(at: [.comma, .rightBrace]) { (parser) throws(Abandoned) in
          let row = try parser.row()
          guard parser.isSign(.comma) || parser.isSign(.rightBrace) else {
            throw parser.fail("`,` and another row, or `}`")
          }
          return row
        }
        if let row { rows.append(row) }
        if !take(.comma) { break }
      }
      try close(.rightBrace)
      guard recoveries == recovered else {
        // Some rows are unknown, so uses of the table are not checked.
        result.brokenNames.append(name)
        return nil
      }
      if rows.isEmpty {
        report(.unexpectedToken, at: lastSpan, "a table has at least one row, as in `{ \"a\": 1 }`")
      }
      return .table(name: name, rows: rows)
    } catch {
      result.brokenNames.append(name)
      throw error
    }
  }

  /// `STRING ":" expr`
  private mutating func row() throws(Abandoned) -> (
    key: String, span: Span, value: SyntaxExpression
  ) {
    let (key, span) = try string("a key in quotes, as in `\"t3.micro\": 0.0104`")
    if isSign(.assign) || isSign(.fatArrow) {
      report(
        .foreignOperator, at: token().span, "a `:` separates a key from its value",
        fix: .init("write `:`", replace: token().span, with: ":"))
      advance()
    } else {
      try expect(.colon, "`:` and the value")
    }
    return (key, span, try expression())
  }

  private mutating func definition(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxItem {
    advance()
    let name = try name("the definition's name", isNew: true)
    do throws(Abandoned) {
      let parameters =
        isSign(.assign)
        ? []
        : try parameters(
          after:
            "`=` and an expression, or `(` and the parameters, as in `define \(name.text)(r: Resource) = …`",
          like: ("r", "Resource"))
      let body: SyntaxExpression
      if isSign(.leftBrace) {
        let start = token().span
        let place = diagnostics.count
        body = try block()
        insert(
          .unexpectedToken, at: start, "the expression of a definition is written after `=`",
          fix: write("= \(written(body.span))", at: start.through(lastSpan)), before: place)
      } else {
        try assign("`=` and the definition's expression")
        body = try expression()
      }
      return .define(SyntaxDefinition(name: name, parameters: parameters, body: body))
    } catch {
      result.brokenNames.append(name)
      throw error
    }
  }

  private mutating func assumption() throws(Abandoned) -> SyntaxItem {
    advance()
    if take("failures") {
      let start = lastSpan
      if isSign(.equalLess) {
        report(
          .foreignOperator, at: token().span, "`=<` is written `<=`",
          fix: .init("write `<=`", replace: token().span, with: "<="))
        advance()
      } else {
        try expect(.lessOrEqual, "`<=` and a number, as in `assume failures <= 3`")
      }
      let found = token()
      guard case .number(let number, _) = found.kind, let count = number.integer, count >= 0 else {
        throw fail("a whole number of failures")
      }
      advance()
      return .failures(count, start.through(found.span))
    }
    return .assume(try block("`{` and an assumption, or `failures <=` and a number"))
  }
}
