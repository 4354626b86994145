import JSON
import ProvisoKernel

/// Reads runs of AgentDojo (`messages`), and its tasks with the calls of their solution (`calls`).
///
/// Source: E. Debenedetti et al., "AgentDojo" (arXiv:2406.13352), and the files that its package
/// writes. A call in a message is `{function, args, id}`, and `args` is an object.
enum AgentDojo: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      (item.json["suite"] != nil && item.has("calls", .array))
        || (item.has("messages", .array)
          && (item.json["suite_name"] != nil || item.json["user_task_id"] != nil))
        || isMarked(item)
    }
  }

  /// Whether a message has calls in this format.
  private static func isMarked(_ message: SourceNode) -> Bool {
    message.json["role"] != nil
      && message.field("tool_calls")?.json.elements.contains {
        $0["function"]?.kind == .string && $0["args"] != nil
      } ?? false
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    if source.items.contains(where: { $0.json["role"] != nil }) {
      return [try run(source.items)]
    }
    var traces: [AgentTrace] = []
    for item in source.items {
      if item.field("calls") != nil {
        traces.append(try task(item))
      } else {
        traces.append(try run(try item.requiredElements("messages", of: "a run of AgentDojo")))
      }
    }
    return traces
  }

  private static func task(_ task: SourceNode) throws(AgentFormatError) -> AgentTrace {
    var builder = TraceBuilder()
    if let prompt = try task.optionalText("prompt") {
      builder.addUserText(prompt)
      builder.assume(TaskCalls.textIsTrusted)
    } else {
      builder.assume("The goal of an injection is the attacker's; the user asked for nothing.")
    }
    try TaskCalls.read(
      try task.requiredElements("calls", of: "a task"),
      names: TaskCalls.Names(tool: "function", arguments: "args"), into: &builder)
    return builder.finish(.agentDojo)
  }

  private static func run(_ messages: [SourceNode]) throws(AgentFormatError) -> AgentTrace {
    var builder = TraceBuilder()
    Conversations.begin(&builder)
    for message in messages {
      let role = try message.text("role", of: "a message")
      if role != "assistant" { builder.endTurn() }
      switch role {
      case "system": builder.omit("Messages of the role system.")
      case "user":
        let content = try Conversations.content(of: message, what: "a message of the user")
        for text in try texts(content) { builder.addUserText(text) }
      case "assistant":
        guard message.json["content"] != nil || message.json["tool_calls"] != nil else {
          throw message.error("a message of the assistant has neither `content` nor `tool_calls`")
        }
        Conversations.omitStrangers(
          in: message, besides: ["role", "content", "tool_calls"], from: &builder)
        for call in try message.optionalElements("tool_calls") ?? [] {
          try builder.addCall(
            id: try identifier("id", of: call), tool: try call.name("function", of: "a call"),
            arguments: try call.required("args", of: "a call").map(named: "args"), at: call)
        }
      case "tool": try readResult(message, into: &builder)
      default:
        throw message.error("`role`: expected system, user, assistant or tool, found another")
      }
    }
    return builder.finish(.agentDojo)
  }

  /// The identifier in a field; nil if it is absent or empty, as some models leave it.
  private static func identifier(
    _ name: StaticString, of node: SourceNode
  ) throws(AgentFormatError) -> String? {
    let text = try node.optionalText(name)
    return text == "" ? nil : text
  }

  private static func readResult(
    _ message: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let failure = try message.optionalText("error")
    let content =
      failure == nil
      ? try Conversations.content(of: message, what: "a message of the role tool")
      : message.field("content")
    let texts = try texts(content)
    let output: Value?
    if content == nil, failure == nil {
      output = nil
    } else if texts.count > 1 {
      output = .list(texts.map { .string(Text($0)) })
    } else {
      let text = texts.first ?? ""
      output = .string(Text(text.isEmpty ? failure ?? text : text))
    }
    if let id = try identifier("tool_call_id", of: message) {
      try builder.answer(id: id, output: output, hasFailed: failure != nil, at: message)
      return
    }
    builder.assume("A result without an id belongs to the first unanswered call of its tool.")
    let tool = try message.field("tool_call")?.optionalText("function")
    guard let index = builder.firstUnanswered(where: { tool == nil || $0 == tool }) else {
      if builder.count == 0 { return builder.noteEarlierCall() }
      throw message.error(
        "this result has no id, and no call before it is unanswered: expected a `tool_call_id`")
    }
    try builder.answer(index: index, output: output, hasFailed: failure != nil, at: message)
  }

  /// The texts of a message's content. Parts in newer files have their text under `content`.
  private static func texts(_ content: SourceNode?) throws(AgentFormatError) -> [String] {
    guard let content else { return [] }
    if let text = content.json.string { return [text] }
    guard content.json.kind == .array else {
      throw content.mismatch("content", expected: "a string or an array")
    }
    var texts: [String] = []
    for part in content.elements where part.has("type", "text") || part.json["type"] == nil {
      if let text = try part.optionalText("content") {
        texts.append(text)
      } else {
        texts.append(try part.text("text", of: "a part of the content"))
      }
    }
    return texts
  }
}
