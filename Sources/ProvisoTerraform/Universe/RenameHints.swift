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
    let targets = plan.resources.indices.filter { index in
      let candidate = plan.resources[index]
      guard candidate.type == object.type, candidate.actions == .create,
        candidate.providerName == object.providerName, let after = candidate.after,
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
    var best: (index: Int, score: Int)?
    for (index, candidate) in plan.resources.enumerated()
    where candidate.type == object.type && candidate.actions == .create {
      guard let after = candidate.after,
        let score = similarity(of: before, to: after, type: object.type)
      else {
        continue
      }
      if score > (best?.score ?? 0) { best = (index, score) }
    }
    return best?.index
  }

  /// Returns the number of equal attributes; nil when the objects are not similar.
  ///
  /// They are similar when at least one identifying attribute of `after` is known and all of these
  /// are equal, or when all known attributes of `after` are equal and there are at least three.
  private func similarity(of before: JSONValue, to after: JSONValue, type: String) -> Int? {
    var same = 0
    var differing = 0
    var isIdentified = false
    let identifying = Set(
      Identifiers.general + (Identifiers.byType[type] ?? []) + ["name", "bucket", "identifier"])
    for (key, value) in after.members where !value.isNull {
      let name = key.string
      let isSame = before[name].map { value.isSame(as: $0) } ?? false
      if isSame { same += 1 } else { differing += 1 }
      guard identifying.contains(name) else { continue }
      guard isSame else { return nil }
      isIdentified = true
    }
    return isIdentified || (differing == 0 && same >= 3) ? same : nil
  }
}
