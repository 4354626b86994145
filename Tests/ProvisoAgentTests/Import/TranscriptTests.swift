import ProvisoAgent
import ProvisoKernel
import Testing

/// Features of Claude Code transcripts: the tree of lines and lines of other types.
@Suite struct TranscriptTests {
  private static func user(_ id: String, parent: String?, content: String, more: String = "")
    -> String
  {
    line(
      "user", id: id, parent: parent, message: "{\"role\": \"user\", \"content\": \(content)}",
      more: more)
  }

  private static func says(_ id: String, parent: String?, text: String, more: String = "")
    -> String
  { user(id, parent: parent, content: "\"\(text)\"", more: more) }

  private static func result(_ id: String, _ parent: String?, of call: String, more: String = "")
    -> String
  {
    user(
      id, parent: parent,
      content: "[{\"type\": \"tool_result\", \"tool_use_id\": \"\(call)\", \"content\": \"r\"}]",
      more: more)
  }

  private static func call(
    _ id: String, parent: String?, calling call: String, message: String, tool: String = "t",
    more: String = ""
  ) -> String {
    line(
      "assistant", id: id, parent: parent,
      message:
        "{\"id\": \"\(message)\", \"content\": [{\"type\": \"tool_use\", \"id\": \"\(call)\", \"name\": \"\(tool)\", \"input\": {}}]}",
      more: more)
  }

  private static func line(
    _ type: String, id: String, parent: String?, message: String, more: String
  ) -> String {
    let parent = parent.map { "\"\($0)\"" } ?? "null"
    return
      "{\"type\": \"\(type)\", \"uuid\": \"\(id)\", \"parentUuid\": \(parent), \"message\": \(message)\(more)}"
  }

  private static func read(_ lines: [String]) throws -> AgentTrace {
    try ImportFixture.read(lines.joined(separator: "\n") + "\n")
  }

  @Test func branchOfTheLastLineIsRead() throws {
    let trace = try Self.read([
      Self.says("1", parent: nil, text: "Begin."),
      Self.call("2", parent: "1", calling: "a", message: "m1"),
      Self.result("3", "2", of: "a"), Self.call("4", parent: "3", calling: "b", message: "m2"),
      Self.result("5", "4", of: "b"), Self.says("6", parent: "3", text: "Rather this."),
      Self.call("7", parent: "6", calling: "c", message: "m3"), Self.result("8", "7", of: "c"),
    ])
    #expect(trace.calls.map(\.id) == ["a", "c"])
    #expect(trace.calls.map(\.after) == [[], [0]])
    #expect(trace.userTexts == ["Begin.", "Rather this."])
    #expect(trace.assumptions.contains { $0.contains("branch that ends in the last line") })
    #expect(
      trace.notModelled.contains {
        $0.contains("2 lines") && $0.contains("1 call whose effects remain")
      })
  }

  @Test func resultOutsideTheBranchBelongsToIt() throws {
    // The second call and the first result are both children of the first call; the result has
    // none.
    let trace = try Self.read([
      Self.says("1", parent: nil, text: "Begin."),
      Self.call("2", parent: "1", calling: "a", message: "m1"),
      Self.call("3", parent: "2", calling: "b", message: "m1"), Self.result("4", "2", of: "a"),
      Self.result("5", "3", of: "b"), Self.call("6", parent: "5", calling: "c", message: "m2"),
    ])
    #expect(trace.calls.map(\.after) == [[], [], [0, 1]])
    #expect(trace.calls.map(\.readBefore) == [[], [], [0, 1]])
    #expect(trace.notModelled.isEmpty)
  }

  @Test func otherTypesAreListedOnceAndLinkTheTree() throws {
    let trace = try Self.read([
      #"{"type": "file-history-snapshot", "snapshot": 1}"#, #"{"type": "mode"}"#,
      Self.says("1", parent: nil, text: "Begin."),
      Self.call("2", parent: "1", calling: "a", message: "m1"),
      Self.result("3", "2", of: "a"),
      #"{"type": "system", "uuid": "4", "parentUuid": null, "logicalParentUuid": "3"}"#,
      #"{"type": "mode"}"#, Self.call("5", parent: "4", calling: "b", message: "m2"),
    ])
    #expect(trace.calls.map(\.id) == ["a", "b"])
    #expect(
      trace.notModelled == [#"Lines of types "file-history-snapshot", "mode", "system"."#])
  }

  @Test func textsOfTheProgramAreNotTheUsers() throws {
    let trace = try Self.read([
      Self.says("1", parent: nil, text: "Meta.", more: ", \"isMeta\": true"),
      Self.says("2", parent: "1", text: "Summary.", more: ", \"isCompactSummary\": true"),
      Self.says("3", parent: "2", text: "<local-command-stdout>x</local-command-stdout>"),
      Self.says("4", parent: "3", text: "<command-name>/go</command-name>"),
      Self.says("5", parent: "4", text: "x < y"),
    ])
    #expect(trace.userTexts == ["<command-name>/go</command-name>", "x < y"])
  }

  @Test func subAgentsAreSeparateStreams() throws {
    let side = ", \"isSidechain\": true"
    let trace = try Self.read([
      Self.says("1", parent: nil, text: "Begin."),
      Self.call("2", parent: "1", calling: "a", message: "m1", tool: "Task"),
      Self.says("s1", parent: nil, text: "Do this.", more: side),
      Self.call("s2", parent: "s1", calling: "x", message: "n1", more: side),
      Self.result("s3", "s2", of: "x", more: side),
      Self.call("s4", parent: "s3", calling: "y", message: "n2", more: side),
      Self.result("s5", "s4", of: "y", more: side), Self.result("3", "2", of: "a"),
      Self.call("4", parent: "3", calling: "b", message: "m2"),
    ])
    #expect(trace.calls.map(\.id) == ["a", "x", "y", "b"])
    #expect(trace.calls.map(\.agent) == ["", "sub-agent 1", "sub-agent 1", ""])
    #expect(trace.calls.map(\.after) == [[], [], [1], [0]])
    #expect(trace.calls.map(\.readBefore) == [[], [], [1], [0, 1, 2]])
    #expect(trace.userTexts == ["Begin."])
    let apart = try Self.read([
      Self.says("1", parent: nil, text: "Begin."),
      Self.call("2", parent: "1", calling: "a", message: "m1", tool: "Task"),
    ])
    #expect(apart.notModelled.contains { $0.contains("sub-agents") })
  }

  @Test func callsBeforeTheFileAreMissing() throws {
    let trace = try Self.read([Self.call("2", parent: "1", calling: "a", message: "m1")])
    #expect(trace.calls.map(\.id) == ["a"])
    #expect(trace.missingCalls.contains { $0.contains("before line 1") })
  }

  @Test func repeatedLinesCountOnce() throws {
    let lines = [
      Self.says("1", parent: nil, text: "Begin."),
      Self.call("2", parent: "1", calling: "a", message: "m1"),
      Self.result("3", "2", of: "a"),
    ]
    #expect(try Self.read(lines + lines).calls.count == 1)
    let failure = ImportFixture.failure(
      (lines + [Self.says("1", parent: nil, text: "Other.")]).joined(separator: "\n"))
    #expect(failure.line == 4)
    #expect(failure.message.contains("is already used on line"))
  }

  @Test func messagesKeptByCompactionCountOnce() throws {
    // The boundary continues after a line that was moved behind it, and a call is written again.
    let trace = try Self.read([
      Self.says("1", parent: nil, text: "Begin."),
      Self.call("2", parent: "1", calling: "a", message: "m1"),
      Self.result("3", "2", of: "a"),
      #"{"type": "system", "uuid": "b", "parentUuid": null, "logicalParentUuid": "5"}"#,
      Self.says("4", parent: "b", text: "Summary.", more: ", \"isCompactSummary\": true"),
      Self.call("2x", parent: "4", calling: "a", message: "m1"), Self.result("3x", "2x", of: "a"),
      Self.says("5", parent: "3x", text: "Go on."),
      Self.call("6", parent: "5", calling: "c", message: "m2"),
    ])
    #expect(trace.calls.map(\.id) == ["a", "c"])
    #expect(trace.calls.map(\.readBefore) == [[], [0]])
    #expect(trace.userTexts == ["Begin.", "Go on."])
  }

  @Test func fileOfASubAgentHasNoUserTexts() throws {
    let trace = try Self.read([
      Self.says("1", parent: nil, text: "Do this.", more: ", \"isSidechain\": true"),
      Self.call(
        "2", parent: "1", calling: "a", message: "m",
        more: ", \"isSidechain\": true, \"agentId\": \"k\""),
    ])
    #expect(trace.calls.map(\.agent) == ["k"])
    #expect(trace.userTexts.isEmpty)
  }

  @Test func cycleOfParentsIsAnError() {
    let failure = ImportFixture.failure(
      [Self.says("1", parent: "2", text: "a"), Self.says("2", parent: "1", text: "b")].joined(
        separator: "\n"))
    #expect(failure.message.contains("leads back"))
    #expect(failure.line == 1)
  }

  @Test func damagedLineIsReported() {
    let good = Self.says("1", parent: nil, text: "Begin.")
    for (lines, line) in [
      ([good, "{\"type\": \"user\"", good], 2), (["{\"type\": \"us", good], 1), ([good, "1 2"], 2),
      ([good, "", "7"], 3), ([good, "{\"type\": \"user\", \"uuid\": \"9\"}"], 2),
      ([good, "{\"type\": \"assistant\", \"message\": {\"content\": []}}"], 2),
      ([good, Self.user("2", parent: "1", content: "4")], 2),
      (
        [
          good, Self.call("2", parent: "1", calling: "a", message: "m1"),
          Self.result("3", "2", of: "none"),
        ], 3
      ),
    ] {
      #expect(ImportFixture.failure(lines.joined(separator: "\n")).line == line)
    }
  }

  @Test func longChainIsRead() throws {
    var lines = [Self.says("0", parent: nil, text: "Begin.")]
    for number in 1..<20_000 {
      lines.append(Self.says("\(number)", parent: "\(number - 1)", text: "More."))
    }
    #expect(try Self.read(lines).userTexts.count == 20_000)
  }
}
