import JSON
import ProvisoKernel

/// The attributes that force a replacement.
extension TerraformUniverse {
  /// The number of attributes that are named.
  private static var mostAttributes: Int { 3 }

  package func reasons(forChangeOf object: ObjectID) -> [String] {
    let resource: Int
    switch Entity(rawValue: object.entity) {
    case .resource: resource = object.index
    case .change: resource = self.resource(ofChange: object.index)
    default: return []
    }
    guard plan.resources[resource].action == .replace else { return [] }
    // Only the name of the attribute: a key inside of it can be a secret.
    var names: [String] = []
    for path in plan.resources[resource].replacePaths?.elements.map({ $0 }) ?? [] {
      guard let name = path.elements.first(where: { _ in true })?.string else { continue }
      if !names.contains(name) { names.append(name) }
    }
    guard !names.isEmpty else { return [] }
    let shown = names.prefix(Self.mostAttributes).map { "`\($0)`" }.joined(separator: ", ")
    return [
      "\(displayName(resource: resource)) is replaced because of "
        + shown + (names.count > Self.mostAttributes ? ", …" : "")
    ]
  }
}
