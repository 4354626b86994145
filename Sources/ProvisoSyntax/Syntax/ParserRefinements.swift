import ProvisoKernel

/// The state of a refined world (Grammar, "The rules").
extension Parser {
  /// `"{" entry* "}"`
  mutating func mapping() throws(Abandoned) -> [SyntaxMappingEntry] {
    var entries: [SyntaxMappingEntry] = []
    try mapping(under: [], "`{` and the state of the other world", into: &entries)
    return entries
  }

  private mutating func mapping(
    under binders: [SyntaxBinder], _ expected: String, into entries: inout [SyntaxMappingEntry]
  ) throws(Abandoned) {
    try enter()
    defer { leave() }
    let opener = token()
    try open(.leftBrace, expected)
    while !isSign(.rightBrace) {
      if token().startsLine, startsItem() {
        report(
          .unclosedBracket, at: token().span, "expected `}` before `\(token().word ?? "")`",
          labels: [.init(opener.span, "opened here")])
        throw Abandoned()
      }
      if isWord("every") {
        advance()
        try mapping(
          under: binders + (try self.binders(after: "every")),
          "`{` and the state of each object", into: &entries)
      } else {
        entries.append(try entry(under: binders))
      }
      if isSign(.semicolon) || isSign(.comma) {
        dropSeparator("the parts of the state need no separator")
      }
    }
    try close(.rightBrace)
  }

  /// `NAME ["." WORD | "(" NAME,+ ")"] "=" expr`
  private mutating func entry(under binders: [SyntaxBinder]) throws(Abandoned) -> SyntaxMappingEntry
  {
    let start = token().span
    let name = try name("a part of the other world's state, as in `x = …`, or `}`")
    let target: SyntaxMappingEntry.Target
    if isSign(.dot) {
      advance()
      guard let word = token().word else { throw fail("the field") }
      target = .field(name, Name(text: word, span: token().span))
      advance()
    } else if isSign(.leftParenthesis) {
      try open(.leftParenthesis)
      var objects: [Name] = []
      repeat { objects.append(try self.name("an object")) } while take(.comma)
      try close(.rightParenthesis, "`,` and another object, or `)`")
      target = .relation(name, objects)
    } else {
      target = .variable(name)
    }
    try assign("`=` and an expression over this world")
    return SyntaxMappingEntry(
      binders: binders, target: target, value: try expression(),
      span: start.through(lastSpan))
  }
}
