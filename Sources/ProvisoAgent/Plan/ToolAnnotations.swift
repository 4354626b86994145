import ProvisoKernel

/// What tools' makers say of them: the result of `tools/list` of the Model Context Protocol.
///
/// Source: "Model Context Protocol", schema of 2026-07-28, `ToolAnnotations`, whose defaults are the
/// pessimistic ones.
enum ToolAnnotations {
  private static let hints: [(name: String, default: Bool)] = [
    ("readOnlyHint", false), ("destructiveHint", true), ("idempotentHint", false),
    ("openWorldHint", true),
  ]

  /// Reads the annotations by the names of the tools; each tool has all of the four hints.
  ///
  /// - Parameter bytes: a response (`result.tools`), a result (`tools`) or the tools alone.
  static func read(_ bytes: [UInt8]) throws(AgentFormatError) -> [String: Value] {
    let root = try PlanDocument.parse(bytes)
    var mistakes = PlanMistakes()
    let tools = root["result"]?["tools"] ?? root["tools"] ?? root
    guard tools.isList else {
      mistakes.report(
        tools,
        "expected what `tools/list` gives: `tools`, a list of tools, found \(tools.described)")
      try mistakes.finish()
      return [:]
    }
    let result = root["result"] ?? root
    if let cursor = result["nextCursor"], !cursor.isNull {
      mistakes.report(cursor, "`nextCursor`: this is a part of the list; give all of it in one")
    }
    var found: [String: Value] = [:]
    for tool in tools.elements {
      guard let name = tool["name"]?.text, !name.isEmpty else {
        mistakes.report(tool["name"] ?? tool, "expected a tool, which has a `name`")
        continue
      }
      let annotations = annotations(of: tool, &mistakes)
      if found.updateValue(annotations, forKey: name) != nil {
        mistakes.report(tool, "the tool `\(PlanNode.short(name))` is listed a second time")
      }
    }
    try mistakes.finish()
    return found
  }

  private static func annotations(of tool: PlanNode, _ mistakes: inout PlanMistakes) -> Value {
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

  /// The tools of which their makers say in so many words that they destroy.
  ///
  /// Only what raises a tool's danger is believed. What the maker leaves out says nothing either way.
  static func destructive(_ bytes: [UInt8]) -> Set<String> {
    guard let root = try? PlanDocument.parse(bytes) else { return [] }
    let tools = (root["result"]?["tools"] ?? root["tools"] ?? root).elements
    return Set(
      tools.compactMap { tool in
        guard let given = tool["annotations"], case .bool(true)? = given["destructiveHint"]?.kind
        else { return nil }
        return tool["name"]?.text
      })
  }
}
