import Testing

/// A property of the standard pack, with a plan that violates it and a plan for which it is proved.
struct PackCase: Sendable, CustomTestStringConvertible {
  let property: String
  /// The objects that a violation must name.
  let culprits: [String]
  let breaks: PlanText
  let holds: PlanText

  init(_ property: String, _ culprits: String..., breaks: PlanText, holds: PlanText) {
    self.property = property
    self.culprits = culprits
    self.breaks = breaks
    self.holds = holds
  }

  var testDescription: String { property + " " + culprits.joined(separator: " ") }

  /// All cases, by theme.
  static let all =
    data + protection + serving + use + exposure + firewalls + ranges + guards + management + blast
}
