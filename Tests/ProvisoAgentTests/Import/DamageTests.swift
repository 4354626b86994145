import Foundation
import ProvisoAgent
import ProvisoKernel
import TestSupport
import Testing

/// Damaged sources are rejected with a message and a position, without a crash.
@Suite struct DamageTests {
  @Test(arguments: ImportFixture.all.indices) func truncatedSourcesAreRejected(_ index: Int) throws
  {
    let (format, text) = ImportFixture.all[index]
    let bytes = Array(text.utf8)
    let isLines = [.mcp, .claudeCode, .claudeCodeStream, .codex].contains(format)
    var refused = 0
    for count in 0..<(bytes.count - 1) {
      let part = Array(bytes.prefix(count))
      do {
        // Only a source that is cut between two lines can be read, as a shorter source.
        let trace = try AgentImporter.read(part)
        let next = bytes[count]
        #expect(isLines && (next == 0x0A || part.last == 0x0A), "cut at \(count)")
        #expect(trace.calls.count <= 3)
      } catch {
        refused += 1
        #expect(!error.message.isEmpty)
      }
    }
    #expect(refused > bytes.count * 9 / 10)
  }

  /// A source, a change to it, and a part of the expected error.
  struct Damage: Sendable, CustomTestStringConvertible {
    let source: String
    let part: String
    let other: String
    let says: String
    var testDescription: String { "\(part) -> \(other)" }

    init(_ source: String, replacing part: String, with other: String, says: String) {
      self.source = source
      self.part = part
      self.other = other
      self.says = says
    }
  }

  static let damages: [Damage] =
    [
      Damage(
        ImportFixture.anthropic, replacing: "\"tool_use_id\": \"u1\"",
        with: "\"tool_use_id\": \"u9\"",
        says: "no call before it"),
      Damage(
        ImportFixture.anthropic, replacing: "\"tool_use_id\": \"u3\"",
        with: "\"tool_use_id\": \"u2\"", says: "second result"
      ),
      Damage(
        ImportFixture.anthropic, replacing: "\"id\": \"u3\"", with: "\"id\": \"u2\"",
        says: "is already used by the call"),
      Damage(ImportFixture.anthropic, replacing: "\"id\": \"u2\", ", with: "", says: "no `id`"),
      Damage(
        ImportFixture.anthropic, replacing: "\"id\": \"u2\"", with: "\"id\": \"\"", says: "is empty"
      ),
      Damage(
        ImportFixture.anthropic, replacing: "\"name\": \"read_note\"", with: "\"name\": 4",
        says: "expected a string"),
      Damage(
        ImportFixture.anthropic, replacing: "{\"page\": 3}", with: "[3]",
        says: "`input`: expected an object"),
      Damage(
        ImportFixture.anthropic, replacing: "{\"page\": 3}", with: "\"{}\"",
        says: "`input`: expected an object"),
      Damage(
        ImportFixture.anthropic, replacing: ", \"input\": {\"page\": 3}", with: "",
        says: "no `input`"
      ),
      Damage(
        ImportFixture.anthropic, replacing: "\"is_error\": true", with: "\"is_error\": \"no\"",
        says: "true or false"),
      Damage(
        ImportFixture.anthropic, replacing: "\"content\": \"Water the plants.\"",
        with: "\"content\": 1",
        says: "a string or an array"),
      Damage(
        ImportFixture.anthropic, replacing: "\"role\": \"assistant\"", with: "\"role\": \"user\"",
        says: "message of the user"),
      Damage(
        ImportFixture.chat, replacing: "\"{\\\"page\\\": 3}\"", with: "\"{\\\"page\\\": 3\"",
        says: "not JSON"),
      Damage(
        ImportFixture.chat, replacing: "\"{\\\"page\\\": 3}\"", with: "\" \"", says: "not JSON"),
      Damage(
        ImportFixture.chat, replacing: "\"{\\\"page\\\": 3}\"", with: "\"[3]\"",
        says: "expected an object in the string"),
      Damage(
        ImportFixture.chat, replacing: "\"{\\\"page\\\": 3}\"",
        with: "\"{\\\"a\\\": 1, \\\"a\\\": 2}\"", says: "not JSON"),
      Damage(
        ImportFixture.chat, replacing: "\"{\\\"page\\\": 3}\"", with: "{\"page\": 3}",
        says: "a string of JSON"),
      Damage(
        ImportFixture.chat, replacing: "\"tool_call_id\": \"u1\"", with: "\"tool_call_id\": \"u7\"",
        says: "no call before it"),
      Damage(
        ImportFixture.chat, replacing: "\"tool_call_id\": \"u1\", ", with: "",
        says: "no `tool_call_id`"),
      Damage(
        ImportFixture.chat, replacing: "\"id\": \"u3\"", with: "\"id\": \"u2\"",
        says: "is already used by the call"),
      Damage(
        ImportFixture.chat, replacing: "\"type\": \"function\"", with: "\"type\": \"other\"",
        says: "function or custom"),
      Damage(
        ImportFixture.chat, replacing: "\"role\": \"system\"", with: "\"role\": \"clerk\"",
        says: "`role`"),
      Damage(
        ImportFixture.responses, replacing: "\"{\\\"page\\\": 3}\"", with: "\"{page: 3}\"",
        says: "not JSON"),
      Damage(
        ImportFixture.responses, replacing: "\"call_id\": \"u1\", \"output\"",
        with: "\"call_id\": \"u4\", \"output\"",
        says: "no call before it"),
      Damage(
        ImportFixture.responses, replacing: "\"call_id\": \"u3\", \"name\"",
        with: "\"call_id\": \"u2\", \"name\"",
        says: "is already used by the call"),
      Damage(
        ImportFixture.responses, replacing: "\"name\": \"read_note\", ", with: "", says: "no `name`"
      ),
      Damage(
        ImportFixture.mcp, replacing: "\"id\": 3, \"method\"", with: "\"id\": 2, \"method\"",
        says: "is already used by the call"),
      Damage(
        ImportFixture.mcp, replacing: "\"id\": 1, \"result\"", with: "\"id\": \"1\", \"result\"",
        says: "no unanswered request"),
      Damage(
        ImportFixture.mcp, replacing: "{\"page\": 3}", with: "3",
        says: "`arguments`: expected an object"),
      Damage(
        ImportFixture.mcp, replacing: "\"jsonrpc\": \"2.0\"", with: "\"jsonrpc\": \"1.0\"",
        says: "jsonrpc"),
      Damage(
        ImportFixture.mcp, replacing: "\"name\": \"read_note\", ", with: "", says: "no `name`"),
      Damage(
        ImportFixture.mcp, replacing: ", \"result\": {\"tools\": []}", with: "",
        says: "expected either `result` or `error`"),
      Damage(
        ImportFixture.mcp, replacing: "\"id\": 1", with: "\"id\": [1]", says: "a string or a number"
      ),
      Damage(
        ImportFixture.transcript, replacing: "\"tool_use_id\": \"u2\"",
        with: "\"tool_use_id\": \"u9\"",
        says: "no call has that id"),
      Damage(
        ImportFixture.transcript, replacing: "\"id\": \"u3\"", with: "\"id\": \"u1\"",
        says: "no call before it has that id"),
      Damage(
        ImportFixture.transcript, replacing: "\"parentUuid\": \"l4\"", with: "\"parentUuid\": 4",
        says: "expected a string"),
      Damage(
        ImportFixture.dojoRun, replacing: "\"args\": {\"plant\": \"fern\"}",
        with: "\"args\": \"{}\"",
        says: "`args`: expected an object"),
      Damage(
        ImportFixture.dojoRun, replacing: "\"tool_call_id\": \"u2\"",
        with: "\"tool_call_id\": \"u8\"",
        says: "no call before it"),
      Damage(
        ImportFixture.dojoRun, replacing: "\"messages\": [", with: "\"messages\": [1, ",
        says: "a message: expected an object"),
      Damage(
        ImportFixture.dojoTask, replacing: "\"function\": \"read_note\", ", with: "",
        says: "no `function`"),
      Damage(
        ImportFixture.dojoTask, replacing: "\"calls\": [", with: "\"calls\": [null, ",
        says: "a call: expected an object"),
      Damage(
        ImportFixture.tauRun, replacing: "\"{\\\"page\\\": 3}\"", with: "\"{\\\"page\\\"\"",
        says: "not JSON"),
      Damage(
        ImportFixture.tauRun, replacing: "\"traj\": [", with: "\"traj\": 1, \"x\": [",
        says: "`traj`: expected an array"),
      Damage(ImportFixture.tauTask, replacing: "{\"page\": 3}", with: "null", says: "no `kwargs`"),
    ] + missing

  /// Members that a format requires. A source without one is never read as if it were empty.
  static let missing: [Damage] = [
    Damage(
      ImportFixture.responses, replacing: "\"type\": \"function_call\", \"call_id\": \"u2\"",
      with: "\"type\": \"_call\", \"id\": \"u2\"", says: "the name of the tool is empty"),
    Damage(
      ImportFixture.tau2Task, replacing: "\"action_id\": \"u2\"", with: "\"action_id\": \"\"",
      says: "the id of the call is empty"),
    Damage(
      ImportFixture.mcp, replacing: "\"id\": 2,", with: "\"id\": \"\",",
      says: "the id of the call is empty"),
    Damage(
      ImportFixture.chat, replacing: "\"content\": \"fern, moss\"",
      with: "\"cuntent\": \"fern, moss\"",
      says: "a message of the role tool has no `content`: found \"cuntent\" instead"),
    Damage(
      ImportFixture.chat, replacing: ", \"content\": \"fern, moss\"", with: "",
      says: "a message of the role tool has no `content`"),
    Damage(
      ImportFixture.chat, replacing: "\"user\", \"content\"", with: "\"user\", \"cuntent\"",
      says: "a message of the user has no `content`"),
    Damage(
      ImportFixture.chat, replacing: "\"assistant\", \"tool_calls\"",
      with: "\"assistant\", \"calls\"",
      says: "has neither `content` nor `tool_calls`"),
    Damage(
      ImportFixture.anthropic, replacing: "\"content\": \"done\"", with: "\"cuntent\": \"done\"",
      says: "a `tool_result` has no `content`"),
    Damage(
      ImportFixture.anthropic, replacing: "\"user\", \"content\"", with: "\"user\", \"cuntent\"",
      says: "a message of the user has no `content`"),
    Damage(
      ImportFixture.responses, replacing: "\"output\": \"done\"", with: "\"outputs\": \"done\"",
      says: "a `function_call_output` has no `output`"),
    Damage(
      ImportFixture.responses, replacing: "\"content\": [", with: "\"cuntent\": [",
      says: "a message of the user has no `content`"),
    Damage(
      ImportFixture.mcp, replacing: "{\"content\": [{\"type\": \"text\", \"text\": \"done\"}]}",
      with: "{}", says: "the `result` of a `tools/call` has no `content`"),
    Damage(
      ImportFixture.mcp, replacing: "\"arguments\": {\"page\": 3}", with: "\"args\": {\"page\": 3}",
      says: "have no `arguments`, but \"args\""),
    Damage(
      ImportFixture.mcp, replacing: "\"id\": 2, \"method\"", with: "\"ib\": 2, \"method\"",
      says: "a `tools/call` has no `id`"),
    Damage(
      ImportFixture.transcript, replacing: "\"content\": \"done\"", with: "\"cuntent\": \"done\"",
      says: "a `tool_result` has no `content`"),
    Damage(
      ImportFixture.dojoRun, replacing: "\"content\": \"fern, moss\", ", with: "",
      says: "a message of the role tool has no `content`"),
    Damage(
      ImportFixture.dojoRun, replacing: "\"content\": \"\", \"tool_calls\"", with: "\"calls\"",
      says: "has neither `content` nor `tool_calls`"),
    Damage(
      ImportFixture.tauRun, replacing: ", \"content\": \"done\"", with: "",
      says: "a message of the role tool has no `content`"),
    Damage(
      ImportFixture.tau2Task, replacing: "\"actions\"", with: "\"acts\"",
      says: "`evaluation_criteria` has no `actions`"),
  ]

  /// A result that does not say what the call returned gives it any output, not none.
  @Test(arguments: [
    (ImportFixture.chat, "\"content\": \"fern, moss\"", "\"content\": null"),
    (
      ImportFixture.anthropic, ", \"content\": [{\"type\": \"text\", \"text\": \"fern, moss\"}]", ""
    ),
    (ImportFixture.responses, "\"output\": \"fern, moss\"", "\"output\": null"),
    (
      ImportFixture.mcp, "{\"content\": [{\"type\": \"text\", \"text\": \"fern, moss\"}]}",
      "{\"resultType\": \"input_required\"}"
    ),
    (ImportFixture.transcript, ", \"content\": \"fern, moss\"", ""),
    (ImportFixture.dojoRun, "\"content\": \"fern, moss\"", "\"content\": null"),
    (ImportFixture.dojoTask, "\"result\": \"fern, moss\"", "\"resul\": \"fern, moss\""),
  ]) func resultsWithoutContentAreOpen(_ source: String, _ part: String, _ other: String) throws {
    let whole = try ImportFixture.read(source)
    #expect(whole.calls.first?.output == .string("fern, moss"))
    let trace = try ImportFixture.read(
      ImportFixture.change(source, replacing: part, with: other))
    #expect(trace.calls.count == whole.calls.count)
    #expect(trace.calls.first.map { $0.output == nil } == true)
  }

  /// Calls in a part of a message that the format does not have are missing, so nothing is proved.
  @Test(arguments: [
    (
      ImportFixture.chat, "\"assistant\", \"tool_calls\"",
      "\"assistant\", \"content\": \"\", \"calls\""
    ),
    (ImportFixture.dojoRun, "\"content\": null, \"tool_calls\"", "\"content\": null, \"calls\""),
  ]) func misspeltCallsAreMissing(_ source: String, _ part: String, _ other: String) throws {
    let text = ImportFixture.change(source, replacing: part, with: other)
      .split(separator: "\n").filter { !$0.contains("\"role\": \"tool\"") }.joined(separator: "\n")
      .replacingOccurrences(of: "}]},\n]}", with: "}]}\n]}")
    #expect(try !ImportFixture.read(text).missingCalls.isEmpty)
  }

  @Test func linesOfUnknownTypesWithMessagesHideCalls() throws {
    let text = ImportFixture.change(
      ImportFixture.transcript, replacing: "\"type\": \"assistant\", \"uuid\": \"l5\"",
      with: "\"type\": \"assistent\", \"uuid\": \"l5\"")
    let lines = text.split(separator: "\n").filter { !$0.contains("\"l6\"") }
    #expect(try !ImportFixture.read(lines.joined(separator: "\n")).missingCalls.isEmpty)
    #expect(try ImportFixture.read(ImportFixture.transcript).missingCalls.isEmpty)
  }

  @Test(arguments: damages) func damageIsReported(_ damage: Damage) {
    let text = ImportFixture.change(damage.source, replacing: damage.part, with: damage.other)
    let failure = ImportFixture.failure(text)
    #expect(failure.message.contains(damage.says), "\(failure.message)")
    #expect(failure.line != nil && failure.column != nil)
  }

  @Test func malformedArgumentsAreReportedWithBothPositions() {
    let failure = ImportFixture.failure(
      ImportFixture.change(
        ImportFixture.chat, replacing: #"{\"plant\": \"fern\"}"#, with: #"{\"plant\": fern}"#))
    #expect(failure.line == 8)
    #expect(failure.message.contains("at 1:11 in the string"))
  }

  @Test func errorsDoNotContainValuesOfTheSource() {
    let secret = "hunter2hunter2"
    for (part, other) in [
      ("{\"page\": 3}", "\"\(secret)\""), ("\"content\": \"done\"", "\"content\": {\"\(secret)"),
      ("\"is_error\": true", "\"is_error\": \"\(secret)\""),
    ] {
      let failure = ImportFixture.failure(
        ImportFixture.change(ImportFixture.anthropic, replacing: part, with: other))
      #expect(!failure.message.contains(secret))
    }
    let failure = ImportFixture.failure(
      ImportFixture.change(
        ImportFixture.chat, replacing: #"{\"page\": 3}"#, with: #"{\"page\": \#(secret)}"#))
    #expect(!failure.message.contains(secret))
  }

  @Test(arguments: AgentFormat.allCases) func invalidBytesAreRejected(_ format: AgentFormat) {
    let text = Array(ImportFixture.all.first { $0.format == format }?.text.utf8 ?? "".utf8)
    #expect(text.count > 100)
    for byte: UInt8 in [0x00, 0xFF, 0xC0, 0x1F] {
      var damaged = text
      damaged.insert(byte, at: text.count / 2)
      #expect(throws: AgentFormatError.self) { try AgentImporter.read(damaged) }
    }
  }

  @Test func deepNestingIsReadOrRejected() throws {
    for depth in [900, 2_000, 100_000] {
      let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      for text in [
        deep,
        ImportFixture.change(
          ImportFixture.anthropic, replacing: "{\"page\": 3}", with: "{\"page\": \(deep)}"),
        ImportFixture.change(
          ImportFixture.chat, replacing: #"{\"page\": 3}"#, with: #"{\"page\": \#(deep)}"#),
        ImportFixture.change(
          ImportFixture.mcp, replacing: "{\"page\": 3}", with: "{\"page\": \(deep)}"),
      ] {
        let trace = try? ImportFixture.read(text)
        #expect(trace == nil || (depth == 900 && text != deep))
      }
    }
  }

  @Test(arguments: AgentFormat.allCases) func otherFormatsAreRejected(_ format: AgentFormat) {
    // Reads each source in a format that it does not have.
    for (other, text) in ImportFixture.all where other != format {
      if let trace = try? ImportFixture.read(text, as: format) {
        #expect(trace.calls.isEmpty, "\(other.rawValue) read as \(format.rawValue)")
      }
    }
  }

  @Test func randomBytesAreRejected() {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    let noise = (0..<1_000_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(throws: AgentFormatError.self, "seed \(seed)") { try AgentImporter.read(noise) }
    for format in AgentFormat.allCases {
      #expect(throws: AgentFormatError.self) { try AgentImporter.read(noise, as: format) }
    }
  }

  @Test func tooManyCallsAreRejected() {
    let call = #"{"jsonrpc": "2.0", "id": N, "method": "tools/call", "params": {"name": "t"}}"#
    let lines = (0...5_000).map { call.replacingOccurrences(of: "N", with: String($0)) }
    let failure = ImportFixture.failure(lines.joined(separator: "\n"))
    #expect(failure.message.contains("5000"))
    #expect(failure.line == 5_001)
  }

  @Test func mutantsAreReadOrRejected() throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    let pieces: [[UInt8]] = [
      "null", "0", "[]", "{}", "\"\"", "\"u1\"", "true", "\"tool_use\"", "\"assistant\"", ",", "\n",
      "1e999999", "\"\\ud800\"", "{\"type\": 1}",
    ].map { Array($0.utf8) }
    var read = 0
    var refused = 0
    for round in 0..<4_000 {
      var bytes = Array(ImportFixture.all[round % ImportFixture.all.count].text.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, at + Int.random(in: 0...12, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.replaceSubrange(at..<end, with: pieces.randomElement(using: &random) ?? [])
        default: bytes.insert(contentsOf: bytes[at..<end], at: at)
        }
      }
      do throws(AgentFormatError) {
        let trace = try AgentImporter.read(bytes)
        read += 1
        for (index, call) in trace.calls.enumerated() {
          #expect(call.after.allSatisfy { $0 < index }, "seed \(seed)")
          #expect(call.readBefore.allSatisfy { $0 < index }, "seed \(seed)")
          #expect(!call.tool.isEmpty && !call.id.isEmpty, "seed \(seed)")
        }
        #expect(Set(trace.calls.map(\.id)).count == trace.calls.count, "seed \(seed)")
      } catch {
        refused += 1
        #expect(!error.message.isEmpty, "seed \(seed)")
      }
    }
    #expect(read > 100 && refused > 1_000, "seed \(seed): \(read) read, \(refused) refused")
  }
}
