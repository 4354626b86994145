import JSON
import ProvisoInput
import ProvisoKernel

/// Reads messages of Amazon Bedrock's Converse API: a list, one per line, a request with `messages`, a
/// response with `output.message`, or both.
///
/// Source: AWS, "API Reference: Converse" (`ContentBlock`, `ToolUseBlock`, `ToolResultBlock`).
enum BedrockConverse: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      isMarked(item) || (item.field("messages")?.elements.contains(where: isMarked) ?? false)
        || (item.field("output")?.field("message").map(hasContent) ?? false)
    }
  }

  private static func hasContent(_ message: SourceNode) -> Bool { message.has("content", .array) }

  /// Whether a message has a call or a result in this format.
  private static func isMarked(_ message: SourceNode) -> Bool {
    message.json["role"] != nil
      && message.json["content"]?.elements.contains {
        $0["toolUse"] != nil || $0["toolResult"] != nil
      } ?? false
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    if source.items.contains(where: { $0.json["role"] != nil }) {
      return [try read(source.items)]
    }
    var traces: [AgentTrace] = []
    for item in source.items {
      var messages = try item.optionalElements("messages") ?? []
      if let output = item.field("output") {
        messages.append(try output.required("message", of: "the `output`"))
      }
      guard !messages.isEmpty else {
        throw item.error("expected a message with `role`, or an object with `messages` or `output`")
      }
      traces.append(try read(messages))
    }
    return traces
  }

  private static func read(_ messages: [SourceNode]) throws(AgentFormatError) -> AgentTrace {
    var builder = TraceBuilder()
    Conversations.begin(&builder)
    for message in messages {
      let role = try message.text("role", of: "a message")
      guard role == "user" || role == "assistant" else {
        throw message.error("`role`: expected user or assistant, found another")
      }
      if role == "user" { builder.endTurn() }
      for block in try message.requiredElements("content", of: "a message") {
        try read(block, isAssistant: role == "assistant", into: &builder)
      }
    }
    return builder.finish(.bedrock)
  }

  private static func read(
    _ block: SourceNode, isAssistant: Bool, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard block.json.kind == .object else {
      throw block.error(
        "a block of content: expected an object, found \(block.json.kindDescription)")
    }
    if let use = block.field("toolUse") {
      guard isAssistant else {
        throw block.error("a `toolUse` is in a message of the user: expected it in the assistant's")
      }
      try builder.addCall(
        id: try use.name("toolUseId", of: "a `toolUse`"),
        tool: try use.name("name", of: "a `toolUse`"),
        arguments: try use.required("input", of: "a `toolUse`").map(named: "input"), at: use)
    } else if let result = block.field("toolResult") {
      let index = try builder.answer(
        id: try result.name("toolUseId", of: "a `toolResult`"),
        output: try output(of: result), hasFailed: try hasFailed(result), at: result)
      if isAssistant, let index { builder.readWithinTurn(index) }
    } else if block.json["text"] != nil {
      if !isAssistant { builder.addUserText(try block.text("text", of: "a block of content")) }
    } else {
      for (key, _) in block.json.members where !withoutCalls.contains(key.string) {
        builder.omit(
          "Blocks with \(Value.quoted(String(key.string.prefix(40)))).", hidesCalls: true)
      }
    }
  }

  /// Members of blocks in which no tool is called.
  private static let withoutCalls: Set<String> = [
    "image", "document", "video", "audio", "guardContent", "cachePoint", "reasoningContent",
    "citationsContent", "searchResult",
  ]

  private static func hasFailed(_ result: SourceNode) throws(AgentFormatError) -> Bool? {
    switch try result.optionalText("status") {
    case nil: return nil
    case "success": return false
    case "error": return true
    default: throw result.error("`status`: expected success or error, found another")
    }
  }

  private static func output(of result: SourceNode) throws(AgentFormatError) -> Value {
    let parts = try result.requiredElements("content", of: "a `toolResult`").map { part -> Value in
      if let text = part.json["text"]?.string { return .string(Text(text)) }
      return part.json["json"]?.kernelValue ?? part.json.kernelValue
    }
    return parts.count == 1 ? parts[0] : .list(parts)
  }
}
