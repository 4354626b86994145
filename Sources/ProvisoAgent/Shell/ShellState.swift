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
  /// Whether `set -u` is in effect.
  var failsWhenUnset = false
  /// Whether `set -o pipefail` is in effect.
  var pipelinesFail = false

  /// Assigns a variable of the shell.
  mutating func set(_ name: String, to value: ShellArgument) {
    variables[name] = value
    isAltered = true
    guard ShellEnvironment.known.contains(name) else { return }
    // The variable may be exported already.
    environment[name] = exported.contains(name) ? value : ShellArgument(content: .unknown(""))
  }

  /// The state after a command with assignments of its own, which last as long as the command.
  ///
  /// - Parameters:
  ///   - other: the state that the command leaves, such as variables that `read` has assigned.
  ///   - names: the variables that the command has values of its own for. If it assigns one of them, the
  ///     result is unknown.
  func keeping(_ other: ShellState, except names: [String]) -> ShellState {
    var out = self
    out.directory = other.directory
    out.variables = other.variables
    for name in names {
      out.variables[name] =
        variables[name]?.isSame(as: other.variables[name]) == true
        ? variables[name] : nil
    }
    return out
  }

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
      value.isSame(as: b[name])
    }
  }
}

extension ShellArgument {
  /// Whether both are certain to be the same word.
  fileprivate func isSame(as other: ShellArgument?) -> Bool {
    guard let other, startsAtHome == other.startsAtHome else { return false }
    switch (content, other.content) {
    case (.known(let first), .known(let second)): return first.utf8.elementsEqual(second.utf8)
    case (.computed(_, let first), .computed(_, let second)): return first == second
    default: return false
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
