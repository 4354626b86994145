import ProvisoKernel
import ProvisoPlans

/// The calls of a record as steps of a plan: the commands of a shell become the calls that they
/// make, as in a plan (``ShellCall``).
struct RecordedCommands: Sendable {
  /// One call of the record.
  struct Recorded: Sendable {
    /// The call as the contracts name it.
    let call: PlannedCall
    /// The calls that its command makes; `nil` if the call runs no command, or one that is not
    /// understood.
    let steps: [AgentPlanStep]?
    /// The calls of commands in the background.
    var background: [AgentPlanStep] = []
    /// Whether the call runs a command.
    let isCommand: Bool
    let position: PlanPosition?
  }

  let calls: [Recorded]
  let gaps: [String]
  private(set) var assumptions: [String] = []
  /// The directory that paths are relative to, as an absolute path; `nil` if it is unknown.
  let base: String?

  /// The tools that run commands.
  static let tools = CommandArguments.tools.union([PatchText.tool])
  /// The arguments that state commands.
  static let arguments = CommandArguments.commands

  /// Whether some call runs a command.
  var hasCommands: Bool { calls.contains(where: \.isCommand) }

  /// Reads the commands of a record.
  ///
  /// - Parameters:
  ///   - directory: the directory that the world's paths are relative to, as an absolute path; `nil` if
  ///     it is the first one that the record states.
  ///   - paths: the parameters of the world's actions that are paths.
  init(
    _ trace: AgentTrace, in directory: String? = nil, paths: [String: Set<String>] = [:],
    shell: (_ number: Int) -> ShellCommandReader
  ) {
    let base =
      directory ?? trace.calls.lazy.compactMap(\.directory).first.map(ShellPath.normalized)
    self.base = base
    let keepsDirectory = Self.keepsDirectory(trace.format)
    var moved: [String: [Int]] = [:]
    /// The variables that an earlier command of an agent may have exported to a shell that lasts.
    var exported: [String: Set<String>] = [:]
    let statesEachDirectory = trace.format == AgentFormat.claudeCode.rawValue
    var calls: [Recorded] = []
    var gaps: [String] = []
    func note(_ gap: String) { if !gaps.contains(gap) { gaps.append(gap) } }
    var namesPathsOutside = false
    var isConfigured = false
    for (index, traced) in trace.calls.enumerated() {
      let position = traced.line.map { PlanPosition(line: $0, column: 1) }
      var arguments = Self.arguments(traced.arguments)
      if ShellCall.isShell(traced.tool), traced.output.map(UnendedCalls.tells) ?? false {
        arguments.append(("run_in_background", .constant(.bool(true))))
      }
      let call = PlannedCall(tool: traced.tool, arguments: arguments, label: traced.label)
      let place = ShellPath.place(of: traced.directory, from: base)
      // A stream states the directory once, and a line that of its first call.
      let isMoved =
        moved[traced.agent]?.contains {
          !statesEachDirectory || !traced.readBefore.contains($0)
        } ?? false
      guard ShellCall.isShell(traced.tool) else {
        let contracted = RuntimeTools.contracted(call)
        let written = AgentPlanStep(.call(contracted), position: position)
        let step = written.mappingPaths(paths) { path in
          if isMoved, ShellPath.isRelative(path) {
            note(
              "cannot verify: the directory of the path \(Value.quoted(path)) is unknown, because an earlier command may have changed it."
            )
          }
          return ShellPath.shortest(path, in: place, from: base)
        }
        namesPathsOutside = namesPathsOutside || step.namesRuntimePathsOutside
        guard case .call(let own) = step.kind else { continue }
        for gap in CallGaps.of([step], written: [written], from: base, paths: paths) { note(gap) }
        isConfigured = isConfigured || WrittenPaths.haveConfiguration(own)
        calls.append(Recorded(call: own, steps: nil, isCommand: false, position: position))
        continue
      }
      var home = ShellStart()
      home.base = base
      home.directory = isMoved ? nil : place
      home.exported = exported[traced.agent] ?? []
      let expansion = ShellCall.expansion(
        of: call, in: home, at: position, shell: shell(index))
      if keepsDirectory, !expansion.namesDirectory, expansion.reading?.changesDirectory == true {
        moved[traced.agent, default: []].append(index)
      }
      if keepsDirectory, let reading = expansion.reading {
        exported[traced.agent, default: []].formUnion(reading.exported)
      }
      for gap in expansion.gaps { note(gap) }
      let steps = expansion.steps + expansion.background
      if isConfigured, HeededPaths.readConfiguration(steps) { note(HeededPaths.planning) }
      isConfigured = isConfigured || HeededPaths.writeConfiguration(steps)
      for sentence in expansion.assumptions where !assumptions.contains(sentence) {
        assumptions.append(sentence)
      }
      // A Terraform plan that was applied need not be the file that now has its name.
      func seen(_ steps: [AgentPlanStep]) -> [AgentPlanStep] {
        steps.map { step in
          step.mappingPaths { ShellPath.shortest($0, from: base) }
            .mappingCalls { ($0.with(changes: .some(nil)), $1) }
        }
      }
      let isUnderstood = expansion.gaps.isEmpty
      calls.append(
        Recorded(
          call: isUnderstood ? call : call.with(isOpaque: true),
          steps: isUnderstood ? seen(expansion.steps) : nil,
          background: isUnderstood ? seen(expansion.background) : [], isCommand: true,
          position: position))
    }
    self.calls = calls
    self.gaps = gaps
    if calls.contains(where: { $0.isCommand && $0.call.tool != PatchText.tool }) {
      assumptions.append("the runtime's shell reads commands as bash does")
    }
    if namesPathsOutside {
      assumptions.append(
        "a path of a runtime's tool that begins with `/` or `~` does not lead to a file that another call or the world names by a path from the agent's directory"
      )
    }
  }

  /// Whether the runtime of a format keeps the directory from one command to the next, so that a
  /// record that does not state it leaves it open.
  private static func keepsDirectory(_ format: String) -> Bool {
    ![AgentFormat.codex.rawValue, AgentFormat.gemini.rawValue].contains(format)
  }

  private static func arguments(_ value: Value) -> [(name: String, value: AgentPlanValue)] {
    guard case .map(let members) = value else { return [] }
    return members.sorted { $0.key.string < $1.key.string }.map {
      ($0.key.string, .constant($0.value))
    }
  }
}

extension AgentPlanStep {
  /// Whether a runtime's tool has a path that begins outside the agent's directory.
  fileprivate var namesRuntimePathsOutside: Bool {
    guard case .call(let call) = kind, let paths = RuntimeTools.paths[call.tool] else {
      return false
    }
    return call.arguments.contains { name, value in
      guard paths.contains(name), case .string(let text)? = value.constant else { return false }
      return !ShellPath.isRelative(text.string)
    }
  }
}
