import ProvisoKernel

/// The instances of a property that a check judges, if its caller narrows the property.
package struct InstanceScope: Sendable {
  /// An object of an instance, as the caller of a check knows it.
  package struct Member {
    /// The names by which a person may know the object.
    package let names: [String]
    /// The object's type, such as the type of a resource; `nil` if it has none.
    package let type: String?

    /// Describes an object.
    package init(names: [String], type: String?) {
      self.names = names
      self.type = type
    }
  }

  /// An instance is left out if one of its objects has a name that one of these matches.
  package let excluded: [NamePattern]
  /// An instance is left out if none of its objects has one of these types; empty for all types.
  package let types: Set<String>

  /// Makes a scope.
  package init(excluded: [NamePattern], types: Set<String>) {
    self.excluded = excluded
    self.types = types
  }

  /// Whether the instance with these objects is judged.
  package func contains(_ members: [Member]) -> Bool {
    if !types.isEmpty, !members.contains(where: { $0.type.map(types.contains) ?? false }) {
      return false
    }
    return !members.contains { member in
      excluded.contains { pattern in member.names.contains(where: pattern.matches) }
    }
  }
}
