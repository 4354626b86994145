import ProvisoInput
import ProvisoKernel
import ProvisoLanguage

extension LoadedSpecs {
  /// The specs for a check of a plan of agents, grouped by their subject.
  struct OfPlan {
    /// The specs about the calls and the world.
    let agents: LoadedSpecs
    /// The specs about the plans that calls carry out.
    let carried: LoadedSpecs
    /// The file with the world whose actions are the contracts.
    let contracts: CheckedFile?
    /// The specs that do not apply, as sentences.
    let unused: [String]
  }

  /// Groups the specs by their subject. Specs for `agent` or for a world are about the calls; all
  /// others are about the plans that calls carry out.
  ///
  /// - Parameters:
  ///   - world: the file with the plan's own world.
  ///   - name: the name of the plan in messages.
  ///   - carries: whether calls carry out plans.
  func ofPlan(
    with world: CheckedFile?, _ name: String, carries: Bool
  ) throws(InputError) -> OfPlan {
    func isAboutCalls(_ file: CheckedFile) -> Bool {
      file.spec.world != nil || file.spec.vocabulary == VocabularySchema.agent.name
    }
    let carried = specs.filter { !isAboutCalls($0) }
    var own = specs.filter(isAboutCalls)
    let locations = Set(own.flatMap(\.spec.properties).map(\.location))
    if let world, world.spec.properties.allSatisfy({ !locations.contains($0.location) }) {
      own.append(world)
    }
    try SpecReader.rejectSameNames(in: own)
    let asks = own.contains { !$0.spec.properties.isEmpty }
    guard asks || carries else {
      throw InputError(
        "\(name): this is a plan of agents, and there is no property to check; expected specs `for agent` or "
          + "for the world of the tools"
          + (world.map { ", or an `invariant` in \($0.spec.path)" }
            ?? ", or a world with properties in the plan (`world: FILE.proviso`)"),
        remedy: .specs(vocabulary: VocabularySchema.agent.name, packs: []))
    }
    let unused = carried.filter { !carries && !$0.isBuiltIn }.map {
      "\($0.spec.path): this spec is for `\($0.spec.vocabulary)`, but no call carries out such a plan (`changes: PLAN`)"
    }
    return OfPlan(
      agents: LoadedSpecs(specs: own, warnings: self.warnings, rules: rules, values: values),
      carried: LoadedSpecs(specs: carries ? carried : [], warnings: []),
      contracts: world ?? own.first { $0.spec.world != nil }, unused: unused)
  }
}
