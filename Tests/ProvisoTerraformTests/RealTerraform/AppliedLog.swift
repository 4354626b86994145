import JSON
import ProvisoTerraform

/// The log of the provisioners of a real apply: when creations and deletions began and ended.
struct AppliedLog {
  private var begun: [String: Int] = [:]
  private var ended: [String: Int] = [:]

  init(_ text: String) {
    for (index, line) in text.split(separator: "\n").enumerated() {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { continue }
      if words[0] == "begin" { begun[words[1]] = index } else { ended[words[1]] = index }
    }
  }

  /// The ids of tainted objects. Terraform runs no provisioner when it destroys one.
  private static func tainted(_ plan: TerraformPlan) -> Set<String> {
    var found: Set<String> = []
    var pending = [plan.document.root["prior_state"]?["values"]?["root_module"]].compactMap { $0 }
    while let module = pending.popLast() {
      pending += module["child_modules"]?.elements.map { $0 } ?? []
      for resource in module["resources"]?.elements.map({ $0 }) ?? []
      where resource["tainted"]?.bool == true {
        if let id = resource["values"]?["id"]?.string { found.insert(id) }
      }
    }
    return found
  }

  /// The name of each step in the log; nil for steps without a provisioner.
  static func names(_ plan: TerraformPlan) -> [String?] {
    let tainted = tainted(plan)
    return plan.steps.map { name(of: $0, in: plan, tainted: tainted) }
  }

  private static func name(
    of step: TerraformStep, in plan: TerraformPlan, tainted: Set<String>
  ) -> String? {
    guard let resource = step.resource.map({ plan.resources[$0] }), resource.mode == .managed,
      resource.configuration != nil, resource.deposed == nil
    else { return nil }
    switch step.kind {
    case .create: return "create " + resource.address
    case .delete:
      guard resource.createBeforeDestroy != true, let id = resource.before?["id"]?.string,
        !tainted.contains(id)
      else { return nil }
      return "delete " + id
    default: return nil
    }
  }

  /// Returns the number of steps in the log, and a description of each step that began before a
  /// step that it waits for had ended.
  func check(_ plan: TerraformPlan, waited: [Set<Int>]) -> (observed: Int, early: [String]) {
    let names = Self.names(plan)
    var observed = 0
    var early: [String] = []
    for (step, name) in names.enumerated() {
      guard let name, let start = begun[name] else { continue }
      observed += 1
      for other in waited[step] {
        guard let otherName = names[other] else { continue }
        if let end = ended[otherName], end < start { continue }
        early.append("\(name) began before the end of \(otherName)")
      }
    }
    return (observed, early)
  }
}
