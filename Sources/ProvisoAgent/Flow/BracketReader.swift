import ProvisoKernel

/// Reads lists and maps in brackets, as JSON, JavaScript and Python print them, also where the text
/// ends in the middle of one.
///
/// Strings have either kind of quotes. A word without quotes is a constant, a number or a text. A
/// word before parentheses is the name of a class, whose arguments are a list or a map. The reader
/// accepts more than these languages do, because it only has to find what a text contains.
struct BracketReader {
  private let bytes: [UInt8]
  /// The index of the next byte.
  private(set) var position: Int
  /// Whether it is as programs print it: no text in quotes has a line end that is not escaped.
  private var isPrinted = true

  private static let maximumDepth = 64

  init(_ bytes: [UInt8], at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// The list or map at the position; nil if there is none.
  static func read(_ bytes: [UInt8], at position: Int) -> (value: Value, end: Int)? {
    readPrinted(bytes, at: position).map { ($0.value, $0.end) }
  }

  /// The list or map at the position, and whether it is as programs print it; nil if there is none.
  static func readPrinted(
    _ bytes: [UInt8], at position: Int
  ) -> (value: Value, end: Int, isPrinted: Bool)? {
    guard position < bytes.count,
      bytes[position] == Sign.openList || bytes[position] == Sign.openMap
    else { return nil }
    var reader = BracketReader(bytes, at: position)
    guard let value = reader.value(Self.maximumDepth) else { return nil }
    switch value {
    case .list(let elements) where elements.isEmpty: break
    case .list, .map: break
    default: return nil
    }
    return (value, reader.position, reader.isPrinted)
  }

  private enum Sign {
    static let openList = UInt8(ascii: "[")
    static let closeList = UInt8(ascii: "]")
    static let openMap = UInt8(ascii: "{")
    static let closeMap = UInt8(ascii: "}")
    static let openCall = UInt8(ascii: "(")
    static let closeCall = UInt8(ascii: ")")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let equals = UInt8(ascii: "=")
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte, byte <= 0x20 { position += 1 }
  }

  private mutating func takes(_ wanted: UInt8) -> Bool {
    skipSpace()
    guard byte == wanted else { return false }
    position += 1
    return true
  }

  private mutating func value(_ depth: Int) -> Value? {
    skipSpace()
    guard depth > 0, let byte else { return nil }
    switch byte {
    case Sign.openList: return list(Sign.closeList, depth)
    case Sign.openCall: return list(Sign.closeCall, depth)
    case Sign.openMap: return map(depth)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(Text(string()))
    default: return word(depth)
    }
  }

  private mutating func list(_ closing: UInt8, _ depth: Int) -> Value? {
    position += 1
    var elements: [Value] = []
    while !takes(closing) {
      guard byte != nil else { break }
      guard elements.isEmpty || takes(Sign.comma) else { return nil }
      if takes(closing) { break }
      skipSpace()
      guard byte != nil else { break }
      guard let element = value(depth - 1) else { return nil }
      elements.append(element)
    }
    return .list(elements)
  }

  private mutating func map(_ depth: Int) -> Value? {
    position += 1
    var members = Members()
    var elements: [Value] = []
    while !takes(Sign.closeMap) {
      guard byte != nil else { break }
      let isFirst = members.isEmpty && elements.isEmpty
      guard isFirst || takes(Sign.comma) else { return nil }
      if takes(Sign.closeMap) { break }
      skipSpace()
      guard byte != nil else { break }
      guard let key = value(depth - 1) else { return nil }
      skipSpace()
      if takes(Sign.colon) {
        skipSpace()
        guard byte != nil else { break }
        guard let member = value(depth - 1) else { return nil }
        members.add(member, named: Self.name(key))
      } else {
        guard byte == nil || members.isEmpty else { return nil }
        elements.append(key)
      }
    }
    return members.isEmpty && !elements.isEmpty ? .list(elements) : .map(members.values)
  }

  /// The members of a map. One that occurs several times has all its values.
  private struct Members {
    private var all: [Text: [Value]] = [:]

    var isEmpty: Bool { all.isEmpty }
    var values: [Text: Value] { all.mapValues { $0.count == 1 ? $0[0] : .list($0) } }

    mutating func add(_ member: Value, named name: Text) {
      all[name, default: []].append(member)
    }
  }

  private static func name(_ key: Value) -> Text {
    if case .string(let text) = key { return text }
    return Text("\(key)")
  }

  /// The text in quotes; what is there of it, if it has no end.
  private mutating func string() -> String {
    guard let quote = byte else { return "" }
    position += 1
    var text: [UInt8] = []
    while let byte {
      position += 1
      if byte == quote { break }
      if byte == 0x0A { isPrinted = false }
      guard byte == UInt8(ascii: "\\"), let escaped = self.byte else {
        text.append(byte)
        continue
      }
      position += 1
      switch escaped {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "b"), UInt8(ascii: "f"): text.append(0x20)
      case _ where CharacterEscape.signs.contains(escaped):
        CharacterEscape.append(escaped, in: bytes, at: &position, to: &text)
      default: text.append(escaped)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A constant, a number, a text without quotes, or an object of a class.
  private mutating func word(_ depth: Int) -> Value? {
    let start = position
    scan: while let byte {
      switch byte {
      case Sign.comma, Sign.colon, Sign.equals, Sign.closeList, Sign.closeMap, Sign.closeCall,
        0x0A:
        break scan
      case Sign.openCall: return object(named: start..<position, depth)
      case UInt8(ascii: "'"), UInt8(ascii: "\""), Sign.openList, Sign.openMap: return nil
      default: position += 1
      }
    }
    let word = String(decoding: Array(bytes[start..<position]).trimmed, as: UTF8.self)
    switch word {
    case "": return nil
    case "true", "True": return .bool(true)
    case "false", "False": return .bool(false)
    case "null", "None", "undefined": return .null
    default: return Number(literal: word).map(Value.number) ?? .string(Text(word))
    }
  }

  private mutating func object(named name: Range<Int>, _ depth: Int) -> Value? {
    position += 1
    var members = Members()
    var elements: [Value] = []
    while !takes(Sign.closeCall) {
      guard byte != nil else { break }
      guard members.isEmpty && elements.isEmpty || takes(Sign.comma) else { return nil }
      if takes(Sign.closeCall) { break }
      skipSpace()
      guard byte != nil else { break }
      guard let first = value(depth - 1) else { return nil }
      if takes(Sign.equals) {
        guard let member = value(depth - 1) else { return nil }
        members.add(member, named: Self.name(first))
      } else {
        elements.append(first)
      }
    }
    let date = Self.date(String(decoding: bytes[name], as: UTF8.self), elements)
    return date ?? (members.isEmpty ? .list(elements) : .map(members.values))
  }

  /// The date that `date(2026, 5, 1)` or `datetime(2026, 5, 1, 9, 30)` denotes.
  private static func date(_ name: String, _ elements: [Value]) -> Value? {
    guard name.hasSuffix("date") || name.hasSuffix("datetime") else { return nil }
    let parts = elements.compactMap { value -> Int? in
      if case .number(let number) = value { number.integer } else { nil }
    }
    guard parts.count == elements.count, parts.count >= 3 else { return nil }
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    var text = "\(padded(parts[0], 4))-\(padded(parts[1], 2))-\(padded(parts[2], 2))"
    if parts.count >= 5 { text += "T\(padded(parts[3], 2)):\(padded(parts[4], 2))" }
    return .string(Text(text))
  }
}
