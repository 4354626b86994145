/// Splits a command line into words and operators, as bash does outside of interactive use.
///
/// It reads bytes: to the shell a mark that combines with a semicolon leaves it a semicolon.
struct ShellLexer {
  enum Token: Sendable {
    case word(ShellWord)
    /// An operator of control: `;`, `&&`, `(`, a newline, …
    case sign(String)
    /// An operator of redirection, with the descriptor before it.
    case redirection(Int?, String)
  }

  /// The largest number of `$( … )` in each other.
  static let deepest = 20

  private let bytes: [UInt8]
  private var at = 0
  private var tokens: [Token] = []
  /// The here-documents whose text begins after the line, in the order of their delimiters.
  private var waiting: [(delimiter: String, isLiteral: Bool, stripsTabs: Bool)] = []
  /// The texts of the here-documents that were met, in their order.
  private(set) var documents: [ShellWord] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func isNameByte(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    let place = at + ahead
    return place < bytes.count ? bytes[place] : nil
  }

  private func isNext(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      at + wanted.count <= bytes.count && bytes[at..<(at + wanted.count)].elementsEqual(wanted)
    }
  }

  // MARK: Tokens

  /// Longest first.
  private static let signs: [StaticString] = [
    "((", "&&", "||", ";;", "|&", ";", "&", "|", "(", ")",
  ]
  private static let redirections: [StaticString] = [
    "<<<", "<<-", "&>>", "<<", "<&", "<>", "<(", ">>", ">&", ">|", ">(", "&>", "<", ">",
  ]

  mutating func tokenize() throws(ShellGap) -> [Token] {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): at += 1
      case UInt8(ascii: "\\") where peek(1) == UInt8(ascii: "\n"): at += 2
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "\n"):
        at += 1
        tokens.append(.sign("\n"))
        try readDocuments()
      default: try readToken()
      }
    }
    guard waiting.isEmpty else { throw ShellGap("a here-document has no end") }
    return tokens
  }

  private mutating func skipComment() {
    while let byte = peek(), byte != UInt8(ascii: "\n") { at += 1 }
  }

  private mutating func readToken() throws(ShellGap) {
    if let sign = Self.redirections.first(where: isNext) {
      try readRedirection(nil, sign)
      return
    }
    if let sign = Self.signs.first(where: isNext) {
      at += sign.utf8CodeUnitCount
      tokens.append(.sign(sign.description))
      return
    }
    let start = at
    while let byte = peek(), (0x30...0x39).contains(byte) { at += 1 }
    if at > start, let sign = Self.redirections.first(where: isNext), sign.description.first != "&"
    {
      let digits = String(decoding: bytes[start..<at], as: UTF8.self)
      guard let descriptor = Int(digits) else { throw ShellGap("a descriptor is no number") }
      try readRedirection(descriptor, sign)
      return
    }
    at = start
    let word = try readWord()
    if word.bareText?.hasPrefix("{") == true, word.bareText != "{",
      let byte = peek(), byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
    {
      throw ShellGap("a descriptor is kept in a variable")
    }
    tokens.append(.word(word))
  }

  private mutating func readRedirection(_ descriptor: Int?, _ sign: StaticString) throws(ShellGap) {
    at += sign.utf8CodeUnitCount
    let text = sign.description
    guard !text.hasSuffix("(") else { throw ShellGap("a process is substituted (`\(text)…)`)") }
    tokens.append(.redirection(descriptor, text))
    guard text == "<<" || text == "<<-" else { return }
    while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { at += 1 }
    let word = try readWord()
    guard let delimiter = word.plainText, !delimiter.isEmpty else {
      throw ShellGap("the end of a here-document is not a plain word")
    }
    tokens.append(.word(word))
    waiting.append((delimiter, isLiteral: word.bareText == nil, stripsTabs: text == "<<-"))
  }

  /// The texts of the here-documents that the line has announced.
  private mutating func readDocuments() throws(ShellGap) {
    for wanted in waiting {
      var text = ""
      var isOver = false
      while at < bytes.count, !isOver {
        let start = at
        skipComment()
        var line = String(decoding: bytes[start..<at], as: UTF8.self)
        if at < bytes.count { at += 1 }
        if wanted.stripsTabs { line = String(line.drop { $0 == "\t" }) }
        if line.utf8.elementsEqual(wanted.delimiter.utf8) {
          isOver = true
        } else {
          text += line + "\n"
        }
      }
      guard isOver else { throw ShellGap("a here-document has no end") }
      let isKnown = wanted.isLiteral || !text.utf8.contains { "$`\\".utf8.contains($0) }
      documents.append(
        ShellWord(pieces: [
          isKnown ? .text(text, isQuoted: true) : .unsupported("a here-document is expanded")
        ]))
    }
    waiting = []
  }

  // MARK: Words

  private mutating func readWord() throws(ShellGap) -> ShellWord {
    var word = ShellWord()
    var bare: [UInt8] = []
    func flush() {
      if !bare.isEmpty {
        word.pieces.append(.text(String(decoding: bare, as: UTF8.self), isQuoted: false))
      }
      bare = []
    }
    while let byte = peek(), !" \t\n;&|()<>".utf8.contains(byte) {
      switch byte {
      case UInt8(ascii: "\\"):
        at += 1
        guard let next = peek() else { throw ShellGap("the line ends in a backslash") }
        if next == UInt8(ascii: "\n") {
          at += 1
          continue
        }
        flush()
        // The whole of a character that takes several bytes.
        let start = at
        at += 1
        while let more = peek(), more & 0xC0 == 0x80 { at += 1 }
        try checkControl(next)
        word.pieces.append(
          .text(String(decoding: bytes[start..<at], as: UTF8.self), isQuoted: true))
      case UInt8(ascii: "'"):
        flush()
        word.pieces.append(.text(try readSingleQuotes(), isQuoted: true))
      case UInt8(ascii: "\""):
        flush()
        word.pieces += try readDoubleQuotes()
      case UInt8(ascii: "$"):
        flush()
        word.pieces.append(try readExpansion(isQuoted: false))
      case UInt8(ascii: "`"): throw ShellGap("a command stands in backquotes")
      default:
        try checkControl(byte)
        bare.append(byte)
        at += 1
      }
    }
    flush()
    if Self.hasBraceExpansion(word) {
      word.pieces.append(.unsupported("braces are expanded"))
    }
    return word
  }

  private func checkControl(_ byte: UInt8) throws(ShellGap) {
    if byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\n") || byte == 0x7F {
      throw ShellGap("there is a control character in it")
    }
  }

  private mutating func readSingleQuotes() throws(ShellGap) -> String {
    let start = at + 1
    at = start
    while let byte = peek(), byte != UInt8(ascii: "'") {
      try checkControl(byte)
      at += 1
    }
    guard at < bytes.count else { throw ShellGap("a quote has no end") }
    defer { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func readDoubleQuotes() throws(ShellGap) -> [ShellWord.Piece] {
    at += 1
    var pieces: [ShellWord.Piece] = []
    var text: [UInt8] = []
    var isEmpty = true
    func flush() {
      guard !text.isEmpty else { return }
      pieces.append(.text(String(decoding: text, as: UTF8.self), isQuoted: true))
      text = []
      isEmpty = false
    }
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      switch byte {
      case UInt8(ascii: "\\"):
        guard let next = peek(1) else { throw ShellGap("a quote has no end") }
        at += 2
        if next == UInt8(ascii: "\n") { continue }
        try checkControl(next)
        if !"$`\"\\".utf8.contains(next) { text.append(byte) }
        text.append(next)
      case UInt8(ascii: "$"):
        flush()
        pieces.append(try readExpansion(isQuoted: true))
        isEmpty = false
      case UInt8(ascii: "`"): throw ShellGap("a command stands in backquotes")
      default:
        try checkControl(byte)
        text.append(byte)
        at += 1
      }
    }
    guard at < bytes.count else { throw ShellGap("a quote has no end") }
    at += 1
    flush()
    return isEmpty ? [.text("", isQuoted: true)] : pieces
  }

  /// Unquoted braces with a comma or dots after them.
  private static func hasBraceExpansion(_ word: ShellWord) -> Bool {
    var text: [UInt8] = []
    for case .text(let part, isQuoted: false) in word.pieces { text += part.utf8 }
    guard let open = text.firstIndex(of: UInt8(ascii: "{")) else { return false }
    let inside = text[open...]
    return inside.contains(UInt8(ascii: "}"))
      && (inside.contains(UInt8(ascii: ",")) || inside.contains(UInt8(ascii: ".")))
  }

  // MARK: Expansions

  private mutating func readExpansion(isQuoted: Bool) throws(ShellGap) -> ShellWord.Piece {
    at += 1
    guard let byte = peek() else { return .text("$", isQuoted: true) }
    switch byte {
    case UInt8(ascii: "("):
      if peek(1) == UInt8(ascii: "(") { throw ShellGap("arithmetic is expanded") }
      let start = at + 1
      try skipCommand()
      return .command(String(decoding: bytes[start..<(at - 1)], as: UTF8.self), isQuoted: isQuoted)
    case UInt8(ascii: "{"):
      let start = at + 1
      at = start
      while let next = peek(), Self.isNameByte(next) { at += 1 }
      let name = String(decoding: bytes[start..<at], as: UTF8.self)
      guard peek() == UInt8(ascii: "}"), ShellWord.isName(name) else {
        throw ShellGap("a variable is changed while it is expanded (`${…}`)")
      }
      at += 1
      return .variable(name, isQuoted: isQuoted)
    case UInt8(ascii: "'") where !isQuoted:
      let text = try readSingleQuotes()
      guard !text.utf8.contains(UInt8(ascii: "\\")) else {
        throw ShellGap("`$'…'` has escapes in it")
      }
      return .text(text, isQuoted: true)
    case UInt8(ascii: "\"") where !isQuoted: throw ShellGap("`$\"…\"` is translated")
    case UInt8(ascii: "["): throw ShellGap("arithmetic is expanded")
    case let sign where "?!#@*-$0123456789".utf8.contains(sign):
      at += 1
      return .variable(String(decoding: [sign], as: UTF8.self), isQuoted: isQuoted)
    default:
      let start = at
      while let next = peek(), Self.isNameByte(next) { at += 1 }
      guard at > start else { return .text("$", isQuoted: true) }
      return .variable(String(decoding: bytes[start..<at], as: UTF8.self), isQuoted: isQuoted)
    }
  }

  /// Moves from the bracket of `$(` past the one that closes it. Where the shell would find another end
  /// (`case` has brackets of its own), what is found is refused by the parser.
  private mutating func skipCommand() throws(ShellGap) {
    /// What is open: a bracket or a double quote.
    var open: [UInt8] = []
    var isWordStart = true
    while let byte = peek() {
      at += 1
      let isInQuotes = open.last == UInt8(ascii: "\"")
      switch byte {
      case UInt8(ascii: "\\"):
        guard at < bytes.count else { throw ShellGap("a quote has no end") }
        at += 1
      case UInt8(ascii: "'") where !isInQuotes:
        at -= 1
        _ = try readSingleQuotes()
      case UInt8(ascii: "`"): throw ShellGap("a command stands in backquotes")
      case UInt8(ascii: "\""):
        if isInQuotes { open.removeLast() } else { open.append(byte) }
      case UInt8(ascii: "#") where !isInQuotes && isWordStart: skipComment()
      case UInt8(ascii: "<") where !isInQuotes && peek() == UInt8(ascii: "<"):
        throw ShellGap("a here-document stands in `$(…)`")
      case UInt8(ascii: "$") where peek() == UInt8(ascii: "("):
        at += 1
        open.append(UInt8(ascii: "("))
      case UInt8(ascii: "(") where !isInQuotes: open.append(byte)
      case UInt8(ascii: ")") where !isInQuotes:
        open.removeLast()
        if open.isEmpty { return }
      default: break
      }
      guard open.count <= Self.deepest else { throw ShellGap("it is nested too deeply") }
      isWordStart = " \t\n;&|(".utf8.contains(byte)
    }
    throw ShellGap("`$(` has no end")
  }
}
