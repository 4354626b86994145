/// The dependencies that the prior state records for an object.
struct StoredDependencies {
  /// Returns the indices of the recorded addresses, without the object's own address.
  ///
  /// Addresses that no resource of the plan has are left out. The result is nil when the prior
  /// state has no current object; then the dependencies follow from the configuration.
  static func of(_ resource: TerraformResource, addresses: [String: Int]) -> [Int]? {
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
