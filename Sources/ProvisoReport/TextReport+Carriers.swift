import ProvisoKernel
import ProvisoResult

/// Properties of the plans that an agent's plan carries out stand together, after its own.
extension TextReport {
  /// Properties that were asked of one plan.
  struct Group {
    /// What carries the plan out; `nil` where it is the input itself.
    let carrier: PropertyResult.Carrier?
    var properties: [PropertyResult] = []
  }

  /// The properties by the plan that they were asked of, in the order that they have.
  func grouped(_ properties: [PropertyResult]) -> [Group] {
    var groups = [Group(carrier: nil)]
    for property in properties {
      if let place = groups.firstIndex(where: { $0.carrier?.path == property.carrier?.path }) {
        groups[place].properties.append(property)
      } else {
        groups.append(Group(carrier: property.carrier, properties: [property]))
      }
    }
    return groups
  }

  /// Which plan it is, and the run of the agents that comes to it.
  func heading(_ carrier: PropertyResult.Carrier) -> [String] {
    guard !carrier.run.isEmpty else { return wrap(carried(carrier) + ":", indent: 0) }
    return wrap(carried(carrier) + ", as here:", indent: 0)
      + trace(carrier.run, most: Self.mostStepsOfWorlds, loop: nil)
  }

  /// Which plan it is, and who carries it out.
  func carried(_ carrier: PropertyResult.Carrier) -> String {
    let calls = carrier.calls.map { "`\($0)`" }.joined(separator: ", ")
    return
      "in \(carrier.path), which \(calls) \(carrier.calls.count == 1 ? "carries" : "carry") out"
  }
}
