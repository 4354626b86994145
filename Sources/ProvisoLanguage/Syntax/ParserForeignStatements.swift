import ProvisoKernel

/// What those write in an action who come from TLA+, PlusCal, Quint, Alloy or a programming language.
extension Parser {
  /// Words that say what must be so before, in other languages.
  private static let requirements: Set<String> = [
    "require", "await", "assert", "assume", "guard", "pre", "precondition", "needs", "when",
  ]

  /// Words that have no counterpart in an action, and why.
  private static let refused: [String: String] = [
    "unchanged": "what an action does not assign stays as it is, and nothing says so",
    "let": "an action has no variables of its own; a `define` gives a value a name",
    "var": "an action has no variables of its own; a `define` gives a value a name",
    "const": "an action has no variables of its own; a `define` gives a value a name",
    "while":
      "an action has no loops: it happens at once; what goes on for a while is several steps",
    "loop": "an action has no loops: it happens at once; what goes on for a while is several steps",
    "return": "an action has no `return`; what nobody knows beforehand is `returns NAME: TYPE`",
    "skip": "an action that does nothing is written `harmless`, or has an empty body",
    "pass": "an action that does nothing is written `harmless`, or has an empty body",
    "print": "an action has no output; `message` says what a violation prints",
    "goto": "an action has no jumps; a `var` can say where someone stands",
    "either": "one of several is taken with `choose`, or each is an action of its own",
  ]

  /// A statement of another language, read as it was meant, or reported once; `nil` where the word is
  /// none of those.
  mutating func foreignStatement(_ word: String) throws(Abandoned) -> SyntaxStatement.Kind? {
    // Whatever is assigned to is a name.
    switch token(1).sign {
    case .assign?, .plusAssign?, .minusAssign?, .dot?, .colon?: return nil
    default: break
    }
    let span = token().span
    if word == "not" || word == "some" || word == "no" || word == "exactly" {
      return try conditionAlone(span)
    }
    if ["for", "foreach", "forall", "all", "each"].contains(word),
      isName(ahead: 1) || isWord("every", ahead: 1)
    {
      let length = isWord("every", ahead: 1) ? 2 : 1
      let whole = span.through(token(length - 1).span)
      report(
        .foreignWord, whole, "`\(word)\(length == 2 ? " every" : "")` is written `every`",
        fix: .init("write `every`", replace: whole, with: "every"))
      for _ in 0..<length { advance() }
      let binders = try binders(after: "every")
      return .every(binders, try statements("`{` and what happens to each"))
    }
    if Self.requirements.contains(word) {
      let meant = isBranch() ? "if" : "requires"
      report(
        .foreignWord, span, "`\(word)` is written `\(meant)`",
        fix: .init("write `\(meant)`", replace: span, with: meant))
      if meant == "if" { return try conditionalStatement() }
      advance()
      return .requires(try expression())
    }
    if let why = Self.refused[word.lowercased()] {
      report(.foreignWord, span, why)
      throw Abandoned()
    }
    return nil
  }

  /// Whether a block follows on this line.
  private func isBranch() -> Bool {
    var ahead = 1
    while !token(ahead).isEnd, !token(ahead).startsLine {
      if isSign(.leftBrace, ahead: ahead) { return true }
      ahead += 1
    }
    return false
  }

  /// A condition that stands where a statement is expected.
  mutating func conditionAlone(_ span: Span) throws(Abandoned) -> SyntaxStatement.Kind {
    report(
      .unexpectedToken, span, "what an action needs stands after `requires`",
      fix: .init(
        "write `requires` before it",
        replace: Span(file: span.file, start: span.start, end: span.start), with: "requires "))
    return .requires(try expression())
  }

  /// What follows a place that is not assigned to with a sign of the language.
  mutating func foreignAssignment(
    _ place: [Name], at start: Int
  ) throws(Abandoned) -> SyntaxStatement.Kind? {
    let found = token()
    let whole = place.map(\.text).joined(separator: ".")
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
        .foreignOperator, span, "`\(sign.rawValue)\(sign.rawValue)` is written `\(meant)`",
        fix: .init("write ` \(meant)`", replace: span, with: " \(meant)"))
      advance()
      advance()
      return .assign(
        place, sign == .plus ? .add : .subtract,
        SyntaxExpression(.number(.one, isInteger: true), span))
    case .star?, .slash?, .slashEqual?:
      let isWhole = found.sign == .slashEqual
      guard isWhole || isSign(.assign, ahead: 1) || isSign(.equal, ahead: 1) else { return nil }
      let sign = found.sign == .star ? "*" : "/"
      report(
        .foreignOperator, found.span, "there is no `\(sign)=`",
        fix: .init("write `\(whole) = \(whole) \(sign) …`"))
      throw Abandoned()
    case .leftParenthesis?:
      report(
        .foreignOperator, place.last?.span ?? found.span,
        "an action calls nothing; a relation changes with `insert` and `remove`",
        fix: .init("write `insert (…) into \(whole)`"))
      throw Abandoned()
    default: return nil
    }
  }

  /// Passes over the rest of a statement that cannot be read.
  ///
  /// - Returns: whether the body goes on.
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

extension Parser {
  /// `[] P`, `always P`, `<> P`: the operators of temporal logic, which are reported and passed over.
  mutating func foreignModality() throws(Abandoned) -> SyntaxExpression? {
    // Elsewhere `[]` is the empty list, and a new statement or field may follow it.
    let isBox =
      isSign(.leftBracket) && isSign(.rightBracket, ahead: 1) && isSign(.leftBrace, ahead: -1)
    guard isBox || isWord("always") || isSign(.lessGreater) else { return nil }
    let length = isBox ? 2 : 1
    let begins = token(length)
    let isOperand =
      isName(ahead: length) || ["not", "every", "some", "no"].contains(begins.word)
      || begins.sign == .leftParenthesis && !isWord("always") || begins.sign == .leftBrace
    guard isOperand, !begins.startsLine else { return nil }
    let span = token().span.through(token(length - 1).span)
    if isSign(.lessGreater) {
      report(
        .foreignOperator, span, "`<>` is written `eventually { … }`",
        fix: .init("write `eventually { … }`"))
    } else {
      report(
        isBox ? .foreignOperator : .foreignWord, span,
        "an `invariant` holds at every moment, and no word says so",
        fix: .init("remove it", replace: span, with: ""))
    }
    for _ in 0..<length { advance() }
    try enter()
    defer { leave() }
    if isSign(.leftBrace) { return try block("`{`") }
    return try negation()
  }
}
