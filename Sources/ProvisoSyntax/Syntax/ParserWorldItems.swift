import ProvisoKernel

/// Constants of worlds, and what a `define` declares.
extension Parser {
  /// `"const" NAME [":" type] "=" expr`
  mutating func worldConstant(_ result: inout SyntaxFile) throws(Abandoned) -> SyntaxField {
    if !result.isWorld {
      report(
        .onlyInWorlds, at: token().span, "only a world has a `const`; in a spec it is a `let`",
        fix: .init("write `let`", replace: token().span, with: "let"))
    }
    advance()
    let name = try name("the constant's name")
    do throws(Abandoned) {
      var type = SyntaxType.name(Name(text: "", span: name.span))
      if take(.colon) { type = try self.type() }
      try assign("`=` and the constant")
      return SyntaxField(name: name, type: type, initial: try expression(), isVariable: false)
    } catch {
      result.brokenNames.append(name)
      throw error
    }
  }

  /// Whether a `define` has statements in braces, and not an expression, which is a mistake there.
  func definesStatements() -> Bool {
    guard isName(ahead: 1), isSign(.leftParenthesis, ahead: 2) else { return false }
    var ahead = afterParameters
    guard isSign(.leftBrace, ahead: ahead) else { return false }
    ahead += 1
    if isSign(.rightBrace, ahead: ahead) { return true }
    guard let word = token(ahead).word else { return false }
    if ["requires", "if", "every", "choose", "insert", "remove", "fail"].contains(word) {
      return true
    }
    guard isName(ahead: ahead) else { return false }
    if token(ahead + 1).word != nil { return ["let", "do", "create"].contains(word) }
    while isSign(.dot, ahead: ahead + 1) { ahead += 2 }
    switch token(ahead + 1).sign {
    case .assign?, .plusAssign?, .minusAssign?, .leftBracket?: return true
    default: return false
    }
  }

  /// The number of tokens from the word of a declaration to the end of its parameters.
  private var afterParameters: Int {
    var ahead = 2
    var depth = 0
    while !token(ahead).isEnd {
      if isSign(.leftParenthesis, ahead: ahead) { depth += 1 }
      if isSign(.rightParenthesis, ahead: ahead) { depth -= 1 }
      ahead += 1
      if depth == 0 { break }
    }
    return ahead
  }

  /// Whether a declaration such as `def inc(): x = x + 1` assigns something: a name at the beginning of
  /// its body has a `=` after it.
  func definesAction() -> Bool {
    guard isName(ahead: 1), isSign(.leftParenthesis, ahead: 2) else { return false }
    var ahead = afterParameters
    if isSign(.colon, ahead: ahead) || isSign(.leftBrace, ahead: ahead)
      || isSign(.assign, ahead: ahead) && isSign(.leftBrace, ahead: ahead + 1)
    {
      ahead += isSign(.assign, ahead: ahead) ? 2 : 1
    } else {
      return false
    }
    guard isName(ahead: ahead) else { return false }
    ahead += 1
    while isSign(.dot, ahead: ahead) { ahead += 2 }
    switch token(ahead).sign {
    case .assign?, .colonAssign?, .plusAssign?, .minusAssign?: return true
    default: return false
    }
  }
}
