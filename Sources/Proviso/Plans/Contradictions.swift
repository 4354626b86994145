import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

extension AgentPlan {
  /// Where a contract says that a tool changes nothing, and its maker that it destroys: one of the two is
  /// wrong, and nothing can be proved before it is known which.
  ///
  /// What makers say can raise a tool's danger, and never lowers it: a tool that is read-only by its maker's
  /// word does what its contract says.
  func contradictions(with world: WorldModel?) -> [String] {
    let harmless = Set((world?.actions ?? []).filter(\.isHarmless).map(\.name))
    let called = Set(calls.map(\.tool))
    return destructive.intersection(harmless).intersection(called).sorted().map {
      "the contract of `\($0)` says that it changes nothing, and its maker that it destroys (`destructiveHint`)"
    }
  }
}

extension PlannedCall {
  /// Whether it is a command that changes infrastructure, and nobody says which resources of it.
  var changesUnseenResources: Bool {
    changes == nil && ["terraform_apply", "terraform_destroy"].contains(tool)
  }
}
