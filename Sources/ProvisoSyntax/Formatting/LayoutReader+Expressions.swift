extension LayoutReader {
  /// `expr`
  mutating func expression() throws(GrammarMismatch) -> Layout {
    try enter()
    defer { leave() }
    let left = try implication()
    guard isWord("leads") || isWord("until") else { return left }
    var words = try take()
    if isWord("to") { words = .concat(words, .space, try take()) }
    let isForced = beginsLine
    let right = Layout.concat(comments(), try implication())
    return .concat(left, .space, words, .attached(right, isForced: isForced))
  }

  private mutating func implication() throws(GrammarMismatch) -> Layout {
    var parts = [try disjunction()]
    var operators: [(sign: Layout, isForced: Bool)] = []
    while isWord("implies") {
      let isBefore = beginsLine
      let sign = try take()
      operators.append((sign, isBefore || beginsLine))
      parts.append(.concat(comments(), try disjunction()))
      try enter()
    }
    for _ in operators { leave() }
    guard var result = parts.popLast() else { throw GrammarMismatch(index: position) }
    while let left = parts.popLast(), let link = operators.popLast() {
      result = .concat(
        left, .space, link.sign, .attached(result, isForced: link.isForced))
    }
    return result
  }

  mutating func disjunction() throws(GrammarMismatch) -> Layout {
    let first = try conjunction()
    guard isWord("or") else { return first.hanging }
    // The lines of an `and` that begins an `or` are indented more than the `or`.
    let part = first.isLong ? Layout.nest(2, first.layout) : first.layout
    return try chain("or", after: part) { (reader) throws(GrammarMismatch) in
      try reader.conjunction().hanging
    }.hanging
  }

  /// One condition, or several that one operator joins.
  private struct Chain {
    let layout: Layout
    let isLong: Bool

    /// The layout, with its later lines indented unless the chain begins a line.
    var hanging: Layout { isLong ? .hang(layout) : layout }
  }

  private mutating func conjunction() throws(GrammarMismatch) -> Chain {
    try chain("and") { (reader) throws(GrammarMismatch) in try reader.negation() }
  }

  /// Reads `a and b and c`. In a broken chain, the operator begins each line.
  ///
  /// - Parameter first: the first part, if it is already read.
  private mutating func chain(
    _ operatorWord: String, after first: Layout? = nil, part: Part
  ) throws(GrammarMismatch) -> Chain {
    var items: [Layout] = []
    if let first { items.append(first) } else { items.append(try part(&self)) }
    var isForced = [false]
    while isWord(operatorWord) {
      let isBefore = beginsLine
      let sign = Layout.concat(comments(), try take())
      isForced.append(isBefore || beginsLine)
      items.append(.concat(sign, .space, try part(&self)))
    }
    guard items.count > 1 else { return Chain(layout: items[0], isLong: false) }
    return Chain(layout: Self.operators(items, isForced: isForced), isLong: true)
  }

  private static func operators(_ items: [Layout], isForced: [Bool]) -> Layout {
    .group(
      .fill(
        Layout.Fill(
          items: items, isForced: isForced, blanks: items.map { _ in nil },
          breaksAll: !isForced.contains(true))))
  }

  /// The grammar rule `not`: all expressions that begin with a keyword.
  private mutating func negation() throws(GrammarMismatch) -> Layout {
    try enter()
    defer { leave() }
    switch word() {
    case "not"?: return .concat(try take(), .space, try negation())
    case "if"?: return try conditional()
    case "once"?, "eventually"?:
      let head = try take()
      guard isWord("always") else { return .headed(head, try block()) }
      return .headed(.concat(head, .space, try take()), try block())
    case "whenever"?:
      let head = Layout.concat(try take(), .space, try postfix(), .space, try name())
      return .headed(head, try block())
    case "at"? where !isWord("least", ahead: 1) && !isWord("most", ahead: 1):
      return try comparison()
    case "every"?, "some"?, "no"?, "exactly"?, "at"?: return try quantifier()
    default: return try comparison()
    }
  }

  /// Reads `if a then b else if c then d else e`. If it does not fit on one line, each `else` begins a
  /// line.
  private mutating func conditional() throws(GrammarMismatch) -> Layout {
    var items: [Layout] = []
    var isForced: [Bool] = []
    var lead = Layout.empty
    var isBefore = false
    while isWord("if") {
      let head = Layout.concat(lead, try take(), .space, try expression())
      let isThenForced = beginsLine
      let branch = Layout.concat(comments(), try take("then"), .space, try expression())
      items.append(.concat(head, .attached(branch, isForced: isThenForced)))
      isForced.append(isBefore)
      isBefore = beginsLine
      lead = .concat(comments(), try take("else"), .space)
    }
    items.append(.concat(lead, try disjunction()))
    isForced.append(isBefore)
    return .hang(Self.operators(items, isForced: isForced))
  }

  /// `{ expr }`
  mutating func block() throws(GrammarMismatch) -> Layout {
    let outside = bracesBelongOutside
    bracesBelongOutside = false
    defer { bracesBelongOutside = outside }
    let open = try take(.leftBrace)
    let isOpenForced = beginsLine
    let inner = Layout.concat(self.comments(), try expression())
    let isForced = isOpenForced || beginsLine
    let comments = comments()
    return .group(
      .concat(
        open, .nest(2, .concat(.line(isForced: isForced), inner, comments)),
        .line(isForced: isForced), try take(.rightBrace)))
  }

  // MARK: Quantifiers

  private mutating func quantifier() throws(GrammarMismatch) -> Layout {
    let first = position
    var words = try take()
    var needsBlock = false
    switch tokens[first].word {
    case "every"?: needsBlock = true
    case "some"?, "no"?: break
    case "exactly"?: words = .concat(words, .space, try take())
    default: words = .concat(words, .space, try take(), .space, try take())
    }
    let head = Layout.aligning(
      words.width + 1, .group(.concat(words, .space, try binders())))
    guard isSign(.leftBrace), needsBlock || !bracesBelongOutside else { return head }
    return .headed(head, try block())
  }

  /// `binder,+`; the names are aligned if each binder is on a line of its own.
  mutating func binders() throws(GrammarMismatch) -> Layout {
    var parts: [(head: Layout, end: Layout, isConditional: Bool)] = []
    var isForced: [Bool] = []
    var isBefore = false
    while true {
      let comments = comments()
      let (head, condition) = try binderParts()
      isForced.append(isBefore)
      guard isSign(.comma), isName(ahead: 1), isWord("in", ahead: 2) else {
        parts.append((.concat(comments, head), condition, condition.width > 0))
        break
      }
      let comma = try take(.comma)
      parts.append(
        (.concat(comments, head), .concat(condition, comma), condition.width > 0))
      isBefore = beginsLine
    }
    // If only the last binder has a condition, all binders are on one line and the condition below.
    let last = parts[parts.count - 1]
    let earlier = parts.dropLast()
    if !earlier.isEmpty, !isForced.contains(true), !earlier.contains(where: \.isConditional),
      parts.reduce(0, { $0 + $1.head.width }) <= Self.widestBinders
    {
      let heads = earlier.flatMap { [$0.head, $0.end, .space] } + [last.head]
      return .concat(heads + [last.end])
    }
    let items = parts.map { Layout.concat($0.head, $0.end) }
    let isBroken = items.contains(where: \.isForced) || isForced.contains(true)
    return .fill(
      Layout.Fill(
        items: items, isForced: isForced, blanks: items.map { _ in nil }, breaksAll: !isBroken,
        isAligned: true))
  }

  /// The largest width of binders on one line, in columns.
  private static let widestBinders = 70

  mutating func binder() throws(GrammarMismatch) -> Layout {
    let (head, condition) = try binderParts()
    return .concat(head, condition)
  }

  /// `NAME in SOURCE`, and its `where`.
  private mutating func binderParts() throws(GrammarMismatch) -> (Layout, Layout) {
    let head = Layout.concat(try name(), .space, try take("in"), .space, try range())
    guard isWord("where") else { return (head, .empty) }
    let isForced = beginsLine
    let condition = Layout.concat(comments(), try take("where"), .space, try guardCondition())
    return (head, .attached(condition, isForced: isForced))
  }

  mutating func guardCondition() throws(GrammarMismatch) -> Layout {
    let outside = bracesBelongOutside
    bracesBelongOutside = true
    defer { bracesBelongOutside = outside }
    return try disjunction()
  }

  // MARK: Operators

  private static let comparisons: Set<Sign> = [
    .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
  ]

  private mutating func comparison() throws(GrammarMismatch) -> Layout {
    let left = try range()
    let isBefore = beginsLine
    let sign: Layout
    if let found = self.sign(), Self.comparisons.contains(found) {
      sign = try take()
    } else {
      switch word() {
      case "has"?, "before"?:
        switch self.sign(1) {
        case .assign?, .plusAssign?, .minusAssign?, .dot?: return left
        default: sign = try take()
        }
      case "in"?, "approves"?: sign = try take()
      case "subset"? where isWord("of", ahead: 1): sign = .concat(try take(), .space, try take())
      case "refers"?, "depends"?, "flows"?: sign = .concat(try take(), .space, try take())
      default: return left
      }
    }
    let isList = isSign(.leftBracket)
    let isForced = isBefore || beginsLine
    let start = position
    let right = try range()
    // A list breaks inside its brackets, not before the operator.
    if isList, closes(from: start) { return .concat(left, .space, sign, .space, right) }
    return .concat(left, .attached(.concat(sign, .space, right), isForced: isForced))
  }

  /// Whether the tokens from `start` up to the position are exactly one pair of brackets and its content.
  func closes(from start: Int) -> Bool {
    var open = 0
    for index in start..<position {
      if tokens[index].sign == .leftBracket { open += 1 }
      if tokens[index].sign == .rightBracket { open -= 1 }
      if open == 0 { return index == position - 1 }
    }
    return false
  }

  /// `sum [".." sum]`
  mutating func range() throws(GrammarMismatch) -> Layout {
    let low = try sum()
    guard isSign(.range) else { return low }
    return .concat(low, try take(), try sum())
  }

  mutating func sum() throws(GrammarMismatch) -> Layout {
    var items = [try term()]
    var isForced = [false]
    while isSign(.plus) || isSign(.minus) {
      let isBefore = beginsLine
      let sign = try take()
      isForced.append(isBefore || beginsLine)
      items.append(.concat(sign, .space, try term()))
    }
    return items.count > 1 ? .hang(Self.operators(items, isForced: isForced)) : items[0]
  }

  private mutating func term() throws(GrammarMismatch) -> Layout {
    var parts = [try unary()]
    while isSign(.star) || isSign(.slash) || isSign(.percent) {
      parts += [.space, try take(), .space, try unary()]
    }
    return .concat(parts)
  }

  private mutating func unary() throws(GrammarMismatch) -> Layout {
    var signs: [Layout] = []
    while isSign(.minus) { signs.append(try take()) }
    return .concat(signs + [try postfix()])
  }

  // MARK: Attributes and calls

  mutating func postfix() throws(GrammarMismatch) -> Layout {
    var parts = [try primary()]
    while true {
      if isSign(.dot) {
        parts.append(try take())
        parts.append(try name())
        if isSign(.leftParenthesis) { parts.append(try callArguments()) }
      } else if isSign(.leftBracket) {
        let open = try take()
        let index = try inBrackets { (reader) throws(GrammarMismatch) in try reader.expression() }
        parts.append(.concat(open, .nest(2, index), try take(.rightBracket)))
      } else {
        return .concat(parts)
      }
    }
  }

  private mutating func callArguments() throws(GrammarMismatch) -> Layout {
    try inBrackets { (reader) throws(GrammarMismatch) in
      try reader.arguments { (inner) throws(GrammarMismatch) in try inner.expression() }
    }
  }

  /// Reads the inside of brackets, where braces do not belong to the enclosing expression.
  mutating func inBrackets(_ read: Part) throws(GrammarMismatch) -> Layout {
    let outside = bracesBelongOutside
    bracesBelongOutside = false
    defer { bracesBelongOutside = outside }
    return try read(&self)
  }

  private mutating func primary() throws(GrammarMismatch) -> Layout {
    try enter()
    defer { leave() }
    guard let token, !isAtEnd else { throw GrammarMismatch(index: position) }
    if token.isNumber || token.isString { return try take() }
    switch token.sign {
    case .leftParenthesis?:
      let open = try take()
      let inner = try inBrackets { (reader) throws(GrammarMismatch) in try reader.expression() }
      let comments = comments()
      return .concat(open, inner, comments, try take(.rightParenthesis))
    case .leftBracket? where isComprehension: return try comprehension()
    case .leftBracket?:
      return try inBrackets { (reader) throws(GrammarMismatch) in
        try reader.list(.leftBracket, .rightBracket, isPadded: false) {
          (inner) throws(GrammarMismatch) in
          try inner.expression()
        }
      }
    default: break
    }
    guard let word = token.word else { throw GrammarMismatch(index: position) }
    if ["true", "false", "null"].contains(word) { return try take() }
    guard isName() else { throw GrammarMismatch(index: position) }
    let name = try take()
    guard isSign(.leftParenthesis) else { return name }
    if ["count", "sum", "min", "max"].contains(word), isName(ahead: 1), isWord("in", ahead: 2) {
      return try aggregate(name, named: word)
    }
    return .concat(name, try callArguments())
  }

  /// Whether the bracket at the position has a `for` after its first expression.
  private var isComprehension: Bool {
    var depth = 0
    for token in tokens[position...] {
      switch token.sign {
      case .leftBracket?, .leftParenthesis?, .leftBrace?: depth += 1
      case .rightBracket?, .rightParenthesis?, .rightBrace?:
        depth -= 1
        if depth == 0 { return false }
      case .comma? where depth == 1: return false
      default: if depth == 1, token.word == "for" { return true }
      }
    }
    return false
  }

  /// `[expr for binders]`
  private mutating func comprehension() throws(GrammarMismatch) -> Layout {
    let open = try take(.leftBracket)
    let inner = try inBrackets { (reader) throws(GrammarMismatch) in
      let element = try reader.expression()
      let isForced = reader.beginsLine
      let word = try reader.take()
      return .group(
        .concat(element, .attached(.concat(word, .space, try reader.binders()), isForced: isForced))
      )
    }
    return .concat(open, .aligning(1, inner), try take(.rightBracket))
  }

  /// `count(binders)`, `sum(binders: expr)`
  private mutating func aggregate(_ name: Layout, named word: String) throws(GrammarMismatch)
    -> Layout
  {
    let open = try take(.leftParenthesis)
    let inner = try inBrackets { (reader) throws(GrammarMismatch) in
      let binders = try reader.binders()
      guard reader.isSign(.colon) else { return .group(binders) }
      let colon = try reader.take(.colon)
      let isForced = reader.beginsLine
      let operand = try reader.expression()
      return .group(.concat(binders, colon, .attached(operand, isForced: isForced)))
    }
    return .concat(
      name, open, .aligning(word.utf8.count + 1, inner), try take(.rightParenthesis))
  }
}
