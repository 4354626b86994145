/// An operator about complete runs, judged from their first moment (SemanticsOfProperties,
/// "Operators over runs").
public enum RunOperator: String, Sendable {
  /// P holds at some moment of every complete run.
  case eventually
  /// In every complete run, P holds from some moment on.
  case eventuallyAlways = "eventually always"
  /// In every complete run, each moment of P is, or is followed by, a moment of Q.
  case leadsTo = "leads to"
  /// Every complete run reaches a moment of Q, and P holds until then.
  case until

  /// The number of conditions that the operator takes.
  public var operandCount: Int { self == .eventually || self == .eventuallyAlways ? 1 : 2 }
}
