import ProvisoKernel
import ProvisoPlans

/// The command that a call of a runtime's tool runs, as the arguments of the call state it.
///
/// Sources: the tool schemas of Claude Code (`Bash`), Codex (`shell`, `shell_command`,
/// `exec_command`), Gemini CLI (`run_shell_command`), OpenAI's Responses API (`local_shell`,
/// `shell`) and Anthropic's API (`bash`).
struct CommandArguments {
  /// The text that the shell reads.
  var text: String
  /// The directory in which the shell starts; `nil` if the call names none.
  var directory: String?
  /// Whether the call returns before the command has ended.
  var isInBackground = false
  /// Whether the call names `sh` as the shell, which may be another shell than bash.
  var isPOSIX = false

  /// The tools that run a command.
  static let tools: Set<String> = [
    "Bash", "bash", "shell", "run_shell_command", "execute_command", "exec_command",
    "shell_command", "local_shell", "container.exec", "execute_bash", "run_terminal_cmd",
  ]

  /// The arguments that state the command.
  static let commands: Set<String> = ["command", "cmd", "commands"]
  static let directories: Set<String> = [
    "workdir", "cwd", "directory", "dir_path", "working_directory",
  ]
  private static let backgrounds: Set<String> = ["run_in_background", "is_background"]
  /// Arguments that do not change the effect of the command.
  private static let harmless: Set<String> = [
    "description", "timeout", "timeout_ms", "explanation", "yield_time_ms", "max_output_tokens",
    "max_output_length", "justification", "login", "tty", "sandbox_permissions", "prefix_rule",
    "with_escalated_permissions", "dangerouslyDisableSandbox",
  ]
  private static let shells: Set<String> = ["bash", "sh", "/bin/bash", "/bin/sh", "/usr/bin/bash"]

  /// Reads the arguments of a call.
  ///
  /// - Throws: `Mistake` with the reason why the command cannot be determined.
  init(_ call: PlannedCall) throws(Mistake) {
    guard call.rest == nil else { throw Mistake("has arguments that the source does not name") }
    var command: AgentPlanValue?
    text = ""
    for (name, value) in try Self.flattened(call.arguments) where !Self.harmless.contains(name) {
      let constant = value.constant
      if Self.commands.contains(name) {
        guard command == nil else { throw Mistake("has several arguments with a command") }
        command = name == "commands" ? try Self.only(of: value) : value
        continue
      }
      if constant == .bool(false) || constant == .null || constant == .map([:]) { continue }
      if Self.directories.contains(name), directory == nil {
        // Some runtimes expand a home directory and variables.
        guard case .string(let path)? = constant, !path.string.hasPrefix("~"),
          !path.string.contains("$")
        else { throw Mistake("has a directory that is unknown") }
        directory = path.string.isEmpty ? nil : path.string
      } else if Self.backgrounds.contains(name), constant == .bool(true) {
        isInBackground = true
      } else if name == "shell", case .string(let shell)? = constant,
        Self.shells.contains(shell.string)
      {
        isPOSIX = !shell.string.hasSuffix("bash")
      } else {
        throw Mistake("has the argument \(Value.quoted(name)), whose meaning is unknown")
      }
    }
    guard let command else { throw Mistake("has no argument \(Value.quoted("command"))") }
    text = try Self.text(of: command)
    // The words name the shell: `["sh", "-c", "…"]`.
    if case .list(let words)? = command.constant, words.count == 3,
      case .string(let shell)? = words.first, ["sh", "/bin/sh"].contains(shell.string)
    {
      isPOSIX = true
    }
  }

  /// The arguments, with those in an `action` beside the others.
  private static func flattened(
    _ arguments: [(name: String, value: AgentPlanValue)]
  ) throws(Mistake) -> [(name: String, value: AgentPlanValue)] {
    guard arguments.contains(where: { $0.name == "action" }) else { return arguments }
    var out: [(name: String, value: AgentPlanValue)] = []
    for (name, value) in arguments {
      guard name == "action" else {
        out.append((name, value))
        continue
      }
      guard case .map(let members)? = value.constant else {
        throw Mistake("has an `action` that is not an object")
      }
      for (key, member) in members.sorted(by: { $0.key.string < $1.key.string })
      where !(key.string == "type" && member == .string("exec")) {
        out.append((key.string, .constant(member)))
      }
    }
    return out
  }

  /// The only command of a list; nothing says in which order several run.
  private static func only(of commands: AgentPlanValue) throws(Mistake) -> AgentPlanValue {
    guard case .list(let all)? = commands.constant, all.count == 1 else {
      throw Mistake("has several commands, whose order is unknown")
    }
    return .constant(all[0])
  }

  private static func text(of command: AgentPlanValue) throws(Mistake) -> String {
    switch command.constant {
    case .string(let text)?: return text.string
    case .list(let parts)?:
      var words: [String] = []
      for part in parts {
        guard case .string(let word) = part else {
          throw Mistake("has a list as its command whose words are not strings")
        }
        words.append(word.string)
      }
      guard let first = words.first else { throw Mistake("has an empty list as its command") }
      // In `["bash", "-lc", "…"]`, the last word is the command.
      if words.count == 3, shells.contains(first), ["-c", "-lc"].contains(words[1]) {
        return words[2]
      }
      return words.map(quoted).joined(separator: " ")
    case nil: throw Mistake("has a command that is unknown until the plan runs")
    default: throw Mistake("has a command that is not a string")
    }
  }

  /// The text as one word that the shell takes as it is.
  static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      AgentPlanReference.isInName($0) || "./-".utf8.contains($0)
    }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// The patch that the command applies with Codex's `apply_patch`; `nil` if it does something else.
  var patch: String? {
    guard text.hasPrefix("apply_patch") else { return nil }
    let rest = text.dropFirst("apply_patch".count).drop { $0 == " " }
    guard rest.hasPrefix("<<") else {
      guard rest.hasPrefix("'"), rest.hasSuffix("'"), rest.count > 1 else { return nil }
      let word = rest.dropFirst().dropLast()
      return word.contains("'") ? nil : String(word)
    }
    var lines = rest.parts(separatedBy: "\n")
    if lines.last == "" { lines.removeLast() }
    guard let start = lines.first, let end = lines.last, lines.count > 2 else { return nil }
    let quote = start.dropFirst(2).drop { $0 == " " }
    guard quote == "'\(end)'" || quote == "\"\(end)\"", !end.isEmpty,
      end.utf8.allSatisfy(AgentPlanReference.isInName),
      !lines.dropLast().contains(where: { $0 == end })
    else { return nil }
    return lines.dropFirst().dropLast().joined(separator: "\n")
  }

  /// The reason why the command of a call cannot be determined, as the predicate of a sentence.
  struct Mistake: Error {
    let predicate: String
    init(_ predicate: String) { self.predicate = predicate }
  }
}
