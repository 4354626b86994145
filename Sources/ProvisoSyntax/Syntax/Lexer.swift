import ProvisoKernel

/// Splits a source file into tokens.
///
/// It reports whatever it cannot read, skips it and continues. It also reads operators, quotes and
/// comments of other languages, so that each of them gets one message of its own.
struct Lexer {
  let bytes: [UInt8]
  let file: Int
  var position = 0
  var diagnostics: [Diagnostic] = []
  /// The kind of the token that was read last.
  private(set) var last: Token.Kind?
  /// The offset of the first byte that is not valid UTF-8; `nil` if there is none.
  private let invalid: Int?

  init(bytes: [UInt8], file: Int) {
    self.bytes = bytes
    self.file = file
    invalid = UTF8Check.firstInvalid(bytes)
  }

  /// The tokens of the whole file, with an `end` after the last.
  mutating func tokenize() -> [Token] {
    if let invalid {
      report(
        .invalidUTF8, from: invalid, to: invalid + 1,
        "the file is not valid UTF-8 here; save it as UTF-8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    var tokens: [Token] = []
    var documentation: [String] = []
    var lineOfLast = -1
    var line = 0
    var counted = 0
    while true {
      skipSpace(&documentation, isInterpolation: false)
      while counted < min(position, bytes.count) {
        if bytes[counted] == 0x0A { line += 1 }
        counted += 1
      }
      guard position < bytes.count else { break }
      guard var token = next(depth: 0) else { continue }
      token.documentation = documentation.joined(separator: "\n")
      documentation = []
      token.startsLine = line != lineOfLast
      lineOfLast = line
      tokens.append(token)
    }
    tokens.append(
      Token(
        kind: .end, span: span(from: bytes.count, to: bytes.count),
        documentation: documentation.joined(separator: "\n")))
    return tokens
  }

  func span(from start: Int, to end: Int) -> Span { Span(file: file, start: start, end: end) }

  mutating func report(
    _ code: DiagnosticCode, from start: Int, to end: Int, _ message: String,
    fix: Diagnostic.Fix? = nil
  ) {
    guard diagnostics.count < Diagnostic.mostCollected else { return }
    diagnostics.append(Diagnostic(code, at: span(from: start, to: end), message, fix: fix))
  }

  func byte(_ offset: Int) -> UInt8 { offset < bytes.count && offset >= 0 ? bytes[offset] : 0 }

  /// Skips spaces and comments.
  ///
  /// - Parameters:
  ///   - documentation: the lines of `///` comments are appended to it, without their `///`.
  ///   - isInterpolation: whether to stop at a line end, which ends an interpolation.
  mutating func skipSpace(_ documentation: inout [String], isInterpolation: Bool) {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0D: position += 1
      case 0x0A:
        if isInterpolation { return }
        position += 1
      case UInt8(ascii: "/") where byte(position + 1) == UInt8(ascii: "/"):
        let start = position
        skipLine()
        if byte(start + 2) == UInt8(ascii: "/"), byte(start + 3) != UInt8(ascii: "/") {
          var line = bytes[min(start + 3, position)..<position]
          if line.last == 0x0D { line.removeLast() }
          if line.first == 0x20 { line.removeFirst() }
          documentation.append(String(decoding: line, as: UTF8.self))
        }
      default: guard skipForeignComment() else { return }
      }
    }
  }

  mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
  }

  /// Reads the token at the position, and always advances.
  ///
  /// - Returns: the token, or `nil` if characters were skipped that form no token.
  mutating func next(depth: Int) -> Token? {
    let before = last
    let token = read(depth: depth)
    guard let token else { return nil }
    last = token.kind
    // After a dot, every word is an attribute.
    if case .sign(let sign)? = before, sign == .dot || sign == .questionDot, token.word != nil {
      last = .word("")
    }
    return token
  }

  private mutating func read(depth: Int) -> Token? {
    let start = position
    let first = byte(start)
    if Self.isWordStart(first) { return wordOrMarkedString(depth: depth) }
    if Self.isDigit(first) { return number() }
    if first == UInt8(ascii: "\"") { return string(depth: depth) }
    if first == UInt8(ascii: "'"), Self.isWordPart(byte(start - 1)) {
      position += 1
      return Token(kind: .sign(.prime), span: span(from: start, to: position))
    }
    if first == UInt8(ascii: "/"), !endsOperand, let pattern = slashedPattern() { return pattern }
    if first == UInt8(ascii: "'") || first == UInt8(ascii: "`") { return foreignString(first) }
    if first == UInt8(ascii: "\\"),
      let sign = Self.backslashed.first(where: { starts($0.written) })
    {
      position += sign.written.utf8.count
      report(
        .foreignOperator, from: start, to: position, "`\(sign.written)` is written `\(sign.meant)`",
        fix: .init(
          "write `\(sign.meant)`", replace: span(from: start, to: position), with: sign.meant))
      return Token(kind: .word(sign.meant), span: span(from: start, to: position))
    }
    for (spelling, sign) in Sign.byFirstByte[Int(first)]
    where bytes[start...].starts(with: spelling) {
      position += spelling.count
      return Token(kind: .sign(sign), span: span(from: start, to: position))
    }
    return unexpectedCharacter()
  }

  /// Signs and words of TLA+ with a backslash, and the words for them in this language.
  private static let backslashed: [(written: String, meant: String)] = [
    ("\\in", "in"), ("\\A", "every"), ("\\E", "some"),
    ("\\lnot", "not"), ("\\land", "and"), ("\\lor", "or"),
  ]

  /// Whether the source at the position starts with `sign`, as a whole word if `sign` ends with a letter.
  private func starts(_ sign: String) -> Bool {
    let length = sign.utf8.count
    guard bytes[position...].starts(with: sign.utf8) else { return false }
    return !Self.isWordPart(sign.utf8.last ?? 0) || !Self.isWordPart(byte(position + length))
  }

  mutating func word() -> Token {
    let start = position
    while Self.isWordPart(byte(position)) { position += 1 }
    if byte(position) >= 0x80, mathematicalSign(at: position) == nil {
      while position < bytes.count, Self.isWordPart(bytes[position]) || bytes[position] >= 0x80 {
        position += 1
      }
      reportForeignLetters(start)
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return Token(kind: .word(text), span: span(from: start, to: position))
  }

  private mutating func reportForeignLetters(_ start: Int) {
    guard invalid.map({ !(start..<position).contains($0) }) ?? true else { return }
    report(
      .unexpectedCharacter, from: start, to: position,
      "a name can contain only a to z, A to Z, digits and `_`, so that no two names look alike")
  }

  /// Whether a date such as `2027-01-31` begins here, without a letter, a digit or a hyphen after it.
  private func isDate(at start: Int) -> Bool {
    for offset in 0..<10 {
      let isHyphen = offset == 4 || offset == 7
      let found = byte(start + offset)
      guard isHyphen ? found == UInt8(ascii: "-") : Self.isDigit(found) else { return false }
    }
    return !Self.isWordPart(byte(start + 10)) && byte(start + 10) != UInt8(ascii: "-")
  }

  private mutating func number() -> Token {
    let start = position
    if isDate(at: start) {
      position += 10
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      return Token(kind: .date(text), span: span(from: start, to: position))
    }
    var isInteger = true
    while Self.isDigit(byte(position)) { position += 1 }
    if byte(position) == UInt8(ascii: "."), Self.isDigit(byte(position + 1)) {
      isInteger = false
      position += 1
      while Self.isDigit(byte(position)) { position += 1 }
    }
    if byte(position) | 0x20 == UInt8(ascii: "e") {
      var ahead = position + 1
      if byte(ahead) == UInt8(ascii: "+") || byte(ahead) == UInt8(ascii: "-") { ahead += 1 }
      if Self.isDigit(byte(ahead)) {
        isInteger = false
        position = ahead
        while Self.isDigit(byte(position)) { position += 1 }
      }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if Self.isWordPart(byte(position)) { return foreignNumber(from: start) }
    if byte(start) == UInt8(ascii: "0"), Self.isDigit(byte(start + 1)) {
      report(.badNumber, from: start, to: position, "a number has no leading zero")
    }
    guard let value = Number(literal: text) else {
      report(
        .badNumber, from: start, to: position,
        "this number is too large: the limits are \(Number.longestLiteral) characters and an exponent of \(Number.largestExponent)"
      )
      return Token(
        kind: .number(.zero, isInteger: isInteger), span: span(from: start, to: position))
    }
    return Token(kind: .number(value, isInteger: isInteger), span: span(from: start, to: position))
  }

  /// Reports characters that begin no token of the language.
  ///
  /// - Returns: the token that they are written for in mathematics or in another language, if any.
  private mutating func unexpectedCharacter() -> Token? {
    let start = position
    if let (sign, length) = mathematicalSign(at: start) {
      position += length
      let written = String(decoding: bytes[start..<position], as: UTF8.self)
      let spelled: (kind: Token.Kind, text: String) = sign
      report(
        .foreignOperator, from: start, to: position, "`\(written)` is written `\(spelled.text)`",
        fix: .init(
          "write `\(spelled.text)`", replace: span(from: start, to: position), with: spelled.text))
      return Token(kind: spelled.kind, span: span(from: start, to: position))
    }
    if let length = curlyQuote(at: start) {
      position += length
      return curlyString(start)
    }
    if byte(start) == UInt8(ascii: "\\"), let word = backslashWord(at: start) {
      position += word.length
      report(
        .foreignOperator, from: start, to: position,
        "`\\\(word.written)` is written `\(word.meant)`",
        fix: .init(
          "write `\(word.meant)`", replace: span(from: start, to: position), with: word.meant))
      return Token(kind: .word(word.meant), span: span(from: start, to: position))
    }
    if byte(start) >= 0x80, !isSpaceOrFormat(at: start) {
      while position < bytes.count, Self.isWordPart(bytes[position]) || bytes[position] >= 0x80 {
        position += 1
      }
      reportForeignLetters(start)
      return Token(
        kind: .word(String(decoding: bytes[start..<position], as: UTF8.self)),
        span: span(from: start, to: position))
    }
    while position < bytes.count, isUnexpected(at: position) { position += 1 }
    position = max(position, start + 1)
    if let invalid, (start..<position).contains(invalid) { return nil }
    let message =
      switch byte(start) {
      case 0: "the file contains a NUL character, so it is not text"
      case 1..<0x20, 0x7F: "the file contains a control character here"
      case 0x80...: "there is an invisible character here"
      default: "`\(String(decoding: bytes[start..<position], as: UTF8.self))` means nothing here"
      }
    report(.unexpectedCharacter, from: start, to: position, message)
    return nil
  }

  /// The word of TLA+ with a backslash at an offset, the word for it in this language, and its length.
  private func backslashWord(at offset: Int) -> (written: String, meant: String, length: Int)? {
    var end = offset + 1
    while Self.isWordPart(byte(end)) { end += 1 }
    let written = String(decoding: bytes[(offset + 1)..<end], as: UTF8.self)
    let meanings = [
      "A": "every", "E": "some", "in": "in", "land": "and", "lor": "or", "lnot": "not",
      "neg": "not",
    ]
    return meanings[written].map { (written, $0, end - offset) }
  }

  private func isUnexpected(at offset: Int) -> Bool {
    let value = bytes[offset]
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20: return false
    case 0..<0x20, 0x7F: return true
    case UInt8(ascii: "$"), UInt8(ascii: "@"), UInt8(ascii: "^"), UInt8(ascii: "~"),
      UInt8(ascii: "\\"):
      return true
    case 0x80...: return isSpaceOrFormat(at: offset) || value & 0xC0 == 0x80
    default: return false
    }
  }

  private func scalar(at offset: Int) -> Unicode.Scalar? {
    String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
      .unicodeScalars.first
  }

  private func isSpaceOrFormat(at offset: Int) -> Bool {
    guard let scalar = scalar(at: offset) else { return true }
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .format, .lineSeparator, .paragraphSeparator, .control: return true
    default: return false
    }
  }

  /// The sign of mathematics at an offset as a token of the language, and its length in bytes.
  private func mathematicalSign(at offset: Int) -> ((kind: Token.Kind, text: String), Int)? {
    guard byte(offset) >= 0x80, let scalar = scalar(at: offset) else { return nil }
    let meaning: (Token.Kind, String)? =
      switch scalar {
      case "≤", "⩽": (.sign(.lessOrEqual), "<=")
      case "≥", "⩾": (.sign(.greaterOrEqual), ">=")
      case "≠": (.sign(.notEqual), "!=")
      case "×", "·": (.sign(.star), "*")
      case "÷": (.sign(.slash), "/")
      case "−", "–", "—": (.sign(.minus), "-")
      case "∧": (.word("and"), "and")
      case "∨": (.word("or"), "or")
      case "¬": (.word("not"), "not")
      case "→", "⇒", "⟹": (.word("implies"), "implies")
      case "∈": (.word("in"), "in")
      case "∀": (.word("every"), "every")
      case "∃": (.word("some"), "some")
      default: nil
      }
    return meaning.map { ($0, UTF8.width(scalar)) }
  }

  private func curlyQuote(at offset: Int) -> Int? {
    guard let scalar = scalar(at: offset), "“”„‘’".unicodeScalars.contains(scalar) else {
      return nil
    }
    return UTF8.width(scalar)
  }

  private mutating func curlyString(_ start: Int) -> Token {
    let textStart = position
    while position < bytes.count, bytes[position] != 0x0A {
      if byte(position) >= 0x80, let length = curlyQuote(at: position) {
        let text = String(decoding: bytes[textStart..<position], as: UTF8.self)
        position += length
        return foreignString(text, from: start, message: "a string is written in straight quotes")
      }
      if bytes[position] == UInt8(ascii: "\"") { break }
      position += 1
    }
    let text = String(decoding: bytes[textStart..<position], as: UTF8.self)
    if byte(position) == UInt8(ascii: "\"") { position += 1 }
    return foreignString(text, from: start, message: "a string is written in straight quotes")
  }

  private mutating func foreignString(_ quote: UInt8) -> Token {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != quote, bytes[position] != 0x0A {
      position += 1
    }
    let text = String(decoding: bytes[(start + 1)..<position], as: UTF8.self)
    if byte(position) == quote { position += 1 }
    return foreignString(text, from: start, message: "a string is written in double quotes")
  }

  private mutating func foreignString(_ text: String, from start: Int, message: String) -> Token {
    let fixed = Value.quoted(text)
    report(
      .singleQuotes, from: start, to: position, message,
      fix: .init(
        "write `\(fixed.utf8.count <= 60 ? fixed : "\"…\"")`",
        replace: span(from: start, to: position),
        with: fixed))
    return Token(kind: .string([.text(text)]), span: span(from: start, to: position))
  }

  static func isWordStart(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  static func isWordPart(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) }
}
