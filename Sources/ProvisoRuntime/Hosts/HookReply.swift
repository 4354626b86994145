import JSON
import JSONOutput
import Proviso

/// The output and the end of a hook.
package struct HookReply: Sendable, Equatable {
  /// The text for standard output; empty for none.
  package let output: String
  /// The text for standard error; empty for none.
  package let complaint: String
  /// The exit status.
  package let status: Int32

  /// Nothing to say: the host goes on as it would without the hook.
  package static let silent = HookReply(output: "", complaint: "", status: 0)

  /// The largest reason that a host is given, in characters.
  private static let longestReason = 4_000

  /// The reply to a call that is about to be made.
  ///
  /// A call that is allowed gets no reply, so that the host's own rules still apply: Claude Code would
  /// skip the question to its user, and Codex refuses a bare permission. A question that a host cannot
  /// ask is a refusal, which says so.
  ///
  /// - Parameter asksHost: whether the host asks its user where the gate has a question.
  package init(_ decision: GateDecision, for host: HookHost, asksHost: Bool = true) {
    guard decision.kind != .allow else {
      self = .silent
      return
    }
    let asks = decision.kind == .ask
    var reason = decision.reasons.joined(separator: "\n")
    let isQuestion = asks && host.asks && asksHost
    if asks && !isQuestion {
      reason += "\nA person has to decide this: ask the user to run it, or to change the rules."
    }
    if reason.count > Self.longestReason { reason = reason.prefix(Self.longestReason) + "…" }
    let members: [JSONText.Member] =
      switch host {
      case .claude, .codex:
        [
          .init(
            "hookSpecificOutput",
            .object([
              .init("hookEventName", .string("PreToolUse")),
              .init("permissionDecision", .string(isQuestion ? "ask" : "deny")),
              .init("permissionDecisionReason", .string(reason)),
            ]))
        ]
      case .gemini: [.init("decision", .string("deny")), .init("reason", .string(reason))]
      }
    self.init(
      output: JSONText.object(members).rendered(width: .max) + "\n", complaint: "", status: 0)
  }

  private init(output: String, complaint: String, status: Int32) {
    self.output = output
    self.complaint = complaint
    self.status = status
  }

  /// The reason by which an output of a hook denies a call; `nil` if it does not, and empty for none.
  static func denial(in output: String, _ host: HookHost) -> String? {
    guard let root = try? JSONDocument(text: output).root else { return nil }
    switch host {
    case .claude, .codex:
      let answer = root["hookSpecificOutput"]
      guard answer?["permissionDecision"]?.string == "deny" else { return nil }
      return answer?["permissionDecisionReason"]?.string ?? ""
    case .gemini:
      return root["decision"]?.string == "deny" ? root["reason"]?.string ?? "" : nil
    }
  }

  /// The reply where a hook that only observes cannot do its work.
  package static func observed(_ message: String) -> HookReply {
    HookReply(output: "", complaint: "note: \(message)", status: 0)
  }

  /// The reply where the hook itself cannot do its work: the call does not happen.
  ///
  /// - Parameter isBefore: whether the event is a call that is about to be made, or not known.
  package static func failure(
    _ message: String, of host: HookHost, isBefore: Bool
  ) -> HookReply {
    guard isBefore else { return HookReply(output: "", complaint: message, status: 1) }
    let text = "Proviso cannot decide about this call, so it does not happen: \(message)"
    if host.blocksByStatus { return HookReply(output: "", complaint: text, status: 2) }
    return HookReply(GateDecision(.deny, reasons: [text]), for: host)
  }
}
