import ProvisoKernel

/// The relations `depends on` and `refers to`: their symbolic and their concrete meaning.
extension TerraformUniverse {
  package func relation(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in store: TermStore
  ) -> Term {
    guard a != b else { return .never }
    switch relation {
    case .dependsOn:
      if let known = dependencies.dependsOn(a.index, b.index) { return store.truth(known) }
      return open(a, verb: "depends on", b, in: store)
    case .refersToBefore: return refers(a, to: b, toBefore: true, in: store)
    case .refersToAfter: return refers(a, to: b, toBefore: false, in: store)
    case .refersTo:
      return store.or(
        refers(a, to: b, toBefore: true, in: store), refers(a, to: b, toBefore: false, in: store))
    case .flowsTo, .flowsToArgument, .approves: return .never
    }
  }

  /// Returns an unknown for a fact that the plan does not show.
  private func open(
    _ a: ObjectID, verb: String, _ b: ObjectID, in store: TermStore
  ) -> Term {
    store.isTrue(
      store.value(of: Unknown(name: openName(a, verb: verb, b), isCondition: true)))
  }

  private func openName(_ a: ObjectID, verb: String, _ b: ObjectID) -> String {
    "\(name(of: a)) \(verb) \(name(of: b))"
  }

  /// Whether no step creates or deletes the object, so that it is the same object before and after.
  private func isSameObject(_ index: Int) -> Bool {
    let object = plan.resources[index]
    return states[index].old == nil && states[index].new == nil && object.before != nil
  }

  /// The references of an object through hidden names.
  struct HiddenReference: Hashable {
    let object: Int
    let toBefore: Bool
  }

  /// The attributes of one object that refer to another.
  private struct Carriers {
    /// Attributes that refer to it while the first object has its old values.
    var before: Set<String> = []
    /// Attributes that refer to it as soon as the first object has its new values.
    var after: Set<String> = []
    /// Attributes that may refer to it as soon as the first object has its new values.
    var possiblyAfter: Set<String> = []
  }

  private func carriers(_ a: Int, _ b: Int, toBefore: Bool) -> Carriers {
    let found = identifiers.references(of: a)
    func attributes(_ set: Set<AttributeLink>) -> Set<String> {
      Set(set.lazy.filter { $0.target == b }.map(\.attribute))
    }
    var out = Carriers()
    let same = isSameObject(b)
    if toBefore || same {
      out.before.formUnion(attributes(found.before))
      out.after.formUnion(attributes(found.afterToBefore))
      out.possiblyAfter.formUnion(attributes(found.possibleToBefore))
    }
    if !toBefore || same {
      out.before.formUnion(attributes(found.beforeToAfter))
      out.after.formUnion(attributes(found.afterToAfter))
      out.after.formUnion(attributes(found.certain))
      out.possiblyAfter.formUnion(attributes(found.possible))
      if !found.hidden.isEmpty && hiddenTargets.reaches(b, from: a) {
        out.possiblyAfter.formUnion(found.hidden)
      }
    }
    return out
  }

  private func refers(
    _ a: ObjectID, to b: ObjectID, toBefore: Bool, in store: TermStore
  ) -> Term {
    let found = carriers(a.index, b.index, toBefore: toBefore)
    if found.before.isEmpty && found.after.isEmpty && found.possiblyAfter.isEmpty { return .never }
    let state = states[a.index]
    func maybe() -> Term {
      open(a, verb: toBefore ? "refers to the old" : "refers to", b, in: store)
    }
    if !state.updates.isEmpty {
      func isNew(_ attribute: String) -> Term {
        state.update(of: attribute).map { holds($0, in: store) } ?? .never
      }
      // An attribute keeps its old references until the update changes it.
      return store.or(
        found.before.sorted().map { store.not(isNew($0)) }
          + found.after.sorted().map(isNew)
          + found.possiblyAfter.sorted().map { store.and(isNew($0), maybe()) })
    }
    let later: Term =
      !found.after.isEmpty ? .always : found.possiblyAfter.isEmpty ? .never : maybe()
    let earlier = store.truth(!found.before.isEmpty)
    guard state.new != nil || state.old != nil else {
      return plan.resources[a.index].before != nil ? earlier : later
    }
    let old =
      state.old.map { holds($0, in: store) }
      ?? store.truth(plan.resources[a.index].before != nil)
    guard let new = state.new else { return store.and(old, earlier) }
    let isNew = store.and(
      holds(new, in: store), state.current.map { holds($0, in: store) } ?? .always)
    return store.or(
      store.and(isNew, later), store.and([store.not(isNew), old, earlier]))
  }

  package func canHold(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in store: TermStore
  ) -> Bool {
    let directions: [Bool]
    switch relation {
    case .refersToBefore: directions = [true]
    case .refersToAfter: directions = [false]
    case .refersTo: directions = [true, false]
    case .dependsOn, .flowsTo, .flowsToArgument, .approves:
      return self.relation(relation, between: a, and: b, in: store) != .never
    }
    guard a != b else { return false }
    let found = identifiers.references(of: a.index)
    if found.names(b.index) {
      return self.relation(relation, between: a, and: b, in: store) != .never
    }
    guard !found.hidden.isEmpty, hiddenTargets.reaches(b.index, from: a.index) else { return false }
    return directions.contains { toBefore in
      guard !toBefore || isSameObject(b.index) else { return false }
      // Hidden names alone lead there, so it is the same for all such objects.
      let key = HiddenReference(object: a.index, toBefore: toBefore)
      if let known = hiddenReferences.withLock({ $0[key] }) { return known }
      let answer = refers(a, to: b, toBefore: toBefore, in: store) != .never
      hiddenReferences.withLock { $0[key] = answer }
      return answer
    }
  }

  package func partners(
    _ relation: Relation, of object: ObjectID, onLeft: Bool, among chosen: [ObjectID]?
  ) -> [ObjectID]? {
    if relation == .dependsOn && onLeft {
      guard let found = dependencies.candidates(of: object.index) else { return nil }
      return Self.sorted(found, among: chosen)
    }
    switch relation {
    case .dependsOn, .flowsTo, .flowsToArgument, .approves: return nil
    case .refersTo, .refersToBefore, .refersToAfter: break
    }
    guard onLeft else {
      let found = identifiers.referrers(of: object.index)
      return Self.sorted(found, among: chosen) { hiding(object.index, by: relation) }
    }
    let found = identifiers.references(of: object.index)
    guard !found.hidden.isEmpty else { return Self.sorted(found.targets, among: chosen) }
    if let chosen {
      let targets = found.targets
      return chosen.filter {
        targets.contains($0.index)
          || canBeHidden($0.index, by: relation)
            && hiddenTargets.reaches($0.index, from: object.index)
      }
    }
    return Self.sorted(
      found.targets.union(
        hiddenTargets.targets(of: object.index).lazy.filter {
          self.canBeHidden($0, by: relation)
        }), among: nil)
  }

  /// Whether a hidden name can lead to the object by the relation. An object that is created or
  /// replaced could not be referred to as it was before.
  private func canBeHidden(_ target: Int, by relation: Relation) -> Bool {
    relation != .refersToBefore || isSameObject(target)
  }

  /// The objects with a hidden attribute that may refer to the given one by the relation.
  private func hiding(_ target: Int, by relation: Relation) -> [Int] {
    guard canBeHidden(target, by: relation) else { return [] }
    return hiddenTargets.hidingObjects(reaching: target) { identifiers.hidingObjects }
  }

  /// Objects in their order; only those that are chosen.
  ///
  /// - Parameter more: further objects that only a long search finds.
  private static func sorted(
    _ found: Set<Int>, among chosen: [ObjectID]?, and more: () -> [Int] = { [] }
  ) -> [ObjectID] {
    let all = found.union(more())
    if let chosen, chosen.count < all.count { return chosen.filter { all.contains($0.index) } }
    let objects = all.sorted().map { ObjectID(entity: Entity.resource.rawValue, index: $0) }
    guard let chosen else { return objects }
    let wanted = Set(chosen)
    return objects.filter(wanted.contains)
  }

  // MARK: - Concrete meaning

  package func holds(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in situation: Situation
  ) -> Bool {
    guard a != b else { return false }
    switch relation {
    case .dependsOn:
      return dependencies.dependsOn(a.index, b.index)
        ?? (situation.unknowns[openName(a, verb: "depends on", b)] == .bool(true))
    case .refersToBefore: return refersNow(a, to: b, toBefore: true, in: situation)
    case .refersToAfter: return refersNow(a, to: b, toBefore: false, in: situation)
    case .refersTo:
      return refersNow(a, to: b, toBefore: true, in: situation)
        || refersNow(a, to: b, toBefore: false, in: situation)
    case .flowsTo, .flowsToArgument, .approves: return false
    }
  }

  private func refersNow(
    _ a: ObjectID, to b: ObjectID, toBefore: Bool, in situation: Situation
  ) -> Bool {
    let found = carriers(a.index, b.index, toBefore: toBefore)
    let verb = toBefore ? "refers to the old" : "refers to"
    let maybe = situation.unknowns[openName(a, verb: verb, b)] == .bool(true)
    let moment = situation.moment
    func happened(_ kind: TerraformStep.Kind, effect: Int) -> Bool {
      states[a.index].steps.contains {
        plan.steps[$0].kind == kind && moment.hasHappened(PartID(step: $0, part: effect))
      }
    }
    let object = plan.resources[a.index]
    if object.action == .update || !states[a.index].updates.isEmpty {
      let changed = Set(
        states[a.index].updates.enumerated().filter { happened(.update, effect: $0.offset) }
          .map(\.element.attribute))
      return found.before.contains { !changed.contains($0) }
        || found.after.contains { changed.contains($0) }
        || (maybe && found.possiblyAfter.contains { changed.contains($0) })
    }
    let isNew =
      happened(.read, effect: 0)
      || (happened(.create, effect: 0)
        && (object.createBeforeDestroy != true || happened(.create, effect: 2)))
    let later = !found.after.isEmpty || (maybe && !found.possiblyAfter.isEmpty)
    if isNew { return later }
    if happened(.delete, effect: 0) { return false }
    return object.before != nil ? !found.before.isEmpty : states[a.index].steps.isEmpty && later
  }
}
