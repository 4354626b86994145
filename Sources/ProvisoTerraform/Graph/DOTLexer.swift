/// Splits a text in the DOT language of Graphviz into tokens
/// (https://graphviz.org/doc/info/lang.html).
struct DOTLexer {
  enum Token: Equatable {
    /// A name is bare when it has no quotes. Only a bare name can be a keyword.
    case name(String, isBare: Bool)
    case arrow, undirectedEdge
    case openBrace, closeBrace, openBracket, closeBracket
    case equals, semicolon, comma, colon, end
  }

  let text: [UInt8]
  /// Offset in bytes of the last token.
  private(set) var start = 0
  private var position = 0
  private var ahead: (token: Token, start: Int)?

  init(_ text: [UInt8]) {
    self.text = text
    if text.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  mutating func next() throws(GraphError) -> Token {
    if let peeked = ahead {
      ahead = nil
      start = peeked.start
      return peeked.token
    }
    return try read()
  }

  /// Returns the next token without consuming it.
  mutating func peek() throws(GraphError) -> Token {
    if let peeked = ahead { return peeked.token }
    let before = start
    let token = try read()
    ahead = (token, start)
    start = before
    return token
  }

  func error(_ message: String) -> GraphError { GraphError(message, at: start, of: text) }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < text.count ? text[position + offset] : nil
  }

  private mutating func read() throws(GraphError) -> Token {
    try skipSpace()
    start = position
    guard let first = byte() else { return .end }
    if let sign = Self.signs[first] {
      position += 1
      return sign
    }
    switch first {
    case UInt8(ascii: "\""): return .name(try quoted(), isBare: false)
    case UInt8(ascii: "<"): return .name(try markup(), isBare: false)
    case UInt8(ascii: "-") where byte(1) == UInt8(ascii: ">"):
      position += 2
      return .arrow
    case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
      position += 2
      return .undirectedEdge
    default: break
    }
    while let next = byte(),
      Self.isNameByte(next) || (next == UInt8(ascii: "-") && position == start)
    {
      position += 1
    }
    guard position > start else {
      let found =
        first < 0x20 || first == 0x7f
        ? "a control character" : "'\(String(decoding: [first], as: UTF8.self))'"
      throw error("\(found) is not allowed here in a DOT graph")
    }
    return .name(String(decoding: text[start..<position], as: UTF8.self), isBare: true)
  }

  private static let signs: [UInt8: Token] = [
    UInt8(ascii: "{"): .openBrace, UInt8(ascii: "}"): .closeBrace,
    UInt8(ascii: "["): .openBracket, UInt8(ascii: "]"): .closeBracket,
    UInt8(ascii: "="): .equals, UInt8(ascii: ";"): .semicolon, UInt8(ascii: ","): .comma,
    UInt8(ascii: ":"): .colon,
  ]

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...:
      true
    default: false
    }
  }

  /// Skips white space, comments and preprocessor lines.
  private mutating func skipSpace() throws(GraphError) {
    while let next = byte() {
      switch next {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
        position += 1
      case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "#") where position == 0 || text[position - 1] == UInt8(ascii: "\n"):
        skipLine()
      case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
        start = position
        position += 2
        while byte() != UInt8(ascii: "*") || byte(1) != UInt8(ascii: "/") {
          guard byte() != nil else { throw error("this comment has no closing `*/`") }
          position += 1
        }
        position += 2
      default: return
      }
    }
  }

  private mutating func skipLine() {
    while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
  }

  /// Reads an HTML string: `<…>` with balanced brackets.
  private mutating func markup() throws(GraphError) -> String {
    var depth = 0
    while let next = byte() {
      position += 1
      if next == UInt8(ascii: "<") { depth += 1 }
      if next == UInt8(ascii: ">") { depth -= 1 }
      if depth == 0 { return String(decoding: text[start..<position], as: UTF8.self) }
    }
    throw error("this `<` has no matching `>`")
  }

  /// Reads a quoted name and the strings that `+` appends to it.
  private mutating func quoted() throws(GraphError) -> String {
    let first = start
    var bytes: [UInt8] = []
    while true {
      try quoted(into: &bytes)
      let end = position
      try skipSpace()
      if byte() == UInt8(ascii: "+") {
        position += 1
        try skipSpace()
        start = position
        guard byte() == UInt8(ascii: "\"") else { throw error("expected a string after `+`") }
      } else {
        position = end
        start = first
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  /// Reads one quoted string. Terraform writes names with Go's `%q`, so the escapes are Go's.
  private mutating func quoted(into bytes: inout [UInt8]) throws(GraphError) {
    position += 1
    while let next = byte() {
      position += 1
      switch next {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): unescape(into: &bytes)
      default: bytes.append(next)
      }
    }
    throw error("this string has no closing quote: the graph is cut off")
  }

  private mutating func unescape(into bytes: inout [UInt8]) {
    guard let kind = byte() else { return }
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(kind)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "x"): unescape(kind, digits: 2, into: &bytes)
    case UInt8(ascii: "u"): unescape(kind, digits: 4, into: &bytes)
    case UInt8(ascii: "U"): unescape(kind, digits: 8, into: &bytes)
    default: bytes += [UInt8(ascii: "\\"), kind]
    }
  }

  private mutating func unescape(_ kind: UInt8, digits: Int, into bytes: inout [UInt8]) {
    let end = position + digits
    guard end <= text.count,
      let code = UInt32(String(decoding: text[position..<end], as: UTF8.self), radix: 16),
      kind != UInt8(ascii: "x") || code < 0x100, let scalar = Unicode.Scalar(code)
    else {
      bytes += [UInt8(ascii: "\\"), kind]
      return
    }
    position = end
    if kind == UInt8(ascii: "x") {
      bytes.append(UInt8(truncatingIfNeeded: code))
    } else {
      bytes += Array(String(Character(scalar)).utf8)
    }
  }
}
