/// What each object that is made or removed depended on, by address without keys: the state's
/// record where the object exists, nothing where the configuration has to answer.
struct StoredDependencies {
  /// The recorded addresses of a resource; nil when it has no current object in the prior state.
  static func of(_ resource: PlanResource, addresses: [String: Int]) -> [Int]? {
    guard resource.hasPriorObject else { return nil }
    guard let list = resource.storedDependencies else { return [] }
    var found: [Int] = []
    for entry in list.elements {
      guard let text = entry.string, let address = addresses[text] else { continue }
      if address != resource.configurationAddress { found.append(address) }
    }
    return found
  }
}
