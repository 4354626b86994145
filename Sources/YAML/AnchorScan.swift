/// Finds the first anchor before libyaml reads the text, so that nested aliases are never expanded.
///
/// An anchor is a `&` where a value begins, but not in quotes, in a block (`|`, `>`), in a comment
/// or inside a plain text. The scan knows just enough of YAML to distinguish these.
struct AnchorScan {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  /// The index of the line's first byte.
  private var lineStart = 0
  /// The number of open `[` and `{`.
  private var flow = 0
  /// Whether a value can begin here.
  private var isStart = true
  /// The column, from 0, of the parent of the line's value; lines of the value are indented more.
  /// -1 if there is no parent.
  private var parent = -1
  /// The column, from 0, at which a plain text began on this line.
  private var plainStart: Int?

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// The position of the first anchor, from 1.
  static func firstAnchor(in text: String) -> (line: Int, column: Int)? {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    var scan = AnchorScan(text)
    return scan.run()
  }

  private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0x0A }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == 0x5F || byte == 0x2D || (0x30...0x39).contains(byte)
      || (0x61...0x7A).contains(byte | 0x20)
  }

  private mutating func run() -> (line: Int, column: Int)? {
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case 0x0A: newLine()
      case 0x20, 0x09, 0x0D: at += 1
      case UInt8(ascii: "#") where at == lineStart || Self.isBlank(self.byte(at - 1)):
        skipToLineEnd()
      case UInt8(ascii: "\"") where isStart, UInt8(ascii: "'") where isStart: skipQuoted(byte)
      case UInt8(ascii: "&") where isStart && Self.isNameByte(self.byte(at + 1)):
        let column = bytes[lineStart..<at].count { $0 & 0xC0 != 0x80 } + 1
        return (line, column)
      case UInt8(ascii: "|") where isStart && flow == 0,
        UInt8(ascii: ">") where isStart && flow == 0:
        skipBlock()
      default: sign(byte)
      }
    }
    return nil
  }

  private mutating func sign(_ byte: UInt8) {
    let isAlone = Self.isBlank(self.byte(at + 1))
    switch byte {
    case UInt8(ascii: "[") where isStart || flow > 0, UInt8(ascii: "{") where isStart || flow > 0:
      flow += 1
      isStart = true
    case UInt8(ascii: "]") where flow > 0, UInt8(ascii: "}") where flow > 0:
      flow -= 1
      isStart = false
    case UInt8(ascii: ",") where flow > 0: isStart = true
    case UInt8(ascii: "-") where isStart && isAlone && flow == 0,
      UInt8(ascii: "?") where isStart && isAlone:
      if flow == 0 { parent = at - lineStart }
    case UInt8(ascii: ":") where isAlone || flow > 0:
      if flow == 0 { parent = plainStart ?? parent }
      isStart = true
      plainStart = nil
    case UInt8(ascii: "!") where isStart:
      // Skip a tag; the value itself begins after it.
      while at < bytes.count, !Self.isBlank(bytes[at]) { at += 1 }
      return
    default:
      if isStart, flow == 0 { plainStart = at - lineStart }
      isStart = false
    }
    at += 1
  }

  private mutating func newLine() {
    at += 1
    line += 1
    lineStart = at
    guard flow == 0 else { return }
    var next = at
    while byte(next) == 0x20, next < bytes.count { next += 1 }
    if byte(next) == 0x0A || byte(next) == 0x0D, plainStart != nil { return }
    // A line that is indented more than the text's parent continues the text.
    if !isStart, plainStart != nil, next - lineStart > parent { return }
    isStart = true
    plainStart = nil
  }

  private mutating func skipToLineEnd() {
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
  }

  private mutating func skipQuoted(_ quote: UInt8) {
    let start = at - lineStart
    at += 1
    while at < bytes.count, bytes[at] != quote || quote == 0x27 && byte(at + 1) == quote {
      if bytes[at] == 0x0A {
        line += 1
        lineStart = at + 1
      }
      let isPair = bytes[at] == 0x5C && quote == 0x22 || bytes[at] == quote
      at += isPair && byte(at + 1) != 0x0A ? 2 : 1
    }
    at += 1
    isStart = false
    if flow == 0 { plainStart = start }
  }

  /// Skips the lines that are indented more than the block's parent.
  private mutating func skipBlock() {
    skipToLineEnd()
    while at < bytes.count {
      var next = at + 1
      while next < bytes.count, bytes[next] == 0x20 { next += 1 }
      let isEmpty = byte(next) == 0x0A || byte(next) == 0x0D
      guard isEmpty || next - at - 1 > parent else { break }
      at += 1
      line += 1
      lineStart = at
      skipToLineEnd()
    }
    isStart = true
    plainStart = nil
  }
}
