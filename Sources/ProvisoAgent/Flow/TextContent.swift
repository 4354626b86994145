import ProvisoKernel

/// The values and words of a text.
struct TextContent: Sendable {
  /// The words in their order.
  private(set) var words: [String] = []
  /// The values that are the whole text, a line, what stands after the label of a line, or a cell.
  private(set) var fields: Set<ValueKey> = []
  /// The values of a kind that are in it.
  private(set) var inner: Set<ValueKey> = []
  /// Whether amounts are kept apart from plain numbers.
  private let separatesAmounts: Bool

  /// Creates the content of no text.
  ///
  /// - Parameter separatesAmounts: whether "13 euros" differs from the plain number 13.
  init(separatesAmounts: Bool = false) { self.separatesAmounts = separatesAmounts }

  init(_ text: String) {
    separatesAmounts = false
    add(text)
  }

  mutating func add(_ text: String) {
    // No run of words goes from one text into the next.
    if !words.isEmpty { words.append("") }
    addField(text[...])
    for line in text.split(whereSeparator: \.isNewline) {
      let line = Self.unnumbered(line)
      let found = TextWords.of(line)
      for value in ValueScanner.values(in: found) {
        for key in value.keys { inner.insert(plain(key)) }
      }
      words += found.map(\.key)
      addField(line)
      for cell in Self.cells(line) { addField(cell) }
      if let (label, rest) = Self.labelled(line) {
        addField(label)
        addField(rest)
      }
    }
  }

  /// A short text that may be a field as a whole.
  private mutating func addField(_ text: Substring) {
    guard text.utf8.count <= Self.longestField else { return }
    let found = TextWords.of(text)
    guard !found.isEmpty else { return }
    fields.insert(
      ValueKey(kind: .words, text: found.map(\.key).joined(separator: " ")))
    let values = ValueScanner.values(in: found)
    guard let value = values.last else { return }
    let isWhole = values.count == 1 && value.words == found.indices
    let isNamed =
      values.count == 1 && value.words.upperBound == found.count && value.keys[0].kind == .mail
      && found[value.words.lowerBound].before.hasSuffix("<")
    if isWhole || isNamed { for key in value.keys { fields.insert(plain(key)) } }
    if isNamed {
      let name = found[..<value.words.lowerBound].map(\.key).joined(separator: " ")
      fields.insert(ValueKey(kind: .words, text: name))
    }
  }

  /// The maximum length of a field, in bytes.
  private static let longestField = 200

  private func plain(_ key: ValueKey) -> ValueKey {
    key.kind == .amount && !separatesAmounts ? ValueKey(kind: .number, text: key.text) : key
  }

  /// A line without the sign or number of a list.
  private static func unnumbered(_ line: Substring) -> Substring {
    let line = line.drop { $0.isWhitespace }
    for sign in ["- ", "* ", "• ", "> "] where line.hasPrefix(sign) { return line.dropFirst(2) }
    let digits = line.prefix { $0.isNumber }
    let rest = line[digits.endIndex...]
    if !digits.isEmpty, digits.count <= 3, rest.hasPrefix(". ") || rest.hasPrefix(") ") {
      return rest.dropFirst(2)
    }
    return line
  }

  /// The cells of a line with separators between them.
  private static func cells(_ line: Substring) -> [Substring] {
    for separator in ["|", "\t", "  "] where line.contains(separator) {
      let cells = line.split(separator: separator).map { $0.drop { $0.isWhitespace } }
      return cells + cells.compactMap { labelled($0)?.rest }
    }
    return []
  }

  /// The label of a line, which is short, and what stands after it.
  private static func labelled(_ line: Substring) -> (label: Substring, rest: Substring)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let rest = line[line.index(after: colon)...]
    guard rest.first == " " || rest.first == "\t",
      (1...longestLabel).contains(line[..<colon].split(separator: " ").count)
    else { return nil }
    return (line[..<colon], rest.drop { $0.isWhitespace })
  }

  /// The maximum number of words of a label.
  private static let longestLabel = 4

  /// Whether the text has a value of a kind.
  func has(_ key: ValueKey) -> Bool { inner.contains(key) || fields.contains(key) }

  /// Whether the text has the value.
  func contains(_ value: FlowValue) -> Bool {
    if value.lookups.contains(where: has) { return true }
    guard value.keys.isEmpty, let first = value.words.first,
      value.words.count <= words.count
    else { return false }
    for start in 0...(words.count - value.words.count) where words[start] == first {
      if words[start..<(start + value.words.count)].elementsEqual(value.words) { return true }
    }
    return false
  }
}
