import JSON
import ProvisoInput
import ProvisoKernel

/// Reads messages of the Model Context Protocol: JSON-RPC requests of the method `tools/call` with
/// their responses, as a list, one per line, or a single message. A batch is a nested list.
///
/// Source: "Model Context Protocol", schema of 2025-06-18 and 2026-07-28; "JSON-RPC 2.0".
enum MCPMessages: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      item.json["jsonrpc"] != nil || item.json.elements.contains { $0["jsonrpc"] != nil }
    }
  }

  private struct Open {
    /// The index of the call; nil for a request of another method.
    let call: Int?
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var builder = TraceBuilder(waitsForAnswersOnly: true)
    builder.assume("The messages are in the order in which they were sent and received.")
    builder.assume(
      "A call waits for the calls that were answered before it was sent; others can run at the same time."
    )
    builder.assume("The model had read every result before a call.")
    builder.assume("The messages do not say what the user asked for.")
    var open: [String: [Open]] = [:]
    for item in source.items {
      let messages = item.json.kind == .array ? item.elements : [item]
      for message in messages { try read(message, open: &open, into: &builder) }
    }
    return [builder.finish(.mcp)]
  }

  private static func read(
    _ message: SourceNode, open: inout [String: [Open]], into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard try message.text("jsonrpc", of: "a message") == "2.0" else {
      throw message.error("`jsonrpc`: expected \"2.0\", found another version")
    }
    if let method = try message.optionalText("method") {
      guard let id = try identifier(of: message) else {
        guard method != "tools/call" else { throw message.error("a `tools/call` has no `id`") }
        builder.omit("Notifications.")
        return
      }
      guard method == "tools/call" else {
        builder.omit("Requests of methods other than tools/call.")
        open[id.key, default: []].append(Open(call: nil))
        return
      }
      let parameters = try message.required("params", of: "a `tools/call`")
      let arguments = try arguments(in: parameters)
      let index = try builder.addCall(
        id: id.text, tool: try parameters.name("name", of: "the `params` of a `tools/call`"),
        arguments: arguments, at: message)
      open[id.key, default: []].append(Open(call: index))
      return
    }
    let result = message.field("result")
    let failure = message.field("error")
    guard (result == nil) != (failure == nil) else {
      throw message.error("a message without `method`: expected either `result` or `error`")
    }
    guard let id = try identifier(of: message) else {
      builder.omit("Errors that answer no request.")
      return
    }
    guard let requests = open[id.key], let request = requests.first else {
      if builder.count == 0 { return builder.noteEarlierCall() }
      throw message.error(
        "this is a response to \(id.shown), but no unanswered request before it has that id")
    }
    guard requests.count == 1 else {
      throw message.error(
        "this is a response to \(id.shown), but \(requests.count) unanswered requests before it have that id"
      )
    }
    open[id.key] = nil
    guard let call = request.call else { return }
    try answer(call, result: result, failure: failure, at: message, into: &builder)
    builder.endTurn()
  }

  /// The arguments in the `params` of a call; a call without arguments may leave them out.
  private static func arguments(in parameters: SourceNode) throws(AgentFormatError) -> Value {
    if let arguments = parameters.field("arguments") {
      return try arguments.map(named: "arguments")
    }
    let known = ["name", "arguments", "_meta", "task"]
    if let other = parameters.json.members.first(where: { !known.contains($0.key.string) }) {
      let name = Value.quoted(String(other.key.string.prefix(40)))
      throw parameters.error(
        "the `params` of a `tools/call` have no `arguments`, but \(name): expected `arguments`")
    }
    return .map([:])
  }

  private static func answer(
    _ call: Int, result: SourceNode?, failure: SourceNode?, at message: SourceNode,
    into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    if let failure {
      try builder.answer(
        index: call, output: failure.json.kernelValue, hasFailed: true, at: message)
    } else if let result {
      guard result.json.kind == .object else {
        throw result.mismatch("result", expected: "an object")
      }
      if result.has("resultType", "input_required") {
        builder.omit("Results that ask for input; a retry is read as a separate call.")
      }
      let structured = result.field("structuredContent")
      let output: Value?
      if let structured {
        output = structured.json.kernelValue
      } else if result.json["content"] == nil, result.has("resultType", "input_required") {
        output = nil
      } else {
        output = try Conversations.output(of: result, what: "the `result` of a `tools/call`")
      }
      if structured != nil, result.field("content") != nil {
        builder.omit("The content of a result that also has structured content.")
      }
      try builder.answer(
        index: call,
        output: output,
        hasFailed: try result.optionalFlag("isError") ?? false, at: message)
    }
  }

  private struct Identifier {
    /// Distinguishes 1 from "1".
    let key: String
    let text: String
    let shown: String
  }

  private static func identifier(of message: SourceNode) throws(AgentFormatError) -> Identifier? {
    guard let id = message.field("id") else { return nil }
    if let text = id.json.string {
      return Identifier(key: "s" + text, text: text, shown: Value.quoted(text))
    }
    if let number = id.json.number {
      return Identifier(key: "n" + number.text, text: number.text, shown: number.text)
    }
    throw id.mismatch("id", expected: "a string or a number")
  }
}
