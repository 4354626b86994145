/// A program that runs an agent and asks a hook before each call of a tool.
///
/// Sources: the hooks of Claude Code (reference and `hook-development` skill), of Codex
/// (`codex-rs/hooks/schema/generated`) and of Gemini CLI (`docs/hooks/reference.md`).
package enum HookHost: String, Sendable, CaseIterable {
  case claude, codex, gemini

  /// The subject of a host's event.
  package enum Moment: Sendable, Equatable {
    /// A call is about to be made.
    case before
    /// A call is over.
    case after
    /// A call has failed.
    case failed
    /// The agent has ended its turn, or the user has begun a new one: no question is open.
    case turnEnds
    case sessionBegins, sessionEnds
    /// Nothing that the gate needs.
    case other
  }

  /// The names of the host's events.
  package func moment(_ event: String) -> Moment {
    switch (self, event) {
    case (.claude, "PreToolUse"), (.codex, "PreToolUse"), (.gemini, "BeforeTool"): .before
    case (.claude, "PostToolUse"), (.codex, "PostToolUse"), (.gemini, "AfterTool"): .after
    case (.claude, "PostToolUseFailure"): .failed
    case (.claude, "Stop"), (.claude, "UserPromptSubmit"), (.codex, "Stop"),
      (.codex, "UserPromptSubmit"), (.gemini, "AfterAgent"), (.gemini, "BeforeAgent"):
      .turnEnds
    case (_, "SessionStart"): .sessionBegins
    case (_, "SessionEnd"): .sessionEnds
    default: .other
    }
  }

  /// Whether an event has a call, and the gate says nothing about it: the host asks its user, and the call
  /// has an event of its own.
  package func isKnownWithoutAnswer(_ event: String) -> Bool {
    self != .gemini && event == "PermissionRequest"
  }

  /// Whether an event has the text of the user that begins a turn.
  package func beginsTurn(_ event: String) -> Bool {
    event == (self == .gemini ? "BeforeAgent" : "UserPromptSubmit")
  }

  /// Whether the host can ask a person. Where it cannot, a question is a refusal.
  var asks: Bool { self == .claude }

  /// Whether the host blocks a call on the exit status 2. Where it does not, every refusal is JSON.
  package var blocksByStatus: Bool { self != .codex }
}
