import JSONOutput
import ProvisoInput
import ProvisoRuntime

/// The files by which a host starts the hook.
struct HookInstallation {
  let host: HookHost
  /// The project's folder.
  let folder: String

  /// The host's file with the hooks, relative to the project.
  ///
  /// Sources: the settings of Claude Code and Gemini CLI, and Codex's `hooks.json`.
  var settingsPath: String {
    switch host {
    case .claude: ".claude/settings.json"
    case .codex: ".codex/hooks.json"
    case .gemini: ".gemini/settings.json"
    }
  }

  /// The project's folder in a command of the host.
  var project: String {
    switch host {
    case .claude: "$CLAUDE_PROJECT_DIR"
    case .gemini: "$GEMINI_PROJECT_DIR"
    // Codex starts hooks in the folder of the session.
    case .codex: "."
    }
  }

  /// Whether the project has settings for checks of Terraform plans.
  private var hasSettings: Bool {
    FileReader.kind(of: folder == "." ? Settings.fileName : "\(folder)/\(Settings.fileName)")
      == .regular
  }

  /// The command of the hook.
  var command: String {
    "proviso hook --host \(host.rawValue) --world \"\(project)/\(StarterWorld.fileName)\""
      + (hasSettings ? " --config \"\(project)/\(Settings.fileName)\"" : "") + " --run-terraform"
  }

  /// The command before a call. A shell that does not find Proviso, or whose Proviso crashes, blocks the
  /// call in the host's own way.
  var blockingCommand: String {
    switch host {
    case .claude, .gemini: command + " || exit 2"
    case .codex:
      command
        + " || echo '{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\",\"permissionDecisionReason\":\"Proviso could not run.\"}}'"
    }
  }

  /// The names of the host's events before a call, and after calls and turns.
  private var events: (before: String, after: [String]) {
    switch host {
    case .claude:
      ("PreToolUse", ["PostToolUse", "PostToolUseFailure", "UserPromptSubmit", "Stop"])
    case .codex: ("PreToolUse", ["PostToolUse", "UserPromptSubmit", "Stop"])
    case .gemini: ("BeforeTool", ["AfterTool", "BeforeAgent", "AfterAgent"])
    }
  }

  /// The host's limit on one hook, in the host's unit: far above Proviso's own.
  private var timeout: Int { host == .gemini ? 60_000 : 60 }

  /// The host's file with only these hooks.
  var settings: JSONText {
    func entry(_ command: String) -> JSONText {
      .list([
        .object([
          .init("matcher", .string(host == .claude ? "*" : ".*")),
          .init(
            "hooks",
            .list([
              .object([
                .init("type", .string("command")), .init("command", .string(command)),
                .init("timeout", .integer(timeout)),
              ])
            ])),
        ])
      ])
    }
    let all = [(events.before, blockingCommand)] + events.after.map { ($0, command) }
    return .object([.init("hooks", .object(all.map { .init($0.0, entry($0.1)) }))])
  }

  /// Writes the world and the host's file.
  ///
  /// - Returns: the paths of the files, with the folder.
  /// - Throws: `InputError` if a file exists already or cannot be written. Then nothing is written.
  func write(overwrites: Bool) throws(InputError) -> [String] {
    try NewProject(
      folder: folder,
      files: [
        .init(
          path: StarterWorld.fileName, text: StarterWorld.text(settings: settingsPath, host: host)),
        .init(path: settingsPath, text: settings.rendered() + "\n"),
      ],
      advice: "to install the hook, add this to \(settingsPath):\n\(settings.rendered())"
    ).write(overwrites: overwrites)
  }

  /// The commands of the host's file that decide before a call.
  ///
  /// - Throws: `InputError` if the file cannot be read.
  func installedCommands() throws(InputError) -> [String] {
    let path = (folder == "." ? "" : folder + "/") + settingsPath
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: 1 << 20)
    } catch {
      throw InputError("\(path): \(error.reason())")
    }
    do throws(HookEvent.Mistake) {
      return try InstalledHooks.commands(in: bytes, of: host)
    } catch {
      throw InputError("\(path): \(error.message)")
    }
  }
}
