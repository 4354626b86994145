import ProvisoKernel

/// Declarations that only a world can have (Grammar, "The rules").
extension Parser {
  mutating func worldItem(_ word: String, into result: inout SyntaxFile) throws(Abandoned)
    -> SyntaxWorldItem
  {
    let documentation = token().documentation
    if !result.isWorld {
      report(
        .onlyInWorlds, at: token().span,
        "only a world can declare `\(word)`; a spec says what must hold, and `use`s the world's file",
        fix: .init("start the file with `world NAME`, or move the declaration to the world's file"))
    }
    advance()
    if word == "command" { return .command(try command()) }
    // `"commands" STRING`
    if word == "commands" {
      return .commandFile(
        try quoted("the path of a file with option tables, as in `commands \"acme.yaml\"`"))
    }
    // `"directory" STRING`
    if word == "directory" {
      return .directory(
        try quoted("the absolute path of a directory, as in `directory \"/srv/shop\"`"))
    }
    let start = lastSpan
    let name = try name("the name that `\(word)` declares", isNew: true)
    do throws(Abandoned) {
      if ["var", "object"].contains(word) { try refuseSeveral(word, from: start, name, &result) }
      switch word {
      case "enum": return try enumeration(name, &result)
      case "entity": return try entity(name)
      case "var": return .variable(try field(name, isVariable: true))
      case "object": return try object(name)
      case "relation": return try relation(name)
      case "agent": return try agent(name)
      case "define": return .effect(try effect(name))
      default: return try action(name, documentation: documentation)
      }
    } catch {
      result.brokenNames.append(name)
      throw error
    }
  }

  /// `"var" NAME ":" type ["=" expr]` in a spec
  mutating func outsideValue(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxField {
    advance()
    let name = try name("the name of a value from outside")
    do throws(Abandoned) {
      return try field(name, isVariable: true)
    } catch {
      result.brokenNames.append(name)
      throw error
    }
  }

  /// `"entity" NAME ["at" "most" INT] "{" (["var"] field)* "}"`
  private mutating func entity(_ name: Name) throws(Abandoned) -> SyntaxWorldItem {
    var most: (count: Int, span: Span)?
    if isWord("at"), isWord("most", ahead: 1) {
      let start = token().span
      advance()
      advance()
      let count = try count("the largest number of objects")
      most = (count, start.through(lastSpan))
    }
    var fields: [SyntaxField] = []
    if isSign(.leftBrace) {
      try open(.leftBrace)
      fields = try entityFields()
      try close(.rightBrace)
    } else if !token().isEnd, !token().startsLine {
      throw fail("`{` and the fields")
    }
    return .entity(SyntaxEntity(name: name, most: most, fields: fields))
  }

  /// `NAME ":" type ["=" expr]`, after the name.
  mutating func field(_ name: Name, isVariable: Bool) throws(Abandoned) -> SyntaxField {
    if isSign(.assign) {
      let type = literalType(token(1))
      let end = Span(file: file, start: name.span.end, end: name.span.end)
      report(
        .unexpectedToken, at: token().span,
        "a type follows the name, as in `\(name.text): \(type ?? "Bool")`",
        fix: type.map { .init("write `\(name.text): \($0)`", replace: end, with: ": \($0)") })
      throw Abandoned()
    }
    try refuseTypeBefore(name, isVariable: isVariable)
    try expect(.colon, "`:` and the type, as in `\(name.text): Bool`")
    let type = try type()
    var initial: SyntaxExpression?
    if isSign(.equal) {
      foreign("==", meaning: "=")
      advance()
      initial = try expression()
    } else if take(.assign) {
      if case .map = type, isSign(.leftBrace), isSign(.rightBrace, ahead: 1) {
        throw fail("the value that every key of the map starts with, as in `= 0`")
      }
      initial = try expression()
    }
    return SyntaxField(name: name, type: type, initial: initial, isVariable: isVariable)
  }

  /// The type of a literal; `nil` if the token is none.
  private func literalType(_ token: Token) -> String? {
    switch token.kind {
    case .word("true"), .word("false"): "Bool"
    case .number(_, let isInteger): isInteger ? "Int" : "Decimal"
    case .string: "String"
    default: nil
    }
  }

  mutating func dropSeparator(_ message: String) {
    guard isSign(.comma) || isSign(.semicolon) else { return }
    report(
      .foreignOperator, at: token().span, message,
      fix: .init(
        "remove the `\(token().sign?.rawValue ?? "")`", replace: token().span, with: ""))
    advance()
  }

  /// `"object" NAME ":" type ["{" [(NAME ":" expr),+] "}"]`
  private mutating func object(_ name: Name) throws(Abandoned) -> SyntaxWorldItem {
    let numbers = try numbers()
    if isSign(.assign) {
      foreign("=", meaning: ":")
      advance()
    } else {
      let entity = declared(by: "entity").first ?? "Database"
      try expect(
        .colon, "`:` and the entity, as in `\(name.text): \(entity)`")
    }
    if isWord("new"), isName(ahead: 1) {
      report(
        .foreignWord, at: token().span, "an object is declared with its entity, without `new`",
        fix: .init("remove the `new`", replace: token().span, with: ""))
      advance()
    }
    let type = try type()
    if isSign(.leftParenthesis), !token().startsLine {
      let fields = try fieldsInParentheses()
      return .object(SyntaxObject(name: name, numbers: numbers, type: type, fields: fields))
    }
    return .object(
      SyntaxObject(name: name, numbers: numbers, type: type, fields: try givenFields()))
  }

  /// `["[" [NAME "in"] sum ".." sum "]"]`
  private mutating func numbers() throws(Abandoned) -> SyntaxObject.Numbers? {
    guard isSign(.leftBracket) else { return nil }
    try open(.leftBracket)
    var index: Name?
    if isName(), isWord("in", ahead: 1) {
      index = try name("a name for the number")
      advance()
    }
    let low = try sum()
    try expect(.range, "`..` and the last number, as in `[1..3]`")
    let high = try sum()
    try close(.rightBracket)
    return SyntaxObject.Numbers(index: index, low: low, high: high)
  }

  /// `"define" NAME params body`
  private mutating func effect(_ name: Name) throws(Abandoned) -> SyntaxEffect {
    let parameters = try parameters(of: name)
    return SyntaxEffect(
      name: name, parameters: parameters,
      body: try statements("`{` and the statements that actions share"))
  }

  /// `["{" [(NAME ":" expr),+] "}"]`
  mutating func givenFields() throws(Abandoned) -> [(name: Name, value: SyntaxExpression)] {
    guard isSign(.leftBrace) else { return [] }
    try open(.leftBrace)
    var fields: [(name: Name, value: SyntaxExpression)] = []
    while !isSign(.rightBrace) {
      let field = try name("a field, as in `environment: production`, or `}`")
      if isSign(.assign) {
        foreign("=", meaning: ":")
        advance()
      } else {
        try expect(.colon, "`:` and the field's value")
      }
      fields.append((field, try expression()))
      if !take(.comma) { break }
    }
    try close(.rightBrace, "`,` and another field, or `}`")
    return fields
  }

  /// `"relation" NAME "(" type,+ ")"`
  private mutating func relation(_ name: Name) throws(Abandoned) -> SyntaxWorldItem {
    try open(.leftParenthesis, "`(` and the types, as in `relation \(name.text)(Agent, Database)`")
    var types = [try type()]
    while take(.comma) { types.append(try type()) }
    try close(.rightParenthesis, "`,` and another type, or `)`")
    return .relation(name: name, types: types)
  }

  /// `"strongly" "fair" | "weakly" "fair" | "unfair"`
  private mutating func fairness() throws(Abandoned) -> Fairness? {
    if take("unfair") { return .unfair }
    let word = token().word
    if word == "fair" {
      report(
        .unexpectedToken, at: token().span, "steps are fair weakly or strongly",
        fix: .init("write `weakly fair` or `strongly fair`"))
      advance()
      return .weak
    }
    guard word == "strongly" || word == "weakly" else { return nil }
    advance()
    guard take("fair") else { throw fail("`fair`, as in `strongly fair`") }
    return word == "strongly" ? .strong : .weak
  }

  /// `"agent" NAME [fairness] "{" "may" NAME,+ ["at" "most" INT "steps"] "}"`
  private mutating func agent(_ name: Name) throws(Abandoned) -> SyntaxWorldItem {
    let fairness = try fairness()
    try open(.leftBrace, "`{` and the actions of the agent, as in `{ may backup, drop }`")
    guard take("may") else { throw fail("`may` and the actions, as in `may backup, drop`") }
    var actions = [try self.name("an action")]
    while take(.comma) { actions.append(try self.name("another action")) }
    var steps: Int?
    if isWord("at") {
      advance()
      guard take("most") else { throw fail("`most` and a number of steps") }
      steps = try count("a number of steps")
      guard take("steps") || take("step") else { throw fail("`steps`") }
    }
    try close(.rightBrace, "`,` and another action, `at most` and a number of `steps`, or `}`")
    return .agent(SyntaxAgent(name: name, actions: actions, steps: steps, fairness: fairness))
  }

  /// `"command" STRING ["in" STRING] "touches" ("nothing" | STRING,+)`
  private mutating func command() throws(Abandoned) -> SyntaxCommand {
    let line = try quoted("a command line in quotes, as in `command \"npm test\" touches nothing`")
    var directory: Name?
    if take("in") { directory = try quoted("a directory in quotes, as in `in \"api\"`") }
    guard take("touches") else {
      throw fail("`touches` and the paths that the command changes, or `nothing`")
    }
    if take("nothing") { return SyntaxCommand(line: line, directory: directory, paths: []) }
    var paths = [try quoted("a path in quotes, or `nothing`")]
    while take(.comma) { paths.append(try quoted("another path in quotes")) }
    return SyntaxCommand(line: line, directory: directory, paths: paths)
  }

  private mutating func quoted(_ expected: String) throws(Abandoned) -> Name {
    let (text, span) = try string(expected)
    return Name(text: text, span: span)
  }

  private mutating func count(_ expected: String) throws(Abandoned) -> Int {
    guard case .number(let number, _) = token().kind, let count = number.integer, count >= 0 else {
      throw fail(expected)
    }
    advance()
    return count
  }

  /// `"action" NAME params ["returns" NAME ":" type] ("harmless" | ["may" "fail"] [fairness] body)`
  private mutating func action(_ name: Name, documentation: String) throws(Abandoned)
    -> SyntaxWorldItem
  {
    let parameters = try parameters(of: name)
    var result: (name: Name, type: SyntaxType)?
    if take("returns") {
      let name = try self.name("a name for what it returns, as in `returns granted: Bool`")
      try expect(.colon, "`:` and the type of what it returns")
      result = (name, try type())
    } else {
      result = try foreignResult()
    }
    var body: [SyntaxStatement] = []
    var mayFail = false
    var fairness: Fairness?
    if isSign(.assign) {
      report(
        .foreignOperator, at: token().span, "an action has no `=` before its body",
        fix: .init("remove the `=`", replace: token().span, with: ""))
      advance()
      // If the body is not a block either, one message is enough.
      if !isSign(.leftBrace) { throw Abandoned() }
    }
    let isHarmless = take("harmless")
    if !isHarmless {
      if take("may") {
        guard take("fail") else { throw fail("`fail`, as in `may fail`") }
        mayFail = true
      }
      fairness = try self.fairness()
      let outside = try requirementsOutside()
      body = outside + (try statements("`{` and the statements of the action, or `harmless`"))
    }
    return .action(
      SyntaxAction(
        name: name, parameters: parameters, result: result, isHarmless: isHarmless,
        mayFail: mayFail, fairness: fairness, documentation: documentation, body: body))
  }

  /// `"(" [(NAME ":" type),+] ")"`
  private mutating func parameters(of action: Name) throws(Abandoned) -> [(
    name: Name, type: SyntaxType
  )] {
    if isSign(.assign) {
      report(
        .foreignOperator, at: token().span,
        "an action is written `action \(action.text)() { … }`, without `=`")
      throw Abandoned()
    }
    if isSign(.leftBrace) {
      let end = Span(file: file, start: action.span.end, end: action.span.end)
      report(
        .unexpectedToken, at: action.span, "an action without parameters needs empty parentheses",
        fix: .init("write `\(action.text)()`", replace: end, with: "()"))
      return []
    }
    let entity = declared(by: "entity").first
    return try parameters(
      after: "`(` and the parameters, as in `action \(action.text)(db: Database)`",
      like: entity.map { ($0.lowercased(), $0) } ?? ("db", "Database"))
  }

  /// `"(" [(NAME ":" type),+] ")"`
  ///
  /// - Parameters:
  ///   - expected: what is expected where there is no parenthesis.
  ///   - example: a parameter for messages.
  mutating func parameters(
    after expected: String, like example: (name: String, type: String)
  ) throws(Abandoned) -> [(name: Name, type: SyntaxType)] {
    try open(.leftParenthesis, expected)
    var parameters: [(name: Name, type: SyntaxType)] = []
    if !isSign(.rightParenthesis) {
      repeat {
        let parameter = try name("a parameter, as in `\(example.name): \(example.type)`")
        if isSign(.comma) || isSign(.rightParenthesis) {
          let meant = "\(parameter.text): \(onlyEntity ?? example.type)"
          throw fail(
            "`:` and the parameter's type, as in `\(meant)`",
            fix: onlyEntity == nil ? nil : write(meant, at: parameter.span))
        }
        try expect(
          .colon, "`:` and the parameter's type, as in `\(parameter.text): \(example.type)`")
        parameters.append((parameter, try type()))
      } while take(.comma)
    }
    try close(.rightParenthesis, "`,` and another parameter, or `)`")
    return parameters
  }
}
