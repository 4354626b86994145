import Foundation

/// A JSON value of a suite, which is printed with its members sorted by name.
enum PlainValue: Sendable, Codable {
  case null
  case bool(Bool)
  case number(Decimal)
  case text(String)
  case list([PlainValue])
  case map([String: PlainValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? container.decode(Decimal.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([PlainValue].self) {
      self = .list(list)
    } else {
      self = .map(try container.decode([String: PlainValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let bool): try container.encode(bool)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .map(let members): try container.encode(members)
    }
  }

  /// The texts in the value, each with its path.
  var texts: [(path: [Step], text: String)] {
    switch self {
    case .null, .bool, .number: []
    case .text(let text): [([], text)]
    case .list(let elements):
      elements.enumerated().flatMap { index, element in
        element.texts.map { ([.element(index)] + $0.path, $0.text) }
      }
    case .map(let members):
      members.sorted { $0.key < $1.key }.flatMap { name, member in
        member.texts.map { ([.member(name)] + $0.path, $0.text) }
      }
    }
  }

  enum Step: Sendable {
    case element(Int)
    case member(String)
  }

  /// Returns the value with another text at a path.
  func replacing(_ path: ArraySlice<Step>, with text: String) -> PlainValue {
    switch (self, path.first) {
    case (.list(var elements), .element(let index)?):
      elements[index] = elements[index].replacing(path.dropFirst(), with: text)
      return .list(elements)
    case (.map(var members), .member(let name)?):
      members[name] = members[name]?.replacing(path.dropFirst(), with: text)
      return .map(members)
    default: return .text(text)
    }
  }
}

/// Values as AgentDojo's tools print them for a model: lists and maps as YAML in block style, in
/// which plain texts have no quotes.
extension PlainValue {
  var printed: String {
    switch self {
    case .null: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .number(let number): "\(number)"
    case .text(let text): text
    case .list(let elements): elements.isEmpty ? "[]" : block(0)
    case .map(let members): members.isEmpty ? "{}" : block(0)
    }
  }

  private func block(_ indent: Int) -> String {
    let space = String(repeating: " ", count: indent)
    switch self {
    case .list(let elements) where !elements.isEmpty:
      return elements.map { element in
        element.isBlock
          ? "\(space)- \(element.block(indent + 2).dropFirst(indent + 2))"
          : "\(space)- \(element.scalar)"
      }.joined(separator: "\n")
    case .map(let members) where !members.isEmpty:
      return members.sorted { $0.key < $1.key }.map { name, member in
        let key = PlainValue.text(name).scalar
        return member.isBlock
          ? "\(space)\(key):\n\(member.block(indent + 2))" : "\(space)\(key): \(member.scalar)"
      }.joined(separator: "\n")
    default: return space + scalar
    }
  }

  private var isBlock: Bool {
    switch self {
    case .list(let elements): !elements.isEmpty
    case .map(let members): !members.isEmpty
    default: false
    }
  }

  private var scalar: String {
    switch self {
    case .null: return "null"
    case .bool(let bool): return "\(bool)"
    case .number(let number): return "\(number)"
    case .list: return "[]"
    case .map: return "{}"
    case .text(let text):
      let isPlain = text.wholeMatch(of: /[A-Za-z][A-Za-z0-9 ,.?!()@\/-]*[A-Za-z0-9.?!)]/) != nil
      if isPlain, !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased()) {
        return text
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = .withoutEscapingSlashes
      return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
  }
}
