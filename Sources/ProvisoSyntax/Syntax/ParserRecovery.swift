/// Recovery after mistakes.
///
/// The parser skips tokens up to a point where a part certainly ends: its closing bracket, the comma
/// after an element, the next clause, the next declaration. It never skips the closing bracket of an
/// enclosing part or the start of a declaration. So a missing bracket costs no more than the part that
/// it belongs to.
extension Parser {
  /// Skips tokens up to a line that seems to start a declaration.
  mutating func recover() {
    while !token().isEnd {
      if token().startsLine, startsItem() || startsForeignItem() { return }
      advance()
    }
  }

  /// Whether a declaration of another language starts here, with a word that begins no expression.
  private func startsForeignItem() -> Bool {
    guard let word = token().word else { return false }
    return [
      "package", "import", "include", "default", "deny", "rule", "policy", "assert", "def", "func",
      "function", "fn", "pred", "predicate",
    ].contains(word) && !isSign(.dot, ahead: 1)
  }

  /// Reads a part; if that fails, skips it up to one of `signs` outside the brackets that it opens.
  ///
  /// - Returns: the part, or `nil` if it was skipped; then the sign is the current token.
  /// - Throws: `Abandoned` if the part failed and none of the signs was found.
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

  /// Skips tokens up to the first of `signs` outside the brackets that open from here on. It stops earlier
  /// at the closing bracket of an enclosing part and at the next declaration.
  ///
  /// - Returns: whether it stopped at one of the signs. No token is ever skipped twice.
  private mutating func skip(to signs: [Sign]) -> Bool {
    var nested: [Sign] = []
    while tokens.indices.contains(position), !token().isEnd {
      if token().startsLine, startsItem() { return false }
      if let sign = token().sign {
        // A closing brace also ends the brackets inside it that were never closed.
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

  /// Whether the first two tokens here start a declaration.
  func startsItem(ahead: Int = 0) -> Bool {
    guard let word = token(ahead).word else { return false }
    let next = token(ahead + 1)
    switch word {
    case "use", "test", "command", "commands", "directory":
      if case .string = next.kind { return true } else { return false }
    case "let", "const", "define", "table", "waive", "enum", "var", "object", "relation", "agent",
      "action",
      "entity", "invariant", "possible", "refines":
      return next.word != nil
    case "start": return next.sign == .leftBrace
    case "assume": return next.sign == .leftBrace || next.word == "failures"
    default: return false
    }
  }
}
