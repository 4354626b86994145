/// Why a value or a condition is missing: something that is neither known nor a plain unknown.
public struct Gap: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The reason, as a noun phrase or a clause without a full stop.
  public let reason: String
  /// The unknowns whose values would settle it, by index in the store; empty where no unknown's
  /// value would.
  public let unknowns: [Int]

  /// Describes a gap.
  public init(_ reason: String, unknowns: [Int] = []) {
    self.reason = reason
    self.unknowns = unknowns
  }

  public init(stringLiteral reason: String) { self.init(reason) }
}
