import ProvisoKernel

/// Reads the annotations that tools' makers give: the result of `tools/list` of the Model Context
/// Protocol.
///
/// Source: "Model Context Protocol", schema of 2026-07-28, `ToolAnnotations`. Its defaults are
/// pessimistic.
enum ToolAnnotations {
  private static let hints: [(name: String, default: Bool)] = [
    ("readOnlyHint", false), ("destructiveHint", true), ("idempotentHint", false),
    ("openWorldHint", true),
  ]

  /// Reads the annotations of each tool, by its name, with all four hints.
  ///
  /// - Parameter bytes: a response (`result.tools`), a result (`tools`) or the list of tools
  ///   itself.
  /// - Throws: all mistakes in the source.
  static func read(_ bytes: [UInt8]) throws(AgentFormatError) -> [String: Value] {
    let root = try AgentPlanDocument.parse(bytes)
    var mistakes = AgentPlanMistakes()
    let tools = root["result"]?["tools"] ?? root["tools"] ?? root
    guard tools.isList else {
      mistakes.report(
        tools,
        "expected the result of `tools/list` with a list `tools`, found \(tools.described)")
      try mistakes.finish()
      return [:]
    }
    let result = root["result"] ?? root
    if let cursor = result["nextCursor"], !cursor.isNull {
      mistakes.report(
        cursor, "`nextCursor`: this is only one page of the list: expected all tools in one file")
    }
    var found: [String: Value] = [:]
    for tool in tools.elements {
      guard let name = tool["name"]?.text, !name.isEmpty else {
        mistakes.report(tool["name"] ?? tool, "expected a tool with a `name`")
        continue
      }
      let annotations = annotations(of: tool, &mistakes)
      if found.updateValue(annotations, forKey: name) != nil {
        mistakes.report(
          tool, "the tool `\(AgentPlanNode.short(name))` is listed twice: expected it once")
      }
    }
    try mistakes.finish()
    return found
  }

  private static func annotations(of tool: AgentPlanNode, _ mistakes: inout AgentPlanMistakes)
    -> Value
  {
    let given = tool["annotations"]
    if let given, !given.isMap, !given.isNull {
      mistakes.report(given, "`annotations`: expected a mapping, found \(given.described)")
    }
    var members: [Text: Value] = [:]
    for hint in hints {
      var flag = hint.default
      if let node = given?[hint.name], !node.isNull {
        if case .bool(let said) = node.kind {
          flag = said
        } else {
          mistakes.report(
            node, "`\(hint.name)`: expected `true` or `false`, found \(node.described)")
        }
      }
      members[Text(hint.name)] = .bool(flag)
    }
    return .map(members)
  }

  /// The tools whose makers state explicitly that they are destructive.
  ///
  /// Annotations are untrusted, so they can only raise a tool's danger. A missing annotation means
  /// nothing.
  static func destructive(_ bytes: [UInt8]) -> Set<String> {
    guard let root = try? AgentPlanDocument.parse(bytes) else { return [] }
    let tools = (root["result"]?["tools"] ?? root["tools"] ?? root).elements
    return Set(
      tools.compactMap { tool in
        guard let given = tool["annotations"], case .bool(true)? = given["destructiveHint"]?.kind
        else { return nil }
        return tool["name"]?.text
      })
  }
}
