import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

extension AgentPlan {
  /// The tools that change nothing by their contract and destroy by their maker's annotation. One of the two
  /// is wrong, so nothing can be proved.
  ///
  /// An annotation can raise a tool's danger, and never lowers it: a tool that its maker calls read-only does
  /// what its contract says.
  func contradictions(with world: WorldModel?) -> [String] {
    let harmless = Set((world?.actions ?? []).filter(\.isHarmless).map(\.name))
    let called = Set(calls.map(\.tool))
    return destructive.intersection(harmless).intersection(called).sorted().map {
      "the contract of `\($0)` says that it changes nothing, but its maker says that it destroys (`destructiveHint`)"
    }
  }
}

extension PlannedCall {
  /// Whether the call changes infrastructure and no plan says which resources.
  var changesUnseenResources: Bool {
    changes == nil && ["terraform_apply", "terraform_destroy"].contains(tool)
  }
}
