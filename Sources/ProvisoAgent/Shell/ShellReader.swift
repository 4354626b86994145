import ProvisoKernel

/// What a reader makes of a shell command.
public struct ShellReading: Sendable {
  /// The calls of tools that it comes to, with the order and the failures that the shell gives them.
  public let steps: [PlanStep]
  /// Why it is not fully understood, as sentences; then nothing can be proved of a plan that runs it.
  public let gaps: [String]
  /// What the command line does not say and was taken for granted, as sentences.
  public let assumptions: [String]

  /// Describes a reading.
  public init(steps: [PlanStep], gaps: [String], assumptions: [String] = []) {
    self.steps = steps
    self.gaps = gaps
    self.assumptions = assumptions
  }
}

/// Turns command lines of a POSIX shell, as bash reads them, into calls of the tools that the worlds of
/// `specs/tools/` describe.
///
/// The steps have every run that the command line has, and more only where the reading says so. What is
/// not understood to the last option is a gap: a program without a contract is never harmless.
public enum ShellReader {
  /// The longest command line that is read, in bytes.
  public static let longest = 1 << 20
  /// The most calls that one command line comes to.
  public static let mostCalls = 1_000

  /// Every tool that a command line can come to, by name: what a world must have an action for.
  public static var tools: [ShellTool] { ToolTable.tools.values.sorted { $0.name < $1.name } }

  /// Reads a command line, or several.
  ///
  /// - Parameters:
  ///   - place: where it stands in its source; all of its steps stand there.
  ///   - identifiers: how the names begin that calls are given whose output goes into others; what
  ///     begins so must be free in the plan.
  public static func read(
    _ command: String, place: PlanPlace?, identifiers: String = "sh"
  ) -> ShellReading {
    var translator = ShellTranslator(place: place, identifiers: identifiers)
    let steps = SavedPlans.forgetting(translator.translate(command))
    let line = place.map { " (the shell command on line \($0.line))" } ?? ""
    var said: Set<String> = []
    if steps.contains(where: \.namesPathsOutside) {
      translator.assumptions.append(
        "what a command names from `/`, `~` or `..` on is nothing that the plan names from where the agent works, unless it is one of these by itself"
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

extension PlanStep {
  /// Whether some call names a path that begins elsewhere than where the agent works, and may lead back.
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
