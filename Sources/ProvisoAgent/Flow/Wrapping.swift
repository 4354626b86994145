import ProvisoKernel

/// The wrapping that tools and defences put around an output: code fences, tags, marks, quotes, an encoding.
enum Wrapping {
  /// A text without the wrappings around it, and what they say.
  static func removed(from text: String) -> (text: String, marks: [String]) {
    let plain = unmarked(trimmed(text.replacing(["\r": ""])))
    var lines = plain.split(separator: "\n", omittingEmptySubsequences: false)
    var marks: [String] = []
    for index in lines.indices {
      let line = lines[index]
      let inner = untagged(line)
      guard inner.utf8.count < line.utf8.count else { continue }
      lines[index] = inner
      marks += [line[..<inner.startIndex], line[inner.endIndex...]].map { readable($0) }
        .filter { !$0.isEmpty }
    }
    var text = lines.joined(separator: "\n")
    // Delimiters around an output, as spotlighting uses them.
    for (opening, closing) in [("<<", ">>"), ("«", "»"), ("[[", "]]")] {
      let inner = trimmed(text)
      if inner.hasPrefix(opening), inner.hasSuffix(closing), inner.count > 4,
        opening != "[[" || inner.dropFirst(2).first?.isLetter == true
      {
        text = String(inner.dropFirst(opening.count).dropLast(closing.count))
      }
    }
    return (trimmed(text), marks)
  }

  /// The words of a mark.
  private static func readable(_ mark: Substring) -> String {
    let signs = "<>/`~\"'="
    return trimmed(String(mark.map { signs.contains($0) ? " " : $0 }))
  }

  /// The text inside quotes, or behind Base64, if the whole text is that; nil otherwise.
  static func quoted(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    if bytes.count >= 2, let first = bytes.first,
      first == UInt8(ascii: "\"") || first == UInt8(ascii: "'"),
      case (.list(let elements), let end)? = BracketReader.read(
        [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")], at: 0),
      end == bytes.count + 2, elements.count == 1, case .string(let inner) = elements[0]
    {
      return inner.string
    }
    return base64(bytes)
  }

  private static func trimmed(_ text: String) -> String {
    String(decoding: Array(text.utf8).trimmed, as: UTF8.self)
  }

  /// A line without a fence or the tags at its ends. A tag inside a line stays.
  private static func untagged(_ line: Substring) -> Substring {
    var line = line
    let inner = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    if inner.hasPrefix("```") || inner.hasPrefix("~~~") { return inner.suffix(0) }
    if inner.hasPrefix("<"), let end = inner.firstIndex(of: ">") {
      let name = inner[inner.index(after: inner.startIndex)..<end]
      if isTag(name) { line = inner[inner.index(after: end)...] }
    }
    if line.hasSuffix(">"), let start = line.lastIndex(of: "<") {
      let name = line[line.index(after: start)..<line.index(before: line.endIndex)]
      if name.hasPrefix("/"), isTag(name) { line = line[..<start] }
    }
    return line
  }

  private static func isTag(_ name: Substring) -> Bool {
    let name = name.hasPrefix("/") ? name.dropFirst() : name
    guard name.count <= 60, let first = name.first, first.isLetter else { return false }
    let word = name.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    return word.endIndex == name.endIndex || name[word.endIndex] == " " && name.contains("=")
  }

  /// A text in which a mark stands for each space, with the spaces.
  private static func unmarked(_ text: String) -> String {
    guard text.utf8.count >= 12, !text.utf8.contains(0x20) else { return text }
    let marks: [Character] = ["^", "ˆ", "▁", "·", "\u{E000}", "␣"]
    let counts = marks.map { mark in (mark, text.count { $0 == mark }) }
    guard let (mark, count) = counts.max(by: { $0.1 < $1.1 }), count >= 2,
      count * 100 >= text.count
    else { return text }
    return String(text.map { $0 == mark ? " " : $0 })
  }

  private static func base64(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 24, bytes.count % 4 == 0 else { return nil }
    var out: [UInt8] = []
    var group: UInt32 = 0
    var digits = 0
    for (index, byte) in bytes.enumerated() {
      let value: UInt32
      switch byte {
      case 0x41...0x5A: value = UInt32(byte - 0x41)
      case 0x61...0x7A: value = UInt32(byte - 0x61 + 26)
      case 0x30...0x39: value = UInt32(byte - 0x30 + 52)
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      case UInt8(ascii: "="):
        guard index >= bytes.count - 2 else { return nil }
        continue
      default: return nil
      }
      group = group << 6 | value
      digits += 1
      if digits % 4 == 0 {
        out += [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
        group = 0
      }
    }
    switch digits % 4 {
    case 2: out.append(UInt8(group >> 4 & 255))
    case 3: out += [UInt8(group >> 10 & 255), UInt8(group >> 2 & 255)]
    default: break
    }
    let text = String(decoding: out, as: UTF8.self)
    guard text.utf8.elementsEqual(out), text.contains(" ") || text.contains("\n"),
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" || $0 == "\t" || $0 == "\r" })
    else { return nil }
    return text
  }
}
