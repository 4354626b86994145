import JSON
import ProvisoInput
import ProvisoKernel

/// Reads spans of OpenTelemetry with attributes of generative AI, in the JSON of its protocol: one
/// document, or one per line as the collector's file exporter writes them. Each trace is a run.
///
/// A span of the operation `execute_tool` is a call, which ran from its start to its end. A call that a
/// model asked for (`gen_ai.output.messages`, in attributes or events) and that has no such span was
/// made too, as far as the source says.
///
/// Source: OpenTelemetry, "Semantic conventions for generative AI: spans, events, agents" and the
/// protobuf JSON mapping of OTLP.
enum OpenTelemetrySpans: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { $0.has("resourceSpans", .array) }
  }

  private struct Span {
    let node: SourceNode
    let attributes: SpanAttributes
    let trace: String
    let id: String
    let parent: String
    let start: Number
    let end: Number
    /// The messages of a model's span: the input and the output, from attributes and events.
    let inputs: [Value]
    let outputs: [Value]

    var operation: String { attributes.text("gen_ai.operation.name") ?? "" }
    var isTool: Bool { operation == "execute_tool" }

    /// Whether a response asked for calls and the span does not have its content.
    var hidesRequests: Bool {
      guard outputs.isEmpty,
        case .list(let reasons)? = attributes.value(
          "gen_ai.response.finish_reasons")
      else { return false }
      return reasons.contains { reason in
        if case .string(let text) = reason { return text.string.contains("tool") }
        return false
      }
    }
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var traces: [String: [Span]] = [:]
    var names: [String] = []
    for item in source.items {
      for resource in try item.requiredElements("resourceSpans", of: "a line") {
        for scope in try resource.optionalElements("scopeSpans") ?? [] {
          for node in try scope.optionalElements("spans") ?? [] {
            let span = try span(node)
            if traces[span.trace] == nil { names.append(span.trace) }
            traces[span.trace, default: []].append(span)
          }
        }
      }
    }
    var out: [AgentTrace] = []
    for name in names {
      guard let spans = traces[name], spans.contains(where: { !$0.operation.isEmpty }) else {
        continue
      }
      out.append(try run(spans))
    }
    guard !out.isEmpty else {
      throw AgentFormatError(
        "the spans have no attribute `gen_ai.operation.name`: expected spans of generative AI")
    }
    return out
  }

  private static func span(_ node: SourceNode) throws(AgentFormatError) -> Span {
    let attributes = try SpanAttributes(of: node)
    var inputs = [try attributes.structure("gen_ai.input.messages")]
    var outputs = [try attributes.structure("gen_ai.output.messages")]
    for event in try node.optionalElements("events") ?? [] {
      let details = try SpanAttributes(of: event)
      inputs.append(try details.structure("gen_ai.input.messages"))
      outputs.append(try details.structure("gen_ai.output.messages"))
      let name = try event.optionalText("name") ?? ""
      if let message = try SpanMessage.message(of: details, named: name) {
        if name == "gen_ai.choice" {
          outputs.append(.list([message]))
        } else {
          inputs.append(.list([message]))
        }
      }
    }
    return Span(
      node: node, attributes: attributes, trace: try node.name("traceId", of: "a span"),
      id: try node.name("spanId", of: "a span"),
      parent: try node.optionalText("parentSpanId") ?? "",
      start: try time("startTimeUnixNano", of: node), end: try time("endTimeUnixNano", of: node),
      inputs: messages(inputs), outputs: messages(outputs))
  }

  private static func messages(_ lists: [Value?]) -> [Value] {
    lists.flatMap { list -> [Value] in
      if case .list(let elements)? = list { return elements }
      return []
    }
  }

  private static func time(
    _ name: StaticString, of node: SourceNode
  ) throws(AgentFormatError) -> Number {
    let value = try node.required(name, of: "a span")
    if let text = value.json.string, let number = Number(literal: text) { return number }
    if case .number(let number) = value.json.kernelValue { return number }
    throw value.mismatch("\(name)", expected: "a number of nanoseconds")
  }

  // MARK: One run

  /// A call with the time from which it may run, and its end if that is known.
  private struct Call {
    let id: String?
    let tool: String
    let arguments: Value
    let agent: String
    let start: Number
    let node: SourceNode
    var end: Number?
    var output: Value?
    var hasFailed: Bool?
  }

  private static func run(_ spans: [Span]) throws(AgentFormatError) -> AgentTrace {
    var builder = TraceBuilder(waitsForAnswersOnly: true)
    builder.assume("All spans of the run are in the source, and their times are of one clock.")
    builder.assume("A call waits for the calls that had ended before it began.")
    builder.assume("The model had read every result before a call.")
    builder.assume(Conversations.userIsTrusted)
    let messages = Messages(spans)
    for text in messages.userTexts { builder.addUserText(text) }
    var calls: [Call] = []
    var spanned: Set<String> = []
    var unnamed: Set<String> = []
    for span in spans where span.isTool {
      let tool = try toolName(of: span)
      let id = span.attributes.text("gen_ai.tool.call.id")
      if let id { spanned.insert(id) } else { unnamed.insert(tool) }
      let own = try span.attributes.structure("gen_ai.tool.call.arguments")
      guard let arguments = own ?? id.flatMap({ messages.requests[$0]?.arguments }),
        case .map = arguments, dropped(span.node) == 0
      else {
        builder.omit("Calls whose arguments the spans do not have.", hidesCalls: true)
        continue
      }
      calls.append(
        Call(
          id: id, tool: tool, arguments: arguments, agent: messages.agent(of: span),
          start: span.start, node: span.node, end: span.end,
          output: span.attributes.value("gen_ai.tool.call.result")
            ?? id.flatMap { messages.responses[$0]?.output },
          hasFailed: hasFailed(span)))
    }
    for (id, request) in messages.requests.sorted(by: { $0.key < $1.key })
    where !spanned.contains(id) && !unnamed.contains(request.tool) {
      guard let arguments = request.arguments else {
        builder.omit("Calls whose arguments the spans do not have.", hidesCalls: true)
        continue
      }
      calls.append(
        Call(
          id: id, tool: request.tool, arguments: arguments, agent: messages.agent(of: request.span),
          start: request.time, node: request.span.node, end: messages.responses[id]?.time,
          output: messages.responses[id]?.output))
    }
    if spans.allSatisfy({ !$0.isTool }), spans.contains(where: \.hidesRequests) {
      builder.omit("Calls that a model asked for in a response without content.", hidesCalls: true)
    }
    if messages.hasUnnamedRequests, unnamed.isEmpty {
      builder.omit("Calls without an id that a model asked for.", hidesCalls: true)
    }
    try add(calls, to: &builder)
    return builder.finish(.openTelemetry)
  }

  /// Adds the calls in the order of their times. At the same time, a beginning comes before an end.
  private static func add(
    _ calls: [Call], to builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    var events: [(time: Number, isEnd: Bool, call: Int)] = []
    for (index, call) in calls.enumerated() {
      events.append((call.start, false, index))
      if let end = call.end { events.append((max(call.start, end), true, index)) }
    }
    events.sort { a, b in
      if a.time != b.time { return a.time < b.time }
      if a.isEnd != b.isEnd { return b.isEnd }
      return a.call < b.call
    }
    var indices: [Int: Int] = [:]
    for event in events {
      let call = calls[event.call]
      if event.isEnd, let index = indices[event.call] {
        try builder.answer(
          index: index, output: call.output, hasFailed: call.hasFailed, at: call.node)
      } else {
        builder.endTurn()
        indices[event.call] = try builder.addCall(
          id: call.id, tool: call.tool, arguments: call.arguments, agent: call.agent, at: call.node)
      }
    }
  }

  private static func toolName(of span: Span) throws(AgentFormatError) -> String {
    if let name = span.attributes.text("gen_ai.tool.name") { return name }
    let prefix = "execute_tool "
    guard let name = try span.node.optionalText("name"), name.hasPrefix(prefix) else {
      throw span.node.error("a span of the operation execute_tool has no `gen_ai.tool.name`")
    }
    return String(name.dropFirst(prefix.count))
  }

  private static func dropped(_ node: SourceNode) -> Int {
    if case .number(let count)? = node.field("droppedAttributesCount")?.json.kernelValue {
      return count.integer ?? 1
    }
    return 0
  }

  private static func hasFailed(_ span: Span) -> Bool? {
    if span.attributes.has("error.type") { return true }
    let code = span.node.field("status")?.field("code")?.json
    if code?.string == "STATUS_CODE_ERROR" || code?.kernelValue == .number(Number(2)) {
      return true
    }
    if code?.string == "STATUS_CODE_OK" || code?.kernelValue == .number(Number(1)) { return false }
    return nil
  }

  /// The messages of the models' spans of a run.
  private struct Messages {
    struct Request {
      let tool: String
      let arguments: Value?
      let time: Number
      let span: Span
    }

    private(set) var requests: [String: Request] = [:]
    private(set) var responses: [String: (output: Value?, time: Number)] = [:]
    private(set) var userTexts: [String] = []
    private(set) var hasUnnamedRequests = false
    private let byID: [String: Span]

    init(_ spans: [Span]) {
      byID = Dictionary(spans.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      for span in spans.sorted(by: { $0.start < $1.start }) {
        // The messages to an agent that another agent started are a model's.
        let isUsers = agents(of: span).count <= 1
        for message in span.inputs { read(message, at: span.start, of: span, isUsers: isUsers) }
        for message in span.outputs { read(message, at: span.end, of: span, isUsers: false) }
      }
    }

    private mutating func read(_ message: Value, at time: Number, of span: Span, isUsers: Bool) {
      guard case .map(let members) = message, case .list(let parts)? = members["parts"] else {
        return
      }
      for part in parts {
        guard case .map(let fields) = part, case .string(let type)? = fields["type"] else {
          continue
        }
        switch type.string {
        case "text":
          if isUsers, members["role"] == .string("user"),
            case .string(let text)? = fields["content"],
            !userTexts.contains(text.string)
          {
            userTexts.append(text.string)
          }
        case "tool_call":
          guard case .string(let name)? = fields["name"] else { continue }
          guard case .string(let id)? = fields["id"] else {
            hasUnnamedRequests = true
            continue
          }
          guard requests[id.string] == nil else { continue }
          var arguments = fields["arguments"]
          if case .string(let text)? = arguments {
            arguments = (try? JSONDocument(text: text.string))?.root.kernelValue
          }
          if case .map? = arguments {} else { arguments = nil }
          requests[id.string] = Request(
            tool: name.string, arguments: arguments, time: time, span: span)
        case "tool_call_response":
          guard case .string(let id)? = fields["id"], responses[id.string] == nil else { continue }
          responses[id.string] = (fields["response"] ?? fields["result"], time)
        default: continue
        }
      }
    }

    /// The spans of agents around a span, the innermost first.
    private func agents(of span: Span) -> [Span] {
      var out: [Span] = []
      var seen: Set<String> = []
      var next: Span? = span
      while let span = next, seen.insert(span.id).inserted {
        if span.operation == "invoke_agent" { out.append(span) }
        next = byID[span.parent]
      }
      return out
    }

    /// The name of the agent that makes a call; empty if the spans name none.
    func agent(of span: Span) -> String {
      if let name = span.attributes.text("gen_ai.agent.name") { return name }
      return agents(of: span).lazy.compactMap { $0.attributes.text("gen_ai.agent.name") }.first
        ?? ""
    }
  }
}
