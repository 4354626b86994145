import ProvisoKernel
import ProvisoPlans

/// The result of reading a shell command.
package struct ShellReading: Sendable {
  /// The calls of tools that the command makes, in the shell's order and with its handling of
  /// failures.
  package let steps: [AgentPlanStep]
  /// The reasons why the command is not fully understood, as sentences. If there are any, nothing
  /// can be proved about a plan that runs it.
  package let gaps: [String]
  /// The assumptions about facts that the command line does not state, as sentences.
  package let assumptions: [String]

  /// Creates a reading.
  package init(steps: [AgentPlanStep], gaps: [String], assumptions: [String] = []) {
    self.steps = steps
    self.gaps = gaps
    self.assumptions = assumptions
  }
}

/// Translates command lines of a POSIX shell, as bash reads them, into calls of the tools that the
/// worlds in `specs/tools/` describe.
///
/// The steps have every run that the command line has. A command that is not understood completely,
/// including all its options, is a gap. A program without a contract never counts as harmless.
package enum ShellReader {
  /// The maximum length of a command line, in bytes.
  package static let longest = 1 << 20
  /// The maximum number of calls that one command line can make.
  package static let mostCalls = 1_000

  /// All tools that command lines can call, sorted by name. A world needs an action for each.
  package static var tools: [ShellTool] { ToolTable.tools.values.sorted { $0.name < $1.name } }

  /// Reads one or more command lines.
  ///
  /// - Parameters:
  ///   - command: the text that the shell reads.
  ///   - position: its position in the source, which becomes the position of all its steps.
  ///   - identifiers: the prefix of generated identifiers for calls whose outputs other calls use.
  ///     No identifier in the plan may begin with it.
  package static func read(
    _ command: String, position: PlanPosition?, identifiers: String = "sh"
  ) -> ShellReading {
    var translator = ShellTranslator(position: position, identifiers: identifiers)
    let steps = SavedPlans.forgetting(translator.translate(command))
    let line = position.map { " (the shell command on line \($0.line))" } ?? ""
    var said: Set<String> = []
    if steps.contains(where: \.namesPathsOutside) {
      translator.assumptions.append(
        "a path that begins with `/`, `~` or `..` does not lead to a file that the plan names by a path from the agent's directory, except `/`, `~` and `..` themselves"
      )
    }
    return ShellReading(
      steps: steps,
      gaps: translator.gaps.map { "cannot verify: \($0)\(line)" }.filter {
        said.insert($0).inserted
      },
      assumptions: translator.assumptions.filter { said.insert($0).inserted })
  }
}

extension AgentPlanStep {
  /// Whether some call has a path that begins outside the agent's directory and may lead back into
  /// it.
  fileprivate var namesPathsOutside: Bool {
    if case .call(let call) = kind, let tool = ToolTable.tools[call.tool] {
      let paths = Set(tool.parameters.filter { $0.type == .path }.map(\.name))
      for (name, value) in call.arguments where paths.contains(name) {
        guard case .string(let text)? = value.constant else { continue }
        let path = text.string
        if !["/", "~", ".."].contains(path),
          ["/", "~", ".."].contains(where: { path.hasPrefix($0) })
        {
          return true
        }
      }
    }
    return parts.contains(where: \.namesPathsOutside)
  }
}
