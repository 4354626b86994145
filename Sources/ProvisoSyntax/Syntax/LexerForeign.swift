import ProvisoKernel

/// Comments, numbers and texts of other languages.
extension Lexer {
  // MARK: Comments

  /// Skips a comment of another language, and reports it.
  ///
  /// - Returns: whether there was one.
  mutating func skipForeignComment() -> Bool {
    let start = position
    let pairs: [(opening: String, closing: String)] = [("/*", "*/"), ("(*", "*)")]
    if let pair = pairs.first(where: { isAt($0.opening) }) {
      position += 2
      while position < bytes.count, !isAt(pair.closing) { position += 1 }
      let isClosed = position < bytes.count
      let inside = start + 2..<position
      position = min(position + 2, bytes.count)
      let text = String(decoding: bytes[inside], as: UTF8.self)
      let lines = text.split(separator: "\n").map(Self.trimmed).filter { !$0.isEmpty }
      let isAlone = position >= bytes.count || byte(position) == 0x0A || byte(position) == 0x0D
      report(
        .foreignComment, from: start, to: min(start + 2, bytes.count),
        "there are no `\(pair.opening) … \(pair.closing)` comments; a comment begins with `//` and ends at the line end",
        fix: isClosed && isAlone && !lines.isEmpty
          ? .init(
            lines.count == 1
              ? "write `// \(lines[0])`" : "write `//` before each line of the comment",
            replace: span(from: start, to: position),
            with: lines.map { "// " + $0 }.joined(separator: "\n"))
          : .init("write `//` before each line of the comment"))
      return true
    }
    // In the middle of a line, `--` is two signs.
    let marks: [(mark: String, isForeign: Bool)] = [
      ("\\*", true), ("--", beginsLine(start)), ("#", true),
    ]
    guard let (mark, _) = marks.first(where: { isAt($0.mark) && $0.isForeign }) else {
      return false
    }
    skipLine()
    let end = start + mark.utf8.count
    report(
      .foreignComment, from: start, to: end, "a comment begins with `//`, not with `\(mark)`",
      fix: .init("write `//`", replace: span(from: start, to: end), with: "//"))
    return true
  }

  /// Whether only spaces precede an offset in its line.
  private func beginsLine(_ offset: Int) -> Bool {
    var before = offset - 1
    while byte(before) == 0x20 || byte(before) == 0x09 { before -= 1 }
    return before < 0 || byte(before) == 0x0A
  }

  private func isAt(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "*" }
    let start = text.drop(while: isSpace)
    return String(start.reversed().drop(while: isSpace).reversed())
  }

  // MARK: Numbers

  /// Words that begin a declaration, so that a name follows them.
  private static let declaring: Set<String> = [
    "spec", "world", "let", "const", "define", "table", "enum", "entity", "var", "object",
    "relation", "agent", "action", "invariant", "possible", "refines",
  ]

  /// Reads digits with letters or `_` after them: a number with a unit or with separators, or a name.
  mutating func foreignNumber(from start: Int) -> Token {
    while Self.isWordPart(byte(position)) { position += 1 }
    var plain = String(decoding: bytes[start..<position], as: UTF8.self).filter { $0 != "_" }
    let isSeparated = plain.utf8.allSatisfy { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
    if isSeparated, byte(position) == UInt8(ascii: "."), Self.isDigit(byte(position + 1)) {
      let point = position
      position += 1
      while Self.isDigit(byte(position)) { position += 1 }
      plain += String(decoding: bytes[point..<position], as: UTF8.self)
    }
    let place = span(from: start, to: position)
    let written = String(decoding: bytes[start..<position], as: UTF8.self)
    if case .word(let word)? = last, Self.declaring.contains(word) {
      report(
        .badNumber, from: start, to: position, "a name begins with a letter or with `_`",
        fix: .init("write `_\(written)`", replace: place, with: "_" + written))
      return Token(kind: .word("_" + written), span: place)
    }
    let digits = String(plain.prefix { $0.isNumber || $0 == "." })
    let unit = plain.dropFirst(digits.count)
    if !unit.isEmpty, unit.allSatisfy(\.isLetter), digits != "0" || unit.lowercased().first != "x",
      let value = Number(literal: digits)
    {
      report(
        .badNumber, from: start, to: position, Self.noUnit(digits, String(unit)),
        fix: .init("write `\(digits)`, if the value that it is compared with has this unit"))
      return Token(kind: .number(value, isInteger: !digits.contains(".")), span: place)
    }
    let meant: String? =
      if plain.lowercased().hasPrefix("0x"), let value = Int(plain.dropFirst(2), radix: 16) {
        String(value)
      } else if isSeparated {
        plain
      } else {
        nil
      }
    report(
      .badNumber, from: start, to: position,
      "a number is written as in JSON: digits, optionally a point and an exponent (`1.5e3`)",
      fix: meant.map { .init("write `\($0)`", replace: place, with: $0) })
    let value = meant.flatMap { Number(literal: $0) }
    return Token(
      kind: .number(value ?? .zero, isInteger: !(meant ?? "").contains(".")), span: place)
  }

  /// The message about a number with a unit.
  static func noUnit(_ number: String, _ unit: String) -> String {
    "a number has no unit, so `\(unit)` cannot follow `\(number)`"
  }

  // MARK: Texts

  /// Reads a word, or a string with a mark of another language before it, such as `f"…"`.
  mutating func wordOrMarkedString(depth: Int) -> Token {
    let start = position
    let read = word()
    guard byte(position) == UInt8(ascii: "\""), let mark = read.word,
      ["f", "r", "b", "u", "s", "rf", "fr"].contains(mark.lowercased())
    else { return read }
    report(
      .foreignWord, from: start, to: position,
      mark.lowercased().contains("f") || mark == "s"
        ? "a string has no `\(mark)` before it; the `message` of a property shows values with `\\(…)`"
        : "a string has no `\(mark)` before it; a backslash in it is written `\\\\`",
      fix: .init("remove the `\(mark)`", replace: span(from: start, to: position), with: ""))
    return string(depth: depth)
  }

  /// Whether the last token can end an operand, so that a `/` after it divides.
  var endsOperand: Bool {
    switch last {
    case .word(let word)?: !["and", "or", "not", "in", "implies"].contains(word)
    case .number?, .string?, .date?: true
    case .sign(let sign)?: [.rightParenthesis, .rightBracket, .rightBrace, .prime].contains(sign)
    case .end?, nil: true
    }
  }

  /// Reads a pattern between slashes, as JavaScript and Ruby write it; `nil` if it does not end on its
  /// line.
  mutating func slashedPattern() -> Token? {
    let start = position
    var end = start + 1
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != UInt8(ascii: "/") {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "/"), end > start + 1 else { return nil }
    let pattern = String(decoding: bytes[start + 1..<end], as: UTF8.self)
    position = end + 1
    let place = span(from: start, to: position)
    let fixed = Value.quoted(pattern)
    report(
      .singleQuotes, from: start, to: position, "a pattern is a string in double quotes",
      fix: .init("write `\(fixed)`", replace: place, with: fixed))
    return Token(kind: .string([.text(pattern)]), span: place)
  }
}
