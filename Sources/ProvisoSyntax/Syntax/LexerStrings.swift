extension Lexer {
  /// The largest nesting depth of interpolations in strings.
  static let deepestInterpolation = 8

  /// Reads a string in double quotes, with JSON's escapes and interpolations.
  mutating func string(depth: Int) -> Token {
    let start = position
    position += 1
    var pieces: [StringPiece] = []
    var text: [UInt8] = []
    func flush() {
      if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
      text = []
    }
    scan: while true {
      guard position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D else {
        report(
          .unterminatedString, from: start, to: position,
          "this string has no closing quote on its line; write a line end as `\\n`")
        break scan
      }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        break scan
      case UInt8(ascii: "\\") where byte(position + 1) == UInt8(ascii: "("):
        flush()
        let open = position
        position += 2
        if depth >= Self.deepestInterpolation {
          report(
            .tooDeep, from: open, to: position,
            "interpolations are nested more than \(Self.deepestInterpolation) levels deep here")
          skipToLineEnd()
          break scan
        }
        guard let tokens = interpolation(depth: depth + 1) else {
          report(
            .unterminatedString, from: open, to: position,
            "`\\(` has no closing `)` on its line")
          break scan
        }
        pieces.append(.interpolation(tokens, span(from: open, to: position)))
      case UInt8(ascii: "\\"): escape(into: &text)
      case 0..<0x20, 0x7F:
        let code = bytes[position]
        let hex = String(code, radix: 16, uppercase: true)
        let written = "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        let suggestion = code == 0x09 ? "\\t" : written
        report(
          .unexpectedCharacter, from: position, to: position + 1,
          "a string cannot contain this control character; write `\(suggestion)`",
          fix: .init(
            "write `\(suggestion)`", replace: span(from: position, to: position + 1),
            with: suggestion))
        text.append(code)
        position += 1
      default:
        text.append(bytes[position])
        position += 1
      }
    }
    flush()
    return Token(kind: .string(pieces), span: span(from: start, to: position))
  }

  private mutating func skipToLineEnd() {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
  }

  /// The tokens up to the `)` that closes the interpolation, with an `end` in place of the `)`; `nil` if
  /// the line ends before it.
  private mutating func interpolation(depth: Int) -> [Token]? {
    var tokens: [Token] = []
    var open = 0
    while true {
      var documentation: [String] = []
      while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
        position += 1
      }
      if !(byte(position) == UInt8(ascii: "/") && byte(position + 1) == UInt8(ascii: "/")) {
        skipSpace(&documentation, isInterpolation: true)
      }
      guard position < bytes.count, bytes[position] != 0x0A else { return nil }
      guard let token = next(depth: depth) else { continue }
      if token.sign == .leftParenthesis { open += 1 }
      if token.sign == .rightParenthesis {
        if open == 0 {
          tokens.append(Token(kind: .end, span: token.span))
          return tokens
        }
        open -= 1
      }
      tokens.append(token)
    }
  }

  private mutating func escape(into text: inout [UInt8]) {
    let start = position
    position += 2
    switch byte(start + 1) {
    case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let first = hex(at: start + 2) else {
        report(
          .badEscape, from: start, to: min(position, bytes.count),
          "`\\u` takes four hexadecimal digits")
        return
      }
      position = start + 6
      var value = first
      if (0xD800..<0xDC00).contains(first), byte(position) == UInt8(ascii: "\\"),
        byte(position + 1) == UInt8(ascii: "u"), let second = hex(at: position + 2),
        (0xDC00..<0xE000).contains(second)
      {
        value = 0x10000 + (first - 0xD800) * 0x400 + (second - 0xDC00)
        position += 6
      }
      guard let scalar = Unicode.Scalar(value) else {
        report(
          .badEscape, from: start, to: position,
          "this is half of a surrogate pair, which is not a character by itself")
        return
      }
      text.append(contentsOf: Array(String(scalar).utf8))
    case 0x0A, 0x0D, 0:
      position = start + 1
      report(.badEscape, from: start, to: start + 1, "nothing follows the `\\`")
    default:
      // The message shows all bytes of the character.
      while byte(position) & 0xC0 == 0x80 { position += 1 }
      let written = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
      report(
        .badEscape, from: start, to: min(position, bytes.count),
        "`\(written)` is not an escape of JSON; a backslash itself is written `\\\\`",
        fix: .init("write `\\\(written)`", replace: span(from: start, to: start + 1), with: "\\\\"))
      text.append(contentsOf: bytes[start..<min(position, bytes.count)])
    }
  }

  private func hex(at offset: Int) -> UInt32? {
    guard offset + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[offset..<(offset + 4)] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      value = value * 16 + UInt32(digit)
    }
    return value
  }
}
