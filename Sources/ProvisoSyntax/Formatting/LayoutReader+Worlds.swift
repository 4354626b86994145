/// Worlds (Grammar, "The rules").
extension LayoutReader {
  mutating func worldItem() throws(GrammarMismatch) -> Layout {
    switch word() {
    case "enum"?:
      return .concat(
        try take(), .space, try name(), .space,
        try list(.leftBrace, .rightBrace, isPadded: true) { (reader) throws(GrammarMismatch) in
          try reader.name()
        })
    case "entity"?:
      var head = Layout.concat(try take(), .space, try name())
      if isWord("at") {
        head = .concat(head, .space, try take(), .space, try take("most"), .space, try take())
      }
      guard isSign(.leftBrace) else { return head }
      return .concat(
        head, .space, try body { (reader) throws(GrammarMismatch) in try reader.field() })
    case "var"?: return try field()
    case "object"?: return try object()
    case "relation"?:
      return .concat(
        try take(), .space, try name(),
        try arguments { (reader) throws(GrammarMismatch) in try reader.type() })
    case "agent"?: return try agent()
    case "action"?: return try action()
    case "command"?: return try command()
    case "commands"?, "directory"?: return .concat(try take(), .space, try string())
    case "start"? where isSign(.leftBrace, ahead: 1): return .headed(try take(), try block())
    default: throw GrammarMismatch(index: position)
    }
  }

  /// `"const" NAME [":" type] "=" expr`
  mutating func constant() throws(GrammarMismatch) -> Layout {
    let head = Layout.concat(
      try take(), .space, isSign(.colon, ahead: 1) ? try typedName() : try name())
    let sign = try take(.assign)
    let isForced = beginsLine
    return .concat(head, .space, sign, .attached(try expression(), isForced: isForced))
  }

  /// `"define" NAME params body`
  mutating func effect() throws(GrammarMismatch) -> Layout {
    .concat(
      try take(), .space, try name(), try parameters(), .space,
      try body { (reader) throws(GrammarMismatch) in try reader.statement() })
  }

  /// Whether a `define` has statements in braces.
  var isEffect: Bool {
    guard isSign(.leftParenthesis, ahead: 2) else { return false }
    var ahead = 2
    var depth = 0
    while let found = token(ahead) {
      if found.sign == .leftParenthesis { depth += 1 }
      if found.sign == .rightParenthesis { depth -= 1 }
      ahead += 1
      if depth == 0 { break }
    }
    return isSign(.leftBrace, ahead: ahead)
  }

  /// The state of a refined world in braces.
  mutating func mapping() throws(GrammarMismatch) -> Layout {
    try body { (reader) throws(GrammarMismatch) in try reader.mappingEntry() }
  }

  private mutating func mappingEntry() throws(GrammarMismatch) -> Layout {
    try enter()
    defer { leave() }
    if isWord("every") {
      let words = try take()
      let head = Layout.aligning(
        words.width + 1, .group(.concat(words, .space, try binders())))
      return .headed(head, try mapping())
    }
    var head = try name()
    if isSign(.dot) { head = .concat(head, try take(), try name()) }
    if isSign(.leftParenthesis) {
      head = .concat(
        head, try arguments { (reader) throws(GrammarMismatch) in try reader.name() })
    }
    let sign = try take(.assign)
    let isForced = beginsLine
    return .concat(head, .space, sign, .attached(try expression(), isForced: isForced))
  }

  private func token(_ ahead: Int) -> FormatToken? {
    tokens.indices.contains(position + ahead) ? tokens[position + ahead] : nil
  }

  /// `["[" [NAME "in"] sum ".." sum "]"]`
  private mutating func numbers() throws(GrammarMismatch) -> Layout {
    guard isSign(.leftBracket) else { return .empty }
    let open = try take()
    var index = Layout.empty
    if isName(), isWord("in", ahead: 1) {
      index = .concat(try name(), .space, try take(), .space)
    }
    return .concat(
      open, index, try sum(), try take(.range), try sum(), try take(.rightBracket))
  }

  /// `["var"] NAME ":" type ["=" expr]`
  private mutating func field() throws(GrammarMismatch) -> Layout {
    let lead =
      isWord("var") && !isSign(.colon, ahead: 1)
      ? Layout.concat(try take(), .space) : .empty
    let head = Layout.concat(lead, try typedName())
    guard isSign(.assign) else { return head }
    let sign = try take()
    let isForced = beginsLine
    return .concat(head, .space, sign, .attached(try expression(), isForced: isForced))
  }

  private mutating func object() throws(GrammarMismatch) -> Layout {
    let head = Layout.concat(try take(), .space, try name(), try numbers())
    return try given(.concat(head, try take(.colon), .space, try type()))
  }

  /// `["{" [(NAME ":" expr),+] "}"]`
  private mutating func given(_ head: Layout) throws(GrammarMismatch) -> Layout {
    guard isSign(.leftBrace) else { return head }
    return .concat(
      head, .space,
      try list(.leftBrace, .rightBrace, isPadded: true) { (reader) throws(GrammarMismatch) in
        .concat(try reader.name(), try reader.take(.colon), .space, try reader.expression())
      })
  }

  /// `"command" STRING ["in" STRING] "touches" ("nothing" | STRING,+)`
  private mutating func command() throws(GrammarMismatch) -> Layout {
    var head = Layout.concat(try take(), .space, try string(), .space)
    if isWord("in") { head = .concat(head, try take(), .space, try string(), .space) }
    head = .concat(head, try take("touches"), .space)
    if isWord("nothing") { return .concat(head, try take()) }
    var paths = try string()
    while isSign(.comma) { paths = .concat(paths, try take(), .space, try string()) }
    return .concat(head, paths)
  }

  private mutating func agent() throws(GrammarMismatch) -> Layout {
    let head = Layout.concat([try take(), .space, try name()] + (try fairness()))
    let open = try take(.leftBrace)
    let isOpenForced = beginsLine
    var items: [Layout] = []
    var isForced: [Bool] = []
    let lead = Layout.concat(self.comments(), try take("may"), .space)
    while isName() {
      isForced.append(beginsLine && !items.isEmpty)
      let item = Layout.concat(self.comments(), try name())
      guard isSign(.comma) else {
        items.append(item)
        break
      }
      items.append(.concat(item, try take(.comma)))
    }
    if isWord("at") {
      isForced.append(beginsLine)
      items.append(
        .concat(
          self.comments(), try take(), .space, try take("most"), .space, try take(), .space,
          try name()))
    }
    let isBroken = isOpenForced || beginsLine
    let comments = comments()
    return .concat(
      head, .space,
      .group(
        .concat(
          open,
          .nest(
            2,
            .concat(
              .line(isForced: isBroken), lead, .nest(2, Self.filled(items, isForced: isForced)),
              comments)),
          .line(isForced: isBroken), try take(.rightBrace))))
  }

  /// `["strongly" "fair" | "weakly" "fair" | "unfair"]`
  private mutating func fairness() throws(GrammarMismatch) -> [Layout] {
    if isWord("unfair") { return [.space, try take()] }
    guard isWord("strongly") || isWord("weakly") else { return [] }
    return [.space, try take(), .space, try take("fair")]
  }

  private mutating func action() throws(GrammarMismatch) -> Layout {
    var parts = [try take(), .space, try name(), try parameters()]
    if isWord("returns") { parts += [.space, try take(), .space, try typedName()] }
    if isWord("harmless") { return .concat(parts + [.space, try take()]) }
    if isWord("may") { parts += [.space, try take(), .space, try take("fail")] }
    parts += try fairness()
    return .concat(
      parts + [.space, try body { (reader) throws(GrammarMismatch) in try reader.statement() }])
  }

  // MARK: Statements

  private mutating func statement() throws(GrammarMismatch) -> Layout {
    try enter()
    defer { leave() }
    switch word() {
    case "requires"?: return .concat(try take(), .space, try expression())
    case "if"?: return try condition()
    case "every"?:
      let words = try take()
      let head = Layout.aligning(
        words.width + 1, .group(.concat(words, .space, try binders())))
      return .headed(head, try statements(canBeShort: true))
    case "choose"?:
      let words = try take()
      return .aligning(words.width + 1, .group(.concat(words, .space, try binder())))
    case "insert"?, "remove"?:
      return .concat(
        try take(), .space,
        try arguments { (reader) throws(GrammarMismatch) in try reader.expression() },
        .space, try take(), .space, try name())
    case "fail"?: return .concat(try take(), .space, try take("if"), .space, try expression())
    case "let"? where isSign(.assign, ahead: 2):
      let head = Layout.concat(try take(), .space, try name(), .space, try take())
      let isForced = beginsLine
      return .concat(head, .attached(try expression(), isForced: isForced))
    case "do"? where isSign(.leftParenthesis, ahead: 2):
      return .concat(
        try take(), .space, try name(),
        try arguments { (reader) throws(GrammarMismatch) in try reader.expression() })
    case "create"? where isName(ahead: 1) && isSign(.colon, ahead: 2): return try object()
    default: return try assignment()
    }
  }

  private mutating func assignment() throws(GrammarMismatch) -> Layout {
    var path = [try name()]
    if isSign(.leftBracket) {
      path += [try take(), try expression(), try take(.rightBracket)]
    }
    while isSign(.dot) { path += [try take(), try name()] }
    if isSign(.leftBracket) { path += [try take(), try expression(), try take(.rightBracket)] }
    guard isSign(.assign) || isSign(.plusAssign) || isSign(.minusAssign) else {
      throw GrammarMismatch(index: position)
    }
    path += [.space, try take()]
    let isForced = beginsLine
    return .concat(path + [.attached(try expression(), isForced: isForced)])
  }

  /// `if guard { … } else if guard { … } else { … }`
  private mutating func condition() throws(GrammarMismatch) -> Layout {
    var parts: [Layout] = []
    while true {
      let head = Layout.concat(try take("if"), .space, try guardCondition())
      parts.append(.headed(head, try statements()))
      guard isWord("else") else { return .concat(parts) }
      parts += [.space, try take(), .space]
      if isWord("if") { continue }
      return .concat(parts + [try statements()])
    }
  }

  /// Statements in braces.
  private mutating func statements(canBeShort: Bool = false) throws(GrammarMismatch) -> Layout {
    let outside = bracesBelongOutside
    bracesBelongOutside = false
    defer { bracesBelongOutside = outside }
    return try body(canBeShort: canBeShort) { (reader) throws(GrammarMismatch) in
      try reader.statement()
    }
  }
}
