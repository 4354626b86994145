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
  /// That an output of `a` is used in the part of the arguments of `b` that a path of names and
  /// indices leads to.
  func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term
  /// The objects that can stand in the relation with `object` on its left (or right); `nil` if any
  /// can.
  func partners(_ relation: Relation, of object: ObjectID, onLeft: Bool) -> [ObjectID]?
}

extension SymbolicMeaning {
  /// Nothing is known of flows.
  public func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term {
    store.undetermined(because: "what flows into an argument cannot be told here")
  }

  /// Any object can.
  public func partners(_ relation: Relation, of object: ObjectID, onLeft: Bool) -> [ObjectID]? {
    nil
  }
}
