import ProvisoResult

/// The properties of a plan that a call carries out form a group, after those of the input.
extension TextReport {
  /// The properties of one plan.
  struct Group {
    /// The calls that carry out the plan; `nil` for the input itself.
    let carrier: PropertyResult.Carrier?
    var properties: [PropertyResult] = []
  }

  /// Groups properties by the plan that they are about, without changing their order in a group.
  func groups(of properties: [PropertyResult]) -> [Group] {
    var groups = [Group(carrier: nil)]
    for property in properties {
      if let index = groups.firstIndex(where: { $0.carrier?.path == property.carrier?.path }) {
        groups[index].properties.append(property)
      } else {
        groups.append(Group(carrier: property.carrier, properties: [property]))
      }
    }
    return groups
  }

  /// The plan and its calls, with a run of the agents that reaches one of the calls.
  func heading(_ carrier: PropertyResult.Carrier) -> [String] {
    guard !carrier.run.isEmpty else { return layout.wrap(title(of: carrier) + ":", indent: 0) }
    return layout.wrap(title(of: carrier) + ", for example in this run:", indent: 0)
      + trace(carrier.run, maximum: Self.maximumStepsOfStates)
  }

  /// The plan and the calls that carry it out.
  func title(of carrier: PropertyResult.Carrier) -> String {
    let calls = carrier.calls.map { "`\($0)`" }.joined(separator: ", ")
    return
      "in \(carrier.path), which \(calls) \(carrier.calls.count == 1 ? "carries" : "carry") out"
  }
}
