import ProvisoKernel
import ProvisoPlans

/// The state of the shell, as far as the command line determines it.
struct ShellState: Sendable {
  /// The current directory, relative to the agent's directory; `nil` if it is unknown.
  var directory: String?

  init(directory: String?) { self.directory = directory }

  /// The variables whose values the command line sets.
  var variables: [String: ShellArgument] = [:]
  /// The environment variables for programs that the command line sets and that the tables of tools
  /// know.
  var environment: [String: ShellArgument] = [:]
  /// The variables that the command line has exported.
  var exported: Set<String> = []
  /// Whether programs run with variables or rights other than those of the agent's shell.
  var isAltered = false
  /// Whether the shell is `sh`, which may be another shell than bash.
  var isPOSIX = false
  /// Whether `set -e` is in effect.
  var stopsAtFailure = false
  /// Whether `set -o pipefail` is in effect.
  var pipelinesFail = false

  /// The facts that hold in both states.
  func joined(with other: ShellState) -> ShellState {
    var out = self
    if directory != other.directory { out.directory = nil }
    out.variables = Self.common(variables, other.variables)
    out.exported = exported.intersection(other.exported)
    out.isAltered = isAltered || other.isAltered
    out.environment = environment.merging(other.environment) { first, second in
      first.text != nil && first.text == second.text
        ? first : ShellArgument(content: .unknown(""))
    }
    for name in out.environment.keys
    where environment[name] == nil || other.environment[name] == nil {
      out.environment[name] = ShellArgument(content: .unknown(""))
    }
    return out
  }

  private static func common(
    _ a: [String: ShellArgument], _ b: [String: ShellArgument]
  ) -> [String: ShellArgument] {
    a.filter { name, value in
      guard let other = b[name] else { return false }
      switch (value.content, other.content) {
      case (.known(let first), .known(let second)): return first.utf8.elementsEqual(second.utf8)
      case (.computed(_, let first), .computed(_, let second)): return first == second
      default: return false
      }
    }
  }
}

/// A translated part of a command line.
struct ShellFragment {
  /// The steps before the part reads its input, such as substituted commands and reads of files.
  var before: [AgentPlanStep] = []
  var steps: [AgentPlanStep] = []
  /// The state after the part has succeeded.
  var success: ShellState
  /// The state after the part has failed.
  var failure: ShellState
}
