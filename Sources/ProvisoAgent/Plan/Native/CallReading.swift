import ProvisoKernel
import ProvisoPlans

/// The effect of a single call of a tool, as steps of a plan.
package struct CallReading: Sendable {
  /// The steps: the call itself, or those that the command line of a shell makes.
  package let steps: [AgentPlanStep]
  /// The steps of commands in the background, which can run from the call on and at the same time as all
  /// later ones.
  package let background: [AgentPlanStep]
  /// The reasons why the call is not fully understood, as sentences. If there are any, nothing can be proved about a
  /// plan with these steps.
  package let gaps: [String]
  /// The assumptions about facts that the call does not state, as sentences.
  package let assumptions: [String]

  /// Reads a call as a plan's step would be read.
  ///
  /// - Parameters:
  ///   - call: the call. Its arguments are constants.
  ///   - base: the directory that the names of paths in the world are relative to; `nil` if it is not
  ///     known.
  ///   - directory: the directory in which the tool works; `nil` for `base`.
  ///   - paths: the parameters of the world's actions that are paths.
  ///   - shell: the reader of shell commands.
  package init(
    _ call: PlannedCall, base: String?, directory: String?, paths: [String: Set<String>] = [:],
    shell: @escaping ShellCommandReader
  ) {
    let base = base.map(ShellPath.normalized)
    var home = ShellStart()
    home.base = base
    let place = ShellPath.place(of: directory, from: base)
    home.directory = place
    guard ShellCall.isShell(call.tool) else {
      let step = AgentPlanStep(.call(RuntimeTools.contracted(call)))
      let own = [step.mappingPaths(paths) { ShellPath.shortest($0, in: place, from: base) }]
      (steps, background) = (own, [])
      assumptions = PlaceAssumptions.sentences(for: own, from: base)
      gaps = CallGaps.of(own, written: [step], from: base, paths: paths)
      return
    }
    let expansion = ShellCall.expansion(of: call, in: home, at: nil, shell: shell)
    func seen(_ steps: [AgentPlanStep]) -> [AgentPlanStep] {
      steps.map { step in
        step.mappingPaths { ShellPath.shortest($0, from: base) }.mappingCalls { call, id in
          // The file of a saved plan is one of these paths.
          guard call.changes != nil, case .string(let path)? = call.value(of: "plan")?.constant
          else { return (call, id) }
          return (call.with(changes: path.string), id)
        }
      }
    }
    steps = seen(expansion.steps)
    background = seen(expansion.background)
    let carriesPlans = background.calls.contains { $0.changes != nil }
    gaps =
      expansion.gaps
      + (carriesPlans
        ? [
          "cannot verify: the call of \(Value.quoted(call.tool)) carries out a plan in the background, at the same time as later calls."
        ] : [])
    assumptions = expansion.assumptions
  }

  /// The same reading with other calls.
  package func mappingCalls(_ change: (PlannedCall) -> PlannedCall) -> CallReading {
    func changed(_ steps: [AgentPlanStep]) -> [AgentPlanStep] {
      steps.map { step in step.mappingCalls { call, id in (change(call), id) } }
    }
    return CallReading(
      steps: changed(steps), background: changed(background), gaps: gaps, assumptions: assumptions)
  }

  private init(
    steps: [AgentPlanStep], background: [AgentPlanStep], gaps: [String], assumptions: [String]
  ) {
    self.steps = steps
    self.background = background
    self.gaps = gaps
    self.assumptions = assumptions
  }

  /// The steps without the files of the plans that they carry out, which later calls can write again.
  package var stepsWithoutPlans: [AgentPlanStep] { Self.withoutPlans(steps) }

  /// The steps in the background in the same form.
  package var backgroundWithoutPlans: [AgentPlanStep] { Self.withoutPlans(background) }

  private static func withoutPlans(_ steps: [AgentPlanStep]) -> [AgentPlanStep] {
    steps.map { step in step.mappingCalls { call, id in (call.with(changes: .some(nil)), id) } }
  }

  /// Every call of the steps, in the order of the source, and then those in the background.
  package var calls: [PlannedCall] { steps.calls + background.calls }

  /// Whether a tool runs commands of a shell.
  package static func isShell(_ tool: String) -> Bool { ShellCall.isShell(tool) }

  /// The paths that the calls write, move or remove; a call can do so with everything at a path.
  package var changedPaths: [String] {
    calls.flatMap(SavedPlans.changed).compactMap(WrittenPaths.text)
  }

  /// The paths of the plans that the steps carry out, each once.
  package var plans: [String] { Set(calls.compactMap(\.changes)).sorted() }

  /// Whether the call may write a configuration of Terraform.
  package var writesConfiguration: Bool { HeededPaths.writeConfiguration(steps + background) }

  /// The gap of a call that plans with such a configuration; `nil` if it does not.
  package var configurationGap: String? {
    HeededPaths.readConfiguration(steps + background) ? HeededPaths.planning : nil
  }

  /// The reader of shell commands for a call.
  ///
  /// - Parameters:
  ///   - number: a number that no other call of the same plan has.
  ///   - declared: the commands whose effects are declared.
  package static func shell(
    number: Int, declared: DeclaredCommands = DeclaredCommands()
  ) -> ShellCommandReader {
    { command, position, start in
      ShellReader.read(
        command, position: position, identifiers: "shell\(number)_", from: start,
        declared: declared)
    }
  }
}
