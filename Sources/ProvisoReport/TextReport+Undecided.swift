import ProvisoResult

/// A reason that leaves several properties undecided is shown once.
extension TextReport {
  /// Properties with the same reason are shown together if there are at least this many.
  private static let minimumTogether = 3

  /// Puts the properties together that are undecided for the same reason and have nothing else to
  /// show. Every other property is a group by itself.
  func withSharedReasons(_ properties: [PropertyResult]) -> [[PropertyResult]] {
    func reason(_ property: PropertyResult) -> String? {
      guard property.verdict == .undecided, property.violations.isEmpty, property.witness == nil
      else { return nil }
      return property.reason
    }
    let byReason = Dictionary(grouping: properties, by: reason)
    var shown: Set<String> = []
    return properties.compactMap { property in
      guard let reason = reason(property), let all = byReason[reason],
        all.count >= Self.minimumTogether
      else { return [property] }
      return shown.insert(reason).inserted ? all : nil
    }
  }

  /// Properties that are undecided for the same reason.
  func undecided(_ properties: [PropertyResult]) -> [String] {
    guard let first = properties.first else { return [] }
    let names = properties.map { "\($0.name) (\($0.location.path):\($0.location.line))" }
    return layout.wrap(
      line: layout.bold("\(properties.count) properties, for the same reason"),
      after: layout.label(.undecided))
      + layout.wrap("reason: " + (first.reason ?? ""), indent: 2)
      + layout.wrap(names.joined(separator: ", "), indent: 2)
  }
}
