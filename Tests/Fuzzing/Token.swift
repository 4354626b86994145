/// A piece of a text in any of the languages that Proviso reads.
struct Token: Sendable {
  enum Kind: Sendable { case word, number, string, sign, space }

  let kind: Kind
  var bytes: [UInt8]

  /// The pieces of a text, which together are the text.
  static func list(of bytes: [UInt8]) -> [Token] {
    var out: [Token] = []
    var start = 0
    while start < bytes.count {
      let (kind, end) = next(in: bytes, from: start)
      out.append(Token(kind: kind, bytes: Array(bytes[start..<end])))
      start = end
    }
    return out
  }

  private static func next(in bytes: [UInt8], from start: Int) -> (kind: Kind, end: Int) {
    func end(_ isPart: (UInt8) -> Bool) -> Int {
      bytes[(start + 1)...].firstIndex { !isPart($0) } ?? bytes.count
    }
    let first = bytes[start]
    if isSpace(first) { return (.space, end(isSpace)) }
    if isDigit(first) { return (.number, end { isDigit($0) || $0 == UInt8(ascii: ".") }) }
    if isLetter(first) { return (.word, end { isLetter($0) || isDigit($0) }) }
    guard first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") else {
      return (.sign, start + 1)
    }
    var at = start + 1
    while at < bytes.count, bytes[at] != first, bytes[at] != 0x0A {
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard at < bytes.count, bytes[at] == first else { return (.sign, start + 1) }
    return (.string, at + 1)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }
}
