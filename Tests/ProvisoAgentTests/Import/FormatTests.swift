import ProvisoAgent
import ProvisoKernel
import Testing

/// The sources in all formats have the same calls.
@Suite struct FormatTests {
  @Test(arguments: ImportFixture.all.indices) func callsAreRead(_ index: Int) throws {
    let (format, text) = ImportFixture.all[index]
    let trace = try ImportFixture.read(text)
    #expect(trace.format == format.rawValue)
    #expect(trace.calls.map(\.tool) == ["read_note", "water", "water"])
    #expect(
      trace.calls.map(\.arguments) == [
        .map(["page": .number(Number(3))]), .map(["plant": .string("fern")]),
        .map(["plant": .string("moss"), "litres": .number(try #require(Number(literal: "0.5")))]),
      ])
    #expect(trace.userTexts == (format == .mcp ? [] : ["Water the plants."]))
    #expect(!trace.assumptions.isEmpty)
    #expect(Set(trace.assumptions).count == trace.assumptions.count)
    #expect(Set(trace.calls.map(\.id)).count == 3)
    let lines = trace.calls.compactMap(\.line)
    #expect(lines.count == 3 && lines == lines.sorted())
  }

  /// Formats with turns: the last two calls are concurrent.
  @Test(
    arguments: [
      ImportFixture.anthropic, ImportFixture.chat, ImportFixture.responses, ImportFixture.mcp,
      ImportFixture.transcript, ImportFixture.dojoRun, ImportFixture.tauRun,
    ] + ImportFixture.runtimes.map(\.text))
  func callsOfOneTurnAreConcurrent(_ text: String) throws {
    let trace = try ImportFixture.read(text)
    #expect(trace.calls.map(\.after) == [[], [0], [0]])
    #expect(trace.calls.map(\.readBefore) == [[], [0], [0]])
    #expect(
      trace.calls.map(\.output) == [
        .string("fern, moss"), .string("done"), .string("no such plant"),
      ])
  }

  @Test(arguments: [ImportFixture.dojoTask, ImportFixture.tauTask, ImportFixture.tau2Task])
  func callsOfATaskFollowEachOther(_ text: String) throws {
    let trace = try ImportFixture.read(text)
    #expect(trace.calls.map(\.after) == [[], [0], [0, 1]])
    #expect(trace.calls.map(\.readBefore) == [[], [0], [0, 1]])
  }

  @Test func failuresAreReadIfTheFormatHasThem() throws {
    for text in [
      ImportFixture.anthropic, ImportFixture.mcp, ImportFixture.transcript, ImportFixture.dojoRun,
      ImportFixture.dojoTask, ImportFixture.stream, ImportFixture.geminiSession,
      ImportFixture.converse, ImportFixture.langChain, ImportFixture.langChainData,
      ImportFixture.langChainSerialised, ImportFixture.modelMessages, ImportFixture.uiMessages,
    ] {
      #expect(try ImportFixture.read(text).calls.map(\.hasFailed) == [false, false, true])
    }
    for text in [
      ImportFixture.chat, ImportFixture.responses, ImportFixture.tauTask, ImportFixture.rollout,
      ImportFixture.contents, ImportFixture.uiMessages4,
    ] {
      #expect(try ImportFixture.read(text).calls.map(\.hasFailed) == [nil, nil, nil])
    }
  }

  @Test func identifiersComeFromTheSourceOrAreNumbers() throws {
    #expect(try ImportFixture.read(ImportFixture.chat).calls.map(\.id) == ["u1", "u2", "u3"])
    #expect(try ImportFixture.read(ImportFixture.dojoTask).calls.map(\.id) == ["1", "2", "3"])
    #expect(try ImportFixture.read(ImportFixture.mcp).calls.map(\.id) == ["1", "2", "3"])
  }

  @Test func linesAreLinesOfTheSource() throws {
    #expect(try ImportFixture.read(ImportFixture.transcript).calls.map(\.line) == [4, 6, 8])
    #expect(try ImportFixture.read(ImportFixture.anthropic).calls.map(\.line) == [5, 9, 10])
  }

  @Test func callWithoutResultIsUnanswered() throws {
    let trace = try ImportFixture.read(
      #"""
      [{"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "t", "arguments": "{}"}}]},
       {"role": "user", "content": "Go on."},
       {"role": "assistant", "tool_calls": [{"id": "b", "function": {"name": "t", "arguments": "{}"}}]}]
      """#)
    #expect(trace.calls.map(\.output) == [nil, nil])
    #expect(trace.calls.map(\.after) == [[], [0]])
    #expect(trace.calls.map(\.readBefore) == [[], []])
    #expect(trace.assumptions.contains { $0.hasPrefix("2 of the calls have no result") })
  }

  @Test func consecutiveAssistantMessagesAreOneTurn() throws {
    let trace = try ImportFixture.read(
      #"""
      {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "t", "input": {}}]}
      {"role": "assistant", "content": [{"type": "tool_use", "id": "b", "name": "t", "input": {}}]}
      """#)
    #expect(trace.calls.map(\.after) == [[], []])
  }

  @Test func hostedToolsAnswerWithinTheTurn() throws {
    let trace = try ImportFixture.read(
      #"""
      {"role": "assistant", "stop_reason": "tool_use", "content": [
        {"type": "tool_use", "id": "a", "name": "t", "input": {}},
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}},
        {"type": "web_search_tool_result", "tool_use_id": "s", "content": []},
        {"type": "mcp_tool_use", "id": "b", "name": "t", "server_name": "shop", "input": {}}]}
      """#)
    #expect(trace.calls.map(\.tool) == ["t", "web_search", "mcp__shop__t"])
    #expect(trace.calls.map(\.after) == [[], [], [1]])
    #expect(trace.calls.map(\.readBefore) == [[], [], [1]])
  }

  @Test func otherCallsOfOpenAIAreRead() throws {
    let chat = try ImportFixture.read(
      #"""
      [{"role": "assistant", "name": "helper", "tool_calls": [
         {"id": "a", "type": "custom", "custom": {"name": "shell", "input": "ls"}}]},
       {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}},
       {"role": "function", "name": "f", "content": "out"}]
      """#)
    #expect(chat.calls.map(\.tool) == ["shell", "f"])
    #expect(chat.calls.map(\.agent) == ["helper", ""])
    #expect(chat.calls.map(\.output) == [nil, .string("out")])
    #expect(chat.calls.first?.arguments == .map(["input": .string("ls")]))
    let responses = try ImportFixture.read(
      #"""
      {"object": "response", "previous_response_id": "p", "input": "Hello.", "output": [
        {"type": "web_search_call", "id": "w", "status": "completed", "action": {"query": "q"}},
        {"type": "mcp_call", "id": "m", "server_label": "shop", "name": "buy", "arguments": "{}", "output": "ok"},
        {"type": "custom_tool_call", "call_id": "c", "name": "shell", "input": "ls"},
        {"type": "shell_call", "call_id": "d", "action": {"command": "ls"}},
        {"type": "shell_call_output", "call_id": "d", "output": []}]}
      """#)
    #expect(responses.calls.map(\.tool) == ["web_search", "mcp__shop__buy", "shell", "shell"])
    #expect(responses.calls.map(\.readBefore) == [[], [0], [0, 1], [0, 1]])
    #expect(responses.calls.first?.arguments["action"]["query"] == .string("q"))
    #expect(responses.userTexts == ["Hello."])
    #expect(responses.notModelled.contains { $0.contains("previous_response_id") })
  }

  @Test func mcpCallsWaitForAnsweredCalls() throws {
    let trace = try ImportFixture.read(
      #"""
      [{"jsonrpc": "2.0", "id": "a", "method": "tools/call", "params": {"name": "slow"}},
       {"jsonrpc": "2.0", "id": "b", "method": "tools/call", "params": {"name": "quick"}},
       {"jsonrpc": "2.0", "method": "notifications/progress"},
       [{"jsonrpc": "2.0", "id": "b", "result": {"structuredContent": {"n": 1}, "content": []}}],
       {"jsonrpc": "2.0", "id": "c", "method": "tools/call", "params": {"name": "last"}},
       {"jsonrpc": "2.0", "id": "a", "error": {"code": 1, "message": "gone"}}]
      """#)
    #expect(trace.calls.map(\.after) == [[], [], [1]])
    #expect(trace.calls.map(\.hasFailed) == [true, false, nil])
    #expect(trace.calls[1].output == .map(["n": .number(.one)]))
    #expect(trace.calls[0].arguments == .map([:]))
    #expect(trace.notModelled.contains("Notifications."))
  }

  @Test func resultsWithoutIdAnswerTheFirstUnansweredCall() throws {
    var text = ImportFixture.dojoRun
    for id in ["u1", "u2", "u3"] {
      text = ImportFixture.change(text, replacing: "\"\(id)\"", with: "\"\"")
    }
    let trace = try ImportFixture.read(text)
    #expect(trace.calls.map(\.id) == ["1", "2", "3"])
    #expect(
      trace.calls.map(\.output) == [
        .string("fern, moss"), .string("no such plant"), .string("done"),
      ])
    #expect(trace.assumptions.contains { $0.contains("A result without an id") })
  }

  @Test func goalOfAnInjectionIsNotAUserText() throws {
    let trace = try ImportFixture.read(
      ImportFixture.change(ImportFixture.dojoTask, replacing: "\"prompt\"", with: "\"goal\""))
    #expect(trace.userTexts.isEmpty)
    #expect(trace.assumptions.contains { $0.contains("attacker") })
  }

  @Test func absentAndNullArgumentsAreEqual() throws {
    let trace = try ImportFixture.read(
      ImportFixture.change(
        ImportFixture.anthropic, replacing: "{\"page\": 3}", with: "{\"page\": 3, \"x\": null}"))
    #expect(trace.calls.first?.arguments == .map(["page": .number(Number(3))]))
  }
}
