import JSON
import ProvisoKernel
import Synchronization

/// The secrets of a plan, worked out when it is first asked for.
final class SecretCache: Sendable {
  private let mask = Mutex<Mask?>(nil)

  func mask(_ make: () -> Mask) -> Mask {
    mask.withLock { known in
      if let known { return known }
      let made = make()
      known = made
      return made
    }
  }
}

/// The secrets of a plan.
extension TerraformUniverse {
  package func isSensitive(_ unknown: Unknown) -> Bool {
    if let (output, path) = outputIndex(of: unknown.name) {
      return Self.hides(outputMasks[output], path)
    }
    guard let (resource, path) = index(of: unknown.name) else { return false }
    let mask = plan.resources[resource].mask
    if Self.hides(mask, path) { return true }
    // An unknown is expected to be what its expression names: a policy document, a tag, or another
    // attribute.
    if let source = policySource(of: resource, at: path),
      plan.resources[source].mask.hidesAnything
    {
      return true
    }
    if path.first == "tags_all", Self.hides(mask, ["tags"] + path.dropFirst()) { return true }
    guard case .named(let list) = plan.references(of: resource, attribute: path) else {
      return false
    }
    return list.contains { reference in
      reference.resources.contains { Self.hides(plan.resources[$0].mask, reference.path) }
    }
  }

  /// Whether a part at, above or below a path must not be printed.
  private static func hides(_ mask: Mask, _ path: some Sequence<String>) -> Bool {
    var mask = mask
    for part in path {
      if mask == .all { return true }
      if case .list = mask, let index = Int(part) {
        mask = mask[element: index]
      } else {
        mask = mask[Text(part)]
      }
    }
    return mask.hidesAnything
  }

  /// Parses the name of an unknown, `output.NAME.after…`.
  private func outputIndex(of name: String) -> (Int, [String])? {
    for (index, output) in outputs.enumerated() {
      let prefix = "output.\(output.name).after"
      guard name.hasPrefix(prefix) else { continue }
      let rest = name.dropFirst(prefix.count)
      guard rest.first.map({ $0 == "." || $0 == "[" }) ?? true else { continue }
      return (index, Self.parts(of: rest))
    }
    return nil
  }

  package func hasSecret(_ attribute: Int, of entity: Int, at path: [Text]) -> Bool {
    let names = path.map(\.string)
    switch Entity(rawValue: entity) {
    case .resource:
      switch ResourceAttribute(rawValue: attribute) {
      case .before, .after, .now:
        let mask = secrets.mask {
          plan.resources.reduce(Mask.none) { $0.union($1.mask) }
        }
        return Self.hides(mask, names)
      case .importing: return plan.resources.contains { $0.importMask.hidesAnything }
      default: return false
      }
    case .output:
      guard
        attribute == OutputAttribute.before.rawValue || attribute == OutputAttribute.after.rawValue
      else { return false }
      return outputMasks.contains { Self.hides($0, names) }
    case .drift:
      guard
        attribute == DriftAttribute.before.rawValue || attribute == DriftAttribute.after.rawValue
      else { return false }
      return driftMasks.contains { Self.hides($0, names) }
    case .plan:
      guard attribute == PlanAttribute.variables.rawValue else { return false }
      return Self.hides(planValue(.variables).mask, names)
    case .change, nil: return false
    }
  }

  package func containsSecret(_ text: String) -> Bool {
    plan.secretTexts.occur(in: text)
  }

  /// Whether a secret too short to be looked for in other texts is a literal of a configuration.
  func containsSecretLiteral(_ configuration: String) -> Bool {
    plan.secretTexts.occurAsLiteral(in: configuration)
  }
}
