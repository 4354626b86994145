import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

extension AgentPlan {
  /// A sentence for each tool with contradictory descriptions: its contract says that it changes
  /// nothing, and its annotations say that it is destructive. One of the two is wrong, so nothing
  /// can be proved.
  ///
  /// Annotations that say "read-only" do not count: such a tool does what its contract says.
  func contradictions(with world: WorldModel?) -> [String] {
    let harmless = Set((world?.actions ?? []).filter(\.isHarmless).map(\.name))
    let called = Set(calls.map(\.tool))
    return destructive.intersection(harmless).intersection(called).sorted().map {
      "the contract of `\($0)` says that it changes nothing, but its annotations say that it is destructive (`destructiveHint`)"
    }
  }
}

extension PlannedCall {
  /// Whether the call changes infrastructure and no plan says which resources.
  var changesUnseenResources: Bool {
    changes == nil && ["terraform_apply", "terraform_destroy"].contains(tool)
  }
}
