import JSON
import ProvisoInput
import ProvisoKernel

/// Reads messages of Vercel's AI SDK: model messages with parts `tool-call` and `tool-result`, and UI
/// messages with `parts` such as `tool-NAME`, as a list, one per line, or under `messages`.
///
/// Source: Vercel, "AI SDK: ModelMessage and UIMessage" of versions 4 and 5.
enum AISDKMessages: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      isMarked(item) || (item.field("messages")?.elements.contains(where: isMarked) ?? false)
    }
  }

  private static func isMarked(_ message: SourceNode) -> Bool {
    guard message.json["role"] != nil else { return false }
    return message.json["content"]?.elements.contains {
      $0["type"]?.stringEquals("tool-call") ?? false
        || $0["type"]?.stringEquals("tool-result") ?? false
    } ?? false
      || message.json["parts"]?.elements.contains { $0["type"]?.kind == .string } ?? false
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    if source.items.contains(where: { $0.json["role"] != nil }) {
      return [try read(source.items)]
    }
    var traces: [AgentTrace] = []
    for item in source.items {
      traces.append(try read(try item.requiredElements("messages", of: "a conversation")))
    }
    return traces
  }

  private static func read(_ messages: [SourceNode]) throws(AgentFormatError) -> AgentTrace {
    var builder = TraceBuilder()
    Conversations.begin(&builder)
    for message in messages {
      let role = try message.text("role", of: "a message")
      if role != "assistant" { builder.endTurn() }
      guard ["user", "assistant", "tool", "system", "data"].contains(role) else {
        throw message.error("`role`: expected system, user, assistant or tool, found another")
      }
      if role == "system" {
        builder.omit("Messages of the role system.")
        continue
      }
      let parts = message.field("parts") ?? message.field("content")
      guard let parts else {
        throw message.error("a message has neither `content` nor `parts`")
      }
      if let text = parts.json.string {
        if role == "user" { builder.addUserText(text) }
        guard message.field("toolInvocations") == nil else {
          throw message.error(
            "`toolInvocations` without `parts`: expected UI messages with `parts`")
        }
        continue
      }
      guard parts.json.kind == .array else {
        throw parts.mismatch("content", expected: "a string or an array")
      }
      var step = Step(isMarked: parts.elements.contains { $0.has("type", "step-start") })
      for part in parts.elements { try read(part, role: role, in: &step, into: &builder) }
      try step.end(in: &builder)
    }
    return builder.finish(.aiSDK)
  }

  private static func read(
    _ part: SourceNode, role: String, in step: inout Step, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let type = try part.text("type", of: "a part")
    switch type {
    case "text":
      if role == "user" { builder.addUserText(try part.text("text", of: "a part")) }
    case "tool-call":
      try builder.addCall(
        id: try part.name("toolCallId", of: "a `tool-call`"),
        tool: try part.name("toolName", of: "a `tool-call`"),
        arguments: try arguments(of: part), at: part)
    case "tool-result":
      let (output, hasFailed) = try result(in: part)
      let index = try builder.answer(
        id: try part.name("toolCallId", of: "a `tool-result`"), output: output,
        hasFailed: hasFailed, at: part)
      // The provider runs some tools itself while the model writes.
      if role == "assistant", let index { builder.readWithinTurn(index) }
    case "step-start": try step.end(in: &builder)
    case "tool-invocation":
      let call = try part.required("toolInvocation", of: "a `tool-invocation`")
      try readUICall(
        call, tool: try call.name("toolName", of: "a `toolInvocation`"), in: &step, into: &builder)
    case "dynamic-tool":
      try readUICall(
        part, tool: try part.name("toolName", of: "a `dynamic-tool`"), in: &step, into: &builder)
    default:
      if type.hasPrefix("tool-"), part.json["toolCallId"] != nil {
        try readUICall(
          part, tool: String(type.dropFirst("tool-".count)), in: &step, into: &builder)
      } else {
        builder.omit(
          "Parts of type \(Value.quoted(type)).",
          hidesCalls: !withoutCalls.contains(type) && !type.hasPrefix("data-"))
      }
    }
  }

  /// Types of parts in which no tool is called.
  private static let withoutCalls: Set<String> = [
    "reasoning", "redacted-reasoning", "file", "image", "source", "source-url", "source-document",
    "tool-approval-request", "tool-approval-response",
  ]

  private static func arguments(of call: SourceNode) throws(AgentFormatError) -> Value {
    if let input = call.field("input") { return try input.map(named: "input") }
    return try call.required("args", of: "a call").map(named: "args")
  }

  private static func result(
    in part: SourceNode
  ) throws(AgentFormatError) -> (output: Value?, hasFailed: Bool?) {
    guard part.json["output"] != nil else {
      guard part.json["result"] != nil else { throw part.error("a `tool-result` has no `output`") }
      return (part.field("result")?.json.kernelValue, try part.optionalFlag("isError"))
    }
    guard let output = part.field("output") else { return (nil, nil) }
    let type = try output.text("type", of: "an `output`")
    let value = output.json["value"]?.kernelValue
    switch type {
    case "text", "json", "content": return (value, false)
    case "error-text", "error-json": return (value, true)
    case "execution-denied": return (nil, true)
    default: throw output.error("`type` of an output: expected text, json, content or an error")
    }
  }

  /// A step of a UI message: one response of the model. Its results were read after it.
  private struct Step {
    /// Whether the message marks where steps begin.
    let isMarked: Bool
    /// The number of the step, which older messages give with each call.
    var number: Value?
    var results: [(index: Int, output: Value?, hasFailed: Bool?, node: SourceNode)] = []

    init(isMarked: Bool) { self.isMarked = isMarked }

    mutating func end(in builder: inout TraceBuilder) throws(AgentFormatError) {
      for result in results {
        try builder.answer(
          index: result.index, output: result.output, hasFailed: result.hasFailed, at: result.node)
      }
      results = []
      builder.endTurn()
    }
  }

  /// Reads a call of a UI message, which has its result in the same part.
  private static func readUICall(
    _ call: SourceNode, tool: String, in step: inout Step, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let state = try call.text("state", of: "a call")
    // A call whose arguments the model has not finished was not made.
    if ["partial-call", "input-streaming"].contains(state) { return }
    let number = call.field("step")?.json.kernelValue
    if !step.isMarked, number == nil || number != step.number {
      if number == nil {
        builder.assume("Calls of a message that marks no steps were made one after the other.")
      }
      try step.end(in: &builder)
      step.number = number
    }
    let index = try builder.addCall(
      id: try call.name("toolCallId", of: "a call"), tool: tool, arguments: try arguments(of: call),
      at: call)
    let output: Value?
    let hasFailed: Bool?
    switch state {
    case "result":
      (output, hasFailed) = (
        call.field("result")?.json.kernelValue, try call.optionalFlag("isError")
      )
    case "output-available":
      (output, hasFailed) = (call.field("output")?.json.kernelValue, false)
    case "output-error":
      (output, hasFailed) = (.string(Text(try call.optionalText("errorText") ?? "")), true)
    case "output-denied": (output, hasFailed) = (nil, true)
    case "call", "input-available", "approval-requested", "approval-responded": return
    default: throw call.error("`state` of a call: expected one of the states of a tool part")
    }
    step.results.append((index, output, hasFailed, call))
  }
}
