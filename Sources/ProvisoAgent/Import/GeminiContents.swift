import JSON
import ProvisoInput
import ProvisoKernel

/// Reads contents of Google's Gemini API: a list, one per line, a request with `contents`, a response
/// with `candidates`, or both; and the file of a session of Gemini CLI.
///
/// Source: Google, "Gemini API: Content, Part, FunctionCall, FunctionResponse"; the session files that
/// Gemini CLI writes.
enum GeminiContents: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      isContent(item) || item.has("contents", .array)
        || (item.field("candidates")?.elements.contains { $0.has("content", .object) } ?? false)
        || isSession(item)
    }
  }

  private static func isContent(_ item: SourceNode) -> Bool {
    item.has("parts", .array)
      && (item.has("role", "user") || item.has("role", "model") || item.has("role", "function"))
      && item.json["parts"]?.elements.allSatisfy { part in part["type"] == nil } ?? false
  }

  private static func isSession(_ item: SourceNode) -> Bool {
    item.field("messages")?.elements.contains { $0.has("type", "gemini") } ?? false
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    if source.items.contains(where: { $0.json["parts"] != nil }) {
      return [try read(source.items)]
    }
    var traces: [AgentTrace] = []
    for item in source.items {
      if isSession(item) {
        traces.append(try readSession(item))
        continue
      }
      guard item.field("contents") != nil || item.field("candidates") != nil else {
        throw item.error("expected a content with `parts`, or an object with `contents`")
      }
      var contents = try item.optionalElements("contents") ?? []
      let candidates = try item.optionalElements("candidates") ?? []
      guard candidates.count <= 1 else {
        throw item.error("the response has \(candidates.count) candidates: expected one")
      }
      for candidate in candidates {
        contents.append(try candidate.required("content", of: "a candidate"))
      }
      traces.append(try read(contents))
    }
    return traces
  }

  private static func builder() -> TraceBuilder {
    var builder = TraceBuilder()
    Conversations.begin(&builder)
    return builder
  }

  private static func read(_ contents: [SourceNode]) throws(AgentFormatError) -> AgentTrace {
    var builder = builder()
    for content in contents {
      let role = try content.optionalText("role") ?? "user"
      guard ["user", "model", "function", "tool"].contains(role) else {
        throw content.error("`role`: expected user, model, function or tool, found another")
      }
      if role != "model" { builder.endTurn() }
      for part in try content.requiredElements("parts", of: "a content") {
        try read(part, role: role, into: &builder)
      }
    }
    return builder.finish(.gemini)
  }

  private static func read(
    _ part: SourceNode, role: String, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard part.json.kind == .object else {
      throw part.error("a part: expected an object, found \(part.json.kindDescription)")
    }
    if let call = part.field("functionCall") ?? part.field("function_call") {
      guard role == "model" else {
        throw part.error("a `functionCall` is in a content of the role \(role): expected model")
      }
      try add(call, into: &builder)
    } else if let response = part.field("functionResponse") ?? part.field("function_response") {
      try answer(response, hasFailed: nil, into: &builder)
    } else if part.json["text"] != nil {
      if role == "user" { builder.addUserText(try part.text("text", of: "a part")) }
    } else {
      for (key, _) in part.json.members where !withoutCalls.contains(key.string) {
        builder.omit(
          "Parts with \(Value.quoted(String(key.string.prefix(40)))).", hidesCalls: true)
      }
    }
  }

  /// Members of parts in which no tool is called.
  private static let withoutCalls: Set<String> = [
    "inlineData", "inline_data", "fileData", "file_data", "thought", "thoughtSignature",
    "thought_signature", "videoMetadata", "video_metadata", "mediaResolution",
    "codeExecutionResult", "code_execution_result",
  ]

  private static func add(
    _ call: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let given = call.field("args")
    try builder.addCall(
      id: try identifier(of: call), tool: try call.name("name", of: "a `functionCall`"),
      arguments: try given?.map(named: "args") ?? .map([:]), at: call)
  }

  private static func identifier(of node: SourceNode) throws(AgentFormatError) -> String? {
    let id = try node.optionalText("id")
    return id == "" ? nil : id
  }

  private static func answer(
    _ response: SourceNode, hasFailed: Bool?, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let name = try response.name("name", of: "a `functionResponse`")
    let content = try response.required("response", of: "a `functionResponse`")
    guard content.json.kind == .object else {
      throw content.mismatch("response", expected: "an object")
    }
    let failure = content.field("error") != nil ? true : hasFailed
    let output = output(in: content)
    if let id = try identifier(of: response), builder.hasCall(id) || builder.count == 0 {
      try builder.answer(id: id, output: output, hasFailed: failure, at: response)
      return
    }
    builder.assume("A response without an id belongs to the first unanswered call of its function.")
    guard let index = builder.firstUnanswered(where: { $0 == name }) else {
      if builder.count == 0 {
        builder.noteEarlierCall()
        return
      }
      throw response.error(
        "this is a response of \(Value.quoted(name)), but no unanswered call before it is of that function"
      )
    }
    try builder.answer(index: index, output: output, hasFailed: failure, at: response)
  }

  /// The output in a response: its only member if that has the name of an output, else all of it.
  private static func output(in response: SourceNode) -> Value {
    let members = response.json.members
    for (key, value) in members where ["output", "result", "content"].contains(key.string) {
      if members.reduce(0, { count, _ in count + 1 }) == 1 { return value.kernelValue }
    }
    return response.json.kernelValue
  }

  // MARK: Sessions of Gemini CLI

  private static func readSession(_ session: SourceNode) throws(AgentFormatError) -> AgentTrace {
    var builder = builder()
    for message in try session.requiredElements("messages", of: "a session") {
      let type = try message.text("type", of: "a message")
      builder.endTurn()
      switch type {
      case "user":
        let content = try Conversations.content(of: message, what: "a message of the user")
        if let text = content?.json.string {
          builder.addUserText(text)
        } else {
          for part in content?.elements ?? [] {
            if let text = try part.optionalText("text") { builder.addUserText(text) }
          }
        }
      case "gemini":
        let calls = try message.optionalElements("toolCalls") ?? []
        for call in calls { try add(call, into: &builder) }
        for call in calls { try readResult(of: call, into: &builder) }
      case "info", "error", "warning": builder.omit("Messages of the type \(type).")
      default: builder.omit("Messages of type \(Value.quoted(type)).", hidesCalls: true)
      }
    }
    return builder.finish(.gemini)
  }

  private static func readResult(
    of call: SourceNode, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    let status = try call.optionalText("status")
    let hasFailed: Bool? =
      switch status {
      case "success": false
      case "error": true
      default: nil
      }
    for part in try call.optionalElements("result") ?? [] {
      guard let response = part.field("functionResponse") else { continue }
      try answer(response, hasFailed: hasFailed, into: &builder)
    }
  }
}
