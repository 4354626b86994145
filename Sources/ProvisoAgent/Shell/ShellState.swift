import ProvisoKernel

/// What the shell knows while it runs, as far as the command line says it.
struct ShellState: Sendable {
  /// The directory, from where the agent works; `nil` where it is not known.
  var directory: String? = "."
  /// The variables whose values the line gives.
  var variables: [String: ShellArgument] = [:]
  /// The variables that the line hands on to programs, of those that the tables of tools know.
  var environment: [String: ShellArgument] = [:]
  /// The variables that the line has exported.
  var exported: Set<String> = []
  /// `set -e` is in force.
  var stopsAtFailure = false
  /// `set -o pipefail` is in force.
  var pipelinesFail = false

  /// What is known where either may be the case.
  func joined(with other: ShellState) -> ShellState {
    var out = self
    if directory != other.directory { out.directory = nil }
    out.variables = Self.common(variables, other.variables)
    out.exported = exported.intersection(other.exported)
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

/// What a part of a command line comes to.
struct ShellFragment {
  /// What happens before the part has read any of its input: substituted commands, files that are
  /// emptied.
  var before: [PlanStep] = []
  var steps: [PlanStep] = []
  /// What is known after it has succeeded, and after it has failed.
  var success: ShellState
  var failure: ShellState
}
