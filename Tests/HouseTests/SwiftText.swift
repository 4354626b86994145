/// A Swift file, taken apart into code, string literals and comments.
struct SwiftText {
  /// The code, with a space in place of each literal and each comment. Line breaks stay. Code in an
  /// interpolation is code.
  private(set) var code: [UInt8] = []
  private(set) var literals: [Piece] = []
  private(set) var comments: [Piece] = []

  /// A literal or a comment, with the line in which it begins.
  struct Piece {
    let line: Int
    let text: String
  }

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  init(_ source: [UInt8]) {
    bytes = source
    code.reserveCapacity(source.count)
    readCode(isInterpolation: false)
  }

  // MARK: Words

  /// A word of the code.
  struct Word {
    let text: String
    let line: Int
    /// Whether the word begins its line.
    let isFirst: Bool
    /// Whether the word is a member of something: `b` of `a.b`.
    let isMember: Bool
  }

  /// The identifiers and keywords of the code, in order.
  var words: [Word] {
    var out: [Word] = []
    var line = 1
    var index = 0
    while index < code.count {
      let byte = code[index]
      if byte == UInt8(ascii: "\n") { line += 1 }
      guard Self.isWordByte(byte) else {
        index += 1
        continue
      }
      let start = index
      while index < code.count, Self.isWordByte(code[index]) { index += 1 }
      out.append(
        Word(
          text: String(decoding: code[start..<index], as: UTF8.self), line: line,
          isFirst: start == 0 || code[start - 1] == UInt8(ascii: "\n"),
          isMember: start > 0 && code[start - 1] == UInt8(ascii: ".")))
    }
    return out
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: byte >= 0x80
    }
  }

  // MARK: Reading

  private func hasPrefix(_ prefix: StaticString, at index: Int) -> Bool {
    guard index + prefix.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<prefix.utf8CodeUnitCount).allSatisfy {
      bytes[index + $0] == prefix.utf8Start[$0]
    }
  }

  private mutating func skip() {
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private mutating func readCode(isInterpolation: Bool) {
    var depth = 0
    while index < bytes.count {
      let byte = bytes[index]
      if hasPrefix("//", at: index) {
        let (start, first) = (index, line)
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        add(start, first, to: \.comments)
      } else if hasPrefix("/*", at: index) {
        readBlockComment()
      } else if let hashes = hashesOfLiteral() {
        readLiteral(hashes: hashes)
      } else {
        if isInterpolation, byte == UInt8(ascii: "(") { depth += 1 }
        if isInterpolation, byte == UInt8(ascii: ")") {
          if depth == 0 { return }
          depth -= 1
        }
        code.append(byte)
        skip()
      }
    }
  }

  private mutating func add(_ start: Int, _ line: Int, to list: WritableKeyPath<Self, [Piece]>) {
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    self[keyPath: list].append(Piece(line: line, text: text))
    code.append(UInt8(ascii: " "))
  }

  private mutating func readBlockComment() {
    let (start, first) = (index, line)
    var depth = 0
    while index < bytes.count {
      if hasPrefix("/*", at: index) {
        depth += 1
        index += 2
      } else if hasPrefix("*/", at: index) {
        depth -= 1
        index += 2
        if depth == 0 { break }
      } else {
        if bytes[index] == UInt8(ascii: "\n") { code.append(bytes[index]) }
        skip()
      }
    }
    add(start, first, to: \.comments)
  }

  /// The number of `#` before the quote of a literal that begins here; `nil` if none begins.
  private func hashesOfLiteral() -> Int? {
    var end = index
    while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
    return end < bytes.count && bytes[end] == UInt8(ascii: "\"") ? end - index : nil
  }

  private mutating func readLiteral(hashes: Int) {
    let (start, first) = (index, line)
    index += hashes
    let quotes = hasPrefix("\"\"\"", at: index) ? 3 : 1
    index += quotes
    let hash = UInt8(ascii: "#")
    func hasHashes(at index: Int) -> Bool {
      index + hashes <= bytes.count && bytes[index..<index + hashes].allSatisfy { $0 == hash }
    }
    while index < bytes.count {
      let isQuote =
        quotes == 3 ? hasPrefix("\"\"\"", at: index) : bytes[index] == UInt8(ascii: "\"")
      if isQuote, hasHashes(at: index + quotes) {
        index += quotes + hashes
        break
      }
      if bytes[index] == UInt8(ascii: "\\"), hasHashes(at: index + 1) {
        index += 1 + hashes
        guard index < bytes.count else { break }
        let isInterpolation = bytes[index] == UInt8(ascii: "(")
        skip()
        if isInterpolation { readCode(isInterpolation: true) }
      } else {
        if bytes[index] == UInt8(ascii: "\n") { code.append(bytes[index]) }
        skip()
      }
    }
    add(start, first, to: \.literals)
  }
}
