import ProvisoKernel
import ProvisoPlans

/// The result of reading a shell command.
package struct ShellReading: Sendable {
  /// The calls of tools that the command makes, in the shell's order and with its handling of
  /// failures.
  package let steps: [AgentPlanStep]
  /// The calls of commands in the background, which can run from the start of the command line on and
  /// at the same time as all later steps.
  package var background: [AgentPlanStep] = []
  /// The reasons why the command is not fully understood, as sentences. If there are any, nothing
  /// can be proved about a plan that runs it.
  package let gaps: [String]
  /// The assumptions about facts that the command line does not state, as sentences.
  package let assumptions: [String]
  /// The working directory of the shell after the command line has succeeded; `nil` if it is unknown.
  /// A runtime that keeps the directory starts the next command line there.
  package var directory: String? = "."
  /// Whether the working directory of the shell can be another one after the command line.
  package var changesDirectory = false
  /// The variables for programs that the command line may have exported.
  package var exported: Set<String> = []
  /// Whether the command line writes a configuration of Terraform.
  package var writesConfiguration = false

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
  ///   - start: what is known before the command line.
  ///   - declared: the commands whose effects are declared.
  package static func read(
    _ command: String, position: PlanPosition?, identifiers: String = "sh",
    from start: ShellStart = ShellStart(), declared: DeclaredCommands = DeclaredCommands()
  ) -> ShellReading {
    var translator = ShellTranslator(position: position, identifiers: identifiers)
    translator.declared = declared
    translator.base = start.base
    var state = ShellState(directory: start.directory)
    state.isPOSIX = start.isPOSIX
    for name in start.exported { state.environment[name] = ShellArgument(content: .unknown("")) }
    if [start.directory, start.base].contains(where: {
      $0.map { ShellPath.mayBeDevice($0, from: nil) } ?? false
    }) {
      translator.report(ShellGap("its directory is one of a device or a process"))
    }
    let all = translator.translate(command, in: state)
    let whole = translator.background + all.steps
    let steps = LostDumps.forgotten(
      SavedPlans.forgetting(all.steps, among: whole, from: start.base),
      before: translator.background, from: start.base)
    let background = LostDumps.forgotten(
      SavedPlans.forgetting(translator.background, among: whole, from: start.base),
      before: whole, from: start.base)
    let every = steps + background
    if command.hasOtherSpelling || start.directory?.hasOtherSpelling == true {
      translator.report(ShellGap("the text \(SpellingGap.reason)"))
    }
    if HeededPaths.areWritten(by: every, from: start.base) {
      translator.report(ShellGap(HeededPaths.reason))
    }
    if BroughtFolders.areUsed(by: every, from: start.base) {
      translator.report(ShellGap(BroughtFolders.reason))
    }
    let writesConfiguration = HeededPaths.writeConfiguration(every)
    if start.configurationIsWritten || writesConfiguration, HeededPaths.readConfiguration(every) {
      translator.report(
        ShellGap("it plans with a configuration of Terraform that the plan itself writes"))
    }
    let line = position.map { " (the shell command on line \($0.line))" } ?? ""
    var said: Set<String> = []
    if every.contains(where: \.namesPaths) {
      translator.assumptions.append(
        "no symbolic link leads to a file that the plan or its world names by another path"
      )
    }
    translator.assumptions += PlaceAssumptions.sentences(for: every, from: start.base)
    var reading = ShellReading(
      steps: steps,
      gaps: translator.gaps.map { "cannot verify: \($0)\(line)" }.filter {
        said.insert($0).inserted
      },
      assumptions: translator.assumptions.filter { said.insert($0).inserted })
    reading.background = background
    reading.directory = all.directory
    reading.changesDirectory = all.changesDirectory
    reading.exported = all.exported
    reading.writesConfiguration = writesConfiguration
    return reading
  }
}

extension AgentPlanStep {
  /// Whether some call that can change files names a path.
  fileprivate var namesPaths: Bool {
    if case .call(let call) = kind, let tool = ToolTable.tools[call.tool],
      !["read_file", "change_directory", "git_read", "terraform_read"].contains(call.tool)
    {
      let paths = Set(tool.parameters.filter { $0.type == .path }.map(\.name))
      if call.arguments.contains(where: {
        paths.contains($0.name) && $0.value.constant != .string(".")
      }) {
        return true
      }
    }
    return parts.contains(where: \.namesPaths)
  }
}
