/// Checks that bytes are valid UTF-8.
enum UTF8Check {
  /// The offset of the first byte that begins no well-formed sequence; `nil` if all bytes are valid.
  static func firstInvalid(_ bytes: [UInt8]) -> Int? {
    var at = 0
    func isTail(at offset: Int, from low: UInt8 = 0x80, to high: UInt8 = 0xBF) -> Bool {
      offset < bytes.count && bytes[offset] >= low && bytes[offset] <= high
    }
    while at < bytes.count {
      let first = bytes[at]
      switch first {
      case 0..<0x80: at += 1
      case 0xC2...0xDF:
        guard isTail(at: at + 1) else { return at }
        at += 2
      case 0xE0...0xEF:
        // No overlong forms, no surrogates.
        guard
          isTail(at: at + 1, from: first == 0xE0 ? 0xA0 : 0x80, to: first == 0xED ? 0x9F : 0xBF),
          isTail(at: at + 2)
        else { return at }
        at += 3
      case 0xF0...0xF4:
        guard
          isTail(at: at + 1, from: first == 0xF0 ? 0x90 : 0x80, to: first == 0xF4 ? 0x8F : 0xBF),
          isTail(at: at + 2), isTail(at: at + 3)
        else { return at }
        at += 4
      default: return at
      }
    }
    return nil
  }
}
