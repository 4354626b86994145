import ProvisoAgent
import ProvisoKernel
import Testing

/// The peculiarities of each format of a runtime or a framework.
@Suite struct RuntimeFormatTests {
  @Test func aStreamWithoutItsEndLacksCalls() throws {
    let text = ImportFixture.stream.split(separator: "\n").dropLast().joined(separator: "\n")
    #expect(try !ImportFixture.read(text).missingCalls.isEmpty)
    #expect(try ImportFixture.read(ImportFixture.stream).missingCalls.isEmpty)
  }

  @Test func subAgentsOfAStreamAreStreams() throws {
    let trace = try ImportFixture.read(
      #"""
      {"type": "assistant", "message": {"id": "m1", "content": [{"type": "tool_use", "id": "a", "name": "Task", "input": {}}]}, "parent_tool_use_id": null, "session_id": "s"}
      {"type": "user", "message": {"content": "Look."}, "parent_tool_use_id": "a", "session_id": "s"}
      {"type": "assistant", "message": {"id": "m2", "content": [{"type": "tool_use", "id": "b", "name": "Read", "input": {}}]}, "parent_tool_use_id": "a", "session_id": "s"}
      {"type": "user", "message": {"content": [{"type": "tool_result", "tool_use_id": "b", "content": "x"}]}, "parent_tool_use_id": "a", "session_id": "s"}
      {"type": "user", "message": {"content": [{"type": "tool_result", "tool_use_id": "a", "content": "y"}]}, "parent_tool_use_id": null, "session_id": "s"}
      {"type": "result", "session_id": "s"}
      """#)
    #expect(trace.calls.map(\.agent) == ["", "a"])
    #expect(trace.calls.map(\.after) == [[], []])
    #expect(trace.userTexts.isEmpty && trace.missingCalls.isEmpty)
    let apart = try ImportFixture.read(
      #"""
      {"type": "assistant", "message": {"id": "m1", "content": [{"type": "tool_use", "id": "a", "name": "Task", "input": {}}, {"type": "tool_use", "id": "c", "name": "Task", "input": {}}]}, "parent_tool_use_id": null, "session_id": "s"}
      {"type": "assistant", "message": {"id": "m2", "content": [{"type": "tool_use", "id": "b", "name": "Read", "input": {}}]}, "parent_tool_use_id": "a", "session_id": "s"}
      {"type": "result", "session_id": "s"}
      """#)
    #expect(!apart.missingCalls.isEmpty)
  }

  @Test func directoriesOfSessionsAreRead() throws {
    #expect(
      try ImportFixture.read(ImportFixture.rollout).calls.map(\.directory)
        == ["/srv/garden", "/srv/garden", "/srv/garden"])
    #expect(try ImportFixture.read(ImportFixture.stream).calls[0].directory == "/srv/garden")
  }

  @Test func unknownLinesAndPartsLackCalls() throws {
    let sources = [
      ImportFixture.change(
        ImportFixture.rollout,
        replacing: #""type": "event_msg", "payload": {"type": "agent_message""#,
        with: #""type": "tool_batch", "payload": {"type": "agent_message""#),
      ImportFixture.change(
        ImportFixture.contents, replacing: #"{"text": "First the note.", "thought": true}"#,
        with: #"{"executableCode": {"code": "1"}}"#),
      ImportFixture.change(
        ImportFixture.converse, replacing: #"{"text": "First the note."}"#,
        with: #"{"newBlock": {}}"#),
      ImportFixture.change(
        ImportFixture.modelMessages, replacing: #"{"type": "text", "text": "First the note."}"#,
        with: #"{"type": "code", "text": "x"}"#),
      ImportFixture.change(
        ImportFixture.langChain, replacing: #""additional_kwargs": {}, "tool_calls": ["#,
        with: #""additional_kwargs": {"tool_calls": [{}]}, "none": ["#
      ).replacing(
        #"{"type": "tool", "content": "fern, moss", "name": "read_note", "tool_call_id": "u1", "status": "success"},"#,
        with: ""),
    ]
    for source in sources { #expect(try !ImportFixture.read(source).missingCalls.isEmpty) }
  }

  @Test func sessionsThatStartAgentsLackTheirCalls() throws {
    let text = ImportFixture.change(
      ImportFixture.rollout, replacing: #""name": "read_note""#, with: #""name": "spawn_agent""#)
    #expect(try !ImportFixture.read(text).missingCalls.isEmpty)
  }

  @Test func callsOfOpenTelemetryWithoutASpanAreKept() throws {
    let spans = #"""
      {"resourceSpans": [{"scopeSpans": [{"spans": [
        {"traceId": "t", "spanId": "r", "name": "invoke_agent g", "startTimeUnixNano": 50, "endTimeUnixNano": 900, "attributes": [
          {"key": "gen_ai.operation.name", "value": {"stringValue": "invoke_agent"}},
          {"key": "gen_ai.agent.name", "value": {"stringValue": "gardener"}}]},
        {"traceId": "t", "spanId": "a", "parentSpanId": "r", "name": "chat m", "startTimeUnixNano": 100, "endTimeUnixNano": 200, "attributes": [
          {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
          {"key": "gen_ai.output.messages", "value": {"stringValue": "[{\"role\": \"assistant\", \"parts\": [{\"type\": \"tool_call\", \"id\": \"u1\", \"name\": \"read_note\", \"arguments\": \"{}\"}]}]"}}]},
        {"traceId": "t", "spanId": "b", "parentSpanId": "r", "name": "chat m", "startTimeUnixNano": 300, "endTimeUnixNano": 400, "attributes": [
          {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
          {"key": "gen_ai.input.messages", "value": {"stringValue": "[{\"role\": \"tool\", \"parts\": [{\"type\": \"tool_call_response\", \"id\": \"u1\", \"response\": \"fern\"}]}]"}},
          {"key": "gen_ai.output.messages", "value": {"stringValue": "[{\"role\": \"assistant\", \"parts\": [{\"type\": \"tool_call\", \"id\": \"u2\", \"name\": \"water\", \"arguments\": {\"plant\": \"fern\"}}]}]"}}]}
      ]}]}]}
      """#
    let trace = try ImportFixture.read(spans)
    #expect(trace.calls.map(\.tool) == ["read_note", "water"])
    #expect(trace.calls.map(\.output) == [.string("fern"), nil])
    #expect(trace.calls.map(\.after) == [[], [0]])
    #expect(trace.calls.map(\.agent) == ["gardener", "gardener"])
    #expect(trace.missingCalls.isEmpty)
    let hidden = ImportFixture.change(
      ImportFixture.toolSpans,
      replacing:
        #"{"key": "gen_ai.tool.call.arguments", "value": {"stringValue": "{\"plant\": \"fern\"}"}},"#,
      with: "")
    #expect(try !ImportFixture.read(hidden).missingCalls.isEmpty)
  }

  /// Events of older conventions, and a response whose content was not captured.
  @Test func eventsOfOpenTelemetryAreRead() throws {
    func spans(_ rest: String) -> String {
      #"""
      {"resourceSpans": [{"scopeSpans": [{"spans": [
        {"traceId": "t", "spanId": "a", "name": "chat m", "startTimeUnixNano": 100, "endTimeUnixNano": 200, "attributes": [
          {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
          {"key": "gen_ai.response.finish_reasons", "value": {"arrayValue": {"values": [{"stringValue": "tool_calls"}]}}}],
         "events": [\#(rest)]}]}]}]}
      """#
    }
    let trace = try ImportFixture.read(
      spans(
        #"""
        {"name": "gen_ai.user.message", "attributes": [{"key": "content", "value": {"stringValue": "Water."}}]},
        {"name": "gen_ai.choice", "attributes": [{"key": "message", "value": {"stringValue":
          "{\"tool_calls\": [{\"id\": \"u1\", \"type\": \"function\", \"function\": {\"name\": \"water\", \"arguments\": \"{}\"}}]}"}}]}
        """#))
    #expect(trace.calls.map(\.tool) == ["water"])
    #expect(trace.userTexts == ["Water."])
    #expect(trace.missingCalls.isEmpty)
    #expect(try !ImportFixture.read(spans("")).missingCalls.isEmpty)
  }

  @Test func uiCallsWithoutStepsFollowEachOther() throws {
    let text = ImportFixture.uiMessages.replacing(#"{"type": "step-start"},"#, with: "")
    let trace = try ImportFixture.read(text)
    #expect(trace.calls.map(\.after) == [[], [0], [0, 1]])
    #expect(trace.calls.map(\.readBefore) == [[], [0], [0, 1]])
  }

  @Test func callsWithoutIdentifiersAreAnsweredInOrder() throws {
    let trace = try ImportFixture.read(
      #"""
      [{"role": "model", "parts": [
         {"functionCall": {"name": "t", "args": {"n": 1}}}, {"functionCall": {"name": "t", "args": {"n": 2}}}]},
       {"role": "user", "parts": [
         {"functionResponse": {"name": "t", "response": {"result": "a"}}},
         {"functionResponse": {"name": "t", "response": {"error": "b"}}}]}]
      """#)
    #expect(trace.calls.map(\.hasFailed) == [nil, true])
    #expect(trace.calls[0].output == .string("a"))
  }
}
