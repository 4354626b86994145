import JSON
import ProvisoInput
import ProvisoKernel

/// Reads messages of LangChain: as `messages_to_dict` writes them (`type` and `data`), as its
/// serialisation does (`lc`, `id` and `kwargs`), and as LangGraph's server does (`type` beside
/// `content`). They are a list, one per line, or under `messages`.
///
/// Source: LangChain, "langchain_core.messages" and "langchain_core.load".
enum LangChainMessages: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      isMessage(item) || (item.field("messages")?.elements.contains(where: isMessage) ?? false)
        || (item.field("values")?.field("messages")?.elements.contains(where: isMessage) ?? false)
    }
  }

  private static let types: Set<String> = ["human", "ai", "tool", "system", "function"]

  private static func isMessage(_ item: SourceNode) -> Bool {
    guard item.json["role"] == nil else { return false }
    if item.json["lc"] != nil { return kind(ofSerialised: item) != nil }
    guard let type = item.field("type")?.json.string, types.contains(kind(type)) else {
      return false
    }
    return item.has("data", .object) || item.json["content"] != nil
  }

  /// The kind of a message without the suffix of its parts.
  private static func kind(_ type: String) -> String {
    switch type {
    case "HumanMessageChunk": "human"
    case "AIMessageChunk": "ai"
    case "ToolMessageChunk": "tool"
    case "SystemMessageChunk": "system"
    default: type
    }
  }

  private static func kind(ofSerialised item: SourceNode) -> String? {
    switch item.field("id")?.elements.last?.json.string {
    case "HumanMessage", "HumanMessageChunk": return "human"
    case "AIMessage", "AIMessageChunk": return "ai"
    case "ToolMessage", "ToolMessageChunk": return "tool"
    case "SystemMessage", "SystemMessageChunk": return "system"
    case "FunctionMessage": return "function"
    default: return nil
    }
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    if source.items.contains(where: isMessage) { return [try read(source.items)] }
    var traces: [AgentTrace] = []
    for item in source.items {
      let state = item.field("values") ?? item
      traces.append(try read(try state.requiredElements("messages", of: "a conversation")))
    }
    return traces
  }

  private static func read(_ messages: [SourceNode]) throws(AgentFormatError) -> AgentTrace {
    var builder = TraceBuilder()
    builder.assume(Conversations.concurrent)
    builder.assume(Conversations.everythingRead)
    builder.assume("Messages of the type human are the words of the user.")
    for message in messages {
      let (type, body) = try parts(of: message)
      if type != "ai" { builder.endTurn() }
      switch type {
      case "human":
        let content = try Conversations.content(of: body, what: "a message of the user")
        for text in try Conversations.texts(content) { builder.addUserText(text) }
      case "system": builder.omit("Messages of the type system.")
      case "ai": try readCalls(of: body, into: &builder)
      case "tool": try readResult(body, into: &builder)
      default:
        throw message.error("`type`: expected human, ai, tool or system, found another")
      }
    }
    return builder.finish(.langChain)
  }

  private static func parts(
    of message: SourceNode
  ) throws(AgentFormatError) -> (type: String, body: SourceNode) {
    guard message.json.kind == .object else {
      throw message.error("a message: expected an object, found \(message.json.kindDescription)")
    }
    if message.json["lc"] != nil {
      guard let type = kind(ofSerialised: message) else {
        throw message.error("`id`: expected the name of a class of messages")
      }
      return (type, try message.required("kwargs", of: "a message"))
    }
    let type = kind(try message.text("type", of: "a message"))
    return (type, message.field("data") ?? message)
  }

  private static func readCalls(
    of message: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard message.json["content"] != nil || message.json["tool_calls"] != nil else {
      throw message.error("a message of the assistant has neither `content` nor `tool_calls`")
    }
    let agent = try message.optionalText("name") ?? ""
    let calls = try message.optionalElements("tool_calls") ?? []
    for call in calls {
      let id = try call.optionalText("id")
      try builder.addCall(
        id: id == "" ? nil : id, tool: try call.name("name", of: "a call"),
        arguments: try call.required("args", of: "a call").map(named: "args"), agent: agent,
        at: call)
    }
    if try !(message.optionalElements("invalid_tool_calls") ?? []).isEmpty {
      builder.omit("Calls in `invalid_tool_calls`.", hidesCalls: true)
    }
    // Providers' own form of the same calls, which older versions leave as the only one.
    if calls.isEmpty, let more = message.field("additional_kwargs"),
      more.field("tool_calls") != nil || more.field("function_call") != nil
    {
      builder.omit("Calls in `additional_kwargs`.", hidesCalls: true)
    }
    for block in message.field("content")?.elements ?? [] {
      guard let type = block.field("type")?.json.string else { continue }
      let isListed = ["tool_use", "tool_call", "function_call"].contains(type) && !calls.isEmpty
      if !isListed, type.hasSuffix("tool_use") || type.hasSuffix("_call") {
        builder.omit("Blocks of type \(Value.quoted(type)).", hidesCalls: true)
      }
    }
  }

  private static func readResult(
    _ message: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let content = try Conversations.content(of: message, what: "a message of a tool")
    let status = try message.optionalText("status")
    try builder.answer(
      id: try message.name("tool_call_id", of: "a message of a tool"),
      output: content.map { Conversations.output($0) },
      hasFailed: status.map { $0 == "error" }, at: message)
  }
}
