/// Splits a command line into words and operators, as a non-interactive bash does.
///
/// The lexer reads bytes, not characters: a semicolon with a combining mark is still a semicolon to
/// the shell.
struct ShellLexer {
  enum Token: Sendable {
    case word(ShellWord)
    /// A control operator: `;`, `&&`, `(`, a newline, …
    case sign(String)
    /// A redirection operator with the file descriptor before it.
    case redirection(Int?, String)
  }

  /// The maximum nesting depth of `$( … )`.
  static let deepest = 20

  private let bytes: [UInt8]
  private var at = 0
  private var tokens: [Token] = []
  /// The here-documents whose text begins after the current line, in the order of their delimiters.
  private var pending: [(delimiter: String, isLiteral: Bool, stripsTabs: Bool)] = []
  /// The texts of the here-documents that were read, in their order.
  private(set) var documents: [ShellWord] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func isNameByte(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    let index = at + ahead
    return index < bytes.count ? bytes[index] : nil
  }

  private func isNext(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      at + wanted.count <= bytes.count && bytes[at..<(at + wanted.count)].elementsEqual(wanted)
    }
  }

  // MARK: Tokens

  /// The operators, longest first.
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
    guard pending.isEmpty else { throw ShellGap("a here-document is not terminated") }
    return tokens
  }

  /// Moves past line continuations. bash removes a backslash before a newline before it recognizes
  /// names and operators, except in single quotes and comments.
  private mutating func skipContinuations() {
    while isNext("\\\n") { at += 2 }
  }

  /// The rest of a name, which line continuations can interrupt.
  private mutating func readName() -> String {
    var name: [UInt8] = []
    skipContinuations()
    while let byte = peek(), Self.isNameByte(byte) {
      name.append(byte)
      at += 1
      skipContinuations()
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// Rejects an operator that goes on after a line continuation: `&\↵&`.
  private mutating func checkContinuation(of sign: StaticString) throws(ShellGap) {
    guard isNext("\\\n") else { return }
    skipContinuations()
    guard let next = peek() else { return }
    let longer = sign.description + String(decoding: [next], as: UTF8.self)
    if (Self.signs + Self.redirections).contains(where: { $0.description.hasPrefix(longer) }) {
      throw ShellGap(Self.continuation)
    }
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
      try checkContinuation(of: sign)
      tokens.append(.sign(sign.description))
      return
    }
    let start = at
    while let byte = peek(), (0x30...0x39).contains(byte) { at += 1 }
    if at > start, isNext("\\\n") {
      // A descriptor can go on, and so can a redirection after it.
      skipContinuations()
      if let byte = peek(), "0123456789<>".utf8.contains(byte) {
        throw ShellGap(Self.continuation)
      }
      at = start
    }
    if at > start, let sign = Self.redirections.first(where: isNext), sign.description.first != "&"
    {
      let digits = String(decoding: bytes[start..<at], as: UTF8.self)
      guard let descriptor = Int(digits) else { throw ShellGap("a file descriptor is too large") }
      try readRedirection(descriptor, sign)
      return
    }
    at = start
    let word = try readWord()
    if word.bareText?.hasPrefix("{") == true, word.bareText != "{",
      let byte = peek(), byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
    {
      throw ShellGap("a file descriptor in a variable (`{name}>`) is not supported")
    }
    tokens.append(.word(word))
  }

  private mutating func readRedirection(_ descriptor: Int?, _ sign: StaticString) throws(ShellGap) {
    at += sign.utf8CodeUnitCount
    try checkContinuation(of: sign)
    let text = sign.description
    guard !text.hasSuffix("(") else {
      throw ShellGap("process substitution (`\(text)…)`) is not supported")
    }
    tokens.append(.redirection(descriptor, text))
    guard text == "<<" || text == "<<-" else { return }
    while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { at += 1 }
    let word = try readWord()
    guard let delimiter = word.plainText, !delimiter.isEmpty else {
      throw ShellGap("the delimiter of a here-document is not a plain word")
    }
    tokens.append(.word(word))
    pending.append((delimiter, isLiteral: word.bareText == nil, stripsTabs: text == "<<-"))
  }

  /// Reads the texts of the here-documents whose delimiters were on the line.
  private mutating func readDocuments() throws(ShellGap) {
    for wanted in pending {
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
      guard isOver else { throw ShellGap("a here-document is not terminated") }
      let isKnown = wanted.isLiteral || !text.utf8.contains { "$`\\".utf8.contains($0) }
      documents.append(
        ShellWord(pieces: [
          isKnown
            ? .text(text, isQuoted: true)
            : .unsupported("a here-document with expansions is not supported; quote its delimiter")
        ]))
    }
    pending = []
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
        guard let next = peek() else { throw ShellGap("the command ends with a backslash") }
        if next == UInt8(ascii: "\n") {
          at += 1
          continue
        }
        flush()
        // The character may have several bytes.
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
      case UInt8(ascii: "`"): throw ShellGap(Self.backquotes)
      default:
        try checkControl(byte)
        bare.append(byte)
        at += 1
      }
    }
    flush()
    if Self.hasBraceExpansion(word) {
      if let text = word.bareText, let words = ShellBraces.words(of: text) {
        word.pieces = [.braces(words)]
      } else {
        word.pieces.append(.unsupported(ShellBraces.unsupported))
      }
    }
    return word
  }

  private func checkControl(_ byte: UInt8) throws(ShellGap) {
    if byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\n") || byte == 0x7F {
      throw ShellGap("the command contains a control character")
    }
  }

  private mutating func readSingleQuotes() throws(ShellGap) -> String {
    let start = at + 1
    at = start
    while let byte = peek(), byte != UInt8(ascii: "'") {
      try checkControl(byte)
      at += 1
    }
    guard at < bytes.count else { throw ShellGap("a quote is not closed") }
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
        guard let next = peek(1) else { throw ShellGap("a quote is not closed") }
        at += 2
        if next == UInt8(ascii: "\n") { continue }
        try checkControl(next)
        if !"$`\"\\".utf8.contains(next) { text.append(byte) }
        text.append(next)
      case UInt8(ascii: "$"):
        flush()
        pieces.append(try readExpansion(isQuoted: true))
        isEmpty = false
      case UInt8(ascii: "`"): throw ShellGap(Self.backquotes)
      default:
        try checkControl(byte)
        text.append(byte)
        at += 1
      }
    }
    guard at < bytes.count else { throw ShellGap("a quote is not closed") }
    at += 1
    flush()
    return isEmpty ? [.text("", isQuoted: true)] : pieces
  }

  /// Whether the word has unquoted braces with a comma or a dot.
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
    skipContinuations()
    guard let byte = peek() else { return .text("$", isQuoted: true) }
    switch byte {
    case UInt8(ascii: "("):
      if peek(1) == UInt8(ascii: "(") { return try readArithmetic(isQuoted: isQuoted) }
      guard peek(1) != UInt8(ascii: "\\") || peek(2) != UInt8(ascii: "\n") else {
        throw ShellGap(Self.continuation)
      }
      let start = at + 1
      try skipCommand()
      return .command(String(decoding: bytes[start..<(at - 1)], as: UTF8.self), isQuoted: isQuoted)
    case UInt8(ascii: "{"):
      at += 1
      let name = readName()
      guard ShellWord.isName(name), let next = peek() else { throw ShellGap(Self.parameter) }
      if next != UInt8(ascii: "}") {
        let rest = try readTransformation()
        return .transformed(name, rest, isQuoted: isQuoted)
      }
      at += 1
      return .variable(name, isQuoted: isQuoted)
    case UInt8(ascii: "'") where !isQuoted:
      let text = try readSingleQuotes()
      guard !text.utf8.contains(UInt8(ascii: "\\")) else {
        throw ShellGap("`$'…'` with escapes is not supported")
      }
      return .text(text, isQuoted: true)
    case UInt8(ascii: "\"") where !isQuoted: throw ShellGap("`$\"…\"` is not supported")
    case UInt8(ascii: "["): throw ShellGap(Self.arithmetic)
    case let sign where "?!#@*-$0123456789".utf8.contains(sign):
      at += 1
      return .variable(String(decoding: [sign], as: UTF8.self), isQuoted: isQuoted)
    default:
      let name = readName()
      return name.isEmpty
        ? .text("$", isQuoted: true) : .variable(name, isQuoted: isQuoted)
    }
  }

  /// Reads the rest of `${NAME:-text}` or `${NAME%pattern}`, which neither assigns nor contains an
  /// expansion.
  private mutating func readTransformation() throws(ShellGap) -> String {
    let unsupported = ShellGap(Self.parameter)
    let start = at
    while let byte = peek(), byte != UInt8(ascii: "}") {
      guard byte >= 0x20, byte < 0x7F, !"$`\\\"'{".utf8.contains(byte) else { throw unsupported }
      at += 1
    }
    guard peek() != nil else { throw unsupported }
    let rest = bytes[start..<at]
    at += 1
    let isDefault = [":-", ":+"].contains { rest.starts(with: $0.utf8) }
    guard isDefault || rest.first.map({ "-+%#/^,".utf8.contains($0) }) == true else {
      throw unsupported
    }
    return String(decoding: rest, as: UTF8.self)
  }

  /// Reads `$((…))` with an expression that is certain to have a value.
  private mutating func readArithmetic(isQuoted: Bool) throws(ShellGap) -> ShellWord.Piece {
    at += 2
    let start = at
    var depth = 0
    while let byte = peek(), byte != UInt8(ascii: ")") || depth > 0 {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      at += 1
    }
    guard peek() == UInt8(ascii: ")"), peek(1) == UInt8(ascii: ")"),
      let expression = ShellArithmetic(bytes[start..<at])
    else { throw ShellGap(Self.arithmetic) }
    at += 2
    return .arithmetic(expression.names, isQuoted: isQuoted)
  }

  private static let continuation = "a line continuation inside an operator is not supported"
  private static let parameter = "this form of `${…}` is not supported"
  private static let backquotes =
    "command substitution with backquotes is not supported; write `$(…)`"
  private static let arithmetic = "this form of arithmetic expansion is not supported"

  /// Reads the delimiter of a here-document inside `$(…)`.
  private mutating func readDelimiter() throws(ShellGap) -> (text: String, stripsTabs: Bool) {
    let stripsTabs = peek() == UInt8(ascii: "-")
    if stripsTabs { at += 1 }
    while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { at += 1 }
    let word = try readWord()
    guard let text = word.plainText, !text.isEmpty else {
      throw ShellGap("the delimiter of a here-document is not a plain word")
    }
    return (text, stripsTabs)
  }

  /// Moves past the text of a here-document.
  private mutating func skipDocument(
    _ delimiter: (text: String, stripsTabs: Bool)
  ) throws(ShellGap) {
    while at < bytes.count {
      let start = at
      skipComment()
      var line = bytes[start..<at]
      if at < bytes.count { at += 1 }
      if delimiter.stripsTabs { line = line.drop { $0 == UInt8(ascii: "\t") } }
      if line.elementsEqual(delimiter.text.utf8) { return }
    }
    throw ShellGap("a here-document is not terminated")
  }

  /// Moves from the parenthesis of `$(` past the one that closes it. The parser rejects the
  /// constructs for which the shell would find another end, such as `case` with its own
  /// parentheses.
  private mutating func skipCommand() throws(ShellGap) {
    /// The open parentheses and double quotes.
    var open: [UInt8] = []
    var isWordStart = true
    var delimiters: [(text: String, stripsTabs: Bool)] = []
    while let byte = peek() {
      at += 1
      let isInQuotes = open.last == UInt8(ascii: "\"")
      switch byte {
      case UInt8(ascii: "\\"):
        guard at < bytes.count else { throw ShellGap("the command ends with a backslash") }
        at += 1
        // A comment can still begin after a line continuation.
        if bytes[at - 1] == UInt8(ascii: "\n") { continue }
      case UInt8(ascii: "'") where !isInQuotes:
        at -= 1
        _ = try readSingleQuotes()
      case UInt8(ascii: "`"): throw ShellGap(Self.backquotes)
      case UInt8(ascii: "\""):
        if isInQuotes { open.removeLast() } else { open.append(byte) }
      case UInt8(ascii: "#") where !isInQuotes && isWordStart: skipComment()
      case UInt8(ascii: "#") where !isInQuotes && at > 1 && ")<>".utf8.contains(bytes[at - 2]):
        // This is a comment after the end of a subshell, and a part of a word after `$(…)`.
        throw ShellGap("`#` directly after an operator inside `$(…)` is not supported")
      case UInt8(ascii: "<") where !isInQuotes && isNext("<<"): at += 2
      case UInt8(ascii: "<") where !isInQuotes && isNext("<"):
        at += 1
        delimiters.append(try readDelimiter())
      case UInt8(ascii: "\n") where !delimiters.isEmpty:
        guard !isInQuotes else { throw ShellGap("a here-document is not terminated") }
        for delimiter in delimiters { try skipDocument(delimiter) }
        delimiters = []
      case UInt8(ascii: "$"):
        skipContinuations()
        guard peek() == UInt8(ascii: "(") else { break }
        at += 1
        open.append(UInt8(ascii: "("))
      case UInt8(ascii: "(") where !isInQuotes: open.append(byte)
      case UInt8(ascii: ")") where !isInQuotes:
        open.removeLast()
        if open.isEmpty { return }
      default: break
      }
      guard open.count <= Self.deepest else {
        throw ShellGap("`$(…)` is nested too deeply (limit \(Self.deepest))")
      }
      isWordStart = " \t\n;&|(".utf8.contains(byte)
    }
    throw ShellGap("`$(` is not closed")
  }
}
