/// A string that compares, sorts and counts by Unicode code point, without normalisation or locale.
///
/// Swift's own `String` treats "é" and "e" + combining accent as equal. Two resource names that
/// differ in that way belong to two resources, so the language must distinguish them.
public struct Text: Hashable, Comparable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The text as a Swift string.
  public let string: String

  /// Wraps a string.
  public init(_ string: String) { self.string = string }
  public init(stringLiteral value: String) { string = value }

  public var description: String { string }

  /// The number of Unicode code points.
  public var count: Int { string.unicodeScalars.count }

  public static func == (a: Text, b: Text) -> Bool {
    a.string.utf8.elementsEqual(b.string.utf8)
  }

  /// UTF-8 preserves the order of code points, so comparing bytes is enough.
  public static func < (a: Text, b: Text) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var copy = string
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// Whether the text starts with the code points of `prefix`.
  public func starts(with prefix: Text) -> Bool {
    string.utf8.starts(with: prefix.string.utf8)
  }

  /// Whether the text ends with the code points of `suffix`.
  public func ends(with suffix: Text) -> Bool {
    string.utf8.reversed().starts(with: suffix.string.utf8.reversed())
  }

  /// Whether the text contains the code points of `part`, one after another.
  public func contains(_ part: Text) -> Bool { string.contains(part.string) }

  /// The text with its ASCII letters in lower case, everything else unchanged (CEL's `lowerAscii`).
  public var lowerASCII: Text {
    guard string.utf8.contains(where: { (65...90).contains($0) }) else { return self }
    return Text(
      String(
        String.UnicodeScalarView(
          string.unicodeScalars.map { scalar in
            (65...90).contains(scalar.value)
              ? (Unicode.Scalar(scalar.value + 32) ?? scalar) : scalar
          })))
  }

  /// The parts between occurrences of `separator`; an empty separator splits into code points.
  public func split(by separator: Text) -> [Text] {
    if separator.string.isEmpty { return string.unicodeScalars.map { Text(String($0)) } }
    let bytes = Array(string.utf8)
    let mark = Array(separator.string.utf8)
    var parts: [Text] = []
    var start = 0
    var at = 0
    while at + mark.count <= bytes.count {
      if bytes[at..<(at + mark.count)].elementsEqual(mark) {
        parts.append(Text(String(decoding: bytes[start..<at], as: UTF8.self)))
        at += mark.count
        start = at
      } else {
        at += 1
      }
    }
    parts.append(Text(String(decoding: bytes[start...], as: UTF8.self)))
    return parts
  }
}
