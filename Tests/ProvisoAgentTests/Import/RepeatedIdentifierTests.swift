import ProvisoAgent
import ProvisoKernel
import Testing

/// Identifiers that runtimes use again, results of calls before the source, and absent arguments.
@Suite struct RepeatedIdentifierTests {
  /// Two turns of a model whose runtime numbers calls from 0 in each turn.
  private static let again = #"""
    [{"role": "user", "content": "Water the plants."},
     {"role": "assistant", "tool_calls": [
       {"id": "call_0", "type": "function", "function": {"name": "read_note", "arguments": ""}}]},
     {"role": "tool", "tool_call_id": "call_0", "content": "fern"},
     {"role": "assistant", "tool_calls": [
       {"id": "call_0", "type": "function", "function": {"name": "water", "arguments": "{\"plant\": \"fern\"}"}}]},
     {"role": "tool", "tool_call_id": "call_0", "content": "done"}]
    """#

  @Test func anAnsweredIdentifierCanBeUsedAgain() throws {
    let trace = try ImportFixture.read(Self.again)
    #expect(trace.calls.map(\.tool) == ["read_note", "water"])
    #expect(trace.calls.map(\.output) == [.string("fern"), .string("done")])
    #expect(trace.calls.map(\.after) == [[], [0]])
    #expect(Set(trace.calls.map(\.id)).count == 2)
    #expect(trace.missingCalls.isEmpty)
  }

  @Test func anIdentifierOfAnOpenCallIsAmbiguous() {
    let open = ImportFixture.change(
      Self.again, replacing: #"{"role": "tool", "tool_call_id": "call_0", "content": "fern"},"#,
      with: "")
    #expect(ImportFixture.failure(open).message.contains("is already used by the call"))
  }

  @Test func anEmptyStringHasNoArguments() throws {
    #expect(try ImportFixture.read(Self.again).calls[0].arguments == .map([:]))
  }

  @Test func resultsBeforeTheFirstCallAreOfMissingCalls() throws {
    let sources = [
      #"""
      [{"role": "tool", "tool_call_id": "z", "content": "fern"},
       {"role": "assistant", "tool_calls": [
         {"id": "a", "type": "function", "function": {"name": "water", "arguments": "{}"}}]}]
      """#,
      #"""
      [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "z", "content": "fern"}]},
       {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "water", "input": {}}]}]
      """#,
      #"""
      {"jsonrpc": "2.0", "id": 7, "result": {"content": []}}
      {"jsonrpc": "2.0", "id": 8, "method": "tools/call", "params": {"name": "water", "arguments": {}}}
      """#,
      #"""
      [{"role": "function", "name": "t", "content": "fern"},
       {"role": "assistant", "tool_calls": [
         {"id": "a", "type": "function", "function": {"name": "water", "arguments": "{}"}}]}]
      """#,
      #"""
      [{"role": "user", "parts": [{"functionResponse": {"name": "t", "response": {"output": "fern"}}}]},
       {"role": "model", "parts": [{"functionCall": {"name": "water", "args": {}}}]}]
      """#,
      #"""
      [{"role": "user", "content": [{"toolResult": {"toolUseId": "z", "content": [{"text": "fern"}]}}]},
       {"role": "assistant", "content": [{"toolUse": {"toolUseId": "a", "name": "water", "input": {}}}]}]
      """#,
      #"""
      {"type": "function_call_output", "call_id": "z", "output": "fern"}
      {"type": "function_call", "call_id": "a", "name": "water", "arguments": "{}"}
      """#,
      #"""
      {"type": "user", "uuid": "l4", "parentUuid": "l3", "sessionId": "s", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "z", "content": "fern"}]}}
      {"type": "assistant", "uuid": "l5", "parentUuid": "l4", "message": {"id": "m2", "role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "water", "input": {}}]}}
      """#,
    ]
    for source in sources {
      let trace = try ImportFixture.read(source)
      #expect(trace.calls.map(\.tool) == ["water"])
      #expect(!trace.missingCalls.isEmpty)
    }
  }

  @Test func resultsOfUnknownCallsAfterACallAreErrors() {
    let text = ImportFixture.change(
      ImportFixture.chat, replacing: #""tool_call_id": "u1""#, with: #""tool_call_id": "u9""#)
    #expect(ImportFixture.failure(text).message.contains("no call before it"))
  }

  @Test func ambiguousSourcesNameTheirFormats() {
    let failure = ImportFixture.failure(#"[{"role": "user", "content": "Hello."}]"#)
    #expect(failure.fitting.contains(.anthropic) && failure.fitting.contains(.openAIChat))
  }
}
