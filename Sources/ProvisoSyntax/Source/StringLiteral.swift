/// Maps parts of a string's text to the source of its literal.
package enum StringLiteral {
  /// The source of a part of a string's text; the whole literal if the part cannot be found.
  ///
  /// - Parameters:
  ///   - range: the part, in UTF-8 bytes of the string's text.
  ///   - literal: the span of the literal, with its quotes.
  ///   - bytes: the bytes of the file.
  package static func span(of range: Range<Int>, in literal: Span, of bytes: [UInt8]) -> Span {
    guard literal.start >= 0, literal.end <= bytes.count, literal.start < literal.end,
      bytes[literal.start] == UInt8(ascii: "\"")
    else { return literal }
    // The source offset of each byte of the text, and of the closing quote.
    var offsets: [Int] = []
    var at = literal.start + 1
    let end = max(at, bytes[literal.end - 1] == UInt8(ascii: "\"") ? literal.end - 1 : literal.end)
    while at < end {
      let start = at
      guard bytes[at] == UInt8(ascii: "\\"), at + 1 < end else {
        offsets.append(at)
        at += 1
        continue
      }
      guard bytes[at + 1] == UInt8(ascii: "u") else {
        offsets.append(start)
        at += 2
        continue
      }
      var value = hex(bytes, from: at + 2, to: end)
      at += 6
      if (0xD800..<0xDC00).contains(value), at + 6 <= end, bytes[at] == UInt8(ascii: "\\") {
        value = 0x10000
        at += 6
      }
      let width = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4
      offsets += Array(repeating: start, count: width)
    }
    offsets.append(end)
    guard offsets.indices.contains(range.lowerBound) else { return literal }
    let start = offsets[range.lowerBound]
    var stop = range.upperBound
    while stop < offsets.count - 1, offsets[stop] == start { stop += 1 }
    let last = offsets.indices.contains(stop) ? offsets[stop] : end
    return Span(file: literal.file, start: start, end: max(last, start))
  }

  private static func hex(_ bytes: [UInt8], from start: Int, to end: Int) -> UInt32 {
    guard start + 4 <= end else { return 0 }
    return UInt32(String(decoding: bytes[start..<(start + 4)], as: UTF8.self), radix: 16) ?? 0
  }
}
