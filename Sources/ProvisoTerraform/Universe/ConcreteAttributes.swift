import JSON
import ProvisoInput
import ProvisoKernel

/// The concrete meaning of attributes: their values in one situation, computed from the phases of
/// the steps. The replay of counterexamples uses it to check the symbolic meaning.
extension TerraformUniverse {
  package func value(
    _ attribute: Int, of object: ObjectID, in situation: Situation
  ) -> MaskedValue {
    switch Entity(rawValue: object.entity) {
    case .resource:
      guard let which = ResourceAttribute(rawValue: attribute) else { return MaskedValue(.null) }
      return concrete(which, of: object.index, in: situation)
    case .change:
      guard let which = ChangeAttribute(rawValue: attribute) else { return MaskedValue(.null) }
      let state = situation.moment.steps[changes[object.index]]
      switch which {
      case .started: return MaskedValue(.bool(state.hasBegun))
      case .happened: return MaskedValue(.bool(state == .done))
      case .failed: return MaskedValue(.bool(state.hasFailed))
      default: return MaskedValue(change(which, of: object.index))
      }
    case .output:
      guard let which = OutputAttribute(rawValue: attribute) else { return MaskedValue(.null) }
      return concreteOutput(which, of: object.index, in: situation)
    case .drift:
      guard let which = DriftAttribute(rawValue: attribute) else { return MaskedValue(.null) }
      let change = plan.drift[object.index]["change"]
      switch which {
      case .before:
        return MaskedValue(change?["before"]?.kernelValue ?? .null, driftMasks[object.index])
      case .after:
        return MaskedValue(change?["after"]?.kernelValue ?? .null, driftMasks[object.index])
      default: return MaskedValue(drift(which, of: object.index))
      }
    case .plan:
      return PlanAttribute(rawValue: attribute).map(planValue) ?? MaskedValue(.null)
    case nil: return MaskedValue(.null)
    }
  }

  private func concrete(
    _ which: ResourceAttribute, of index: Int, in situation: Situation
  ) -> MaskedValue {
    switch which {
    case .before: return before(index)
    case .after: return after(index, in: situation)
    case .now: return now(index, in: situation)
    case .exists: return MaskedValue(.bool(stands(index, in: situation.moment)))
    case .destroyed:
      return MaskedValue(
        .bool(has(.delete, of: index, in: situation.moment, effect: 0)))
    case .managed: return MaskedValue(.bool(isManaged(index, in: situation.moment)))
    case .importing: return MaskedValue(fixed(which, of: index), plan.resources[index].importMask)
    default: return MaskedValue(fixed(which, of: index))
    }
  }

  private func before(_ index: Int) -> MaskedValue {
    let object = plan.resources[index]
    return MaskedValue(
      object.before?.kernelValue ?? .null, object.mask)
  }

  private func after(_ index: Int, in situation: Situation) -> MaskedValue {
    MaskedValue(planned(index, in: situation), plan.resources[index].mask)
  }

  /// Returns the object's step of a kind; nil without one.
  private func step(_ kind: TerraformStep.Kind, of index: Int) -> Int? {
    states[index].steps.first { plan.steps[$0].kind == kind }
  }

  /// Returns whether an effect of the object's step of a kind has happened; false without such a
  /// step.
  private func has(
    _ kind: TerraformStep.Kind, of index: Int, in moment: Moment, effect: Int
  ) -> Bool {
    guard let step = step(kind, of: index) else { return false }
    return moment.hasHappened(PartID(step: step, part: effect))
  }

  private func stands(_ index: Int, in moment: Moment) -> Bool {
    let object = plan.resources[index]
    if has(.create, of: index, in: moment, effect: 0)
      || has(.read, of: index, in: moment, effect: 0)
    {
      return true
    }
    if step(.read, of: index) == nil && object.mode == .data { return object.existsWithoutSteps }
    return object.before != nil && !has(.delete, of: index, in: moment, effect: 0)
  }

  private func isManaged(_ index: Int, in moment: Moment) -> Bool {
    let object = plan.resources[index]
    if object.mode == .data { return stands(index, in: moment) }
    if has(.create, of: index, in: moment, effect: 1) { return true }
    return object.before != nil && !has(.delete, of: index, in: moment, effect: 1)
      && !has(.forget, of: index, in: moment, effect: 0)
  }

  private func now(_ index: Int, in situation: Situation) -> MaskedValue {
    let moment = situation.moment
    if let update = step(.update, of: index) {
      return updated(index, by: update, in: situation)
    }
    let isNew =
      has(.create, of: index, in: moment, effect: 0)
      && (plan.resources[index].createBeforeDestroy != true
        || has(.create, of: index, in: moment, effect: 2))
    if isNew || has(.read, of: index, in: moment, effect: 0) { return after(index, in: situation) }
    let isGone = has(.delete, of: index, in: moment, effect: 0)
    return isGone ? MaskedValue(.null) : before(index)
  }

  private func updated(_ index: Int, by step: Int, in situation: Situation) -> MaskedValue {
    let old = before(index)
    let new = after(index, in: situation)
    guard case .map(var members) = old.value else { return old }
    for (part, update) in states[index].updates.enumerated()
    where situation.moment.hasHappened(PartID(step: step, part: part)) {
      let name = Text(update.attribute)
      let value = new.value[name]
      members[name] = value.isNull ? nil : value
    }
    // Both sides have the same mask.
    return MaskedValue(.map(members), old.mask)
  }

  private func concreteOutput(
    _ which: OutputAttribute, of index: Int, in situation: Situation
  ) -> MaskedValue {
    let (name, change) = outputs[index]
    switch which {
    case .before:
      return MaskedValue(change["before"]?.kernelValue ?? .null, outputMasks[index])
    case .after:
      let value = JSONValue.filled(
        change["after"], unknown: change["after_unknown"], mask: outputMasks[index],
        path: "output.\(name).after", from: situation)
      return MaskedValue(value, outputMasks[index])
    default: return MaskedValue(output(which, of: index))
    }
  }

  // MARK: - Attributes with a fixed value

  func fixed(_ which: ResourceAttribute, of index: Int) -> Value {
    let object = plan.resources[index]
    func text(_ string: String?) -> Value { string.map { .string(Text($0)) } ?? .null }
    switch which {
    case .address: return text(object.address)
    case .type: return text(object.type)
    case .name: return text(object.name)
    case .module: return text(object.moduleAddress)
    case .key: return object.key?.kernelValue ?? .null
    case .deposed: return text(object.deposed)
    case .provider: return text(object.providerName)
    case .mode: return text(object.mode.rawValue)
    case .action: return text(object.action.rawValue)
    case .reason: return text(object.actionReason)
    case .previousAddress: return text(object.previousAddress)
    case .importing: return object.importing?.kernelValue ?? .null
    case .replacePaths: return object.replacePaths.map(Self.paths) ?? .null
    case .schema: return attributes(of: object.type)
    default: return .null
    }
  }

  func change(_ which: ChangeAttribute, of index: Int) -> Value {
    let node = plan.steps[changes[index]]
    switch which {
    case .resource: return .object(resourceID(resource(ofChange: index)))
    case .kind: return .string(Text(node.kind.word))
    case .creates: return .bool(node.kind == .create)
    case .deletes: return .bool(node.kind == .delete)
    case .deposed: return fixed(.deposed, of: resource(ofChange: index))
    default: return .null
    }
  }

  func output(_ which: OutputAttribute, of index: Int) -> Value {
    let (name, change) = outputs[index]
    switch which {
    case .name: return .string(Text(name))
    case .action:
      return change["actions"]?.elements.first { _ in true }.map(\.kernelValue) ?? .null
    case .before: return change["before"]?.kernelValue ?? .null
    case .sensitive:
      return .bool(
        [change["before_sensitive"], change["after_sensitive"]].contains { $0?.hasTrue == true })
    case .after: return .null
    }
  }

  func drift(_ which: DriftAttribute, of index: Int) -> Value {
    let entry = plan.drift[index]
    switch which {
    case .address: return entry["address"]?.kernelValue ?? .null
    case .type: return entry["type"]?.kernelValue ?? .null
    case .action:
      return entry["change"]?["actions"]?.elements.first { _ in true }.map(\.kernelValue) ?? .null
    case .before, .after: return .null
    }
  }
}
