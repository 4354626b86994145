/// A value of a YAML document, with its position.
///
/// Scalars are kept as they are written. `meaning` interprets a plain scalar by the core schema of
/// YAML 1.2, in which `yes`, `on` and `12:30` are texts.
public struct YAMLNode: Sendable {
  /// The content of the node.
  public indirect enum Content: Sendable {
    /// A text; `isPlain` if it has no quotes and is not a block (`|`, `>`).
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// The pairs in the order of the text; every key is a scalar, and no two are the same text.
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  /// The meaning of a plain scalar in the core schema.
  public enum Meaning: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number in decimal digits, as JSON writes one, except that it may begin or end with a
    /// point.
    case number(String)
    case text(String)
    /// The scalar is ambiguous or is not a finite number, for this reason.
    case unclear(String)
  }

  public let content: Content
  /// The line at which the node begins, from 1.
  public let line: Int
  /// The column at which the node begins, from 1, in Unicode scalars.
  public let column: Int

  init(_ content: Content, line: Int, column: Int) {
    self.content = content
    self.line = line
    self.column = column
  }

  /// The meaning of a scalar; `nil` for a sequence or a mapping.
  public var meaning: Meaning? {
    guard case .scalar(let text, let isPlain) = content else { return nil }
    return isPlain ? Self.meaning(ofPlain: text) : .text(text)
  }

  /// The text of a scalar as it is written; `nil` for a sequence or a mapping.
  public var written: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }

  /// The meaning of a plain scalar in the core schema.
  ///
  /// Source: "YAML Ain't Markup Language, version 1.2.2", section 10.3.2.
  static func meaning(ofPlain text: String) -> Meaning {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
      ".NaN", ".NAN":
      return .unclear("`\(text)` is not a finite number")
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
        "`\(text)` begins with a zero, which some programs read as octal; remove it, or write the text in quotes"
      )
    }
    return .number(first == 0x2B ? String(text.dropFirst()) : text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// A hexadecimal or octal number, such as `0x1F` or `0o17`; `nil` for other texts.
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
      return .unclear(
        "`\(text.prefix(40))` is too large for a hexadecimal or octal number (limit \(Int.max))")
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
