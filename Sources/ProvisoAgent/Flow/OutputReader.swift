import JSON
import ProvisoInput
import ProvisoKernel
import YAML

/// Reads the output of a tool into fields. The same content has the same fields in each form in
/// which tools print it.
///
/// The forms are JSON, JSON lines, literals of Python, YAML, tables of Markdown, and the content
/// blocks of the Model Context Protocol; each of them alone, in a code fence, in tags, between
/// marks against injection, before or after other text, and cut off at the end. Everything else is
/// one text. A text inside a field is never read again: somebody wrote it.
enum OutputReader {
  /// The fields of an output.
  static func fields(of output: Value) -> [OutputField] {
    switch output {
    case .string(let text): return fields(of: text.string, depth: 0)
    case .list(let elements) where !elements.isEmpty && elements.allSatisfy(isContentBlock):
      return elements.flatMap(fields(ofBlock:))
    case .map(let members):
      if let structured = members["structuredContent"], structured != .null {
        return fields(of: structured)
      }
      if case .list(let blocks)? = members["content"], blocks.allSatisfy(isContentBlock) {
        return blocks.flatMap(fields(ofBlock:))
      }
      if members.count == 1, case .string(let text)? = members["result"] {
        return fields(of: text.string, depth: 0)
      }
      return OutputField.all(in: output)
    default: return OutputField.all(in: output)
    }
  }

  /// Whether a value is a content block: `{"type": "text", "text": …}`.
  private static func isContentBlock(_ value: Value) -> Bool {
    guard case .map(let members) = value, case .string(let type)? = members["type"] else {
      return false
    }
    return type == "text" && (members["text"] ?? members["content"]) != nil
      || ["image", "audio", "resource", "resource_link"].contains(type.string)
  }

  private static func fields(ofBlock block: Value) -> [OutputField] {
    guard case .map(let members) = block else { return [] }
    if case .string(let text)? = members["text"] ?? members["content"] {
      return fields(of: text.string, depth: 0)
    }
    return OutputField.all(in: block)
  }

  /// The maximum number of wrappings that are taken off a text.
  private static let maximumWrappings = 6

  private static func fields(of text: String, depth: Int) -> [OutputField] {
    let plain = Wrapping.removed(from: text)
    guard depth < maximumWrappings else { return [OutputField(path: [], text: plain)] }
    if let inner = Wrapping.quoted(plain) { return fields(of: inner, depth: depth + 1) }
    var parts = OutputParts(plain)
    parts.read()
    // One value that is a wrapper itself, such as the text of a content block.
    if parts.values.count == 1, parts.rest.isEmpty {
      switch parts.values[0] {
      case .map(let members)
      where members["structuredContent"] != nil || members["content"] != nil
        || members.count == 1 && members["result"] != nil:
        return unwrapped(parts.values[0], depth: depth)
      case .list(let elements) where !elements.isEmpty && elements.allSatisfy(isContentBlock):
        return unwrapped(parts.values[0], depth: depth)
      default: break
      }
    }
    var fields = parts.values.flatMap { OutputField.all(in: $0) }
    if !parts.rest.isEmpty { fields.append(OutputField(path: [], text: parts.rest)) }
    return fields
  }

  private static func unwrapped(_ value: Value, depth: Int) -> [OutputField] {
    guard depth + 1 < maximumWrappings else { return OutputField.all(in: value) }
    return fields(of: value)
  }
}

/// The lists, maps and other texts that a text consists of.
struct OutputParts {
  /// The lists and maps.
  private(set) var values: [Value] = []
  /// All lines that belong to none of them.
  private(set) var rest = ""

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
    while index < lines.count {
      let line = lines[index]
      let first = bytes[line].firstIndex { $0 > 0x20 }
      if let first, takeBrackets(at: first, &others) { continue }
      if takeTable() { continue }
      if let first, takeYAML(from: first) { continue }
      others.append(line)
      index += 1
    }
    let text = others.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: "\n")
    rest = String(decoding: Array(text.utf8).trimmed, as: UTF8.self)
  }

  private mutating func takeBrackets(at start: Int, _ others: inout [Range<Int>]) -> Bool {
    guard Self.mayOpen(bytes, at: start), let (value, end) = BracketReader.read(bytes, at: start)
    else { return false }
    values.append(value)
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

  private mutating func takeTable() -> Bool {
    guard index + 1 < lines.count, let names = cells(lines[index]), names.count > 1,
      let rule = cells(lines[index + 1]), rule.count == names.count,
      rule.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 == 0x2D || $0 == 0x3A } })
    else { return false }
    index += 2
    while index < lines.count, let row = cells(lines[index]) {
      var members: [Text: Value] = [:]
      for (name, cell) in zip(names, row) where !cell.isEmpty {
        members[Text(name)] = Number(literal: cell).map(Value.number) ?? .string(Text(cell))
      }
      // The surplus of a row is a part of its last cell.
      if row.count > names.count, let last = names.last {
        members[Text(last)] = .string(
          Text(row[(names.count - 1)...].joined(separator: "|")))
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
    index = end
    return true
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
