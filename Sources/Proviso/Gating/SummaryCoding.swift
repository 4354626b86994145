/// Writes the summary of a session: whole numbers and texts, one after the other.
///
/// A number is written in groups of seven bits, the lowest first (LEB128), and a text as the number of its bytes
/// and its UTF-8.
struct SummaryWriter {
  private(set) var bytes: [UInt8] = []

  /// Adds a number, which is not negative.
  mutating func add(_ number: Int) {
    var rest = UInt(number)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Adds numbers without their count.
  mutating func add(_ numbers: [Int]) {
    for number in numbers { add(number) }
  }

  /// Adds a text.
  mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes += text.utf8
  }

  /// Adds bytes without their count.
  mutating func add(bytes more: [UInt8]) { bytes += more }

  /// Adds a text or its absence.
  mutating func add(optional text: String?) {
    add(text == nil ? 0 : 1)
    if let text { add(text) }
  }
}

/// Reads what a ``SummaryWriter`` has written. Every read is `nil` where there is no such value.
struct SummaryReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything was read.
  var isAtEnd: Bool { position == bytes.count }

  mutating func integer() -> Int? {
    var number: UInt = 0
    for shift in stride(from: 0, to: 63, by: 7) {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      number |= UInt(byte & 0x7F) << UInt(shift)
      if byte < 0x80 { return Int(exactly: number) }
    }
    return nil
  }

  mutating func text() -> String? {
    guard let count = integer(), count <= bytes.count - position else { return nil }
    defer { position += count }
    return String(validating: bytes[position..<position + count], as: UTF8.self)
  }

  /// A text or its absence; `nil` where there is neither.
  mutating func optionalText() -> String?? {
    switch integer() {
    case 0: return .some(nil)
    case 1: return text().map { .some($0) }
    default: return nil
    }
  }
}
