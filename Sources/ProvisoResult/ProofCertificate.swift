/// Why a property holds for runs of any length, in a form that others can check again.
public struct ProofCertificate: Hashable, Sendable {
  /// The k of the induction; 1 where the invariant is inductive by itself.
  public let k: Int
  /// The conjuncts of the inductive invariant beside the property, as a person reads them.
  public let invariant: [String]
  /// SMT-LIB 2.6 scripts, each of which must be unsatisfiable.
  public let queries: [String]

  /// Puts a certificate together.
  public init(k: Int, invariant: [String], queries: [String]) {
    self.k = k
    self.invariant = invariant
    self.queries = queries
  }
}
