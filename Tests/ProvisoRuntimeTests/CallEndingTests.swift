import Foundation
import JSON
import Proviso
import ProvisoKernel
import Testing

@testable import ProvisoRuntime

/// The results of hosts, in the forms that their sources make.
@Suite struct CallEndingTests {
  private func outcome(
    _ response: String, _ host: HookHost, tool: String = "Bash", event: String? = nil
  ) throws -> GateOutcome? {
    let name = event ?? (host == .gemini ? "AfterTool" : "PostToolUse")
    let payload = """
      {"session_id":"s","hook_event_name":"\(name)","tool_name":"\(tool)",
       "tool_input":{"command":"x"},"tool_use_id":"1","tool_response":\(response)}
      """
    return try HookEvent(Array(payload.utf8), of: host).outcome
  }

  /// Codex sends one event for calls that succeeded and that failed, and the output is the agent's own.
  @Test(arguments: [
    (#""Exit code: 1\nfailed""#, GateOutcome.failed), (#""Exit code: 0\nok""#, .failed),
    (#""exit code 0\npg_dump: error: connection failed""#, .failed),
    (#""exit code 0\nexit code 1""#, .failed), (#""""#, .failed),
    (#""done""#, .failed), (#"{"exit_code":0}"#, .succeeded), (#"{"exit_code":2}"#, .failed),
    (#"{"isError":false}"#, .succeeded), (#"{"output":"x"}"#, .failed),
    (#"{"exit_code":1e400}"#, .failed), (#"{"exit_code":0.5}"#, .failed),
    (#""Process running with session ID 5""#, nil), (#"{"process_id":"5"}"#, nil),
  ])
  func codex(_ response: String, _ expected: GateOutcome?) throws {
    #expect(try outcome(response, .codex) == expected)
  }

  @Test(arguments: [
    (#"{"stdout":"exit code 1","stderr":"","interrupted":false,"isImage":false}"#, .succeeded),
    (#"{"stdout":"","interrupted":true}"#, GateOutcome.failed),
    (#"{"stdout":"","interrupted":false,"backgroundTaskId":"b1"}"#, nil),
    (#"{"stdout":"","interrupted":false,"backgroundTaskId":null}"#, .succeeded),
    (#"{"status":"async_launched","agentId":"a"}"#, nil),
    (#"{"type":"create","filePath":"/x","content":"Error: exit code 1"}"#, .succeeded),
    (
      #""Command did not complete within its 1s timeout and was moved to the background (ID: b1)""#,
      nil
    ),
    (#"[{"type":"text","text":"Error: Exit code 1"}]"#, .failed),
    (#"[{"type":"text","text":"fine"}]"#, .succeeded), (#""User rejected tool use""#, .failed),
    ("null", .succeeded), (#""fine""#, .succeeded),
  ])
  func claude(_ response: String, _ expected: GateOutcome?) throws {
    #expect(try outcome(response, .claude) == expected)
    #expect(try outcome(response, .claude, event: "PostToolUseFailure") != .succeeded)
  }

  @Test(arguments: [
    (#"Output: hello\nProcess Group PGID: 9"#, .succeeded),
    (#"Output: (empty)\nExit Code: 1\nProcess Group PGID: 9"#, GateOutcome.failed),
    (#"Output: (empty)\nSignal: 9\nProcess Group PGID: 9"#, .failed),
    (#"Output: x\nError: spawn\nExit Code: 1"#, .failed),
    (#"Output: x\nBackground PIDs: 12\nProcess Group PGID: 9"#, nil),
    (#"Command moved to background (PID: 9). Output hidden. Press Ctrl+B to view."#, nil),
    ("Command was cancelled by user before it could complete. There was no output.", .failed),
    ("Command was automatically cancelled because it exceeded the timeout of 5.0 minutes", .failed),
    ("The command listed three files.", .failed),
  ])
  func geminisShell(_ text: String, _ expected: GateOutcome?) throws {
    let response = #"{"llmContent":"\#(text)","returnDisplay":""}"#
    #expect(try outcome(response, .gemini, tool: "run_shell_command") == expected)
    let failed = #"{"llmContent":"\#(text)","error":{"message":"x"}}"#
    #expect(try outcome(failed, .gemini, tool: "run_shell_command") == .failed)
  }

  @Test func geminisOtherTools() throws {
    let file = #"{"llmContent":"Error: this is a file","returnDisplay":""}"#
    #expect(try outcome(file, .gemini, tool: "read_file") == .succeeded)
    #expect(try outcome(#"{"error":{"type":"x"}}"#, .gemini, tool: "write_file") == .failed)
  }
}

/// Calls that go on after their results, and results that contradict each other.
@Suite struct UnendedCallTests {
  private let folder = NSTemporaryDirectory() + "proviso-unended-\(UUID().uuidString)"

  private func store() throws -> SessionStore {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return try SessionStore(session: "s", in: folder)
  }

  private func call(_ id: String) -> GateCall {
    GateCall(id: id, tool: "save", arguments: [.init("store", .string("orders"))])
  }

  /// A question about a call is over with the turn, but not a call that goes on.
  @Test(arguments: ["1", ""])
  func turnsEnd(_ id: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try store()
    for goesOn in [true, false] {
      let own = call(id.isEmpty ? "" : "\(goesOn)")
      _ = try store.deciding(own) { _, _ in
        SessionStore.Answer(decision: GateDecision(.ask), counted: .ask, plan: nil)
      }
      if goesOn { try store.keepRunning(own) }
      try store.settleQuestions(.failed)
      #expect(try store.entries().last?.outcome == (goesOn ? nil : .failed))
    }
    #expect(try store.entries().map(\.outcome) == [nil, .failed])
    if !id.isEmpty {
      try store.settle(call("true"), .succeeded)
      #expect(try store.entries().first?.outcome == .succeeded)
    }
  }

  @Test func nothingTakesBackAFailure() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try store()
    _ = try store.deciding(call("1")) { _, _ in
      SessionStore.Answer(decision: GateDecision(.allow), counted: .allow, plan: nil)
    }
    for (next, seen) in [
      (GateOutcome.succeeded, GateOutcome.succeeded), (.failed, .failed), (.succeeded, .failed),
    ] {
      try store.settle(call("1"), next)
      #expect(try store.entries().last?.outcome == seen)
    }
  }
}
