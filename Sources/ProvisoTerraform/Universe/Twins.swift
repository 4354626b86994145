import JSON
import ProvisoKernel

/// Objects that a plan destroys at one address and makes anew at another: most often a rename without
/// a `moved` block.
extension TerraformUniverse {
  public func hints(about object: ObjectID) -> [String] {
    let resource: Int
    switch Entity(rawValue: object.entity) {
    case .resource: resource = object.index
    case .change: resource = self.resource(ofChange: object.index)
    default: return []
    }
    guard let twin = twin(of: resource) else { return [] }
    let from = plan.resources[resource].address
    let to = plan.resources[twin].address
    return [
      """
      \(to) is created with the same identity; if this is a rename, this block keeps the object:
      moved {
        from = \(from)
        to   = \(to)
      }
      """
    ]
  }

  /// The creation that looks like the purely deleted object.
  private func twin(of resource: Int) -> Int? {
    let object = plan.resources[resource]
    guard object.actions == .delete, object.deposed == nil, let before = object.before else {
      return nil
    }
    var best: (place: Int, score: Int)?
    for (place, candidate) in plan.resources.enumerated()
    where candidate.type == object.type && candidate.actions == .create {
      guard let after = candidate.after, let score = likeness(before, after, object.type) else {
        continue
      }
      if score > (best?.score ?? 0) { best = (place, score) }
    }
    return best?.place
  }

  /// How many attributes agree; `nil` where one that identifies differs, or, with none that identifies,
  /// where any differs that the plan knows.
  private func likeness(_ before: JSONValue, _ after: JSONValue, _ type: String) -> Int? {
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
