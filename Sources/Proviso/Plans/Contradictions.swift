import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

extension AgentPlan {
  /// The reasons why nothing can be proved about the plan by some specs, in a world: names that may not
  /// be those of the plan, and contracts that contradict the tools' descriptions.
  func gaps(in specs: LoadedSpecs, _ world: WorldModel?) -> [String] {
    [AbsoluteNames.gap(in: specs, directory: directory)].compactMap(\.self)
      + contradictions(with: world) + pathAliases(with: world)
  }

  /// A sentence for each tool with contradictory descriptions: its contract says that it changes
  /// nothing, and its annotations say that it is destructive. One of the two is wrong, so nothing
  /// can be proved.
  ///
  /// Annotations that say "read-only" do not count: such a tool does what its contract says.
  private func contradictions(with world: WorldModel?) -> [String] {
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
