import JSON
import ProvisoKernel

/// Hints about objects that a plan deletes at one address and creates at another. This is usually a
/// rename without a `moved` block.
extension TerraformUniverse {
  package func hints(about object: ObjectID) -> [String] {
    let resource: Int
    switch Entity(rawValue: object.entity) {
    case .resource: resource = object.index
    case .change: resource = self.resource(ofChange: object.index)
    default: return []
    }
    guard let renamed = likelyRename(of: resource) else { return [] }
    let from = plan.resources[resource].address
    let to = plan.resources[renamed].address
    return [
      """
      \(to) is created with the same identity; if this is a rename, keep the object with this block:
      moved {
        from = \(from)
        to   = \(to)
      }
      """
    ]
  }

  /// Returns the created resource that would be the deleted one under another address without any
  /// change; nil when there is none.
  func unchangedRename(of resource: Int) -> Int? {
    let object = plan.resources[resource]
    guard object.actions == .delete, object.deposed == nil, let before = object.before else {
      return nil
    }
    let targets = creations(ofType: object.type).filter { index in
      let candidate = plan.resources[index]
      guard candidate.providerName == object.providerName, let after = candidate.after,
        after.members.contains(where: { !$1.isNull })
      else { return false }
      return after.members.allSatisfy { key, value in
        Self.isSame(value, unknown: candidate.afterUnknown?[key.string], as: before[key.string])
      }
    }
    if let likely = likelyRename(of: resource), targets.contains(likely) { return likely }
    return targets.first {
      plan.resources[$0].name == object.name && plan.resources[$0].keyText == object.keyText
    } ?? (targets.count == 1 ? targets[0] : nil)
  }

  /// Whether the known parts of a value are those of another one.
  private static func isSame(_ value: JSONValue, unknown: JSONValue?, as old: JSONValue?) -> Bool {
    guard !value.isNull, unknown?.bool != true else { return true }
    guard let old else { return false }
    guard unknown?.hasTrue == true else { return value.isSame(as: old) }
    switch value.kind {
    case .array:
      guard let pairs = UnknownElements.pairs(value, marks: unknown), value.count == old.count
      else {
        return false
      }
      // The elements of a set have no order, so each known one may be anywhere.
      return pairs.allSatisfy { pair in
        guard let known = pair.value, pair.mark?.hasTrue != true else { return true }
        return old.elements.contains { known.isSame(as: $0) }
      }
    case .object:
      return value.members.allSatisfy { key, member in
        isSame(member, unknown: unknown?[key.string], as: old[key.string])
      }
    default: return value.isSame(as: old)
    }
  }

  /// Returns the created resource that is most similar to a deleted one; nil when the resource is
  /// not deleted or is replaced, or when no created resource is similar.
  private func likelyRename(of resource: Int) -> Int? {
    let object = plan.resources[resource]
    guard object.actions == .delete, object.deposed == nil, let before = object.before else {
      return nil
    }
    let identifying = Set(
      Identifiers.general + (Identifiers.byType[object.type] ?? [])
        + ["name", "bucket", "identifier"])
    var best: (index: Int, score: Int)?
    for index in creations(ofType: object.type) {
      guard let after = plan.resources[index].after,
        let score = Self.similarity(of: before, to: after, identifying: identifying)
      else {
        continue
      }
      if score > (best?.score ?? 0) { best = (index, score) }
    }
    return best?.index
  }

  /// The indices of the created resources of a type.
  private func creations(ofType type: String) -> [Int] {
    creationsByType.withLock { known in
      if let known { return known[type] ?? [] }
      let made = Dictionary(
        grouping: plan.resources.indices.filter { plan.resources[$0].actions == .create }
      ) { plan.resources[$0].type }
      known = made
      return made[type] ?? []
    }
  }

  /// Returns the number of equal attributes; nil when the objects are not similar.
  ///
  /// They are similar when at least one identifying attribute of `after` is known and all of these
  /// are equal, or when all known attributes of `after` are equal and there are at least three.
  /// Objects are compared with many others, so the first difference that decides ends a comparison.
  private static func similarity(
    of before: JSONValue, to after: JSONValue, identifying: Set<String>
  ) -> Int? {
    var isIdentified = false
    for name in identifying {
      guard let value = after[name], !value.isNull else { continue }
      guard before[name].map({ value.isSame(as: $0) }) ?? false else { return nil }
      isIdentified = true
    }
    var same = 0
    // Both sides usually list the same attributes in the same order.
    var old = before.members.makeIterator()
    for (key, value) in after.members {
      let other = old.next()
      guard !value.isNull else { continue }
      let counterpart =
        if let other, other.key.isSame(as: key) { Optional(other.value) } else {
          before.member(key)
        }
      if counterpart.map({ value.isSame(as: $0) }) ?? false {
        same += 1
      } else if !isIdentified {
        return nil
      }
    }
    return isIdentified || same >= 3 ? same : nil
  }
}
