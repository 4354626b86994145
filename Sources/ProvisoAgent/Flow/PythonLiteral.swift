import ProvisoKernel

/// Reads lists and maps as Python prints them (`{'a': 1, 'b': [True, None]}`). Many tools return
/// them.
///
/// The reader knows strings in either kind of quotes, numbers, `True`, `False`, `None`, lists,
/// tuples, sets and maps. Any other value, such as `datetime.date(2024, 5, 1)`, stays the text as
/// written. Keys of maps become strings.
struct PythonLiteral {
  private let bytes: [UInt8]
  private var at = 0
  private let deepest: Int

  private init(_ text: String, deepest: Int) {
    bytes = Array(text.utf8)
    self.deepest = deepest
  }

  /// The value that a text denotes; nil if the whole text is not such a value.
  static func read(_ text: String, maximumDepth: Int) -> Value? {
    var literal = PythonLiteral(text, deepest: maximumDepth)
    guard let value = literal.value(maximumDepth) else { return nil }
    literal.skipSpace()
    guard literal.at == literal.bytes.count else { return nil }
    return value
  }

  private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
  }

  private mutating func takes(_ wanted: UInt8) -> Bool {
    skipSpace()
    guard byte == wanted else { return false }
    at += 1
    return true
  }

  private mutating func value(_ depth: Int) -> Value? {
    skipSpace()
    guard depth > 0, let byte else { return nil }
    switch byte {
    case UInt8(ascii: "["): return list(closing: UInt8(ascii: "]"), depth)
    case UInt8(ascii: "("): return list(closing: UInt8(ascii: ")"), depth)
    case UInt8(ascii: "{"): return map(depth)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return text().map { .string(Text($0)) }
    default: return word()
    }
  }

  private mutating func list(closing: UInt8, _ depth: Int) -> Value? {
    at += 1
    var elements: [Value] = []
    while !takes(closing) {
      guard elements.isEmpty || takes(UInt8(ascii: ",")) else { return nil }
      // A trailing comma is allowed.
      if !elements.isEmpty, takes(closing) { break }
      guard let element = value(depth - 1) else { return nil }
      elements.append(element)
    }
    return .list(elements)
  }

  private mutating func map(_ depth: Int) -> Value? {
    at += 1
    var members: [Text: Value] = [:]
    var elements: [Value] = []
    while !takes(UInt8(ascii: "}")) {
      guard members.isEmpty && elements.isEmpty || takes(UInt8(ascii: ",")) else { return nil }
      guard let key = value(depth - 1) else { return nil }
      if takes(UInt8(ascii: ":")) {
        guard elements.isEmpty, let member = value(depth - 1) else { return nil }
        guard members.updateValue(member, forKey: Self.name(key)) == nil else { return nil }
      } else {
        guard members.isEmpty else { return nil }
        elements.append(key)
      }
    }
    return elements.isEmpty ? .map(members) : .list(elements)
  }

  private static func name(_ key: Value) -> Text {
    if case .string(let text) = key { return text }
    return Text("\(key)")
  }

  private mutating func text() -> String? {
    guard let quote = byte else { return nil }
    at += 1
    var text: [UInt8] = []
    while let byte {
      at += 1
      if byte == quote { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let escaped = self.byte else { return nil }
      at += 1
      switch escaped {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(escaped)
      case UInt8(ascii: "x"): guard scalar(2, into: &text) else { return nil }
      case UInt8(ascii: "u"): guard scalar(4, into: &text) else { return nil }
      case UInt8(ascii: "U"): guard scalar(8, into: &text) else { return nil }
      default: text += [byte, escaped]
      }
    }
    return nil
  }

  private mutating func scalar(_ digits: Int, into text: inout [UInt8]) -> Bool {
    guard at + digits <= bytes.count,
      let code = UInt32(String(decoding: bytes[at..<(at + digits)], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(code)
    else { return false }
    at += digits
    text += Array(String(Character(scalar)).utf8)
    return true
  }

  /// Reads a number, a constant or other text, up to the next comma, colon or closing bracket of
  /// this level.
  private mutating func word() -> Value? {
    let start = at
    var open = 0
    scan: while let byte {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if open == 0 { break scan }
        open -= 1
      case UInt8(ascii: ","), UInt8(ascii: ":"): if open == 0 { break scan }
      // A quoted string inside such a text would need a grammar of its own.
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return nil
      default: break
      }
      at += 1
    }
    let word = String(decoding: Array(bytes[start..<at]).trimmed, as: UTF8.self)
    switch word {
    case "": return nil
    case "True": return .bool(true)
    case "False": return .bool(false)
    case "None": return .null
    default: return Number(literal: word).map(Value.number) ?? .string(Text(word))
    }
  }
}
