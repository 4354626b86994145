import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoTerraform

/// The Terraform plans that calls of an agent's plan carry out.
struct CarriedPlans {
  /// One of them.
  struct Carried {
    /// The path as the agent's plan gives it.
    let path: String
    /// The path from where Proviso works.
    let shown: String
    /// The identifiers of the calls that carry it out; their tools, where they have none.
    let calls: [String]
    let input: PlanInput
    /// Why it does not say all that would be done; `nil` where it does.
    let gap: String?
  }

  let plans: [Carried]

  /// Reads the plans that steps name.
  ///
  /// - Parameters:
  ///   - folder: what stands before their paths, with its slash.
  ///   - reader: what reads them.
  /// - Throws: `InputError` where one is missing or is no Terraform plan.
  init(of plan: AgentPlan, in folder: String, by reader: PlanReader) throws(InputError) {
    var out: [Carried] = []
    for (path, calls) in Self.paths(plan) {
      let shown = RelativePath.normalized(path.hasPrefix("/") ? path : folder + path)
      let input = try reader.load(shown)
      out.append(
        Carried(
          path: path, shown: shown, calls: calls, input: input,
          gap: PlanNotes(input.universe.plan).spoiler.map { "\(shown): \($0)" }))
    }
    plans = out
  }

  /// What each of them would do, by its path in the agent's plan.
  var changes: [String: PartialValue] {
    Dictionary(
      plans.map { ($0.path, $0.input.universe.plan.changeList) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func paths(_ plan: AgentPlan) -> [(path: String, calls: [String])] {
    var out: [(path: String, calls: [String])] = []
    var places: [String: Int] = [:]
    for step in plan.allSteps {
      guard case .call(let call) = step.kind, let path = call.changes else { continue }
      let place = places[path] ?? out.count
      if place == out.count { out.append((path, [])) }
      places[path] = place
      let name = step.id ?? call.tool
      if !out[place].calls.contains(name) { out[place].calls.append(name) }
    }
    return out
  }
}
