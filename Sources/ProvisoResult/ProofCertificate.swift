/// A proof by induction that a property holds for runs of any length. Any solver can check it.
public struct ProofCertificate: Hashable, Sendable {
  /// The k of the induction; 1 if the invariant is inductive.
  public let k: Int
  /// The conjuncts of the inductive invariant in addition to the property, in the language.
  public let invariant: [String]
  /// Scripts in SMT-LIB 2.6. Each of them must be unsatisfiable.
  public let queries: [String]

  /// Makes a certificate.
  public init(k: Int, invariant: [String], queries: [String]) {
    self.k = k
    self.invariant = invariant
    self.queries = queries
  }
}
