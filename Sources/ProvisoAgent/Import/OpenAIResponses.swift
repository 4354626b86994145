import JSON
import ProvisoInput
import ProvisoKernel

/// Reads items of OpenAI's Responses API: a list, one per line, or an object with `input`, `output`
/// or both.
///
/// Source: OpenAI, "API reference: responses" (input and output items).
enum OpenAIResponses: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      isMarked(item) || item.has("object", "response")
        || (item.field("output")?.json.elements.contains {
          isMarked(SourceNode($0, linesBefore: 0))
        }
          ?? false)
        || (item.field("input")?.json.elements.contains { isMarked(SourceNode($0, linesBefore: 0)) }
          ?? false)
    }
  }

  private static func isMarked(_ item: SourceNode) -> Bool {
    guard item.field("role") == nil, let type = item.field("type")?.json.string else {
      return false
    }
    return type.hasSuffix("_call") || type.hasSuffix("_call_output") || type == "reasoning"
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var conversations: [[SourceNode]] = []
    if source.items.contains(where: { $0.json["type"] != nil || $0.json["role"] != nil }) {
      conversations = [source.items]
    } else {
      for item in source.items { conversations.append(try items(of: item)) }
    }
    var traces: [AgentTrace] = []
    for items in conversations {
      var builder = TraceBuilder()
      builder.assume(Conversations.concurrent)
      builder.assume(Conversations.everythingRead)
      builder.assume(Conversations.userIsTrusted)
      for item in items { try read(item, into: &builder) }
      if source.items.contains(where: { $0.field("previous_response_id") != nil }) {
        builder.omit(
          "The conversation before the response that `previous_response_id` refers to.",
          hidesCalls: true)
      }
      traces.append(builder.finish(.openAIResponses))
    }
    return traces
  }

  private static func items(of whole: SourceNode) throws(AgentFormatError) -> [SourceNode] {
    guard whole.field("input") != nil || whole.field("output") != nil else {
      throw whole.error("expected an item with a `type`, or an object with `input` or `output`")
    }
    var items: [SourceNode] = []
    if let input = whole.field("input") {
      // A plain string is the user's message; `read` takes it as an item.
      items += input.json.kind == .string ? [input] : try whole.optionalElements("input") ?? []
    }
    return items + (try whole.optionalElements("output") ?? [])
  }

  /// Reads an item into a trace. Codex's rollouts contain such items too.
  static func read(
    _ item: SourceNode, in directory: String? = nil, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    if let text = item.json.string {
      builder.addUserText(text)
      return
    }
    guard item.json.kind == .object else {
      throw item.error("expected an object as an item, found \(item.json.kindDescription)")
    }
    // Lines that old sessions of Codex have between the items.
    if item.json["type"] == nil, item.json["role"] == nil,
      item.json["record_type"] != nil || (item.has("id", .string) && item.has("timestamp", .string))
    {
      return
    }
    let type =
      try item.optionalText("type") ?? (item.field("role") == nil ? nil : "message")
    switch type {
    case nil: throw item.error("an item has neither `type` nor `role`: expected one of them")
    case "message": try readMessage(item, into: &builder)
    case "function_call":
      try builder.addCall(
        id: try item.name("call_id", of: "a `function_call`"),
        tool: try item.name("name", of: "a `function_call`"),
        arguments: try ArgumentText.read(try item.required("arguments", of: "a `function_call`")),
        in: directory, at: item)
    case "custom_tool_call":
      builder.assume(OpenAIChat.freeText)
      try builder.addCall(
        id: try item.name("call_id", of: "a `custom_tool_call`"),
        tool: try item.name("name", of: "a `custom_tool_call`"),
        arguments: .map(["input": .string(Text(try item.text("input", of: "a `custom_tool_call`")))]
        ),
        in: directory, at: item)
    case "mcp_call": try readMCPCall(item, into: &builder)
    case let type?:
      if type.hasSuffix("_call_output") {
        builder.endTurn()
        try builder.answer(
          id: try item.name("call_id", of: "a `\(type)`"),
          output: try Conversations.output(of: item, "output", what: "a `\(type)`"),
          hasFailed: nil, at: item)
      } else if type.hasSuffix("_call") {
        try readHostedCall(item, type: type, in: directory, into: &builder)
      } else {
        builder.omit(
          "Items of type \(Value.quoted(type)).", hidesCalls: !withoutCalls.contains(type))
      }
    }
  }

  /// Types of items in which no tool is called.
  private static let withoutCalls: Set<String> = [
    "reasoning", "mcp_list_tools", "mcp_approval_request", "mcp_approval_response",
  ]

  private static func readMessage(
    _ item: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    switch try item.text("role", of: "a message") {
    case "user":
      builder.endTurn()
      let content = try Conversations.content(of: item, what: "a message of the user")
      let texts = try Conversations.texts(content, types: ["input_text", "text"])
      for text in texts { builder.addUserText(text) }
    case "system", "developer":
      builder.endTurn()
      builder.omit("Messages of the roles system and developer.")
    case "assistant": break
    default:
      throw item.error("`role`: expected user, system, developer or assistant, found another")
    }
  }

  /// Reads a call that the provider makes to a connected server. Its result is in the same item.
  private static func readMCPCall(
    _ item: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    var tool = try item.name("name", of: "an `mcp_call`")
    if let server = try item.optionalText("server_label") { tool = "mcp__\(server)__\(tool)" }
    builder.assume("A tool of a connected server has the name mcp__<server>__<tool>.")
    let index = try builder.addCall(
      id: try item.name("id", of: "an `mcp_call`"), tool: tool,
      arguments: try ArgumentText.read(try item.required("arguments", of: "an `mcp_call`")),
      at: item)
    let problem = item.field("error")
    guard let output = item.field("output") ?? problem else { return }
    try builder.answer(
      index: index, output: Conversations.output(output), hasFailed: problem != nil, at: item)
    builder.readWithinTurn(index)
  }

  /// Reads a call of a tool that the provider hosts. Its arguments are the item's other fields.
  private static func readHostedCall(
    _ item: SourceNode, type: String, in directory: String?, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    builder.assume(
      "An item of a type such as web_search_call is a call of the tool web_search, with the item's other fields as arguments; it had returned when the item appeared."
    )
    guard case .map(var arguments) = item.json.kernelValue else { return }
    for name: Text in ["type", "id", "call_id", "status"] { arguments[name] = nil }
    let given = try item.optionalText("call_id")
    let own = try item.optionalText("id")
    let index = try builder.addCall(
      id: given ?? own, tool: String(type.dropLast("_call".count)), arguments: .map(arguments),
      in: directory, at: item)
    // With a `call_id`, the result is a separate item.
    guard given == nil else { return }
    try builder.answer(index: index, output: nil, hasFailed: nil, at: item)
    builder.readWithinTurn(index)
  }
}
