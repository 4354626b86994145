/// An input whose steps happen at most once, in an order: its objects, the meaning of their
/// attributes, and how reports describe them.
public protocol Universe: SymbolicMeaning, ConcreteMeaning, Narrator, AttributeMembers {
  /// Whether the order of the steps is the true one.
  var orderIsExact: Bool { get }
  /// A condition that the input gives reason to expect of an unknown; `nil` if there is none.
  func expectation(of unknown: Unknown, in store: TermStore) -> ExpectedCondition?
}

/// A condition on an unknown that the input suggests, such as that it equals another value.
public struct ExpectedCondition: Sendable {
  /// The condition.
  public let term: Term
  /// The condition as a sentence without a full stop.
  public let text: String
  /// Whether a proof may assume it, and then lists it. Other expectations only choose between values
  /// that break a property.
  public let isAssumed: Bool

  /// Describes an expectation.
  public init(_ term: Term, _ text: String, isAssumed: Bool) {
    self.term = term
    self.text = text
    self.isAssumed = isAssumed
  }
}

extension Universe {
  /// Nothing is expected.
  public func expectation(of unknown: Unknown, in store: TermStore) -> ExpectedCondition? { nil }
}
