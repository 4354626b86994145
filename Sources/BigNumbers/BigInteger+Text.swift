/// The largest power of ten that a word holds: so many digits are read and written at once.
private enum Chunk {
  static let digits = 19
  static let value: UInt64 = 10_000_000_000_000_000_000
}

extension BigInteger: CustomStringConvertible {
  /// Reads decimal digits with an optional sign; `nil` for any other text.
  public init?(_ text: String) {
    var digits = Substring(text).utf8
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard !digits.isEmpty else { return nil }
    var words: [UInt64] = []
    while !digits.isEmpty {
      // The first chunk is the short one.
      let rest = digits.count % Chunk.digits
      let chunk = digits.prefix(rest == 0 ? Chunk.digits : rest)
      digits = digits.dropFirst(chunk.count)
      var value: UInt64 = 0
      for digit in chunk {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
      }
      words = Words.sum(
        Words.trimmed(Words.product(words, [Chunk.value])), Words.trimmed([value]))
    }
    self.init(words: words, isNegative: isNegative)
  }

  /// The decimal digits, behind a minus for a number below zero.
  public var description: String {
    var chunks: [String] = []
    var rest = words
    while !rest.isEmpty {
      let (quotient, remainder) = Words.quotientAndRemainder(rest, dividingBy: Chunk.value)
      rest = Words.trimmed(quotient)
      let digits = String(remainder)
      chunks.append(
        rest.isEmpty
          ? digits : String(repeating: "0", count: Chunk.digits - digits.count) + digits)
    }
    return (isNegative ? "-" : "") + (chunks.isEmpty ? "0" : chunks.reversed().joined())
  }
}
