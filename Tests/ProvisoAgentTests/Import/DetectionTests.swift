import ProvisoAgent
import Testing

/// The format of a source is detected from its content. Ambiguous and unknown sources are errors.
@Suite struct DetectionTests {
  @Test(arguments: ImportFixture.all.indices) func formatIsDetected(_ index: Int) throws {
    let (format, text) = ImportFixture.all[index]
    #expect(try AgentImporter.format(of: Array(text.utf8)) == format)
  }

  @Test func ambiguousSourceNamesBothFormats() throws {
    let talk = #"[{"role": "user", "content": "Hello."}]"#
    let failure = ImportFixture.failure(talk)
    #expect(failure.message.contains("anthropic and openai-chat"))
    #expect(try ImportFixture.read(talk, as: .anthropic).userTexts == ["Hello."])
    #expect(try ImportFixture.read(talk, as: .openAIChat).userTexts == ["Hello."])
    let mixed = #"""
      [{"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "t", "input": {}}]},
       {"role": "tool", "tool_call_id": "a", "content": "x"}]
      """#
    #expect(ImportFixture.failure(mixed).message.contains("anthropic and openai-chat"))
  }

  @Test(arguments: ["1", "[]", "{}", "{\"a\": 1}", "[1, 2]", "\"tool_use\"", "null"])
  func unknownSourceNamesTheFormats(_ text: String) {
    let message = ImportFixture.failure(text).message
    for format in AgentFormat.allCases { #expect(message.contains(format.rawValue)) }
  }

  @Test func controlFlowFormatIsNamed() {
    let graph = ImportFixture.failure(#"{"nodes": [], "edges": []}"#)
    #expect(graph.message.contains("LangGraph"))
    let machine = ImportFixture.failure(#"{"StartAt": "a", "States": {}}"#)
    #expect(machine.message.contains("Amazon States Language"))
  }

  @Test func emptySourceIsRejected() {
    for text in ["", " \n\n", "\u{FEFF}"] { #expect(!ImportFixture.failure(text).message.isEmpty) }
  }

  @Test func severalRunsAreOnlyReadByReadAll() throws {
    let runs = "[\(ImportFixture.dojoTask), \(ImportFixture.dojoRun)]"
    #expect(ImportFixture.failure(runs).message.contains("2 runs"))
    let traces = try AgentImporter.readAll(Array(runs.utf8))
    #expect(traces.map(\.calls.count) == [3, 3])
    let tuning = #"""
      {"messages": [{"role": "user", "content": "a"}, {"role": "tool", "tool_call_id": "x"}]}
      {"messages": []}
      """#
    #expect(ImportFixture.failure(tuning).line == 1)
  }

  @Test func byteOrderMarkAndUTF16AreRead() throws {
    #expect(try ImportFixture.read("\u{FEFF}" + ImportFixture.chat).calls.count == 3)
    #expect(try ImportFixture.read("\u{FEFF}" + ImportFixture.mcp).calls.count == 3)
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in ImportFixture.chat.utf16 {
      wide += [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
    }
    #expect(try AgentImporter.read(wide).calls.count == 3)
  }

  @Test func windowsLineEndsAreRead() throws {
    let text = ImportFixture.change(ImportFixture.transcript, replacing: "\n", with: "\r\n")
    #expect(try ImportFixture.read(text).calls.count == 3)
  }
}
