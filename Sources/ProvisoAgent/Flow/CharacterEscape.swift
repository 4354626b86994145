/// Reads the escapes of characters that JSON, JavaScript, Python and YAML share: `\xE9`, `\u00e9` with pairs of
/// surrogates, and `\U000000E9`.
enum CharacterEscape {
  /// The signs that begin one, after the backslash.
  static let signs = "xuU".utf8

  /// Appends the character of an escape. One that is cut off, or that no character has, appends nothing.
  ///
  /// - Parameters:
  ///   - sign: the sign after the backslash.
  ///   - position: the index of the first digit; then that after the escape.
  static func append(
    _ sign: UInt8, in bytes: [UInt8], at position: inout Int, to text: inout [UInt8]
  ) {
    let code =
      sign == UInt8(ascii: "u")
      ? pair(in: bytes, at: &position)
      : number(of: sign == UInt8(ascii: "x") ? 2 : 8, in: bytes, at: &position)
    guard let code, let scalar = Unicode.Scalar(code) else { return }
    text += Array(String(Character(scalar)).utf8)
  }

  private static func pair(in bytes: [UInt8], at position: inout Int) -> UInt32? {
    guard let high = number(of: 4, in: bytes, at: &position) else { return nil }
    guard (0xD800..<0xDC00).contains(high), position + 1 < bytes.count,
      bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return high }
    position += 2
    guard let low = number(of: 4, in: bytes, at: &position), (0xDC00..<0xE000).contains(low)
    else { return nil }
    return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
  }

  private static func number(
    of digits: Int, in bytes: [UInt8], at position: inout Int
  ) -> UInt32? {
    let end = min(position + digits, bytes.count)
    defer { position = end }
    return UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
  }
}
