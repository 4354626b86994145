/// An instance that is neither proved nor violated.
///
/// It is undecided, or it is trusted: its property trusts unknowns, and only some of their values
/// break it. In all texts, sensitive values are replaced.
public struct OpenInstance: Sendable {
  public var bindings: [Violation.Binding]
  /// The objects of the instance, without its constants.
  public var objects: [String] { bindings.filter { !$0.isConstant }.map(\.object) }
  /// Why it is open: what is not known, or could not be found out.
  public var reason: String
  /// The unknown values on which it depends, each with a value that breaks it; the value is `null`
  /// where none was worked out.
  public var unknowns: [Violation.UnknownValue]
  /// The value that a person can approve to settle the instance; `nil` for none.
  public var ask: AskedValue?
  /// The waiver of an undecided instance, which then does not count.
  public var waiver: Violation.Waiver?

  /// Makes an open instance.
  public init(
    bindings: [Violation.Binding], reason: String, unknowns: [Violation.UnknownValue] = []
  ) {
    self.bindings = bindings
    self.reason = reason
    self.unknowns = unknowns
  }
}
