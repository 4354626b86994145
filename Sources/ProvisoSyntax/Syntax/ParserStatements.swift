import ProvisoKernel

/// The statements of actions (Grammar, "The rules").
extension Parser {
  /// `"{" stmt* "}"`
  ///
  /// It continues with the next line after a statement that cannot be read, so that all mistakes of a
  /// body are reported. It then throws at the end, and the meaning of the body is not checked.
  mutating func statements(_ expected: String) throws(Abandoned) -> [SyntaxStatement] {
    try enter()
    defer { leave() }
    let opener = token()
    try open(.leftBrace, expected)
    let isOutermost = !isInStatements
    isInStatements = true
    defer { if isOutermost { isInStatements = false } }
    let brackets = open.count
    let nesting = depth
    var statements: [SyntaxStatement] = []
    var isBroken = false
    while !isSign(.rightBrace) {
      if token().startsLine, startsItem(), !isWord("let"), !isWord("var") {
        report(
          .unclosedBracket, at: token().span, "expected `}` before `\(token().word ?? "")`",
          labels: [.init(opener.span, "opened here")])
        throw Abandoned()
      }
      do throws(Abandoned) {
        statements.append(try statement())
      } catch {
        depth = nesting
        bracesBelongOutside = false
        isBroken = true
        guard recoverStatement(brackets) else { throw error }
        continue
      }
      if isSign(.semicolon) || isSign(.comma) {
        dropSeparator("statements need no separator")
      }
    }
    try close(.rightBrace)
    if isBroken { throw Abandoned() }
    return statements
  }

  mutating func statement() throws(Abandoned) -> SyntaxStatement {
    let start = token().span
    let kind = try statementKind()
    return SyntaxStatement(kind: kind, span: start.through(lastSpan))
  }

  mutating func statementKind() throws(Abandoned) -> SyntaxStatement.Kind {
    guard let word = token().word else {
      throw fail("a statement, such as `requires`, an assignment or `if`, or `}`")
    }
    switch word {
    case "requires":
      advance()
      try refuseJoinedAssignment()
      return .requires(try expression())
    case "if": return try conditionalStatement()
    case "every":
      advance()
      let binders = try binders(after: "every")
      return .every(binders, try statements("`{` and the statements for each object"))
    case "choose":
      advance()
      return .choose(try binder(after: "choose", isStatement: true))
    case "insert", "remove":
      advance()
      guard isSign(.leftParenthesis) else {
        throw fail(
          "`(` and the objects, as in `\(word) (actor, db) \(word == "insert" ? "into" : "from") may_read`"
        )
      }
      let tuple = try arguments()
      let preposition = word == "insert" ? "into" : "from"
      guard take(preposition) else { throw fail("`\(preposition)` and the relation") }
      let relation = try name("the relation")
      return word == "insert" ? .insert(tuple, relation) : .remove(tuple, relation)
    case "fail":
      advance()
      guard take("if") else { throw fail("`if` and a condition, as in `fail if not db.exists`") }
      return .failIf(try expression())
    case "let" where token(1).word != nil && isSign(.assign, ahead: 2):
      if let variable = token(1).word, declares(variable, as: "var") {
        return try assignmentAfter(word)
      }
      advance()
      let name = try name("a name for the value")
      try expect(.assign)
      return .bind(name, try expression())
    case "do" where isName(ahead: 1) && isSign(.leftParenthesis, ahead: 2):
      advance()
      let name = try name("the `define` with the statements")
      return .run(name, try arguments())
    case "create" where isName(ahead: 1) && isSign(.colon, ahead: 2):
      advance()
      let name = try name("a name for the new object")
      try expect(.colon)
      let entity = try self.name("the entity of the new object")
      return .create(name, entity, try givenFields())
    default:
      if let foreign = try foreignStatement(word) { return foreign }
      return try assignment()
    }
  }

  /// `"if" guard body ["else" (body | cond)]`
  mutating func conditionalStatement() throws(Abandoned) -> SyntaxStatement.Kind {
    advance()
    let condition = try guardCondition()
    if isWord("then") {
      if let unbraced = try unbracedBranches(condition) { return unbraced }
      report(
        .foreignWord, at: token().span, "in an action, braces follow the condition, without `then`",
        fix: .init("remove the `then`", replace: token().span, with: ""))
      advance()
    }
    if isSign(.colon), let unbraced = try unbracedBranches(condition) { return unbraced }
    let body = try statements("`{` and the statements after the condition")
    if let word = token().word, ["elif", "elsif", "elseif"].contains(word) {
      foreign(word, meaning: "else if")
      tokens[position] = Token(kind: .word("if"), span: token().span)
    } else if !take("else") {
      return .conditional(condition, body, [])
    }
    if isWord("if") {
      try enter()
      defer { leave() }
      let start = token().span
      let inner = try conditionalStatement()
      return .conditional(
        condition, body, [SyntaxStatement(kind: inner, span: start.through(lastSpan))])
    }
    return .conditional(condition, body, try statements("`{` and the other statements, or `if`"))
  }

  mutating func assignment() throws(Abandoned) -> SyntaxStatement.Kind {
    let start = position
    var path = [try name("a statement, such as `requires`, an assignment or `if`")]
    var index: SyntaxExpression?
    if isSign(.leftBracket) {
      try open(.leftBracket)
      index = try expression()
      try close(.rightBracket)
    }
    while isSign(.dot) {
      advance()
      guard let word = token().word else { throw fail("the field") }
      path.append(Name(text: word, span: token().span))
      advance()
    }
    var key = path.count == 1 ? index : nil
    if path.count > 1, isSign(.leftBracket) {
      try open(.leftBracket)
      key = try expression()
      try close(.rightBracket)
    }
    if isSign(.prime) {
      report(
        .foreignOperator, at: token().span,
        "there are no primes: `=` sets the value after the step from the values before it",
        fix: .init("remove the `'`", replace: token().span, with: ""))
      advance()
    }
    let found = token()
    let operation: AssignmentOperator
    switch found.sign {
    case .assign?: operation = .set
    case .plusAssign?: operation = .add
    case .minusAssign?: operation = .subtract
    case .colonAssign?:
      report(
        .foreignOperator, at: found.span, "`:=` is written `=`",
        fix: .init("write `=`", replace: found.span, with: "="))
      operation = .set
    default:
      if let foreign = try foreignAssignment(path, at: start) { return foreign }
      throw fail("`=`, `+=` or `-=` and a value")
    }
    advance()
    let value = try expression()
    if let key {
      return .assignEntry(try map(path, in: path.count == 1 ? nil : index), key, operation, value)
    }
    guard let index else { return .assign(path, operation, value) }
    return .assignElement(path[0], index, Array(path.dropFirst()), operation, value)
  }

  /// The map of an assignment `map[key] = value`, as an expression.
  private mutating func map(
    _ path: [Name], in index: SyntaxExpression?
  ) throws(Abandoned) -> SyntaxExpression {
    var map = SyntaxExpression(.name(path[0]), at: path[0].span)
    if let index { map = try node(.index(map, index), at: map.span.through(index.span)) }
    for name in path.dropFirst() {
      map = try node(.member(map, name), at: map.span.through(name.span))
    }
    return map
  }
}
