import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// The plans that calls of an agents' plan carry out.
struct CarriedPlans {
  /// One of them.
  struct Carried {
    /// The path as the agents' plan gives it.
    let path: String
    /// The path from the current directory.
    let shown: String
    /// The identifiers of the calls that carry it out; the tool of a call without an identifier.
    let calls: [String]
    let subject: Subject
    let universe: any Universe
    /// Why the plan does not name everything that would be done; `nil` if it names everything.
    let gap: String?
  }

  let plans: [Carried]

  /// Reads the plans that steps name.
  ///
  /// - Parameters:
  ///   - folder: the folder that their paths are relative to, with its slash.
  ///   - scope: the folders that they must lie in.
  ///   - read: reads one plan.
  /// - Throws: `InputError` if a plan cannot be read or has no list of changes.
  init(
    of plan: AgentPlan, in folder: String, scope: FileScope,
    reading read: (InputSource) throws(InputError) -> Subject
  ) throws(InputError) {
    var out: [Carried] = []
    for (path, calls) in Self.paths(in: plan) {
      let shown = RelativePath.normalized(path.hasPrefix("/") ? path : folder + path)
      let subject = try read(InputSource(path: shown, in: scope))
      guard case .order(let universe) = subject.model, subject.changes != nil else {
        throw InputError(
          "\(shown): this is \(subject.kind.description); a call can only carry out a plan with a list "
            + "of changes, such as a Terraform plan")
      }
      out.append(
        Carried(
          path: path, shown: shown, calls: calls, subject: subject, universe: universe,
          gap: subject.notes.incompleteness.map { "\(shown): \($0)" }))
    }
    plans = out
  }

  /// The changes of each plan, by its path in the agents' plan.
  var changes: [String: PartialValue] {
    Dictionary(
      plans.compactMap { plan in plan.subject.changes.map { (plan.path, $0()) } },
      uniquingKeysWith: { first, _ in first })
  }

  private static func paths(in plan: AgentPlan) -> [(path: String, calls: [String])] {
    var out: [(path: String, calls: [String])] = []
    var indices: [String: Int] = [:]
    for step in plan.allSteps {
      guard case .call(let call) = step.kind, let path = call.changes else { continue }
      let index = indices[path] ?? out.count
      if index == out.count { out.append((path, [])) }
      indices[path] = index
      let name = step.id ?? call.tool
      if !out[index].calls.contains(name) { out[index].calls.append(name) }
    }
    return out
  }
}
