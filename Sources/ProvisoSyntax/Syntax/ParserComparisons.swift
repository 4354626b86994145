import ProvisoKernel

/// Comparisons, relations, and the operators of other languages in their place.
extension Parser {
  enum Operator {
    case compare(Comparison)
    case relation(SyntaxExpression.RelationWord)
    case notIn, notEqual
    case method(String)
  }

  mutating func comparison() throws(Abandoned) -> SyntaxExpression {
    let first = try range()
    var left = first
    var made: [SyntaxExpression] = []
    while let (operation, span) = try comparisonOperator() {
      var right = try range()
      if case .compare(.in) = operation { right = try foreignList(from: right) }
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
        made.append(try foreignMethod(method, of: left, at: span, with: right))
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
        case .assign, .tripleEqual, .colonAssign: .equal
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

  /// Takes a word or sign that another language has as an operator, and this one as a method.
  private mutating func foreignMethod(_ written: String, meaning method: String) -> (Operator, Span)
  {
    let span = token().span
    advance()
    return (.method(method), span)
  }
}
