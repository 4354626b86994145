import JSON
import ProvisoKernel

/// Reads messages of Anthropic's API: a list, one per line, a request with `messages`, or a single
/// response.
///
/// Source: Anthropic, "Messages API" (blocks of content) and "Tool use".
enum AnthropicMessages: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    let messages = Conversations.peek(source)
    guard !messages.isEmpty, !Conversations.isSpecial(source) else { return false }
    if messages.contains(where: isMarked) { return true }
    // A conversation without calls fits both chat formats.
    return !messages.contains { OpenAIChat.isMarked($0) || $0.has("role", "system") }
  }

  /// Whether a message has a feature that only this format has.
  static func isMarked(_ message: SourceNode) -> Bool {
    if message.json["stop_reason"] != nil { return true }
    return message.field("content")?.json.elements.contains { block in
      guard let type = block["type"]?.string else { return false }
      return type.hasSuffix("tool_use") || type.hasSuffix("tool_result") || type == "thinking"
    } ?? false
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var traces: [AgentTrace] = []
    for messages in try Conversations.split(source) {
      var builder = TraceBuilder()
      builder.assume(Conversations.concurrent)
      builder.assume(Conversations.everythingRead)
      builder.assume(Conversations.userIsTrusted)
      for message in messages { try read(message, into: &builder) }
      traces.append(builder.finish(.anthropic))
    }
    return traces
  }

  private static func read(
    _ message: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let role = try message.text("role", of: "a message")
    let content = message.field("content")
    switch role {
    case "user":
      // A turn ends at results or at the user's words. Consecutive messages of the assistant are
      // one turn.
      builder.endTurn()
      for text in try Conversations.texts(
        Conversations.content(of: message, what: "a message of the user"))
      { builder.addUserText(text) }
      for block in content?.elements ?? [] where block.json.kind == .object {
        try read(block, stream: "", agent: "", isAssistant: false, into: &builder)
      }
    case "assistant":
      guard let content else { throw message.error("a message of the assistant has no `content`") }
      guard content.json.kind == .array else {
        _ = try content.text(named: "content")
        return
      }
      for block in content.elements {
        try read(block, stream: "", agent: "", isAssistant: true, into: &builder)
      }
    case "system": builder.omit("Messages of the role system.")
    default:
      throw message.error("`role`: expected user or assistant, found another")
    }
  }

  /// Reads a block of content: a call, a result, or a block that is not modelled.
  static func read(
    _ block: SourceNode, stream: String, agent: String, isAssistant: Bool,
    in directory: String? = nil, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let type = try block.text("type", of: "a block of content")
    if type.hasSuffix("tool_use") {
      guard isAssistant else {
        throw block.error("a `\(type)` is in a message of the user: expected it in the assistant's")
      }
      var tool = try block.name("name", of: "a `\(type)`")
      if let server = try block.optionalText("server_name") {
        tool = "mcp__\(server)__\(tool)"
        builder.assume("A tool of a connected server has the name mcp__<server>__<tool>.")
      }
      try builder.addCall(
        id: try block.name("id", of: "a `\(type)`"), tool: tool,
        arguments: try block.required("input", of: "a `\(type)`").map(named: "input"),
        agent: agent, stream: stream, in: directory, at: block)
    } else if type.hasSuffix("tool_result") {
      let index = try builder.answer(
        id: try block.name("tool_use_id", of: "a `\(type)`"),
        output: try output(of: block, type: type),
        hasFailed: try block.optionalFlag("is_error") ?? false, at: block)
      // The provider runs some tools itself while the model writes.
      if isAssistant, let index { builder.readWithinTurn(index, of: stream) }
    } else if type != "text" {
      builder.omit(
        "Blocks of type \(Value.quoted(type)).", hidesCalls: !withoutCalls.contains(type))
    }
  }

  /// The output in a result. The format lets a result without output have no `content`, but it may be
  /// damaged as well, so the output is then not stated.
  private static func output(
    of result: SourceNode, type: String
  ) throws(AgentFormatError) -> Value? {
    if result.json["content"] == nil, result.json.members.allSatisfy({ isKnown($0.key.string) }) {
      return nil
    }
    return try Conversations.output(of: result, what: "a `\(type)`")
  }

  private static func isKnown(_ member: String) -> Bool {
    ["type", "tool_use_id", "is_error", "cache_control"].contains(member)
  }

  /// Types of blocks in which no tool is called.
  private static let withoutCalls: Set<String> = [
    "thinking", "redacted_thinking", "image", "document", "search_result",
  ]
}
