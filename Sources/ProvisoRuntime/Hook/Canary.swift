import JSONOutput
import Proviso

/// A call that no agent makes, and that every hook denies: it shows that a hook is installed and blocks.
package enum Canary {
  /// The tool's name.
  package static let tool = "proviso_canary"

  /// The event before the call, as the host would tell it.
  package static func event(of host: HookHost, in folder: String) -> String {
    let name = host == .gemini ? "BeforeTool" : "PreToolUse"
    let texts: [(String, String)] = [
      ("session_id", "canary"), ("transcript_path", ""), ("cwd", folder),
      ("permission_mode", "default"), ("hook_event_name", name), ("tool_name", tool),
      ("tool_use_id", "canary"),
    ]
    return JSONText.object(
      texts.map { .init($0.0, .string($0.1)) } + [.init("tool_input", .object([]))]
    ).rendered(width: .max)
  }

  /// The behaviour of a host after a command has answered the event.
  package enum Answer: Sendable, Equatable {
    /// It blocks the call, because Proviso has denied it.
    case denied
    /// It blocks the call for another reason: Proviso did not run.
    case blocked
    /// It lets the call through.
    case letThrough
  }

  /// The behaviour of a host after this output and status.
  package static func answer(_ host: HookHost, output: String, status: Int32) -> Answer {
    if status == 2 { return host.blocksByStatus ? .blocked : .letThrough }
    guard status == 0, let reason = HookReply.denial(in: output, host) else { return .letThrough }
    return reason == decision.explanation ? .denied : .blocked
  }

  static let decision = GateDecision(
    .deny, reasons: ["This is the call of a self-test. The hook is installed, and it blocks."])
}
