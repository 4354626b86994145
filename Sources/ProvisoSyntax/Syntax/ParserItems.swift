import ProvisoKernel

extension Parser {
  /// Parses a file: its header and its declarations.
  mutating func parseFile() -> SyntaxFile {
    var result = SyntaxFile()
    result.documentation = token().documentation
    do throws(Abandoned) {
      if isWord("world"), isName(ahead: 1) {
        advance()
        let name = try name("the world's name")
        result.isWorld = true
        result.header = (name, name)
      } else {
        result.header = try header(&result)
        // The line in place of the header is part of that mistake.
        if result.header == nil, !startsItem(), Self.foreignItems[token().word ?? ""] == nil {
          while !token().isEnd {
            advance()
            if token().startsLine { break }
          }
        }
      }
    } catch {
      recover()
    }
    while !token().isEnd {
      let start = position
      open = []
      depth = 0
      bracesBelongOutside = false
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
    return result
  }

  /// Whether the file has a declaration that only a world can have.
  private func declaresWorld() -> Bool {
    guard !isWord("spec") else { return false }
    return tokens.indices.dropFirst(position).contains { index in
      tokens[index].startsLine && tokens[index].word.map(Self.worldItems.contains) == true
        && startsItem(ahead: index - position)
    }
  }

  private mutating func header(_ result: inout SyntaxFile) throws(Abandoned) -> (
    name: Name, vocabulary: Name
  )? {
    if ["module", "model"].contains(token().word ?? ""), isName(ahead: 1) {
      report(
        .missingHeader, at: token().span,
        "a world starts with `world NAME`, without braces around its declarations",
        fix: .init("write `world`", replace: token().span, with: "world"))
      advance()
      let name = try name("the world's name")
      result.isWorld = true
      if isSign(.leftBrace) {
        advance()
        // The closing brace is part of the same mistake.
        if let last = tokens.lastIndex(where: { $0.sign == .rightBrace }) {
          tokens.remove(at: last)
        }
      }
      return (name, name)
    }
    if declaresWorld() {
      result.isWorld = true
      report(
        .missingHeader, at: token().span, "a file that declares a world starts with `world NAME`",
        fix: .init(
          "add the line `world my_world`",
          replace: Span(file: file, start: token().span.start, end: token().span.start),
          with: "world my_world\n\n"))
      return nil
    }
    guard take("spec") else {
      report(
        .missingHeader, at: token().span,
        "a file starts with `spec NAME for VOCABULARY` or with `world NAME`",
        fix: .init(
          "add the line `spec my_rules for \(exampleVocabulary)`",
          replace: Span(file: file, start: token().span.start, end: token().span.start),
          with: "spec my_rules for \(exampleVocabulary)\n\n"))
      return nil
    }
    let name = try name("the spec's name")
    guard take("for") else {
      throw fail("`for` and the vocabulary, as in `spec \(name.text) for \(exampleVocabulary)`")
    }
    let vocabulary = try self.name("the vocabulary, such as `\(exampleVocabulary)`")
    return (name, vocabulary)
  }

  // MARK: Declarations

  private mutating func item(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxItem? {
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

  /// The words of the declarations that only a world can have.
  private static let worldItems = [
    "enum", "entity", "var", "object", "relation", "agent", "action", "command", "commands",
    "directory",
  ]

  /// Words of other languages for parts of a world that no declaration corresponds to, with the
  /// message for each.
  private static let refusedInWorlds: [String: String] = [
    "init":
      "each `var` has its initial value, as in `var n: Int = 0`; conditions on the initial state are written `start { … }`",
    "next": "a world lists no next steps: every `action` can happen if its `requires` hold",
    "step": "a world lists no next steps: every `action` can happen if its `requires` hold",
    "fact":
      "a world has no facts: use `assume { … }` for what is fixed, and `requires` for what changes",
    "variables": "declare each variable with a `var` of its own, as in `var n: Int = 0`",
    "constants": "declare each constant with a `const` of its own, as in `const N = 3`",
    "extends": "numbers and lists need no import; to import a file, write `use`",
  ]

  /// Words of other languages that begin a declaration, and the words that are meant.
  private static let foreignItems: [String: String] = [
    "def": "define", "function": "define", "func": "define", "fn": "define", "fun": "define",
    "pred": "define", "predicate": "define", "val": "let", "import": "use",
    "include": "use", "open": "use", "assert": "invariant", "rule": "invariant",
    "policy": "invariant", "deny": "invariant", "check": "invariant", "property": "invariant",
    "never": "invariant", "always": "invariant", "assumption": "assume", "given": "assume",
    "map": "table", "dict": "table", "reachable": "possible", "exists": "possible",
    "sig": "entity", "class": "entity", "type": "entity", "variable": "var", "module": "use",
    "process": "agent", "proctype": "agent", "actor": "agent", "event": "action",
    "transition": "action", "operation": "action", "tool": "action", "enumeration": "enum",
  ]

  private mutating func foreignItem(_ word: String, into result: inout SyntaxFile) throws(Abandoned)
    -> SyntaxItem?
  {
    let first = token()
    let known = [
      "use", "let", "var", "define", "table", "assume", "invariant", "possible", "waive", "test",
    ]
    if result.isWorld, let why = Self.refusedInWorlds[word.lowercased()] {
      report(.unknownItem, at: first.span, why)
      throw Abandoned()
    }
    let all =
      result.isWorld
      ? known.filter { $0 != "var" } + Self.worldItems + ["const", "start", "refines"] : known
    guard
      let meant = Self.foreignItems[word]
        ?? Suggestion.nearest(to: word, among: all)
    else {
      if word == "spec" {
        report(.unknownItem, at: first.span, "a file has one `spec`, at its start")
        throw Abandoned()
      }
      report(
        .unknownItem, at: first.span,
        "expected a declaration (\(all.map { "`\($0)`" }.joined(separator: ", "))), found `\(word)`"
      )
      throw Abandoned()
    }
    if result.isWorld, meant == "define", definesAction() {
      report(
        .unknownItem, at: first.span, "a step is declared with `action`, not with `\(word)`",
        fix: .init("write `action \(token(1).word ?? "")(…) { … }`"))
      throw Abandoned()
    }
    report(
      .unknownItem, at: first.span, "`\(word)` does not begin a declaration; it is `\(meant)` here",
      fix: .init("write `\(meant)`", replace: first.span, with: meant))
    tokens[position] = Token(
      kind: .word(meant), span: first.span, documentation: first.documentation)
    // The rest may be in the other language, too. One message is enough for one declaration.
    let before = diagnostics.count
    let recovered = recoveries
    do throws(Abandoned) {
      let item = try item(&result)
      let isRest = !token().isEnd && !token().startsLine
      guard recoveries > recovered || isRest else { return item }
      diagnostics.removeSubrange(before...)
      recoveries += 1
      switch item {
      case .define(let definition): result.brokenNames.append(definition.name)
      case .constant(let name, _), .table(let name, _): result.brokenNames.append(name)
      default: break
      }
      return nil
    } catch {
      diagnostics.removeSubrange(before...)
      throw error
    }
  }

  private mutating func constant(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxItem {
    advance()
    let name = try name("the constant's name")
    do throws(Abandoned) {
      try assign("`=` and the constant")
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
    let name = try name("the table's name")
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
    let name = try name("the definition's name")
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
        report(
          .unexpectedToken, at: token().span, "the expression of a definition is written after `=`",
          fix: .init(
            "write `= …`, without braces", replace: token().span, with: "= "))
        body = try block()
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
