import ProvisoKernel

/// Expressions, from the operator that binds least to the one that binds most (Grammar, "The
/// rules").
extension Parser {
  /// The expression that all tokens form; `nil` if they form none, which is reported.
  mutating func wholeExpression() -> SyntaxExpression? {
    do throws(Abandoned) {
      let read = try expression()
      guard case .end = token().kind else { throw fail("the end of the condition") }
      return read
    } catch {
      return nil
    }
  }

  /// `expr`
  mutating func expression() throws(Abandoned) -> SyntaxExpression {
    try enter()
    defer { leave() }
    let left = try implication()
    if isWord("leads") || isWord("until") || isSign(.tildeArrow) {
      let kind: RunOperator = take("until") ? .until : .leadsTo
      if isSign(.tildeArrow) {
        foreign("~>", meaning: "leads to")
        advance()
      } else if kind == .leadsTo {
        advance()
        if !take("to") {
          report(
            .unexpectedToken, at: lastSpan, "expected `to` after `leads`, as in `P leads to Q`",
            fix: .init("write `leads to`", replace: lastSpan, with: "leads to"))
        }
      }
      let right = try implication()
      if isWord("leads") || isWord("until") {
        report(
          .misplacedRunOperator, at: token().span,
          "`leads to` and `until` do not chain",
          fix: .init("write a property for each"))
        throw Abandoned()
      }
      return try node(.overRun(kind, [left, right]), at: left.span.through(right.span))
    }
    if isSign(.question) { return try foreignConditional(left) }
    return left
  }

  /// Reads `c ? a : b` as `if c then a else b`.
  private mutating func foreignConditional(_ condition: SyntaxExpression) throws(Abandoned)
    -> SyntaxExpression
  {
    let mark = token().span
    report(
      .foreignOperator, at: mark, "a conditional is written `if … then … else …`, not `… ? … : …`",
      fix: .init("write `if c then a else b`"))
    advance()
    let first = try expression()
    try expect(.colon)
    let second = try expression()
    return try node(.conditional(condition, first, second), at: condition.span.through(second.span))
  }

  private mutating func implication() throws(Abandoned) -> SyntaxExpression {
    var parts = [try disjunction()]
    while true {
      if isSign(.fatArrow) || isSign(.arrow) {
        foreign(token().sign?.rawValue ?? "", meaning: "implies")
      } else if !isWord("implies") {
        break
      }
      advance()
      parts.append(try disjunction())
    }
    // Right-associative: `a implies b implies c` is `a implies (b implies c)`.
    guard var result = parts.popLast() else { throw Abandoned() }
    while let left = parts.popLast() {
      result = try node(.implies(left, result), at: left.span.through(result.span))
    }
    return result
  }

  /// The grammar rule `or`, which is also the rule for the condition of a `where`.
  mutating func disjunction() throws(Abandoned) -> SyntaxExpression {
    let first = try conjunction()
    var parts = [first]
    while true {
      if isSign(.orOr) || isSign(.bar) || isSign(.vee) {
        foreign(token().sign?.rawValue ?? "", meaning: "or")
      } else if !isWord("or") {
        break
      }
      advance()
      parts.append(try conjunction())
    }
    guard parts.count > 1 else { return first }
    return try node(.or(parts), at: first.span.through(lastSpan))
  }

  private mutating func conjunction() throws(Abandoned) -> SyntaxExpression {
    let first = try negation()
    var parts = [first]
    while true {
      if isSign(.andAnd) || isSign(.ampersand) || isSign(.wedge) {
        foreign(token().sign?.rawValue ?? "", meaning: "and")
      } else if !isWord("and") {
        break
      }
      advance()
      parts.append(try negation())
    }
    guard parts.count > 1 else { return first }
    return try node(.and(parts), at: first.span.through(lastSpan))
  }

  /// Reports that the current token is an operator of another language.
  mutating func foreign(_ written: String, meaning meant: String) {
    report(
      .foreignOperator, at: token().span, "`\(written)` is written `\(meant)`",
      fix: .init("write `\(meant)`", replace: token().span, with: meant))
  }

  /// The grammar rule `not`: all expressions that begin with a keyword.
  ///
  /// - Parameter isReported: whether missing parentheses are already reported.
  mutating func negation(isReported: Bool = false) throws(Abandoned) -> SyntaxExpression {
    if let modal = try foreignModality() { return modal }
    guard let word = token().word else { return try comparison() }
    try enter()
    defer { leave() }
    let start = token().span
    switch word {
    case "not":
      advance()
      let operand = try negation()
      return try node(.not(operand), at: start.through(operand.span))
    case "if":
      return try conditional()
    case "at" where !isWord("least", ahead: 1) && !isWord("most", ahead: 1): return try comparison()
    case "once", "eventually", "whenever", "every", "some", "no", "exactly", "at":
      if bracesBelongOutside, !isReported {
        report(
          .needsParentheses, at: start,
          "in a `where`, `\(word)` needs parentheses, so that it is clear what the braces belong to",
          fix: .init("put parentheses around it"))
      }
      switch word {
      case "once":
        advance()
        let body = try block("`{`, as in `once { … }`")
        return try node(.once(body), at: start.through(lastSpan))
      case "eventually":
        advance()
        let lasts = isWord("always") && isSign(.leftBrace, ahead: 1)
        if lasts { advance() }
        let body = try block("`{`, as in `eventually { … }`")
        return try node(
          .overRun(lasts ? .eventuallyAlways : .eventually, [body]), at: start.through(lastSpan))
      case "whenever": return try whenever()
      default: return try quantifier()
      }
    default:
      if let foreign = try foreignQuantifier() { return foreign }
      return try comparison()
    }
  }

  private mutating func conditional() throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    advance()
    let condition = try expression()
    guard take("then") else { throw fail("`then`, as in `if a then b else c`") }
    let first = try expression()
    let second: SyntaxExpression
    if let word = token().word, ["elif", "elsif", "elseif"].contains(word) {
      report(
        .foreignWord, at: token().span, "`\(word)` is written `else if`",
        fix: .init("write `else if`", replace: token().span, with: "else if"))
      try enter()
      defer { leave() }
      second = try conditional()
    } else {
      guard take("else") else {
        throw fail(
          "`else` (an `if` has both branches)",
          fix: .init("if nothing must hold otherwise, write `a implies b`"))
      }
      second = try disjunction()
    }
    return try node(.conditional(condition, first, second), at: start.through(lastSpan))
  }

  private mutating func whenever() throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    advance()
    let step = try postfix()
    let moment: SyntaxExpression.Moment
    if take("starts") {
      moment = .starts
    } else if take("happens") {
      moment = .happens
    } else {
      let meant = token().word.flatMap { word -> String? in
        ["begins", "start", "started"].contains(word)
          ? "starts" : ["happened", "happen", "ends", "done"].contains(word) ? "happens" : nil
      }
      guard let meant else { throw fail("`starts` or `happens`") }
      report(
        .foreignWord, at: token().span,
        "expected `starts` or `happens` after the step of `whenever`",
        fix: .init("write `\(meant)`", replace: token().span, with: meant))
      advance()
      moment = meant == "starts" ? .starts : .happens
    }
    let body = try block("`{` and the condition that must hold then")
    return try node(.whenever(step, moment, body), at: start.through(lastSpan))
  }

  // MARK: Comparisons

  private enum Operator {
    case compare(Comparison)
    case relation(SyntaxExpression.RelationWord)
    case notIn, notEqual
    case method(String)
  }

  private mutating func comparison() throws(Abandoned) -> SyntaxExpression {
    let first = try range()
    var left = first
    var made: [SyntaxExpression] = []
    while let (operation, span) = try comparisonOperator() {
      let right = try range()
      if made.count == 1 {
        report(
          .chainedComparison, at: span, "comparisons do not chain",
          fix: .init("compare twice, as in `a < b and b < c`"))
      }
      let whole = left.span.through(right.span)
      switch operation {
      case .compare(let comparison):
        made.append(try node(.compare(comparison, left, right), at: whole))
      case .notEqual: made.append(try node(.compare(.notEqual, left, right), at: whole))
      case .notIn:
        made.append(try node(.not(try node(.compare(.in, left, right), at: whole)), at: whole))
      case .relation(let word): made.append(try node(.relation(word, left, right), at: whole))
      case .method(let method):
        made.append(try node(.method(left, Name(text: method, span: span), [right]), at: whole))
      }
      left = right
    }
    guard let only = made.first else { return first }
    guard made.count > 1 else { return only }
    return try node(.and(made), at: first.span.through(lastSpan))
  }

  private mutating func comparisonOperator() throws(Abandoned) -> (Operator, Span)? {
    let found = token()
    switch found.kind {
    case .sign(let sign):
      if let comparison = Comparison(rawValue: sign.rawValue) {
        advance()
        return (.compare(comparison), found.span)
      }
      let meant: Comparison? =
        switch sign {
        case .assign, .tripleEqual, .colonAssign, .equivalence: .equal
        case .lessGreater, .backslashEqual, .slashEqual, .bangTripleEqual: .notEqual
        case .equalLess: .lessOrEqual
        default: nil
        }
      if let meant {
        foreign(sign.rawValue, meaning: meant.rawValue)
        advance()
        return (.compare(meant), found.span)
      }
      if sign == .equalTilde { return foreignMethod("=~", meaning: "matches") }
      return nil
    case .word(let word): return try comparisonWord(word)
    default: return nil
    }
  }

  private mutating func comparisonWord(_ word: String) throws(Abandoned) -> (Operator, Span)? {
    let found = token()
    switch word {
    case "has", "before":
      // A statement of an action can begin with a variable of this name.
      switch token(1).sign {
      case .assign?, .plusAssign?, .minusAssign?, .dot?: return nil
      default: break
      }
      advance()
      let operation = word == "has" ? Operator.compare(.has) : .relation(.before)
      return (operation, found.span)
    case "in":
      advance()
      return (.compare(.in), found.span)
    case "approves":
      advance()
      return (.relation(.approves), found.span)
    case "subset" where isWord("of", ahead: 1):
      advance()
      advance()
      return (.relation(.subsetOf), found.span.through(lastSpan))
    case "refers", "depends", "flows":
      advance()
      let second = word == "depends" ? "on" : "to"
      guard take(second) else { throw fail("`\(second)`, as in `a \(word) \(second) b`") }
      let relation = SyntaxExpression.RelationWord(rawValue: "\(word) \(second)") ?? .refersTo
      return (.relation(relation), found.span.through(lastSpan))
    case "not" where isWord("in", ahead: 1):
      let span = found.span.through(token(1).span)
      report(
        .foreignOperator, at: span, "`x not in y` is written `not x in y`",
        fix: .init("write `not` before the comparison"))
      advance()
      advance()
      return (.notIn, span)
    case "is":
      advance()
      let isNot = take("not")
      let span = found.span.through(lastSpan)
      let meant = isNot ? "!=" : "=="
      report(
        .foreignOperator, at: span, "`\(isNot ? "is not" : "is")` is written `\(meant)`",
        fix: .init("write `\(meant)`", replace: span, with: meant))
      return (isNot ? .notEqual : .compare(.equal), span)
    case "equals":
      foreign("equals", meaning: "==")
      advance()
      return (.compare(.equal), found.span)
    case "contains":
      foreign("contains", meaning: "has")
      advance()
      return (.compare(.has), found.span)
    case "matches", "like", "startsWith", "endsWith":
      return foreignMethod(word, meaning: word == "like" ? "matches" : word)
    default: return nil
    }
  }

  private mutating func foreignMethod(_ written: String, meaning method: String) -> (Operator, Span)
  {
    let span = token().span
    report(
      .foreignOperator, at: span,
      "`\(written)` is not an operator; use the method `a.\(method)(b)`",
      fix: .init("write `a.\(method)(b)`"))
    advance()
    return (.method(method), span)
  }

  // MARK: Arithmetic

  /// `sum [".." sum]`
  mutating func range() throws(Abandoned) -> SyntaxExpression {
    let low = try sum()
    guard take(.range) else { return low }
    let high = try sum()
    return try node(.range(low, high), at: low.span.through(high.span))
  }

  mutating func sum() throws(Abandoned) -> SyntaxExpression {
    var left = try term()
    while true {
      let operation: Arithmetic
      if isSign(.plus) {
        operation = .add
      } else if isSign(.minus) {
        operation = .subtract
      } else if isSign(.questionQuestion) {
        report(
          .foreignOperator, at: token().span,
          "there is no `??`; an absent value is `null`, and a comparison can have `null` on either side",
          fix: .init("write `if a == null then b else a`"))
        advance()
        let right = try term()
        left = SyntaxExpression(.invalid, at: left.span.through(right.span))
        continue
      } else {
        return left
      }
      advance()
      let right = try term()
      left = try node(.arithmetic(operation, left, right), at: left.span.through(right.span))
    }
  }

  private mutating func term() throws(Abandoned) -> SyntaxExpression {
    var left = try unary()
    while true {
      let operation: Arithmetic
      switch token().sign {
      case .star?: operation = .multiply
      case .slash?: operation = .divide
      case .percent?: operation = .modulo
      case .starStar?:
        report(
          .foreignOperator, at: token().span, "there is no `**`; multiply, as in `a * a`",
          fix: .init("write the product"))
        advance()
        let right = try unary()
        left = SyntaxExpression(.invalid, at: left.span.through(right.span))
        continue
      default: return left
      }
      advance()
      let right = try unary()
      left = try node(.arithmetic(operation, left, right), at: left.span.through(right.span))
    }
  }

  private mutating func unary() throws(Abandoned) -> SyntaxExpression {
    let start = token().span
    guard isSign(.minus) || isSign(.bang) || isSign(.tilde) || isSign(.plus) else {
      return try postfix()
    }
    try enter()
    defer { leave() }
    if take(.minus) {
      let operand = try unary()
      return try node(.negate(operand), at: start.through(operand.span))
    }
    if take(.plus) {
      report(
        .foreignOperator, at: start, "a number has no `+` before it",
        fix: .init("remove the `+`", replace: start, with: ""))
      return try unary()
    }
    report(
      .foreignOperator, at: start, "`\(token().sign?.rawValue ?? "!")` is written `not`",
      fix: .init("write `not`", replace: start, with: "not "))
    advance()
    let operand = try unary()
    return try node(.not(operand), at: start.through(operand.span))
  }
}
