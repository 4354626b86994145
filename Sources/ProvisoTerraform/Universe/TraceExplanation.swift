import JSON
import ProvisoKernel
import ProvisoPlans

/// The explanation of runs and orders, and the names of members for suggestions.
extension TerraformUniverse {
  package func changes(
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
      guard old.value != new.value else { continue }
      out.append(TraceChange("\(name).\(word)", from: old, to: new, isImplied: saysItself(step)))
    }
    guard plan.steps[step].kind == .update else { return out }
    let old = value(ResourceAttribute.now.rawValue, of: id, in: before)
    let new = value(ResourceAttribute.now.rawValue, of: id, in: after)
    for (attribute, _) in states[resource].updates.sorted(by: { $0.attribute < $1.attribute }) {
      let key = Text(attribute)
      if old.value[key] != new.value[key] {
        out.append(
          TraceChange(
            TerraformValue.path("\(name).now", member: attribute),
            from: MaskedValue(old.value[key], old.mask[key]),
            to: MaskedValue(new.value[key], new.mask[key])))
      }
    }
    return out
  }

  /// Whether the name of a step's action says what becomes of the object.
  private func saysItself(_ step: Int) -> Bool {
    ["create", "delete"].contains(describe(step: step).action)
  }

  package var hasPriorState: Bool { true }

  package func isCreated(_ object: ObjectID) -> Bool {
    object.entity == Entity.resource.rawValue && plan.resources[object.index].action == .create
  }

  package func isReplaced(_ object: ObjectID) -> Bool {
    object.entity == Entity.resource.rawValue && plan.resources[object.index].action == .replace
  }

  package func steps(of object: ObjectID) -> [Int] {
    object.entity == Entity.resource.rawValue ? states[object.index].steps : []
  }

  package func variables(
    of object: ObjectID, attribute: Int, members: Set<Text>?
  ) -> [Int] {
    guard object.entity == Entity.resource.rawValue else { return [] }
    let state = states[object.index]
    let whole = [state.old, state.oldManaged, state.new, state.newManaged, state.current]
    let updates = state.updates.filter { members?.contains(Text($0.attribute)) ?? true }
    switch ResourceAttribute(rawValue: attribute) {
    case .exists, .destroyed, .managed: return whole.compactMap(\.self)
    case .now: return whole.compactMap(\.self) + updates.map(\.variable)
    default: return []
    }
  }

  package func isUnchanged(_ object: ObjectID) -> Bool {
    guard Entity(rawValue: object.entity) == .resource else { return false }
    return states[object.index].steps.isEmpty && plan.resources[object.index].before != nil
  }

  package func explain(chain: [Int]) -> String {
    // Steps without an effect only connect the others.
    let steps = chain.filter { plan.steps[$0].isChange }
    guard let first = steps.first, let last = steps.last, steps.count > 1 else {
      return chain.map(phrase).joined(separator: " waits for ")
    }
    let direct = "\(phrase(first)) waits for \(phrase(last))"
    let between = steps.dropFirst().dropLast()
    if !between.isEmpty {
      return direct + " (through " + between.map(phrase).joined(separator: ", ") + ")"
    }
    return direct + (reason(first, last).map { ": \($0)" } ?? "")
  }

  private func phrase(_ step: Int) -> String {
    let description = describe(step: step)
    return description.name.isEmpty
      ? description.action : "\(description.action) of \(description.name)"
  }

  /// Returns the reason of a direct wait; nil without such a wait, or when its reason is a
  /// provider, an instance or a module.
  private func reason(_ later: Int, _ earlier: Int) -> String? {
    guard let wait = waits(of: later).first(where: { $0.before == earlier }) else { return nil }
    switch wait.reason {
    case .provider, .instance, .module: return nil
    default: return plan.explanation(of: wait)
    }
  }

  /// The waits of a step, in the order of the plan.
  private func waits(of step: Int) -> [TerraformWait] {
    waitsByStep.withLock { known in
      if let known { return known[step] ?? [] }
      let made = Dictionary(grouping: plan.waits, by: \.after)
      known = made
      return made[step] ?? []
    }
  }

  package func hasMember(
    _ member: Text, attribute: Int, entity: Int, type: String?
  ) -> Bool? {
    var any = false
    var found = false
    forEachSide(of: attribute, entity: entity, type: type) { side, _ in
      any = true
      found = side[member.string] != nil
      return !found
    }
    return any ? found : nil
  }

  package func memberNames(attribute: Int, entity: Int, type: String?) -> [String] {
    var names: Set<String> = []
    // Objects of one type usually have the same members in the same order. So the member names seen
    // so far are kept in that order, and a name is first searched among the next few of them. A
    // string is made only for a new name.
    var shapes: [String: [JSONKey]] = [:]
    forEachSide(of: attribute, entity: entity, type: type) { side, type in
      var shape = shapes.removeValue(forKey: type) ?? []
      var index = 0
      for (key, _) in side.members {
        let next = shape[index...].prefix(Self.lookAhead).firstIndex { $0.isSame(as: key) }
        if let next {
          index = next + 1
        } else if !shape.contains(where: { $0.isSame(as: key) }) {
          names.insert(key.string)
          guard shape.count < Self.longestShape else { continue }
          shape.insert(key, at: index)
          index += 1
        }
      }
      shapes[type] = shape
      return true
    }
    return names.sorted()
  }

  /// The attributes that some resource of a type has in the plan, as the members of a map, each `true`.
  ///
  /// The JSON of a resource lists every attribute of its type, `null` where it is not set.
  func attributes(of type: String) -> Value {
    attributesOfTypes.withLock { known in
      if let value = known[type] { return value }
      let names = memberNames(
        attribute: ResourceAttribute.after.rawValue, entity: Entity.resource.rawValue, type: type)
      let value = Value.map(
        Dictionary(uniqueKeysWithValues: names.map { (Text($0), .bool(true)) }))
      known[type] = value
      return value
    }
  }

  /// How many member names are compared before all of them are searched.
  private static var lookAhead: Int { 16 }
  /// The maximum number of member names kept for one type.
  private static var longestShape: Int { 1000 }

  /// Calls `goesOn` with each map that can contain a member of the attribute, until it returns
  /// false. Members of `before` and `after` count for both attributes: a member that only one side
  /// has is not a spelling mistake.
  private func forEachSide(
    of attribute: Int, entity: Int, type: String?,
    goesOn: (_ side: JSONValue, _ type: String) -> Bool
  ) {
    if entity == Entity.drift.rawValue {
      for entry in plan.drift where type == nil || entry["type"]?.string == type {
        if let before = entry["change"]?["before"], !goesOn(before, "") { return }
        if let after = entry["change"]?["after"], !goesOn(after, "") { return }
      }
      return
    }
    for index in plan.resources.indices where type == nil || plan.resources[index].type == type {
      let own = plan.resources[index].type
      if let before = plan.resources[index].before, !goesOn(before, own) { return }
      if let after = plan.resources[index].after, !goesOn(after, own) { return }
      if let unknown = plan.resources[index].afterUnknown, !goesOn(unknown, own) { return }
    }
  }
}
