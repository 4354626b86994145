import ProvisoKernel
import ProvisoResult

/// Where one thing leaves several properties open, it is told once.
extension TextReport {
  /// From this many properties on.
  private static let fewestTogether = 3

  /// The properties, those together that are undecided for one reason and have nothing else to tell.
  func alike(_ properties: [PropertyResult]) -> [[PropertyResult]] {
    func reason(_ property: PropertyResult) -> String? {
      guard property.verdict == .undecided, property.violations.isEmpty, property.witness == nil
      else {
        return nil
      }
      return property.reason
    }
    let byReason = Dictionary(grouping: properties, by: reason)
    var told: Set<String> = []
    return properties.compactMap { property in
      guard let why = reason(property), let all = byReason[why], all.count >= Self.fewestTogether
      else { return [property] }
      return told.insert(why).inserted ? all : nil
    }
  }

  /// Properties that are undecided for one reason.
  func undecided(_ properties: [PropertyResult]) -> [String] {
    guard let first = properties.first else { return [] }
    let names = properties.map { "\($0.name) (\($0.location.path):\($0.location.line))" }
    return [paint(.undecided) + "  " + bold("\(properties.count) properties, for one reason")]
      + wrap("not decided: " + (first.reason ?? ""), indent: 2)
      + wrap(names.joined(separator: ", "), indent: 2)
  }
}
