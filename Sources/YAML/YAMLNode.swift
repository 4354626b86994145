/// A value of a YAML document, with its place.
///
/// Scalars are kept as they are written: what a plain one means is asked for, and answered by the core
/// schema of YAML 1.2, in which `yes`, `on` and `12:30` are texts.
public struct YAMLNode: Sendable {
  /// What the node is.
  public indirect enum Content: Sendable {
    /// A text; `isPlain` where it stands without quotes and is no block (`|`, `>`).
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// The pairs in the order of the text; every key is a scalar, and no two are the same text.
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  /// What a plain scalar says by the core schema.
  public enum Meaning: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number in decimal digits, as JSON writes one but for a sign `+`, a point at either end.
    case number(String)
    case text(String)
    /// It could be read as several things or is no number that can be calculated with; why.
    case unclear(String)
  }

  public let content: Content
  /// Where the node begins, from 1; the column counts Unicode scalars.
  public let line: Int
  public let column: Int

  init(_ content: Content, line: Int, column: Int) {
    self.content = content
    self.line = line
    self.column = column
  }

  /// What a scalar means; `nil` for a sequence or a mapping.
  public var meaning: Meaning? {
    guard case .scalar(let text, let isPlain) = content else { return nil }
    return isPlain ? Self.meaning(ofPlain: text) : .text(text)
  }

  /// The text of a scalar as it is written, whatever it means; `nil` for a sequence or a mapping.
  public var written: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }

  /// Source: "YAML Ain't Markup Language, version 1.2.2", section 10.3.2.
  static func meaning(ofPlain text: String) -> Meaning {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
      ".NaN", ".NAN":
      return .unclear("`\(text)` is no number that can be calculated with")
    default: break
    }
    guard let first = text.utf8.first, isDigit(first) || [0x2B, 0x2D, 0x2E].contains(first) else {
      return .text(text)
    }
    let unsigned = text.utf8.drop { $0 == 0x2B || $0 == 0x2D }
    let sign = text.utf8.count - unsigned.count
    guard sign <= 1 else { return .text(text) }
    if sign == 0, let number = otherBase(text) { return number }
    guard isDecimal(Array(unsigned)) else { return .text(text) }
    if unsigned.count > 1, unsigned.first == 0x30, unsigned.dropFirst().first.map(isDigit) == true {
      return .unclear(
        "`\(text)` begins with a zero, which some read as octal; write the number without it, or the text in quotes"
      )
    }
    return .number(first == 0x2B ? String(text.dropFirst()) : text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// `0x1F` and `0o17`.
  private static func otherBase(_ text: String) -> Meaning? {
    let digits = text.dropFirst(2)
    guard !digits.isEmpty else { return nil }
    let radix: Int
    if text.hasPrefix("0x"),
      digits.utf8.allSatisfy({ isDigit($0) || (0x61...0x66).contains($0 | 0x20) })
    {
      radix = 16
    } else if text.hasPrefix("0o"), digits.utf8.allSatisfy({ (0x30...0x37).contains($0) }) {
      radix = 8
    } else {
      return nil
    }
    guard let number = Int(digits, radix: radix) else {
      return .unclear("`\(text.prefix(40))` is too large for a number that is not in decimal")
    }
    return .number(String(number))
  }

  /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isDecimal(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    func digits() -> Int {
      let count = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(count)
      return count
    }
    let whole = digits()
    var fraction = 0
    if rest.first == 0x2E {
      rest = rest.dropFirst()
      fraction = digits()
    }
    guard whole + fraction > 0 else { return false }
    if let letter = rest.first, letter | 0x20 == 0x65 {
      rest = rest.dropFirst()
      if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
