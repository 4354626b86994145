/// Declarations (Grammar, "The rules").
extension LayoutReader {
  /// The header of a file.
  mutating func header() throws(GrammarMismatch) -> Layout {
    if isWord("world") { return .concat(try take(), .space, try name()) }
    return .concat(
      try take("spec"), .space, try name(), .space, try take("for"), .space, try name())
  }

  /// The next declaration.
  mutating func item() throws(GrammarMismatch) -> Layout {
    bracesBelongOutside = false
    switch word() {
    case "use"?: return .concat(try take(), .space, try string())
    case "let"?:
      return try assigned(.concat(try take(), .space, try name()))
    case "const"?: return try constant()
    case "define"? where isEffect: return try effect()
    case "define"?:
      let head = Layout.concat(try take(), .space, try name())
      return try assigned(isSign(.assign) ? head : .concat(head, try parameters()))
    case "table"?: return try table()
    case "assume"?:
      let head = try take()
      if isSign(.leftBrace) { return .headed(head, try block()) }
      return .concat(
        head, .space, try take("failures"), .space, try take(.lessOrEqual), .space, try take())
    case "invariant"?, "possible"?: return try property()
    case "refines"? where isName(ahead: 1): return try property(isRefinement: true)
    case "waive"?: return try waiver()
    case "test"?:
      return .concat(
        try take(), .space, try string(), .space,
        try body { (reader) throws(GrammarMismatch) in try reader.check() })
    default: return try worldItem()
    }
  }

  /// `… = expr`
  private mutating func assigned(_ head: Layout) throws(GrammarMismatch) -> Layout {
    let sign = isSign(.equal) ? try take(.equal) : try take(.assign)
    let isForced = beginsLine
    let isList = isSign(.leftBracket)
    let start = position
    let value = Layout.concat(comments(), try expression())
    let lead = Layout.concat(head, .space, sign)
    if isList, !isForced, closes(from: start) { return .concat(lead, .space, value) }
    if isForced || value.isForced {
      return .concat(lead, .nest(2, .concat(.line(isForced: true), value)))
    }
    return .concat(lead, .attached(value, isForced: false))
  }

  /// `(a: T, b: [U])`
  mutating func parameters() throws(GrammarMismatch) -> Layout {
    try arguments { (reader) throws(GrammarMismatch) in try reader.typedName() }
  }

  /// `NAME: type`
  mutating func typedName() throws(GrammarMismatch) -> Layout {
    .concat(try name(), try take(.colon), .space, try type())
  }

  mutating func type() throws(GrammarMismatch) -> Layout {
    try enter()
    defer { leave() }
    if isWord("Int"), isWord("in", ahead: 1) {
      return .concat(try take(), .space, try take(), .space, try range())
    }
    if isSign(.minus) || token?.isNumber == true || isSign(.range, ahead: 1) {
      return try range()
    }
    guard isSign(.leftBracket) else {
      let name = try name()
      guard isSign(.less) else { return name }
      var parts = [name, try take(), try type()]
      if isSign(.comma) { parts += [try take(), .space, try type()] }
      return .concat(parts + [try take(.greater)])
    }
    let list = Layout.concat(try take(), try type(), try take(.rightBracket))
    guard isWord("at"), isWord("most", ahead: 1) else { return list }
    return .concat(list, .space, try take(), .space, try take(), .space, try sum())
  }

  private mutating func table() throws(GrammarMismatch) -> Layout {
    var head = Layout.concat(try take(), .space, try name())
    if isSign(.assign) { head = .concat(head, .space, try take()) }
    return .concat(
      head, .space,
      try list(.leftBrace, .rightBrace, isPadded: true) { (reader) throws(GrammarMismatch) in
        .concat(try reader.string(), try reader.take(.colon), .space, try reader.expression())
      })
  }

  private mutating func property(isRefinement: Bool = false) throws(GrammarMismatch) -> Layout {
    let head = Layout.concat(try take(), .space, try name())
    var isShort = !beginsLine
    var clauses: [Layout] = []
    if token?.isString == true { clauses.append(.concat(self.comments(), try string())) }
    isShort = isShort && !beginsLine && clauses.count == 1
    while !isSign(.leftBrace) { clauses.append(.concat(self.comments(), try clause())) }
    if isRefinement {
      let rows = clauses.flatMap { [.line(isForced: true), $0] }
      return .concat(head, .nest(2, .concat(rows)), .line(isForced: true), try mapping())
    }
    let open = try take(.leftBrace)
    let inner = Layout.concat(self.comments(), try expression())
    let comments = comments()
    let body = Layout.concat(
      open, .nest(2, .concat(.line(isForced: true), inner, comments)), .line(isForced: true),
      try take(.rightBrace))
    // A title without clauses can be on the line of the name, if the brace is there, too: a brace on a line of
    // its own would be read as the long form.
    let width = head.width + clauses.reduce(0) { $0 + 1 + $1.width } + " {".utf8.count
    if isShort, clauses.count == 1, width <= SpecFormatter.width {
      return .headed(.group(.concat(head, .nest(2, .concat(.line(), clauses[0])))), body)
    }
    let rows = clauses.flatMap { [.line(isForced: true), $0] }
    return .concat(head, .nest(2, .concat(rows)), .line(isForced: true), body)
  }

  private mutating func clause() throws(GrammarMismatch) -> Layout {
    switch word() {
    case "at"?:
      let lead = Layout.concat(try take(), .space, try name())
      return isWord("moment") ? .concat(lead, .space, try take()) : lead
    case "severity"?: return .concat(try take(), .space, try name())
    case "message"?, "because"?, "reference"?, "from"?:
      return .concat(try take(), .space, try string())
    case "trusting"?: return .concat(try take(), .space, try name())
    case "vacuous"?:
      let lead = Layout.concat(try take(), .space, try string())
      guard isWord("where") else { return lead }
      return .group(.concat(lead, .nest(2, .concat(.line(), try take(), .space, try expression()))))
    case "tags"?: return .concat(try take(), .space, try strings())
    default: throw GrammarMismatch(index: position)
    }
  }

  /// `STRING,+`
  private mutating func strings() throws(GrammarMismatch) -> Layout {
    var items: [Layout] = []
    var isForced: [Bool] = []
    while true {
      isForced.append(beginsLine && !items.isEmpty)
      let item = Layout.concat(comments(), try string())
      guard isSign(.comma) else {
        return .nest(2, Self.filled(items + [item], isForced: isForced))
      }
      items.append(.concat(item, try take(.comma)))
    }
  }

  private mutating func waiver() throws(GrammarMismatch) -> Layout {
    let head = try take()
    let rule =
      isWord("every") ? Layout.concat(try take(), .space, try take("rule")) : try name()
    var items = [Layout.concat(head, .space, rule)]
    var isForced = [false]
    while let word = word(), ["for", "until", "because"].contains(word) {
      isForced.append(beginsLine)
      let lead = Layout.concat(comments(), try take())
      items.append(
        .concat(lead, .space, word == "until" ? try take() : try strings()))
    }
    return .nest(2, Self.filled(items, isForced: isForced))
  }

  /// `plan`, `graph` and `expect` of a test.
  private mutating func check() throws(GrammarMismatch) -> Layout {
    guard isWord("expect") else {
      guard isWord("plan") || isWord("graph") else { throw GrammarMismatch(index: position) }
      return .concat(try take(), .space, try string())
    }
    let lead = Layout.concat(try take(), .space, try name(), .space, try name())
    guard isWord("by") else { return lead }
    return .concat(lead, .space, try take(), .space, try strings())
  }
}
