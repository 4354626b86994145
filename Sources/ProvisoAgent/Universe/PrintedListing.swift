import JSON
import ProvisoKernel
import YAML

/// Texts that are lists or maps as tools print them: JSON, what Python prints, and YAML in block form.
enum PrintedListing {
  /// Longer texts are read as texts, and so is what nests deeper or has more parts.
  private static let longest = 1 << 20
  private static let deepest = 64
  private static let mostParts = 100_000

  /// What a text says; nil where it is neither a list nor a map.
  static func read(_ text: String) -> Value? {
    guard text.utf8.count <= longest, let first = text.utf8.first(where: { $0 > 0x20 }) else {
      return nil
    }
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
      return json(text) ?? PythonLiteral.read(text, maximumDepth: deepest)
    }
    let text = PrintedYAML.plain(text)
    guard isShallow(text), let root = try? YAMLDocument.parse(text, maximumDepth: deepest) else {
      return nil
    }
    var parts = 0
    if case .scalar = root.content { return nil }
    return value(root, &parts)
  }

  private static func json(_ text: String) -> Value? {
    let document = try? JSONDocument(text: text, name: "listing", maximumDepth: deepest)
    return document?.root.kernelValue
  }

  /// Whether no line nests deep: the parser of YAML takes a stack frame for each level.
  private static func isShallow(_ text: String) -> Bool {
    var brackets = 0
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let prefix = line.prefix { [0x20, 0x2D, 0x3F].contains($0) }
      if prefix.count > deepest { return false }
      for byte in line {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
        default: break
        }
        if brackets > deepest { return false }
      }
    }
    return true
  }

  /// The value of a node; nil where it has too many parts. A number that could be read in two ways is the
  /// text that it is written as.
  private static func value(_ node: YAMLNode, _ parts: inout Int) -> Value? {
    parts += 1
    guard parts <= mostParts else { return nil }
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
        guard let value = value(element, &parts) else { return nil }
        elements.append(value)
      }
      return .list(elements)
    case .mapping(let pairs):
      var members: [Text: Value] = [:]
      for (key, member) in pairs {
        guard let value = value(member, &parts) else { return nil }
        members[Text(key.written ?? "")] = value
      }
      return .map(members)
    }
  }
}
