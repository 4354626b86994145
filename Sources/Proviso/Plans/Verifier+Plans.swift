import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage

extension Verifier {
  /// Checks a plan of agents: every branch, every outcome of every tool, every interleaving, every failure.
  ///
  /// - Parameters:
  ///   - plan: the plan.
  ///   - path: the file that it was read from, for messages.
  ///   - bytes: what was in it.
  ///   - specs: specs for `agent`, or for the world whose actions are the contracts of the tools.
  ///   - world: the world that the plan names.
  ///   - changes: what the change sets that calls carry would do, by their paths.
  /// - Throws: `InputError` where the plan makes no sense in the world.
  func check(
    _ plan: AgentPlan, at path: String, _ bytes: [UInt8], against specs: LoadedSpecs,
    world: LoadedSpecs.CheckedFile?, changes: [String: PartialValue]
  ) throws(InputError) -> CheckResult {
    let start = ContinuousClock.now
    let check = PlanCheck(
      plan: plan, path: path, world: world, changes: changes,
      explorer: Explorer(limits: exploration, interrupt: interrupt, progress: exploring))
    var properties: [PropertyResult] = []
    var diagnostics = specs.warnings
    var assumptions = plan.assumptions
    var whole: ExplorationInfo?
    var calls = 0
    for file in specs.specs where !file.spec.properties.isEmpty {
      guard file.spec.world != nil || file.spec.vocabulary == "agent" else {
        throw InputError(
          "\(path): this is a plan of agents, and \(file.spec.path) is for `\(file.spec.vocabulary)`; expected specs `for agent`, or for the world that says what the tools do"
        )
      }
      let (answer, count) = try check.run(file)
      calls = count
      properties += answer.properties
      diagnostics += answer.diagnostics
      for assumption in answer.assumptions where !assumptions.contains(assumption) {
        assumptions.append(assumption)
      }
      whole = whole.map { $0.joined(with: answer.exploration) } ?? answer.exploration
    }
    let waivers = Waivers(specs.specs, today: currentDay)
    diagnostics += waivers.standing() + waivers.apply(to: &properties)
    for place in properties.indices {
      settle(&properties[place], isComplete: plan.gaps.isEmpty)
    }
    var notModelled = plan.notModelled + plan.gaps
    if world == nil, specs.specs.contains(where: { $0.spec.world == nil }) {
      notModelled.append("what tools do: a call is its tool, its arguments and its output")
    }
    let elapsed = (ContinuousClock.now - start).components
    return CheckResult(
      tool: ToolInfo(name: "proviso", version: Self.version, solver: Self.solver),
      plan: PlanInfo(
        path: path, kind: "agent-plan", sha256: Self.digest(of: bytes), resources: 0, steps: calls,
        order: "plan"),
      properties: properties, assumptions: assumptions, notModelled: notModelled,
      diagnostics: diagnostics, exploration: whole,
      seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
  }
}
