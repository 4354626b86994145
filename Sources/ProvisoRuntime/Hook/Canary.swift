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

  /// Whether a host blocks the call after this output and status.
  package static func isBlocked(_ host: HookHost, output: String, status: Int32) -> Bool {
    if status == 2 { return host.blocksByStatus }
    guard status == 0 else { return false }
    return HookReply.denies(output, host)
  }

  static let decision = GateDecision(
    .deny, reasons: ["This is the call of a self-test. The hook is installed, and it blocks."])
}
