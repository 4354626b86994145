import ProvisoInput
import ProvisoKernel
import YAML

/// Reads files of policies: YAML with the schema `proviso.policy/1`.
struct ToolPolicyReader {
  private var fields: DocumentFields
  /// The names of tools, in the order of the text.
  private var tools: [(name: String, node: YAMLNode)] = []
  /// The sinks of tools, in the order of the text.
  private var sinks: [(tool: String, sink: ValuePattern, node: YAMLNode)] = []

  private init(fields: DocumentFields) { self.fields = fields }

  /// Reads a file's text.
  ///
  /// - Throws: `InputError` with every mistake and its position.
  static func read(_ text: String, path: String) throws(InputError) -> ToolPolicies.Server {
    var reader = ToolPolicyReader(fields: try DocumentFields(text, path: path))
    return try reader.read()
  }

  private mutating func read() throws(InputError) -> ToolPolicies.Server {
    let server = server(fields.root)
    guard fields.mistakes.isEmpty, let server else { throw InputError(fields.mistakes) }
    return server
  }

  /// Reads a file's text, and compares its names with a list of tools.
  ///
  /// - Throws: `InputError` with every mistake, or with every name that the list does not have, and its
  ///   position.
  static func check(
    _ text: String, path: String, against list: PolicyDraft.List
  ) throws(InputError) {
    var reader = ToolPolicyReader(fields: try DocumentFields(text, path: path))
    _ = try reader.read()
    let known = Dictionary(
      list.tools.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for (name, node) in reader.tools where known[name] == nil {
      reader.fields.refuse("`\(name)` is no tool in \(list.path)", at: node)
    }
    for (name, sink, node) in reader.sinks {
      guard let tool = known[name], !tool.arguments.contains(where: sink.mayCover) else { continue }
      reader.fields.refuse("`\(sink)` is no argument of `\(name)` in \(list.path)", at: node)
    }
    guard reader.fields.mistakes.isEmpty else { throw InputError(reader.fields.mistakes) }
  }

  // MARK: Parts

  private mutating func server(_ root: YAMLNode?) -> ToolPolicies.Server? {
    guard let members = fields.mapping(root, "a policy", of: ["schema", "server", "tools"]) else {
      return nil
    }
    if let schema = members["schema"] {
      if schema.written != ToolPolicySchema.name {
        fields.refuse("the schema is not `\(ToolPolicySchema.name)`", at: schema)
      }
    } else {
      fields.refuse("no schema: expected `schema: \(ToolPolicySchema.name)`", at: root)
    }
    let name = members["server"].map { fields.text($0, "the server") ?? "" } ?? ""
    guard let tools = members["tools"] else {
      fields.refuse("no `tools`: expected a map from the name of a tool to its policy", at: root)
      return nil
    }
    var policies: [String: ToolPolicy] = [:]
    guard case .mapping(let pairs) = tools.content else {
      fields.refuse("`tools` is no map", at: tools)
      return nil
    }
    for (tool, node) in pairs {
      self.tools.append((tool.written ?? "", tool))
      policies[tool.written ?? ""] = policy(node, of: tool.written ?? "")
    }
    return ToolPolicies.Server(name: name, tools: policies)
  }

  private mutating func policy(_ node: YAMLNode, of tool: String) -> ToolPolicy {
    var policy = ToolPolicy()
    if node.meaning == .null { return policy }
    let keys = ["effect", "sinks", "trusted", "secret", "description"]
    guard let members = fields.mapping(node, "the policy of `\(tool)`", of: keys) else {
      return policy
    }
    if let effect = members["effect"] {
      if let known = effect.written.flatMap(ToolPolicy.Effect.init) {
        policy.effect = known
      } else {
        let known = ToolPolicy.Effect.allCases.map { "`\($0)`" }.joined(separator: ", ")
        fields.refuse("the effect is none of \(known)", at: effect)
      }
    }
    if let list = members["sinks"] {
      let found = fields.list(list, "`sinks`").compactMap { node in pattern(node).map { ($0, node) }
      }
      sinks += found.map { (tool, $0.0, $0.1) }
      policy.sinks = found.map(\.0)
    }
    policy.trusted = members["trusted"].map { patterns($0, "`trusted`") } ?? []
    for secret in members["secret"].map({ fields.list($0, "`secret`") }) ?? [] {
      if let found = self.secret(secret) { policy.secrets.append(found) }
    }
    return policy
  }

  private mutating func secret(_ node: YAMLNode) -> ToolPolicy.Secret? {
    if case .scalar = node.content {
      return pattern(node).map { ToolPolicy.Secret(path: $0, readers: []) }
    }
    guard let members = fields.mapping(node, "a secret", of: ["path", "for"]) else { return nil }
    guard let path = members["path"] else {
      fields.refuse("a secret has no `path`", at: node)
      return nil
    }
    let readers = members["for"].map { fields.list($0, "`for`") } ?? []
    let names = readers.compactMap { fields.text($0, "a reader") }
    return pattern(path).map { ToolPolicy.Secret(path: $0, readers: names) }
  }

  private mutating func patterns(_ node: YAMLNode, _ what: String) -> [ValuePattern] {
    fields.list(node, what).compactMap { pattern($0) }
  }

  private mutating func pattern(_ node: YAMLNode) -> ValuePattern? {
    guard let text = fields.text(node, "a path") else { return nil }
    guard let pattern = ValuePattern(text) else {
      fields.refuse(
        "`\(text)` is no path: expected names with points between them, such as `message.to`",
        at: node)
      return nil
    }
    return pattern
  }
}

extension ToolPolicies {
  /// Adds the policies of a file's text.
  ///
  /// - Parameters:
  ///   - text: YAML with the schema `proviso.policy/1`.
  ///   - path: the path in messages.
  /// - Throws: `InputError` with every mistake, its line and its column.
  public mutating func add(_ text: String, path: String) throws(InputError) {
    add(try ToolPolicyReader.read(text, path: path))
  }

  /// Compares the names in a file's text with a list of tools.
  ///
  /// - Throws: `InputError` with every mistake or every name that the list does not have, its line and its
  ///   column.
  package static func check(
    _ text: String, path: String, against list: PolicyDraft.List
  ) throws(InputError) {
    try ToolPolicyReader.check(text, path: path, against: list)
  }
}

extension ValuePattern {
  /// Whether the path covers a part of an argument, or something below it.
  fileprivate func mayCover(_ path: [String]) -> Bool {
    covers(path) || names.starts(with: path)
  }
}
