import JSON
import Proviso
import ProvisoRuntime
import Testing

/// The events and replies of each host, to the letter.
@Suite struct HookTests {
  private static func payload(
    _ host: HookHost, _ event: String, tool: String = "Bash", input: String = #"{"command":"ls"}"#,
    more: String = ""
  ) -> [UInt8] {
    let id = host == .gemini ? "" : #","tool_use_id":"toolu_1""#
    return Array(
      """
      {"session_id":"s1","transcript_path":"/t.jsonl","cwd":"/home/u/p","permission_mode":"default",
       "hook_event_name":"\(event)","tool_name":"\(tool)","tool_input":\(input)\(id)\(more)}
      """.utf8)
  }

  @Test(arguments: [
    (HookHost.claude, "PreToolUse", HookHost.Moment.before), (.claude, "PostToolUse", .after),
    (.claude, "PostToolUseFailure", .failed), (.codex, "PreToolUse", .before),
    (.codex, "PostToolUse", .after), (.gemini, "BeforeTool", .before),
    (.gemini, "AfterTool", .after),
  ])
  func events(_ host: HookHost, _ name: String, _ moment: HookHost.Moment) throws {
    let event = try HookEvent(Self.payload(host, name), of: host)
    #expect(event.moment == moment)
    #expect(event.session == "s1" && event.directory == "/home/u/p" && event.tool == "Bash")
    #expect(event.arguments == [.init("command", .string("ls"))])
    #expect(event.id == (host == .gemini ? nil : "toolu_1"))
  }

  @Test(arguments: [
    (#","tool_response":{"stdout":"x","interrupted":false}"#, GateOutcome.succeeded),
    (#","tool_response":"text""#, .succeeded), (#","tool_response":{"exit_code":1}"#, .failed),
    (#","tool_response":{"is_error":true}"#, .failed),
    (#","tool_response":{"interrupted":true}"#, .failed),
    (#","tool_response":{"error":{"message":"no"}}"#, .failed),
    (#","tool_response":{"error":null}"#, .succeeded),
  ])
  func outcomes(_ response: String, _ outcome: GateOutcome) throws {
    let event = try HookEvent(
      Self.payload(.claude, "PostToolUse", more: response), of: .claude)
    #expect(event.outcome == outcome)
  }

  @Test(arguments: [
    "", "[]", "{", "{}", #"{"hook_event_name":"PreToolUse"}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s"}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Bash"}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Bash","tool_input":"ls"}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"","tool_name":"Bash","tool_input":{}}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"B","tool_input":{"a":1,"a":2}}"#,
  ])
  func brokenEvents(_ text: String) {
    #expect(throws: HookEvent.Mistake.self) { try HookEvent(Array(text.utf8), of: .claude) }
  }

  /// A call under an event of another spelling or another host is refused, and other events are not.
  @Test func eventsOfNoVersion() throws {
    for (host, names) in [
      (HookHost.claude, ["BeforeTool", "preToolUse", "PreToolUse ", "pre_tool_use"]),
      (.codex, ["BeforeTool", "PreToolUse\u{200B}"]), (.gemini, ["PreToolUse", "beforeTool"]),
    ] {
      for name in names {
        #expect(throws: HookEvent.Mistake.self, "\(name)") {
          try HookEvent(Self.payload(host, name), of: host)
        }
      }
    }
    #expect(try HookEvent(Self.payload(.claude, "PermissionRequest"), of: .claude).moment == .other)
    let notice = #"{"session_id":"s","hook_event_name":"Notification","message":"m"}"#
    #expect(try HookEvent(Array(notice.utf8), of: .claude).moment == .other)
  }

  @Test(arguments: ["relative", "", "./a", "/a\\u0000/b"])
  func directoriesThatAreNone(_ path: String) {
    let text =
      #"{"session_id":"s","hook_event_name":"PreToolUse","tool_name":"B","tool_input":{},"cwd":"\#(path)"}"#
    #expect(throws: HookEvent.Mistake.self) { try HookEvent(Array(text.utf8), of: .claude) }
  }

  @Test func replies() throws {
    for host in HookHost.allCases {
      #expect(HookReply(GateDecision(.allow), for: host) == .silent)
    }
    let deny = GateDecision(.deny, reasons: ["no \"way\"", "second"])
    let ask = GateDecision(.ask, reasons: ["perhaps"])
    func members(_ decision: GateDecision, _ host: HookHost) throws -> JSONValue {
      let reply = HookReply(decision, for: host)
      #expect(reply.status == 0 && reply.complaint.isEmpty)
      return try JSONDocument(text: reply.output).root
    }
    for (host, decision, word) in [
      (HookHost.claude, deny, "deny"), (.claude, ask, "ask"), (.codex, deny, "deny"),
      (.codex, ask, "deny"),
    ] {
      let root = try members(decision, host)
      // An unknown member would void the decision.
      #expect(root.members.map(\.key.string) == ["hookSpecificOutput"])
      let output = try #require(root["hookSpecificOutput"])
      #expect(
        output.members.map(\.key.string) == [
          "hookEventName", "permissionDecision", "permissionDecisionReason",
        ])
      #expect(output["hookEventName"]?.string == "PreToolUse")
      #expect(output["permissionDecision"]?.string == word)
    }
    for decision in [deny, ask] {
      let root = try members(decision, .gemini)
      #expect(root.members.map(\.key.string) == ["decision", "reason"])
      #expect(root["decision"]?.string == "deny")
    }
    let reason = try members(ask, .codex)["hookSpecificOutput"]?["permissionDecisionReason"]
    #expect(reason?.string?.contains("A person has to decide") == true)
  }

  @Test func failures() throws {
    for host in [HookHost.claude, .gemini] {
      let reply = HookReply.failure("broken", of: host, isBefore: true)
      #expect(reply.status == 2 && reply.output.isEmpty && reply.complaint.contains("broken"))
    }
    let codex = HookReply.failure("broken", of: .codex, isBefore: true)
    #expect(codex.status == 0 && codex.output.contains(#""permissionDecision": "deny""#))
    // After a call nothing can be blocked.
    let after = HookReply.failure("broken", of: .claude, isBefore: false)
    #expect(after.status == 1 && after.output.isEmpty)
  }

  @Test func longReasonsAreCut() throws {
    let decision = GateDecision(.deny, reasons: [String(repeating: "x", count: 100_000)])
    #expect(HookReply(decision, for: .claude).output.count < 5_000)
  }
}
