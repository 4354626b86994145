/// How the parser goes on after a mistake.
///
/// It passes over what cannot be read up to where a part surely ends: the bracket that closes it, the
/// comma after an element, the next clause, the next declaration. It never crosses the bracket that
/// closes what is around, nor a declaration, so that a forgotten bracket costs no more than its own.
extension Parser {
  /// Passes over tokens up to what looks like a declaration at the start of a line.
  mutating func recover() {
    while !token().isEnd {
      if token().startsLine, startsItem() || startsForeignItem() { return }
      advance()
    }
  }

  /// Whether a declaration of another language starts here, by words that no expression begins with.
  private func startsForeignItem() -> Bool {
    guard let word = token().word else { return false }
    return [
      "package", "import", "include", "default", "deny", "rule", "policy", "assert", "def", "func",
      "function", "fn", "pred", "predicate", "const",
    ].contains(word) && !isSign(.dot, ahead: 1)
  }

  /// Reads a part; where that fails, passes over it up to one of some signs outside of further brackets.
  ///
  /// - Returns: the part, or `nil` where it was passed over; the sign is then the current token.
  mutating func recovering<Result>(
    at signs: [Sign], _ read: (inout Parser) throws(Abandoned) -> Result
  ) throws(Abandoned) -> Result? {
    let opened = open.count
    do throws(Abandoned) {
      return try read(&self)
    } catch {
      guard !error.isFinal, skip(to: signs) else { throw error }
      open.removeLast(open.count - opened)
      return nil
    }
  }

  /// Passes over tokens up to the first of some signs that stands outside of brackets opened from here
  /// on, or, where that comes first, the bracket that closes what is around, or the next declaration.
  ///
  /// - Returns: whether it is one of the signs. Whatever it is, nothing is passed over twice.
  private mutating func skip(to signs: [Sign]) -> Bool {
    var nested: [Sign] = []
    while tokens.indices.contains(position), !token().isEnd {
      if token().startsLine, startsItem() { return false }
      if let sign = token().sign {
        // A brace closes whatever brackets were forgotten in it.
        if sign == .rightBrace, nested.last != .rightBrace {
          nested.removeSubrange((nested.lastIndex(of: .rightBrace).map { $0 + 1 } ?? 0)...)
        }
        if nested.isEmpty, signs.contains(sign) {
          recoveries += 1
          return true
        }
        switch sign {
        case .leftParenthesis: nested.append(.rightParenthesis)
        case .leftBracket: nested.append(.rightBracket)
        case .leftBrace: nested.append(.rightBrace)
        case .rightParenthesis, .rightBracket, .rightBrace:
          if nested.last == sign {
            nested.removeLast()
          } else if nested.isEmpty, sign == .rightBrace || !signs.contains(.rightBrace) {
            return false
          }
        default: break
        }
      }
      advance()
    }
    return false
  }

  /// Whether a declaration starts here, judged by its first two tokens.
  func startsItem(ahead: Int = 0) -> Bool {
    guard let word = token(ahead).word else { return false }
    let next = token(ahead + 1)
    switch word {
    case "use", "test": if case .string = next.kind { return true } else { return false }
    case "let", "define", "table", "waive", "enum", "var", "object", "relation", "agent", "action",
      "entity", "invariant", "possible":
      return next.word != nil
    case "assume": return next.sign == .leftBrace || next.word == "failures"
    default: return false
    }
  }
}
