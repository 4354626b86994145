import ProvisoResult

/// Violations of one property that differ only in their objects.
struct ViolationGroup {
  /// The violations; the first one is shown.
  var violations: [Violation]

  /// Groups violations by their texts without the names of their objects, in the order of their first
  /// members. A run that matters is part of the texts.
  static func groups(of violations: [Violation]) -> [ViolationGroup] {
    var groups: [ViolationGroup] = []
    var known: [[String]: Int] = [:]
    for violation in violations {
      let key = key(of: violation)
      if let index = known[key] {
        groups[index].violations.append(violation)
      } else {
        known[key] = groups.count
        groups.append(ViolationGroup(violations: [violation]))
      }
    }
    return groups
  }

  private static func key(of violation: Violation) -> [String] {
    var texts = [
      violation.message ?? "", violation.certainty.rawValue,
      violation.isPreexisting ? violation.isRepaired ? "repaired" : "preexisting" : "",
      violation.needsGraph ? "graph" : "",
    ]
    texts += violation.facts + violation.hints
    texts += violation.unknowns.map(\.clause)
    if violation.dependsOnOrder { texts += violation.trace.map { "\($0.action) \($0.step)" } }
    // The longest name first, because a name can be a part of another.
    let names = violation.bindings.sorted { $0.object.count > $1.object.count }
    return texts.map { text in
      names.reduce(text) { replacing($1.object, by: "\u{0}\($1.name)", in: $0) }
    }
  }

  /// Replaces a name where it is not a part of a longer word.
  private static func replacing(
    _ name: String, by sign: String, in text: String
  ) -> String {
    guard !name.isEmpty else { return text }
    func isInWord(_ character: Character?) -> Bool {
      character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
    let parts = text.split(separator: name, omittingEmptySubsequences: false)
    return zip(parts, parts.dropFirst()).reduce(String(parts[0])) { out, pair in
      out + (isInWord(pair.0.last) || isInWord(pair.1.first) ? name : sign) + pair.1
    }
  }
}
