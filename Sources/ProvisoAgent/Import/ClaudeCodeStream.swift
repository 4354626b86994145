import JSON
import ProvisoInput
import ProvisoKernel

/// Reads what Claude Code prints with `--output-format stream-json`: one event per line, with messages
/// in the shape of Anthropic's API.
///
/// A line with `parent_tool_use_id` is of the sub-agent that this call started. The line of the type
/// `result` ends the stream.
///
/// Source: Anthropic, "Claude Code: run Claude Code programmatically" and the message types of its SDK.
enum ClaudeCodeStream: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      isMessage(item)
        && (item.json["session_id"] != nil || item.json["parent_tool_use_id"] != nil)
        && item.json["parentUuid"] == nil
    }
  }

  private static func isMessage(_ item: SourceNode) -> Bool {
    (item.has("type", "user") || item.has("type", "assistant")) && item.has("message", .object)
  }

  /// Types of lines in which no tool is called, or whose calls other lines repeat.
  private static let withoutCalls: Set<String> = [
    "system", "stream_event", "rate_limit_event", "tool_progress", "auth_status", "keep_alive",
    "control_request", "control_response", "control_cancel_request", "tool_use_summary",
  ]

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var builder = TraceBuilder()
    builder.assume(Conversations.concurrent)
    builder.assume(Conversations.everythingRead)
    builder.assume(
      "The user's words are the texts of user lines of the main agent that the program did not write."
    )
    var directory: String?
    var openMessages: [String: String] = [:]
    var subAgents: Set<String> = []
    var hasEnded = false
    for item in source.items {
      guard item.json.kind == .object else {
        throw item.error("expected an object on each line, found \(item.json.kindDescription)")
      }
      let type = try item.text("type", of: "a line")
      guard isMessage(item) else {
        if type == "user" || type == "assistant" {
          throw item.error("a line of the type \(type) has no `message`")
        }
        hasEnded = type == "result"
        if type == "system", item.has("subtype", "init") {
          directory = try item.optionalText("cwd")
        }
        if type != "result" {
          builder.omit(
            "Lines of type \(Value.quoted(type)).", hidesCalls: !withoutCalls.contains(type))
        }
        continue
      }
      hasEnded = false
      _ = try item.text("session_id", of: "a line of the type \(type)")
      let stream = try item.optionalText("parent_tool_use_id") ?? ""
      if !stream.isEmpty { subAgents.insert(stream) }
      let message = try item.required("message", of: "a line of the type \(type)")
      let id = type == "assistant" ? try message.optionalText("id") : nil
      let content = try message.required("content", of: "the message of a line")
      if type == "assistant" {
        // Lines of one response are one turn, even with results between them.
        if id == nil || openMessages[stream] != id {
          builder.endTurn(of: stream)
          openMessages[stream] = id
        }
      } else if openMessages[stream] == nil {
        builder.endTurn(of: stream)
      }
      guard content.json.kind == .array else {
        let text = try content.text(named: "content")
        if type == "user", stream.isEmpty, try !isFromProgram(item) { builder.addUserText(text) }
        continue
      }
      for block in content.elements {
        try AnthropicMessages.read(
          block, stream: stream, agent: stream, isAssistant: type == "assistant", in: directory,
          into: &builder)
      }
      let hasResult = content.json.elements.contains {
        $0["type"]?.string?.hasSuffix("tool_result") ?? false
      }
      if type == "user", stream.isEmpty, !hasResult, try !isFromProgram(item) {
        for text in try Conversations.texts(content) { builder.addUserText(text) }
      }
    }
    if !subAgents.isEmpty { builder.assume(Conversations.subAgents) }
    if !builder.identifiers(of: ClaudeCodeTranscript.agentTools).isSubset(of: subAgents) {
      builder.omit("The calls of sub-agents, which are not in the stream.", hidesCalls: true)
    }
    if !hasEnded {
      builder.omit("What follows the last line: the stream has no `result`.", hidesCalls: true)
    }
    return [builder.finish(.claudeCodeStream)]
  }

  private static func isFromProgram(_ item: SourceNode) throws(AgentFormatError) -> Bool {
    try item.optionalFlag("isSynthetic") ?? false
  }
}
