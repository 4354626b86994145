import ProvisoKernel

/// Reads the tokens of a file into layouts, following the grammar (Grammar, "The rules").
///
/// It reads only files that the parser accepts, and it reports no mistakes. If the tokens do not fit the
/// grammar, it throws, and the file keeps its form.
struct LayoutReader {
  /// The tokens do not fit the grammar here.
  struct GrammarMismatch: Error {
    /// The index of the token.
    let index: Int
  }

  /// The largest nesting depth of a declaration. The parser allows less.
  static let deepest = 600

  private(set) var tokens: [FormatToken]
  var position = 0
  /// Whether braces belong to the enclosing expression or statement, as they do in a `where`.
  var bracesBelongOutside = false
  private var depth = 0

  init(tokens: [FormatToken]) { self.tokens = tokens }

  // MARK: Tokens

  func word(_ ahead: Int = 0) -> String? {
    tokens.indices.contains(position + ahead) ? tokens[position + ahead].word : nil
  }

  func sign(_ ahead: Int = 0) -> Sign? {
    tokens.indices.contains(position + ahead) ? tokens[position + ahead].sign : nil
  }

  var token: FormatToken? { tokens.indices.contains(position) ? tokens[position] : nil }

  func isWord(_ text: String, ahead: Int = 0) -> Bool { word(ahead) == text }

  func isSign(_ wanted: Sign, ahead: Int = 0) -> Bool { sign(ahead) == wanted }

  func isName(ahead: Int = 0) -> Bool {
    word(ahead).map(ReservedWords.isName) ?? false
  }

  /// Whether the next token begins a line in the source.
  var beginsLine: Bool { token?.isAfterLineEnd ?? false }

  var isAtEnd: Bool { position >= tokens.count - 1 }

  /// Takes the next token.
  mutating func take() throws(GrammarMismatch) -> Layout {
    guard let token, !isAtEnd else { throw GrammarMismatch(index: position) }
    defer { position += 1 }
    return .token(position, token)
  }

  mutating func take(_ text: String) throws(GrammarMismatch) -> Layout {
    guard isWord(text) else { throw GrammarMismatch(index: position) }
    return try take()
  }

  mutating func take(_ wanted: Sign) throws(GrammarMismatch) -> Layout {
    guard isSign(wanted) else { throw GrammarMismatch(index: position) }
    return try take()
  }

  mutating func name() throws(GrammarMismatch) -> Layout {
    guard word() != nil else { throw GrammarMismatch(index: position) }
    return try take()
  }

  mutating func string() throws(GrammarMismatch) -> Layout {
    guard token?.isString == true else { throw GrammarMismatch(index: position) }
    return try take()
  }

  mutating func enter() throws(GrammarMismatch) {
    depth += 1
    guard depth <= Self.deepest else { throw GrammarMismatch(index: position) }
  }

  mutating func leave() { depth -= 1 }

  /// Takes the leading comments of the next token. They are written on lines of their own, however the
  /// layout after them breaks.
  mutating func comments() -> Layout {
    guard let token, !token.leading.isEmpty else { return .empty }
    tokens[position].leading = []
    return .comments(position, token)
  }

  // MARK: Lists

  /// Reads a part of a list.
  typealias Part = (inout LayoutReader) throws(GrammarMismatch) -> Layout

  /// Reads `[a, b]` or `{ a, b }`. The list is on one line, or it is broken as in the source, with a comma
  /// after the last element.
  mutating func list(
    _ opening: Sign, _ closing: Sign, isPadded: Bool, part: Part
  ) throws(GrammarMismatch) -> Layout {
    let open = try take(opening)
    func edge(_ isForced: Bool) -> Layout {
      isPadded ? .line(isForced: isForced) : .softLine(isForced: isForced)
    }
    var items: [Layout] = []
    var isForced: [Bool] = []
    var blanks: [Int?] = []
    var last = Layout.empty
    while !isSign(closing) {
      isForced.append(beginsLine)
      blanks.append(position)
      let item = Layout.concat(self.comments(), try part(&self))
      guard isSign(.comma) else {
        items.append(item)
        last = .ifBroken(.text(","))
        break
      }
      let comma = try take(.comma)
      if isSign(closing) {
        items.append(item)
        last = .ifBroken(comma)
      } else {
        items.append(.concat(item, comma))
      }
    }
    let isBroken = isForced.contains(true) || beginsLine && !items.isEmpty
    let comments = comments()
    let close = try take(closing)
    guard !items.isEmpty else {
      return .concat(
        open, .nest(2, comments), comments.isForced ? .line(isForced: true) : .empty, close)
    }
    let fill = Layout.Fill(
      items: items, isForced: isForced, blanks: blanks, breaksAll: !isBroken)
    return .group(
      .concat(
        open, .nest(2, .concat(edge(isBroken), .fill(fill), last, comments)), edge(isBroken), close)
    )
  }

  /// Reads `(a, b)`. Further lines are indented if one line is too short.
  mutating func arguments(_ part: Part) throws(GrammarMismatch) -> Layout {
    let open = try take(.leftParenthesis)
    var items: [Layout] = []
    var isForced: [Bool] = []
    while !isSign(.rightParenthesis) {
      isForced.append(beginsLine && !items.isEmpty)
      let item = Layout.concat(comments(), try part(&self))
      guard isSign(.comma) else {
        items.append(item)
        break
      }
      items.append(.concat(item, try take(.comma)))
    }
    return .concat(
      open, .nest(2, Self.filled(items, isForced: isForced)), try take(.rightParenthesis))
  }

  /// Parts that stay on a line while they fit, except parts that begin a line in the source.
  static func filled(_ items: [Layout], isForced: [Bool]) -> Layout {
    .group(
      .fill(
        Layout.Fill(
          items: items, isForced: isForced, blanks: items.map { _ in nil }, breaksAll: false)))
  }

  /// Reads rows between braces, each on a line of its own.
  ///
  /// - Parameter canBeShort: whether a single row can be on the same line as its braces.
  mutating func body(canBeShort: Bool = false, _ row: Part) throws(GrammarMismatch) -> Layout {
    let open = try take(.leftBrace)
    var isForced = !canBeShort || beginsLine
    var rows: [(layout: Layout, index: Int)] = []
    while !isSign(.rightBrace) {
      let index = position
      rows.append((.concat(self.comments(), try row(&self)), index))
    }
    isForced = isForced || beginsLine || rows.count > 1
    let comments = comments()
    let close = try take(.rightBrace)
    guard !rows.isEmpty || comments.isForced else { return .concat(open, close) }
    let lines = rows.flatMap { row in
      [Layout.line(isForced: isForced, blankOf: row.index), row.layout]
    }
    return .group(
      .concat(
        open, .nest(2, .concat(lines + [comments])), .line(isForced: isForced), close))
  }
}
