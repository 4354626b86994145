/// The parts of a printed output that none of its fields contains: comments, names of classes, marks of
/// fences and tags, or a column without cells.
///
/// A model reads them, so others can write into them what an agent then does. They are found by counting:
/// a word that the text has more often than the fields is left over, wherever it stands. That errs towards
/// too many: a value of a field that is also left over somewhere counts as both.
enum Leftovers {
  /// The words of a text between two words that are left over, at most, in one run.
  private static let widestGap = 2

  private struct Word {
    let range: Range<Int>
    let line: Int
    var isLeft = false
  }

  /// The runs of words that are left over.
  ///
  /// - Parameters:
  ///   - text: the text as it was printed.
  ///   - fields: what was read in it.
  ///   - names: the names of members, which repeat in one form and stand once in another.
  static func runs(in text: String, beside fields: [OutputField], names: Set<String>) -> [String] {
    let bytes = plain(Array(text.utf8))
    var count: [String: Int] = [:]
    forEachToken(of: bytes, in: 0..<bytes.count) { count[$0, default: 0] += 1 }
    for name in names {
      let name = plain(Array(name.utf8))
      forEachToken(of: name, in: 0..<name.count) { count[$0] = nil }
    }
    for field in fields {
      let field = plain(Array(field.text.utf8))
      forEachToken(of: field, in: 0..<field.count) {
        if let left = count[$0] { count[$0] = left > 1 ? left - 1 : nil }
      }
    }
    for constant in constants { count[constant] = nil }
    guard !count.isEmpty else { return [] }
    var words = words(of: bytes)
    for index in words.indices {
      forEachToken(of: bytes, in: words[index].range) {
        if count[$0] != nil { words[index].isLeft = true }
      }
    }
    return runs(of: words, in: bytes)
  }

  /// Words that carry no data, as the fields leave them out.
  private static let constants = [
    "true", "false", "null", "None", "True", "False", "undefined", "nil",
  ]

  private static func runs(of words: [Word], in bytes: [UInt8]) -> [String] {
    var runs: [String] = []
    var first: Int?
    var last = 0
    func end() {
      guard let begin = first else { return }
      let range = words[begin].range.lowerBound..<words[last].range.upperBound
      runs.append(readable(bytes[range]))
      first = nil
    }
    for (index, word) in words.enumerated() where word.isLeft {
      if first != nil, index - last > widestGap + 1 || words[last].line != word.line { end() }
      if first == nil { first = index }
      last = index
    }
    end()
    return runs
  }

  /// A run without the signs around values.
  private static func readable(_ bytes: ArraySlice<UInt8>) -> String {
    let quotes = "\"'`<>=".utf8
    return String(decoding: bytes.map { quotes.contains($0) ? 0x20 : $0 }, as: UTF8.self)
  }

  /// Whether a run has more words than the mark of a fence, a tag or a class.
  static func canInstruct(_ run: String) -> Bool {
    let bytes = Array(run.utf8)
    // `!!python/object:mail.Mail`
    let signsOfClasses = "!:/._".utf8
    if bytes.starts(with: "!!python/".utf8),
      bytes.allSatisfy({ $0.isLetter || $0.isDigit || signsOfClasses.contains($0) })
    {
      return false
    }
    var words = 0
    forEachToken(of: bytes, in: 0..<bytes.count) { token in
      if token.contains(where: \.isLetter) { words += 1 }
    }
    return words > 2
  }

  // MARK: Words

  /// The parts between white space, quotes and signs of structures.
  private static func words(of bytes: [UInt8]) -> [Word] {
    let ends = Set("\"'`<>{}[]()|,;".utf8)
    var words: [Word] = []
    var line = 0
    var start: Int?
    for (position, byte) in bytes.enumerated() {
      if byte <= 0x20 || ends.contains(byte) {
        if let begin = start { words.append(Word(range: begin..<position, line: line)) }
        start = nil
        if byte == 0x0A { line += 1 }
      } else if start == nil {
        start = position
      }
    }
    if let begin = start { words.append(Word(range: begin..<bytes.count, line: line)) }
    return words
  }

  /// The runs of letters and digits.
  private static func forEachToken(
    of bytes: [UInt8], in range: Range<Int>, _ body: (String) -> Void
  ) {
    var start: Int?
    for position in range {
      let byte = bytes[position]
      if byte >= 0x80 || byte.isLetter || byte.isDigit {
        if start == nil { start = position }
      } else if let begin = start {
        body(String(decoding: bytes[begin..<position], as: UTF8.self))
        start = nil
      }
    }
    if let begin = start {
      body(String(decoding: bytes[begin..<range.upperBound], as: UTF8.self))
    }
  }

  // MARK: Escapes

  /// A text without the escapes that JSON, Python and YAML have in quotes, also where one is inside
  /// another.
  private static func plain(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<3 where bytes.contains(UInt8(ascii: "\\")) { bytes = unescaped(bytes) }
    return bytes
  }

  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < bytes.count else {
        out.append(byte)
        continue
      }
      let sign = bytes[index]
      index += 1
      switch sign {
      case UInt8(ascii: "n"), UInt8(ascii: "r"): out.append(0x0A)
      case UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"): out.append(0x20)
      case 0x0A:
        // A line of YAML that goes on in the next one.
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
      case _ where CharacterEscape.signs.contains(sign):
        CharacterEscape.append(sign, in: bytes, at: &index, to: &out)
      default: out.append(sign)
      }
    }
    return out
  }
}
