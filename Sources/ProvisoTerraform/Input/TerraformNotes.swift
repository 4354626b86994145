import ProvisoInput
import ProvisoKernel

/// The assumptions and gaps of a Terraform plan.
struct TerraformNotes: InputNotes {
  private let plan: TerraformPlan
  /// Why Terraform gave no graph, in words.
  private let graphFailure: String?

  init(_ plan: TerraformPlan, graphFailure: String? = nil) {
    self.plan = plan
    self.graphFailure = graphFailure
  }

  var incompleteness: String? {
    if plan.errored {
      return "planning failed (`errored`), so the list of changes is not complete"
    }
    if !plan.actionInvocations.isEmpty {
      return "the plan invokes provider actions, whose effects are not modelled"
    }
    if let gap = plan.gaps.first { return "the plan may not be whole: \(gap)" }
    return nil
  }

  var notModelled: [String] {
    var out = plan.notModelled + plan.warnings + plan.gaps.dropFirst().prefix(10)
    if plan.errored { out.insert("planning failed: Terraform refuses to apply this plan", at: 0) }
    if let graphFailure {
      out.insert(
        "Terraform's graph: the order is the one that the plan's JSON gives, because \(graphFailure)",
        at: 0)
    }
    if plan.complete == false {
      out.append(
        "the plan is not complete: changes are left for a later plan, and a listed deletion may not run"
      )
    }
    return out
  }

  func assumptions(using relations: Set<Relation>) -> [String] {
    var out = [
      "each provider does what the plan says: known values are as planned after the apply"
    ]
    if plan.steps.contains(where: { $0.kind == .create }) {
      out.append("an object that is being created has the values of `after` as soon as it exists")
    }
    if !relations.isDisjoint(with: [.refersTo, .refersToBefore, .refersToAfter]) {
      out.append("a value that only a provider chooses refers to no other object of the plan")
      out.append(
        "an expression whose value is not yet known names other objects by references, never by an identifier written out in it"
      )
      out.append(
        "an attribute that is named after the object whose identifier its expression names, such as `bucket`, holds that identifier"
      )
    }
    return out
  }
}
