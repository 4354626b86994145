import JSON
import ProvisoKernel
import YAML

/// A value of a plan's source, YAML or JSON, with its position.
struct AgentPlanNode: Sendable {
  private enum Source: Sendable {
    case yaml(YAMLNode)
    case json(JSONValue)
    case key(JSONKey)
  }

  /// The kind of a value with its content.
  enum Kind {
    case null
    case bool(Bool)
    /// A number as it is written.
    case number(String)
    case text(String)
    case list
    case map
    /// A YAML scalar without a clear meaning, with the reason.
    case unclear(String)
  }

  private let source: Source

  init(_ node: YAMLNode) { source = .yaml(node) }

  init(_ json: JSONValue) { source = .json(json) }

  private init(_ key: JSONKey) { source = .key(key) }

  var position: PlanPosition {
    switch source {
    case .yaml(let node): return PlanPosition(line: node.line, column: node.column)
    case .json(let value):
      let position = value.position
      return PlanPosition(line: position.line, column: position.column)
    case .key(let key):
      let position = key.position
      return PlanPosition(line: position.line, column: position.column)
    }
  }

  var kind: Kind {
    switch source {
    case .yaml(let node):
      switch node.content {
      case .sequence: return .list
      case .mapping: return .map
      case .scalar:
        switch node.meaning {
        case .bool(let flag)?: return .bool(flag)
        case .number(let literal)?: return .number(literal)
        case .text(let text)?: return .text(text)
        case .unclear(let why)?: return .unclear(why)
        case .null?, nil: return .null
        }
      }
    case .json(let value):
      switch value.kind {
      case .null: return .null
      case .bool: return .bool(value.bool ?? false)
      case .number: return .number(value.number?.text ?? "")
      case .string: return .text(value.string ?? "")
      case .array: return .list
      case .object: return .map
      }
    case .key(let key): return .text(key.string)
    }
  }

  /// The elements of a list; empty for other values.
  var elements: [AgentPlanNode] {
    switch source {
    case .yaml(let node):
      guard case .sequence(let elements) = node.content else { return [] }
      return elements.map { AgentPlanNode($0) }
    case .json(let value): return value.elements.map { AgentPlanNode($0) }
    case .key: return []
    }
  }

  /// A pair of a map.
  struct Member {
    let name: String
    let key: AgentPlanNode
    let value: AgentPlanNode
  }

  /// The pairs of a map in the order of the source, with unique names; empty for other values.
  var members: [Member] {
    switch source {
    case .yaml(let node):
      guard case .mapping(let pairs) = node.content else { return [] }
      return pairs.map { key, value in
        Member(name: key.written ?? "", key: AgentPlanNode(key), value: AgentPlanNode(value))
      }
    case .json(let value):
      return value.members.map { key, value in
        Member(name: key.string, key: AgentPlanNode(key), value: AgentPlanNode(value))
      }
    case .key: return []
    }
  }

  /// The value under a name in a map; it can be `null`.
  subscript(_ name: String) -> AgentPlanNode? {
    if case .json(let value) = source { return value[name].map { AgentPlanNode($0) } }
    return members.first { $0.name == name }?.value
  }

  var text: String? {
    if case .text(let text) = kind { return text }
    return nil
  }

  var isNull: Bool {
    if case .null = kind { return true }
    return false
  }

  var isList: Bool {
    if case .list = kind { return true }
    return false
  }

  var isMap: Bool {
    if case .map = kind { return true }
    return false
  }

  /// A description of the value for messages.
  var described: String {
    switch kind {
    case .null: "nothing"
    case .bool(let flag): "`\(flag)`"
    case .number(let literal): "the number \(literal.prefix(40))"
    case .text(let text): "the string \"\(Self.short(text))\""
    case .list: "a list"
    case .map: "a mapping"
    case .unclear(let why): why
    }
  }

  /// The first 48 characters of a text on one line, with `…` if it is cut.
  static func short(_ text: String) -> String {
    let line = String(text.prefix(48)).replacing(["\n": " "])
    return line.count < text.count ? line + "…" : String(line)
  }
}
