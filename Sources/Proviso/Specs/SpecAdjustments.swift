import ProvisoKernel
import ProvisoResult

/// The changes that the caller of a check makes to its specs without changing a file: settings of rules, values
/// of a pack's conventions, and values from outside.
public struct SpecAdjustments: Sendable {
  public var rules: [RuleSetting] = []
  public var conventions: [ConventionSetting] = []
  public var variables: [VariableSetting] = []

  /// Changes nothing.
  public init() {}
}

/// A change of one rule. Results repeat it with its reason.
public struct RuleSetting: Sendable {
  /// The name of the property.
  public var rule: String
  /// Why the rule is changed.
  public var because: String
  /// Whether the rule is not judged at all.
  public var isOff = false
  /// The severity instead of the rule's own; `nil` to keep it.
  public var severity: Severity?
  /// Patterns of names. An instance is not judged if one of its objects has a name that one of them
  /// matches. `*` matches any characters; `\\*` is a star.
  public var exclude: [String] = []
  /// The types of which an instance needs an object to be judged; empty for any.
  public var onlyTypes: [String] = []
  /// The place of the setting, for messages and results.
  public var location: ResultLocation?
  /// Whether it is an error that no spec has such a rule.
  public var isRequired = true

  /// Changes nothing yet.
  public init(rule: String, because: String) {
    self.rule = rule
    self.because = because
  }
}

/// A value for a `let` of a pack.
public struct ConventionSetting: Sendable {
  /// The name of the `let`.
  public var name: String
  /// The value, of the type of the `let`; for `isExtending` the elements to add.
  public var value: Value
  /// Whether the elements follow those of the pack's own list, instead of replacing it.
  public var isExtending = false
  /// The place of the setting, for messages.
  public var location: ResultLocation?
  /// Whether it is an error that no pack has such a name.
  public var isRequired = true

  /// Makes a setting.
  public init(name: String, value: Value) {
    self.name = name
    self.value = value
  }
}

/// A value for a `var` of a spec.
public struct VariableSetting: Sendable {
  /// The name of the `var`.
  public var name: String
  /// The value as a text, which is read by the type of the `var`. The elements of a list have commas
  /// between them.
  public var text: String
  /// The source of the value for messages, such as the name of an option.
  public var origin: String
  /// Whether it is an error that no spec has such a `var`.
  public var isRequired = true

  /// Makes a setting.
  public init(name: String, text: String, origin: String = "the caller") {
    self.name = name
    self.text = text
    self.origin = origin
  }
}
