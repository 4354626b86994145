/// An input whose steps happen at most once, in an order: its objects, the meaning of their
/// attributes, and how reports describe them.
public protocol Universe: SymbolicMeaning, ConcreteMeaning, Narrator, AttributeMembers {
  /// Whether the order of the steps is the true one.
  var orderIsExact: Bool { get }
  /// A condition that the input gives reason to assume of an unknown: that it equals another.
  func tie(of unknown: Unknown, in store: TermStore) -> (term: Term, text: String)?
}

extension Universe {
  /// Nothing is assumed.
  public func tie(of unknown: Unknown, in store: TermStore) -> (term: Term, text: String)? { nil }
}
