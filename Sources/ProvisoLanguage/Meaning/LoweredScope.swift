import ProvisoKernel

/// The scope of a property while its instances are visited.
package struct LoweredScope {
  let scope: InstanceScope
  /// The name of an object in reports.
  let name: (ObjectID) -> String
  /// The number of instances that were left out.
  package fileprivate(set) var excluded = 0

  /// Makes a scope.
  package init(_ scope: InstanceScope, naming name: @escaping (ObjectID) -> String) {
    self.scope = scope
    self.name = name
  }
}

extension Lowering {
  /// Whether the instance with this frame is judged. If not, it is counted as excluded.
  func judges(_ frame: Frame) -> Bool {
    guard let scope else { return true }
    let members = frame.compactMap { symbol -> InstanceScope.Member? in
      guard case .value(.object(let object)) = symbol else { return nil }
      return member(object, naming: scope.name)
    }
    guard !scope.scope.contains(members) else { return true }
    self.scope?.excluded += 1
    return false
  }

  /// An object with the names and the type that it or the object that it changes has.
  private func member(
    _ object: ObjectID, naming name: (ObjectID) -> String
  ) -> InstanceScope.Member {
    let changed: ObjectID? =
      if case .value(.object(let object))? = attribute("resource", of: object) { object } else {
        nil
      }
    let described = [object, changed].compactMap(\.self)
    func texts(_ attributes: String...) -> [String] {
      described.flatMap { object in
        attributes.compactMap { name in
          if case .value(.string(let text))? = attribute(name, of: object) {
            text.string
          } else {
            nil
          }
        }
      }
    }
    return InstanceScope.Member(
      names: described.map(name) + texts("address"), type: texts("type", "tool").first)
  }

  private func attribute(_ name: String, of object: ObjectID) -> Symbol? {
    universe.schema.attribute(name, of: object.entity).map {
      universe.symbol($0.index, of: object, in: store)
    }
  }
}
