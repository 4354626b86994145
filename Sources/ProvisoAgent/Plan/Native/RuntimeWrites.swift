import ProvisoPlans

/// The file tools of runtimes that write what later commands heed, such as settings, hooks and programs.
///
/// The shell's own calls are judged where their command line is read.
enum RuntimeWrites {
  /// The reasons why steps cannot be verified.
  ///
  /// - Parameters:
  ///   - base: the directory of relative paths; `nil` if it is not known.
  ///   - isOwn: whether the calls named `write_file` are a runtime's, and not those of a shell.
  static func gaps(
    of steps: [AgentPlanStep], from base: String?, isOwn: Bool = true
  ) -> [String] {
    let calls = calls(of: steps).filter { isOwn || WrittenPaths.runtime[$0.tool] != nil }
    var out: [String] = []
    for gap in calls.compactMap({ HeededPaths.gap(of: $0, from: base) }) where !out.contains(gap) {
      out.append(gap)
    }
    if calls.contains(where: WrittenPaths.haveConfiguration), HeededPaths.readConfiguration(steps) {
      out.append(planning)
    }
    return out
  }

  /// The gap of a plan of Terraform that a call before it can have changed.
  static let planning =
    "cannot verify: Terraform plans with a configuration that an earlier call can have written."

  private static func calls(of steps: [AgentPlanStep]) -> [PlannedCall] {
    AgentPlan(
      format: AgentPlanFormat.native.rawValue, agents: [PlannedAgent(name: "agent", steps: steps)]
    ).calls
  }
}
