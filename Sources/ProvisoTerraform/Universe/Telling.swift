import JSON
import ProvisoKernel

/// How runs and orders are told to a person.
extension TerraformUniverse {
  public func changes(
    of step: Int, from before: Situation, to after: Situation
  ) -> [TraceChange] {
    guard let resource = plan.steps[step].resource else { return [] }
    let id = resourceID(resource)
    let name = displayName(resource: resource)
    var out: [TraceChange] = []
    for (attribute, word) in [
      (ResourceAttribute.exists, "exists"), (.destroyed, "destroyed"), (.managed, "managed"),
    ] {
      let old = value(attribute.rawValue, of: id, in: before)
      let new = value(attribute.rawValue, of: id, in: after)
      if old.value != new.value { out.append(TraceChange("\(name).\(word)", from: old, to: new)) }
    }
    guard plan.steps[step].kind == .update else { return out }
    let old = value(ResourceAttribute.now.rawValue, of: id, in: before)
    let new = value(ResourceAttribute.now.rawValue, of: id, in: after)
    for (attribute, _) in states[resource].updates.sorted(by: { $0.attribute < $1.attribute }) {
      let key = Text(attribute)
      if old.value[key] != new.value[key] {
        out.append(
          TraceChange(
            PlanValue.path("\(name).now", member: attribute),
            from: MaskedValue(old.value[key], old.mask[key]),
            to: MaskedValue(new.value[key], new.mask[key])))
      }
    }
    return out
  }

  public func explain(chain: [Int]) -> String {
    // Steps without an effect only carry the order on.
    let steps = chain.filter { plan.steps[$0].isChange }
    guard let first = steps.first, let last = steps.last, steps.count > 1 else {
      return chain.map(told).joined(separator: " waits for ")
    }
    let direct = "\(told(first)) waits for \(told(last))"
    let between = steps.dropFirst().dropLast()
    if !between.isEmpty {
      return direct + " (through " + between.map(told).joined(separator: ", ") + ")"
    }
    return direct + (reason(first, last).map { ": \($0)" } ?? "")
  }

  private func told(_ step: Int) -> String {
    let description = describe(step: step)
    return description.name.isEmpty
      ? description.action : "\(description.action) of \(description.name)"
  }

  /// Why one step waits directly for another.
  private func reason(_ later: Int, _ earlier: Int) -> String? {
    guard let wait = plan.waits.first(where: { $0.after == later && $0.before == earlier }) else {
      return nil
    }
    switch wait.reason {
    case .provider, .instance, .module: return nil
    default: return plan.explanation(of: wait)
    }
  }

  public func hasMember(
    _ member: Text, attribute: Int, entity: Int, type: String?
  ) -> Bool? {
    var any = false
    for side in sides(attribute, entity, type) {
      any = true
      if side[member.string] != nil { return true }
    }
    return any ? false : nil
  }

  public func memberNames(attribute: Int, entity: Int, type: String?) -> [String] {
    var names: Set<String> = []
    for side in sides(attribute, entity, type) {
      for (key, _) in side.members { names.insert(key.string) }
    }
    return names.sorted()
  }

  /// The maps in which a member of the attribute could stand: before and after alike, for what one of
  /// them lacks is a fact of the plan and no slip.
  private func sides(_ attribute: Int, _ entity: Int, _ type: String?) -> [JSONValue] {
    if entity == Entity.drift.rawValue {
      return plan.drift.filter { type == nil || $0["type"]?.string == type }
        .flatMap { [$0["change"]?["before"], $0["change"]?["after"]].compactMap(\.self) }
    }
    return plan.resources.lazy.filter { type == nil || $0.type == type }
      .flatMap { [$0.before, $0.after, $0.afterUnknown].compactMap(\.self) }
  }
}
