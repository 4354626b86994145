import ProvisoKernel
import ProvisoLanguage

/// Whether a property reads a value that must not be printed.
///
/// A solver picks the values of unknowns so that they break the property. If the property compares or
/// joins them with a secret, they can be the secret or a part of it. Which unknowns meet which secrets
/// is not followed: if a property reads a secret anywhere, also through definitions and assumptions, no
/// value that the solver picked for it is printed.
final class SecretReads {
  private let narrator: any Narrator
  private let roots: [Expression]

  /// Whether there is such a read.
  private(set) lazy var any: Bool = find()

  init(_ narrator: any Narrator, in property: Property, assuming assumptions: [Expression]) {
    self.narrator = narrator
    var roots = [property.body] + assumptions
    for case .expression(let part) in property.message { roots.append(part) }
    self.roots = roots
  }

  private func find() -> Bool {
    var open = roots
    var seen: Set<ObjectIdentifier> = []
    while let top = open.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      guard let read = AttributeRead(top) else {
        top.kind.forEachPart { open.append($0) }
        continue
      }
      if narrator.hasSecret(read.attribute, of: read.entity, at: read.path) { return true }
      open += read.operands
    }
    return false
  }
}

/// An attribute of an object, or a part of it at a constant path.
private struct AttributeRead {
  let entity: Int
  let attribute: Int
  let path: [Text]
  /// The expression of the object.
  let operands: [Expression]

  init?(_ expression: Expression) {
    var path: [Text] = []
    var top = expression
    while case .member(let base, let name) = top.kind {
      path.append(name)
      top = base
    }
    guard case .attribute(let object, let attribute) = top.kind,
      case .entity(let entity) = object.type
    else { return nil }
    self.entity = entity
    self.attribute = attribute
    self.path = path.reversed()
    operands = [object]
  }
}
