import JSON
import ProvisoAgent

/// The end of a call, as the result that a host tells shows it.
///
/// The agent chooses commands, and with them their output. So no text of an output says that a call succeeded;
/// only the host's own words and members do. A text can say that it failed or still runs.
enum CallEnding: Sendable {
  case succeeded
  /// It failed, or nothing says that it did not.
  case failed
  /// It goes on after its result: a host moves commands to the background when they take long.
  case running

  /// Reads a result.
  ///
  /// Claude Code tells failures by an event of their own. Gemini CLI tells those of its shell tool in the text
  /// (`packages/core/src/tools/shell.ts`), and those of other tools by `error`. Codex sends one event for both,
  /// with the output of a command as a text (`codex-rs/core/src/tools/context.rs`), so only the members of an
  /// object say there that a call succeeded.
  ///
  /// - Parameters:
  ///   - response: the result; `nil` if the host tells none.
  ///   - tool: the host's name of the tool.
  init(of response: JSONValue?, tool: String, host: HookHost) {
    let silence: CallEnding = host == .codex ? .failed : .succeeded
    guard let response, !response.isNull else {
      self = silence
      return
    }
    if host == .gemini, tool == Self.shellOfGemini {
      self = Self.ofShellOfGemini(response)
      return
    }
    guard response.kind == .object else {
      self = Self.told(by: Self.texts(of: response)) ?? silence
      return
    }
    self = Self.told(by: response) ?? silence
  }

  // MARK: Members

  private static let marksOfRunning = ["backgroundTaskId", "backgroundedByUser", "process_id"]
  private static let statesOfRunning: Set<String> = [
    "running", "in_progress", "async_launched", "started", "pending", "queued", "background",
  ]
  private static let statesOfFailures: Set<String> = [
    "failed", "failure", "error", "cancelled", "canceled", "timeout", "timed_out", "killed",
    "interrupted", "rejected",
  ]

  /// The end that the members of an object tell; `nil` if they tell none.
  private static func told(by response: JSONValue) -> CallEnding? {
    for name in marksOfRunning {
      if let mark = response[name], !mark.isNull, mark.bool != false { return .running }
    }
    let status = response["status"]?.string?.lowercased() ?? ""
    if statesOfRunning.contains(status) { return .running }
    if statesOfFailures.contains(status) { return .failed }
    if let error = response["error"], !error.isNull { return .failed }
    for name in ["is_error", "isError", "interrupted"] where response[name]?.bool == true {
      return .failed
    }
    if let success = response["success"]?.bool { return success ? .succeeded : .failed }
    for name in ["exit_code", "exitCode"] {
      if let code = response[name]?.number { return code.integer == 0 ? .succeeded : .failed }
    }
    if response["is_error"]?.bool == false || response["isError"]?.bool == false {
      return .succeeded
    }
    // A text under these names can be that of a file.
    for name in ["content", "llmContent"] {
      if let content = response[name], content.kind == .array,
        let end = told(by: texts(of: content))
      {
        return end
      }
    }
    return nil
  }

  // MARK: Texts

  /// The texts of a result: it is one, or a list of blocks of content.
  private static func texts(of value: JSONValue) -> [String] {
    switch value.kind {
    case .string: [value.string ?? ""]
    case .array: value.elements.flatMap(texts)
    case .object: (value["text"]?.string).map { [$0] } ?? []
    default: []
    }
  }

  /// The end that texts tell, which is never success; `nil` if they tell none.
  private static func told(by texts: [String]) -> CallEnding? {
    if texts.contains(where: UnendedCalls.tells) { return .running }
    return texts.contains(where: isOfFailure) ? .failed : nil
  }

  private static func isOfFailure(_ text: String) -> Bool {
    if text.contains(/(?i)\bexit(?:ed with)? code:? *[0-9]*[1-9]/) { return true }
    return text.prefix(2_000).contains(
      /(?i)^\s*(?:error\b|user rejected|the user (?:rejected|doesn't want)|(?:command|request|call|tool use) (?:was |timed |did not |aborted|failed))/
    )
  }

  // MARK: Gemini CLI's shell

  private static let shellOfGemini = "run_shell_command"

  /// A command that has ended well has a text that begins with its output and has no line about an error, an
  /// exit code, a signal or processes that still run. A summary of the output says nothing.
  private static func ofShellOfGemini(_ response: JSONValue) -> CallEnding {
    if response.kind == .object, let end = told(by: response) { return end }
    let content = response["llmContent"] ?? response
    guard let text = content.string else { return .failed }
    if UnendedCalls.tells(text) || text.contains(/(?m)^Background PIDs:/) { return .running }
    guard text.hasPrefix("Output:") else { return .failed }
    return text.contains(/(?m)^(?:Error|Exit Code|Signal):/) ? .failed : .succeeded
  }
}
