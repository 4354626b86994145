import JSON
import ProvisoKernel

/// Reads messages of OpenAI's chat completions: a list, one per line, a request with `messages`, or
/// a response with one choice.
///
/// Source: OpenAI, "API reference: chat completions" and "Function calling".
enum OpenAIChat: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    let messages = Conversations.peek(source)
    guard !messages.isEmpty, !Conversations.isSpecial(source) else { return false }
    return messages.contains(where: isMarked)
      || !messages.contains(where: AnthropicMessages.isMarked)
  }

  /// Whether a message has a feature that only this format has.
  static func isMarked(_ message: SourceNode) -> Bool {
    message.field("tool_calls") != nil || message.field("function_call") != nil
      || message.has("role", "tool") || message.has("role", "function")
      || message.has("role", "developer")
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var traces: [AgentTrace] = []
    for messages in try Conversations.split(source) {
      var builder = TraceBuilder()
      try read(messages, into: &builder)
      traces.append(builder.finish(.openAIChat))
    }
    return traces
  }

  /// Reads a conversation into a trace. Other formats contain such conversations too.
  static func read(
    _ messages: [SourceNode], into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    Conversations.begin(&builder)
    for message in messages {
      let role = try message.text("role", of: "a message")
      // Consecutive messages of the assistant are one turn: it read nothing between them.
      if role != "assistant" { builder.endTurn() }
      switch role {
      case "user":
        let content = try Conversations.content(of: message, what: "a message of the user")
        for text in try Conversations.texts(content) { builder.addUserText(text) }
      case "system", "developer": builder.omit("Messages of the role \(role).")
      case "assistant": try readAssistant(message, into: &builder)
      case "tool":
        try builder.answer(
          id: try message.name("tool_call_id", of: "a message of the role tool"),
          output: try Conversations.output(of: message, what: "a message of the role tool"),
          hasFailed: nil, at: message)
      case "function":
        let name = try message.name("name", of: "a message of the role function")
        guard let index = builder.firstUnanswered(where: { $0 == name }) else {
          if builder.count == 0 {
            builder.noteEarlierCall()
            continue
          }
          throw message.error(
            "this is a result of `\(name)`, but no unanswered call before it is of that function")
        }
        try builder.answer(
          index: index,
          output: try Conversations.output(of: message, what: "a message of the role function"),
          hasFailed: nil, at: message)
      default:
        throw message.error(
          "`role`: expected system, developer, user, assistant, tool or function, found another")
      }
    }
  }

  /// The members that say what the assistant did.
  private static let parts: [StaticString] = [
    "content", "tool_calls", "function_call", "refusal", "audio",
  ]

  /// All members of a message of the assistant.
  private static let members: Set<String> = [
    "role", "name", "content", "tool_calls", "function_call", "refusal", "audio", "annotations",
  ]

  private static func readAssistant(
    _ message: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard parts.contains(where: { message.json[$0] != nil }) else {
      throw message.error("a message of the assistant has neither `content` nor `tool_calls`")
    }
    Conversations.omitStrangers(in: message, besides: members, from: &builder)
    let agent = try message.optionalText("name") ?? ""
    for call in try message.optionalElements("tool_calls") ?? [] {
      let id = try call.name("id", of: "a call")
      let type = try call.optionalText("type") ?? "function"
      switch type {
      case "function":
        let function = try call.required("function", of: "a call")
        try builder.addCall(
          id: id, tool: try function.name("name", of: "the function of a call"),
          arguments: try ArgumentText.read(
            try function.required("arguments", of: "the function of a call")),
          agent: agent, at: call)
      case "custom":
        let custom = try call.required("custom", of: "a call")
        builder.assume(freeText)
        try builder.addCall(
          id: id, tool: try custom.name("name", of: "a call of a custom tool"),
          arguments: .map(["input": .string(Text(try custom.text("input", of: "a custom tool")))]),
          agent: agent, at: call)
      default: throw call.error("`type` of a call: expected function or custom, found another")
      }
    }
    if let function = message.field("function_call") {
      builder.assume("A result of a function answers the first unanswered call of that function.")
      try builder.addCall(
        id: nil, tool: try function.name("name", of: "`function_call`"),
        arguments: try ArgumentText.read(try function.required("arguments", of: "`function_call`")),
        agent: agent, at: function)
    }
  }

  static let freeText = "The free text passed to a custom tool is its argument `input`."
}
