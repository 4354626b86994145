import JSON
import ProvisoInput
import ProvisoKernel
import YAML

/// Reads lists and maps from texts as tools print them: JSON, Python literals, and YAML in block
/// form.
///
/// A text that exceeds one of the limits is not read as a listing.
enum PrintedListing {
  /// The maximum length of a text, in bytes of UTF-8.
  private static let maximumLength = 1 << 20
  private static let maximumDepth = 64
  private static let maximumParts = 100_000

  /// The value that a text denotes; nil if it is neither a list nor a map.
  static func read(_ text: String) -> Value? {
    guard text.utf8.count <= maximumLength, let first = text.utf8.first(where: { $0 > 0x20 }) else {
      return nil
    }
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
      return json(text) ?? PythonLiteral.read(text, maximumDepth: maximumDepth)
    }
    let text = PrintedYAML.plain(text)
    guard isShallow(text), let root = try? YAMLDocument.parse(text, maximumDepth: maximumDepth)
    else {
      return nil
    }
    var parts = 0
    if case .scalar = root.content { return nil }
    return value(of: root, parts: &parts)
  }

  private static func json(_ text: String) -> Value? {
    let document = try? JSONDocument(text: text, name: "listing", maximumDepth: maximumDepth)
    return document?.root.kernelValue
  }

  /// Whether the nesting stays within the limit. The YAML parser uses a stack frame per level.
  static func isShallow(_ text: String) -> Bool {
    var brackets = 0
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let prefix = line.prefix { [0x20, 0x2D, 0x3F].contains($0) }
      if prefix.count > maximumDepth { return false }
      for byte in line {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
        default: break
        }
        if brackets > maximumDepth { return false }
      }
    }
    return true
  }

  /// The value of a node; nil if it has too many parts. An ambiguous number stays the text as
  /// written.
  static func value(of node: YAMLNode, parts: inout Int) -> Value? {
    parts += 1
    guard parts <= maximumParts else { return nil }
    switch node.content {
    case .scalar(let text, _):
      switch node.meaning {
      case .null: return .null
      case .bool(let truth): return .bool(truth)
      case .number(let literal):
        return Number(literal: literal).map(Value.number) ?? .string(Text(text))
      case .text, .unclear, nil: return .string(Text(text))
      }
    case .sequence(let nodes):
      var elements: [Value] = []
      for element in nodes {
        guard let value = value(of: element, parts: &parts) else { return nil }
        elements.append(value)
      }
      return .list(elements)
    case .mapping(let pairs):
      var members: [Text: Value] = [:]
      for (key, member) in pairs {
        guard let value = value(of: member, parts: &parts) else { return nil }
        members[Text(key.written ?? "")] = value
      }
      return .map(members)
    }
  }
}
