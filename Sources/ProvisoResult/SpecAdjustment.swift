import ProvisoKernel

/// The change of a rule by the caller of a check, with the reason. A result repeats it, so that nothing
/// is left out silently.
public struct RuleAdjustment: Hashable, Sendable {
  /// The name of the property.
  public let rule: String
  /// Whether the property was not judged at all.
  public let isOff: Bool
  /// The severity that the property has instead of its own.
  public let severity: Severity?
  /// The patterns of the objects whose instances were not judged.
  public let exclude: [String]
  /// The types of the objects whose instances were judged; empty for all types.
  public let onlyTypes: [String]
  public let because: String
  /// The place where it is written; `nil` if it is in no file.
  public let location: ResultLocation?

  /// Describes a change of a rule.
  public init(
    rule: String, isOff: Bool, severity: Severity?, exclude: [String], onlyTypes: [String],
    because: String, location: ResultLocation?
  ) {
    self.rule = rule
    self.isOff = isOff
    self.severity = severity
    self.exclude = exclude
    self.onlyTypes = onlyTypes
    self.because = because
    self.location = location
  }
}

/// A value from outside of the specs that the answers rest on.
public struct OutsideValue: Hashable, Sendable {
  /// The kinds of values from outside. The raw values are the same in every version.
  public enum Kind: String, Sendable, CaseIterable {
    /// A `var` of a spec.
    case variable
    /// A `let`, `table` or `define` of a pack; a `define` has its text as its value.
    case convention
    /// The date of the check, which is `today` in specs.
    case today
  }

  public let kind: Kind
  public let name: String
  /// The value as JSON.
  public let json: String
  /// Whether the caller of the check gave it; otherwise it is the default.
  public let isGiven: Bool
  /// The declaration; `nil` for `today`.
  public let location: ResultLocation?

  /// Describes a value.
  public init(kind: Kind, name: String, json: String, isGiven: Bool, location: ResultLocation?) {
    self.kind = kind
    self.name = name
    self.json = json
    self.isGiven = isGiven
    self.location = location
  }
}
