import ProvisoKernel

/// Statements of TLA+, PlusCal, Quint, Alloy and programming languages, in the body of an action.
extension Parser {
  /// Words of other languages that begin a precondition.
  private static let requirements: Set<String> = [
    "require", "await", "assert", "assume", "guard", "pre", "precondition", "needs", "when",
  ]

  /// Words of other languages that no statement corresponds to, with the message for each.
  private static let refused: [String: String] = [
    "unchanged": "a `var` that an action does not assign stays as it is, so remove this",
    "var": "an action has no variables of its own; name a value with `define`",
    "const": "an action has no variables of its own; name a value with `define`",
    "while": "an action has no loops, because it is one step; write a process as several actions",
    "loop": "an action has no loops, because it is one step; write a process as several actions",
    "return": "an action has no `return`; declare an unknown result with `returns NAME: TYPE`",
    "skip": "an action that does nothing is declared `harmless`, or has an empty body",
    "pass": "an action that does nothing is declared `harmless`, or has an empty body",
    "print": "an action has no output; the `message` of a property is printed with a violation",
    "goto": "an action has no jumps; record progress in a `var`",
    "either": "choose a value with `choose`, or write one action for each case",
  ]

  /// Reports a statement of another language, and reads it as it was meant.
  ///
  /// - Returns: the statement; `nil` if `word` does not begin a statement of another language.
  /// - Throws: `Abandoned` if no statement of the language corresponds to it.
  mutating func foreignStatement(_ word: String) throws(Abandoned) -> SyntaxStatement.Kind? {
    // A word before one of these signs is a name.
    switch token(1).sign {
    case .assign?, .plusAssign?, .minusAssign?, .dot?, .colon?, .leftBracket?: return nil
    default: break
    }
    let span = token().span
    if word == "next", isName(ahead: 1) {
      report(
        .foreignWord, at: span,
        "`=` sets the value after the step from the values before it, so there is no `next`",
        fix: .init("remove the `next`", replace: span, with: ""))
      advance()
      return try statementKind()
    }
    if word == "set" || word == "assign", isName(ahead: 1), !token(1).startsLine {
      return try assignmentAfter(word)
    }
    if word == "not" || word == "some" || word == "no" || word == "exactly" {
      return try conditionAlone(span)
    }
    if ["for", "foreach", "forall", "all", "each"].contains(word),
      isName(ahead: 1) || isWord("every", ahead: 1)
    {
      let length = isWord("every", ahead: 1) ? 2 : 1
      let whole = span.through(token(length - 1).span)
      report(
        .foreignWord, at: whole, "`\(word)\(length == 2 ? " every" : "")` is written `every`",
        fix: .init("write `every`", replace: whole, with: "every"))
      for _ in 0..<length { advance() }
      let binders = try binders(after: "every")
      return .every(binders, try statements("`{` and the statements for each object"))
    }
    if Self.requirements.contains(word) {
      let meant = isBranch() ? "if" : "requires"
      report(
        .foreignWord, at: span, "`\(word)` is written `\(meant)`",
        fix: .init("write `\(meant)`", replace: span, with: meant))
      if meant == "if" { return try conditionalStatement() }
      advance()
      return .requires(try expression())
    }
    if let why = Self.refused[word.lowercased()] {
      report(.foreignWord, at: span, why)
      throw Abandoned()
    }
    return nil
  }

  /// Whether a `{` follows on this line.
  private func isBranch() -> Bool {
    var ahead = 1
    while !token(ahead).isEnd, !token(ahead).startsLine {
      if isSign(.leftBrace, ahead: ahead) { return true }
      ahead += 1
    }
    return false
  }

  /// Reads a condition where a statement is expected as a `requires`.
  mutating func conditionAlone(_ span: Span) throws(Abandoned) -> SyntaxStatement.Kind {
    try refuseJoinedAssignment()
    let place = diagnostics.count
    let condition = try expression()
    if let comparison = changedVariable(in: condition) {
      insert(
        .foreignOperator, at: comparison.sign,
        "`==` compares; a statement changes `\(comparison.name)` with `=`",
        fix: .init("write `\(comparison.text)`", replace: comparison.sign, with: "="),
        before: place)
      throw Abandoned()
    }
    insert(
      .unexpectedToken, at: span, "a condition of an action is written after `requires`",
      fix: .init(
        "write `requires \(written(condition.span))`",
        replace: Span(file: span.file, start: span.start, end: span.start), with: "requires "),
      before: place)
    return .requires(condition)
  }

  /// The variable that `n == n + 1` is meant to change: its right side calculates with it.
  private func changedVariable(in condition: SyntaxExpression)
    -> (name: String, text: String, sign: Span)?
  {
    guard case .compare(.equal, let left, let right) = condition.kind,
      case .arithmetic(_, let first, _) = right.bare.kind
    else { return nil }
    let name = written(left.span)
    guard written(first.span) == name else { return nil }
    guard
      let sign = tokens[..<position].last(where: {
        $0.sign == .equal && $0.span.start >= left.span.end && $0.span.end <= right.span.start
      })
    else { return nil }
    return (name, "\(name) = \(written(right.span))", sign.span)
  }

  /// Reads an assignment after a word such as `set`, and reports the word.
  mutating func assignmentAfter(_ word: String) throws(Abandoned) -> SyntaxStatement.Kind {
    report(
      .foreignWord, at: token().span, "an assignment has no `\(word)` before it",
      fix: .init("remove the `\(word)`", replace: token().span, with: ""))
    advance()
    return try assignment()
  }

  /// Reads `if c then a else b` with statements that have no braces, and reports it.
  ///
  /// - Returns: the statement; `nil` if braces follow the `then`.
  mutating func unbracedBranches(_ condition: SyntaxExpression) throws(Abandoned)
    -> SyntaxStatement.Kind?
  {
    guard !isSign(.leftBrace, ahead: 1) else { return nil }
    let start = token().span
    let place = diagnostics.count
    advance()
    let first = try statement()
    var text = "{ \(written(first.span)) }"
    var others: [SyntaxStatement] = []
    let isIndented = tokens.indices.contains(position) && start.end - start.start == 1
    if take("else") {
      _ = take(.colon)
      let other = try statement()
      others = [other]
      text += " else { \(written(other.span)) }"
    }
    let whole = start.through(lastSpan)
    insert(
      .foreignWord, at: whole,
      "the statements after a condition stand in braces, without \(isIndented ? "`:`" : "`then`")",
      fix: .init("write `\(text)`", replace: whole, with: (isIndented ? " " : "") + text),
      before: place)
    return .conditional(condition, [first], others)
  }

  /// Reads what follows an assignable if it is not an assignment sign of the language.
  ///
  /// - Returns: the statement; `nil` if it is not an assignment or a call of another language either.
  mutating func foreignAssignment(
    _ path: [Name], at start: Int
  ) throws(Abandoned) -> SyntaxStatement.Kind? {
    let found = token()
    let whole = path.map(\.text).joined(separator: ".")
    switch found.sign {
    case .equal?, .notEqual?, .less?, .lessOrEqual?, .greater?, .greaterOrEqual?:
      let span = tokens[start].span
      position = start
      return try conditionAlone(span)
    case .plus?, .minus?:
      guard let sign = found.sign, isSign(sign, ahead: 1) else { return nil }
      let span = found.span.through(token(1).span)
      let meant = "\(sign.rawValue)= 1"
      report(
        .foreignOperator, at: span, "`\(sign.rawValue)\(sign.rawValue)` is written `\(meant)`",
        fix: .init("write ` \(meant)`", replace: span, with: " \(meant)"))
      advance()
      advance()
      return .assign(
        path, sign == .plus ? .add : .subtract,
        SyntaxExpression(.number(.one, isInteger: true), at: span))
    case .star?, .slash?, .slashEqual?:
      let isWhole = found.sign == .slashEqual
      guard isWhole || isSign(.assign, ahead: 1) || isSign(.equal, ahead: 1) else { return nil }
      let sign = found.sign == .star ? "*" : "/"
      report(
        .foreignOperator, at: found.span, "there is no `\(sign)=`",
        fix: .init("write `\(whole) = \(whole) \(sign) …`"))
      throw Abandoned()
    case .leftParenthesis?:
      throw failAtCall(of: path, named: whole)
    default: return nil
    }
  }

  /// Reports a call in the body of an action.
  private mutating func failAtCall(of path: [Name], named whole: String) -> Abandoned {
    let span = path.last?.span ?? token().span
    let base = path.dropLast().map(\.text).joined(separator: ".")
    if path.count > 1 {
      report(
        .foreignOperator, at: span,
        "no method changes a value: an action assigns values with `=`, `+=` and `-=`",
        fix: .init(
          path.last.map { ["append", "rest"].contains($0.text) } == true
            ? "assign the result, as in `\(base) = \(whole)(…)`"
            : "keep what grows in a set, as in `\(base) += [x]`"))
    } else if declares(whole, as: "action") {
      report(
        .foreignOperator, at: span,
        "an action is one step, so it cannot call the action `\(whole)`",
        fix: .init(
          "share statements: `define \(whole)_effect() { … }`, and `do \(whole)_effect()` in both actions"
        ))
    } else {
      report(
        .foreignOperator, at: span,
        "an action cannot call anything; change a relation with `insert` and `remove`",
        fix: .init("write `insert (…) into \(whole)`"))
    }
    return Abandoned()
  }

  /// Reports a condition and an assignment that are joined by `and`, as TLA+ writes an action.
  ///
  /// - Throws: `Abandoned` if the statement is one. Read as a condition, its assignment would be a
  ///   comparison that is never true.
  mutating func refuseJoinedAssignment() throws(Abandoned) {
    var ahead = 0
    var depth = 0
    while !token(ahead).isEnd, ahead == 0 || !token(ahead).startsLine {
      switch token(ahead).sign {
      case .leftBrace?: return
      case .leftParenthesis?, .leftBracket?: depth += 1
      case .rightParenthesis?, .rightBracket?, .rightBrace?:
        depth -= 1
        if depth < 0 { return }
      default: break
      }
      let joins =
        isWord("and", ahead: ahead) || isSign(.wedge, ahead: ahead)
        || isSign(.andAnd, ahead: ahead)
      if depth == 0, joins, isName(ahead: ahead + 1) {
        var end = ahead + 2
        while isSign(.dot, ahead: end), token(end + 1).word != nil { end += 2 }
        if isSign(.assign, ahead: end) || isSign(.colonAssign, ahead: end) {
          report(
            .foreignOperator, at: token(ahead).span,
            "a condition and an assignment are two statements, one after the other",
            fix: .init(
              "write `requires` before the condition and remove the `\(described(token(ahead)).filter { $0 != "`" })`"
            ))
          throw Abandoned()
        }
      }
      ahead += 1
    }
  }

  /// Skips the rest of a statement that cannot be read.
  ///
  /// - Parameter brackets: the number of brackets that are open outside the statement.
  /// - Returns: whether the body continues.
  mutating func recoverStatement(_ brackets: Int) -> Bool {
    open.removeLast(max(0, open.count - brackets))
    var depth = 0
    while !token().isEnd {
      if token().startsLine, startsItem(), !isWord("let"), !isWord("var") { return false }
      switch token().sign {
      case .leftBrace?, .leftParenthesis?, .leftBracket?: depth += 1
      case .rightBrace? where depth == 0: return true
      case .rightBrace?, .rightParenthesis?, .rightBracket?: depth = max(0, depth - 1)
      default: break
      }
      advance()
      if depth == 0, token().startsLine { return !token().isEnd }
    }
    return false
  }
}
