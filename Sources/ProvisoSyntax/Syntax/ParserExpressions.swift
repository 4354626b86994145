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
    let joined = token().word.flatMap { Self.leadsTo.contains($0) ? $0 : nil }
    if isWord("leads") || isWord("until") || isSign(.tildeArrow) || joined != nil {
      let kind: RunOperator = take("until") ? .until : .leadsTo
      if isSign(.tildeArrow) || joined != nil {
        foreign(joined ?? "~>", meaning: "leads to")
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
    return try foreignCondition(after: left) ?? left
  }

  /// Spellings of `leads to` in one word.
  private static let leadsTo: Set<String> = ["leads_to", "leadsto", "leadsTo", "LeadsTo"]

  /// Reads `c ? a : b` as `if c then a else b`.
  mutating func foreignConditional(_ condition: SyntaxExpression) throws(Abandoned)
    -> SyntaxExpression
  {
    let mark = token().span
    let place = diagnostics.count
    advance()
    let first = try expression()
    try expect(.colon)
    let second = try expression()
    let whole = condition.span.through(second.span)
    insert(
      .foreignOperator, at: mark, "a conditional is written `if … then … else …`, not `… ? … : …`",
      fix: write(
        "if \(written(condition.span)) then \(written(first.span)) else \(written(second.span))",
        at: whole),
      before: place)
    return try node(.conditional(condition, first, second), at: whole)
  }

  private mutating func implication() throws(Abandoned) -> SyntaxExpression {
    var parts = [try disjunction()]
    while true {
      if isSign(.fatArrow) || isSign(.arrow) || isSign(.longArrow) {
        foreign(token().sign?.rawValue ?? "", meaning: "implies")
      } else if let left = try foreignEquivalence(after: parts[parts.count - 1]) {
        parts[parts.count - 1] = left
        continue
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

  /// Adds a message about a part that contains others, before the messages about these.
  mutating func insert(
    _ code: DiagnosticCode, at span: Span, _ message: String, fix: Diagnostic.Fix?,
    before index: Int
  ) {
    guard diagnostics.count < Diagnostic.mostCollected else { return }
    diagnostics.insert(
      Diagnostic(code, at: span, message, fix: fix), at: min(index, diagnostics.count))
  }

  /// The grammar rule `not`: all expressions that begin with a keyword.
  ///
  /// - Parameter isReported: whether missing parentheses are already reported.
  mutating func negation(isReported: Bool = false) throws(Abandoned) -> SyntaxExpression {
    if let modal = try foreignModality() { return modal }
    dropForeignBeginning()
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
    case "at" where isAtAllTimes: return try alwaysAtTop()
    case "at" where !isWord("least", ahead: 1) && !isWord("most", ahead: 1): return try comparison()
    case "never" where beginsOperand(ahead: 1): return try never()
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
        let body = try braced(after: "once", from: start)
        return try node(.once(body), at: start.through(lastSpan))
      case "eventually":
        advance()
        let lasts = isWord("always")
        if lasts { advance() }
        let body = try braced(after: lasts ? "eventually always" : "eventually", from: start)
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
    let place = diagnostics.count
    let condition = try expression()
    if isSign(.leftBrace) {
      return try bracedConditional(condition, from: start, before: place)
    }
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
        let meant = "\(operand(condition)) implies \(operand(first))"
        throw fail(
          "`else` (an `if` has both branches)",
          fix: .init(
            "if nothing must hold otherwise, write `\(meant)`",
            replace: start.through(first.span), with: meant))
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

  // MARK: Arithmetic

  /// `sum [".." sum]`
  mutating func range() throws(Abandoned) -> SyntaxExpression {
    let low = try sum()
    if let foreign = try foreignRange(from: low) { return foreign }
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
      case .percent? where dropPercent(): continue
      case .percent?: operation = .modulo
      case .starStar?:
        report(
          .foreignOperator, at: token().span, "there is no `**`; multiply, as in `a * a`",
          fix: .init("write the product"))
        advance()
        let right = try unary()
        left = SyntaxExpression(.invalid, at: left.span.through(right.span))
        continue
      default:
        guard isForeignModulo() else { return left }
        foreign(token().word ?? "", meaning: "%")
        operation = .modulo
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
      let before = tokens.indices.contains(position - 2) ? tokens[position - 2] : token()
      if before.sign == .assign, before.span.end == start.start {
        report(
          .foreignOperator, at: before.span.through(start), "`=+` is written `+=`",
          fix: write("+=", at: before.span.through(start)))
        return try unary()
      }
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
