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

  /// The undecided instances of a property, by object.
  func openInstances(of property: PropertyResult, words: InputWords) -> [String] {
    var lines: [String] = []
    for instance in property.undecided.prefix(Self.maximumOpen)
    where !instance.bindings.isEmpty || instance.reason != property.reason {
      lines += layout.wrap(
        "undecided: \(objects(instance.bindings, words: words)): \(instance.reason)", indent: 2)
      if let waiver = instance.waiver {
        lines += layout.wrap("waived until \(waiver.until), because \(waiver.because)", indent: 4)
      }
    }
    let more = property.undecided.count - Self.maximumOpen
    if more > 0 { lines += layout.wrap("and \(more) more", indent: 2) }
    return lines
  }

  /// The instances of a property that trust unknown values, by object.
  func trustedInstances(of property: PropertyResult, words: InputWords) -> [String] {
    var lines: [String] = []
    for instance in property.trusted.prefix(Self.maximumOpen) {
      let values = instance.unknowns.prefix(Self.maximumValues).map {
        $0.trustedClause(unknown: words.unknownValue)
      }
      lines += layout.wrap(
        "trusted: \(objects(instance.bindings, words: words)): "
          + (values.isEmpty ? instance.reason : values.joined(separator: ", or ")),
        indent: Self.textColumn)
    }
    let more = property.instances.trusted - min(property.trusted.count, Self.maximumOpen)
    if more > 0 { lines += layout.wrap("and \(more) more", indent: Self.textColumn) }
    return lines
  }

  /// The number of open instances of one property that are named.
  private static let maximumOpen = 5
  /// The number of unknown values of one instance that are named.
  private static let maximumValues = 3

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
