/// The meaning of attributes and relations as terms, with moment and unknowns left open: what the
/// lowering needs.
///
/// A front-end writes this meaning apart from ``ConcreteMeaning``, so that one checks the other.
public protocol SymbolicMeaning: ObjectUniverse {
  /// An attribute.
  func symbol(_ attribute: Int, of object: ObjectID, in store: TermStore) -> Symbol
  /// A relation.
  func relation(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in store: TermStore
  ) -> Term
  /// Whether the condition of a relation is not constantly false. It needs no condition, where many pairs have
  /// one that does not matter.
  func canHold(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in store: TermStore
  ) -> Bool
  /// The condition that the arguments of `b` use an output of `a`, in the part at a path of names and
  /// indices.
  func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term
  /// The JSON that the input gives reason to expect of an unknown text; `nil` if it gives none.
  func expectedDocument(of unknown: Unknown, in store: TermStore) -> ExpectedDocument?
  /// The objects that can be related to `object`, where `object` is on the left (or right) side;
  /// `nil` if any object can.
  ///
  /// - Parameter chosen: the only objects to look at, in their order; `nil` for all.
  func partners(
    _ relation: Relation, of object: ObjectID, onLeft: Bool, among chosen: [ObjectID]?
  ) -> [ObjectID]?
}

/// The JSON that an unknown text is expected to be.
public struct ExpectedDocument: Sendable {
  /// The unknown condition that the text is that document.
  public let condition: Unknown
  /// The document.
  public let value: Symbol

  /// Describes a document.
  public init(_ value: Symbol, if condition: Unknown) {
    self.condition = condition
    self.value = value
  }
}

extension SymbolicMeaning {
  /// Nothing is expected.
  public func expectedDocument(of unknown: Unknown, in store: TermStore) -> ExpectedDocument? {
    nil
  }

  /// Nothing is known of flows.
  public func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term {
    store.undetermined(because: "the flow into an argument is not known here")
  }

  /// By default, the condition itself is asked.
  public func canHold(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in store: TermStore
  ) -> Bool {
    self.relation(relation, between: a, and: b, in: store) != .never
  }

  /// Any object can.
  public func partners(
    _ relation: Relation, of object: ObjectID, onLeft: Bool, among chosen: [ObjectID]?
  ) -> [ObjectID]? {
    nil
  }
}
