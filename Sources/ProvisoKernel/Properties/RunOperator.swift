/// What is said of whole runs: complete ones, from their first moment (LANGUAGE, section 5).
public enum RunOperator: String, Sendable {
  /// P holds at some moment of every complete run.
  case eventually
  /// In every complete run each moment of P is, or is followed by, a moment of Q.
  case leadsTo = "leads to"
  /// In every complete run Q comes, and P holds until then.
  case until

  /// How many conditions it joins.
  public var operandCount: Int { self == .eventually ? 1 : 2 }
}
