import ProvisoKernel
import YAML

/// The lists, maps and other texts that a text consists of.
struct OutputParts {
  /// The lists and maps.
  private(set) var values: [Value] = []
  /// All lines that belong to none of them.
  private(set) var rest = ""
  /// Whether others may have written the structure of the values.
  private(set) var isLoose = false

  private let bytes: [UInt8]
  private let lines: [Range<Int>]
  private var index = 0
  /// YAML is tried only a few times, because each try reads the whole rest.
  private var triesOfYAML = 0
  private static let maximumTries = 4
  /// The maximum length of a text that is read as YAML, in bytes.
  private static let maximumYAML = 1 << 20

  init(_ text: String) {
    bytes = Array(text.utf8)
    var lines: [Range<Int>] = []
    var start = 0
    for (position, byte) in bytes.enumerated() where byte == 0x0A {
      lines.append(start..<position)
      start = position + 1
    }
    lines.append(start..<bytes.count)
    self.lines = lines
  }

  mutating func read() {
    var others: [Range<Int>] = []
    // The number of values before each of the other lines.
    var valuesBefore: [Int] = []
    while index < lines.count {
      defer {
        valuesBefore += repeatElement(values.count, count: others.count - valuesBefore.count)
      }
      let line = lines[index]
      let first = bytes[line].firstIndex { $0 > 0x20 }
      if let first, takeBrackets(at: first, &others) { continue }
      if takeTable(&others) { continue }
      if let first, takeYAML(from: first) { continue }
      others.append(line)
      index += 1
    }
    let text = others.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: "\n")
    rest = String(decoding: Array(text.utf8).trimmed, as: UTF8.self)
    if !values.isEmpty, !rest.isEmpty {
      let written = zip(others, valuesBefore).filter { bytes[$0.0].contains { $0 > 0x20 } }
      if written.count != 1 || written[0].1 != 0 || !isLeadIn(written[0].0) { isLoose = true }
    }
  }

  /// Whether a line only announces what follows it, such as `Found 3 results:`.
  private func isLeadIn(_ line: Range<Int>) -> Bool {
    let text = String(decoding: Array(bytes[line]).trimmed, as: UTF8.self)
    return (text.hasSuffix(":") || text.hasSuffix(".")) && isName(text)
  }

  /// Whether a text can be a name that a program wrote, and no sentence of a person: a line that ends in a
  /// colon is the name of a member in YAML.
  private func isName(_ text: String) -> Bool {
    let words = TextWords.of(text)
    return words.count <= Self.longestLeadIn
      && ValueScanner.values(in: words).allSatisfy { $0.keys.allSatisfy(\.isQuantity) }
  }

  /// The maximum number of words of a line that announces the others.
  private static let longestLeadIn = 8

  private mutating func takeBrackets(at start: Int, _ others: inout [Range<Int>]) -> Bool {
    guard Self.mayOpen(bytes, at: start),
      let (value, end, isPrinted) = BracketReader.readPrinted(bytes, at: start)
    else { return false }
    values.append(value)
    if !isPrinted { isLoose = true }
    while index < lines.count, lines[index].upperBound < end { index += 1 }
    guard index < lines.count else { return true }
    let after = end..<lines[index].upperBound
    if bytes[after].contains(where: { $0 > 0x20 && $0 != UInt8(ascii: ",") }) {
      others.append(after)
    }
    index += 1
    return true
  }

  /// Whether a list or a map may begin here. A remark in brackets does not.
  private static func mayOpen(_ bytes: [UInt8], at start: Int) -> Bool {
    guard let next = bytes[(start + 1)...].first(where: { $0 > 0x20 }) else { return false }
    switch bytes[start] {
    case UInt8(ascii: "{"):
      return [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "}")].contains(next)
        || next.isLetter
    case UInt8(ascii: "["):
      return "{[(\"'-]0123456789".utf8.contains(next)
        || ["true", "false", "null", "None", "True", "False"].contains {
          bytes[(start + 1)...].drop { $0 <= 0x20 }.starts(with: $0.utf8)
        } || isObject(bytes, at: start + 1)
    default: return false
    }
  }

  /// Whether an object of a class begins here: `Mail(id=1)`.
  private static func isObject(_ bytes: [UInt8], at start: Int) -> Bool {
    let name = bytes[start...].prefix { $0.isLetter || $0.isDigit || $0 == 0x5F || $0 == 0x2E }
    return !name.isEmpty && name.endIndex < bytes.count && bytes[name.endIndex] == 0x28
  }

  // MARK: Tables

  private mutating func takeTable(_ others: inout [Range<Int>]) -> Bool {
    guard index + 1 < lines.count, let names = cells(lines[index]), names.count > 1,
      Set(names).count == names.count,
      let rule = cells(lines[index + 1]), rule.count == names.count,
      rule.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 == 0x2D || $0 == 0x3A } })
    else { return false }
    index += 2
    while index < lines.count, let row = cells(lines[index]) {
      // Nobody knows where the cells of a row of another width belong.
      guard row.count == names.count else {
        others.append(lines[index])
        index += 1
        continue
      }
      var members: [Text: Value] = [:]
      for (name, cell) in zip(names, row) where !cell.isEmpty {
        members[Text(name)] = Number(literal: cell).map(Value.number) ?? .string(Text(cell))
      }
      values.append(.map(members))
      index += 1
    }
    return true
  }

  private func cells(_ line: Range<Int>) -> [String]? {
    var line = Array(bytes[line]).trimmed
    guard line.contains(0x7C) else { return nil }
    if line.first == 0x7C { line.removeFirst() }
    if line.last == 0x7C, line.dropLast().last != UInt8(ascii: "\\") { line.removeLast() }
    var cells: [String] = []
    var cell: [UInt8] = []
    func end() {
      cells.append(
        String(decoding: cell.trimmed, as: UTF8.self).replacing("<br>", with: "\n"))
      cell = []
    }
    for byte in line {
      if byte == 0x7C {
        if cell.last == UInt8(ascii: "\\") { cell[cell.count - 1] = byte } else { end() }
      } else {
        cell.append(byte)
      }
    }
    end()
    return cells
  }

  // MARK: YAML

  private mutating func takeYAML(from first: Int) -> Bool {
    guard triesOfYAML < Self.maximumTries, bytes.count - first <= Self.maximumYAML,
      index == 0 || bytes[lines[index - 1]].allSatisfy({ $0 <= 0x20 })
        || bytes[lines[index - 1]].last == UInt8(ascii: ":"),
      Self.mayBeYAML(bytes[first..<lines[index].upperBound])
    else { return false }
    triesOfYAML += 1
    if take(upTo: lines.count, closing: "") { return true }
    // A text that was cut off inside a text with quotes.
    for quote in ["\"", "'"] where take(upTo: lines.count, closing: quote) { return true }
    // The lines before the first that is not YAML.
    guard let bad = firstError(), bad > index + 1 else { return false }
    return take(upTo: bad, closing: "")
  }

  private mutating func take(upTo end: Int, closing: String) -> Bool {
    guard let value = Self.yaml(text(upTo: end) + closing) else { return false }
    values.append(value)
    if hasGap(upTo: end) || !OutputField.names(in: value).allSatisfy(isName) { isLoose = true }
    index = end
    return true
  }

  /// Whether an empty line stands before a name that is not indented. No program prints YAML so, but a text
  /// of several paragraphs looks like it.
  private func hasGap(upTo end: Int) -> Bool {
    (index..<end).dropFirst().contains { number in
      let line = bytes[lines[number]]
      return bytes[lines[number - 1]].allSatisfy { $0 <= 0x20 }
        && line.first.map { $0 > 0x20 } == true && !line.starts(with: "- ".utf8)
    }
  }

  private func text(upTo end: Int) -> String {
    PrintedYAML.plain(
      String(
        decoding: bytes[lines[index].lowerBound..<lines[end - 1].upperBound], as: UTF8.self))
  }

  /// The line of the first mistake, as an index of `lines`.
  private func firstError() -> Int? {
    do throws(YAMLError) {
      _ = try YAMLDocument.parse(text(upTo: lines.count), maximumDepth: 64)
      return nil
    } catch {
      return min(index + error.line - 1, lines.count)
    }
  }

  private static func mayBeYAML(_ line: ArraySlice<UInt8>) -> Bool {
    if line.starts(with: "- ".utf8) { return true }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
      return false
    }
    return colon + 1 == line.endIndex || line[colon + 1] == 0x20
  }

  private static func yaml(_ text: String) -> Value? {
    guard PrintedListing.isShallow(text), let root = try? YAMLDocument.parse(text, maximumDepth: 64)
    else { return nil }
    if case .scalar = root.content { return nil }
    var parts = 0
    return PrintedListing.value(of: root, parts: &parts)
  }
}
