/// The meaning of attributes and relations in one situation: what the judge of counterexamples needs.
public protocol ConcreteMeaning: ObjectUniverse {
  /// An attribute.
  func value(_ attribute: Int, of object: ObjectID, in situation: Situation) -> MaskedValue
  /// A relation.
  func holds(_ relation: Relation, between a: ObjectID, and b: ObjectID, in situation: Situation)
    -> Bool
  /// Whether an output of `a` is used in that part of the arguments of `b`; `nil` if the input does
  /// not show it.
  func isFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in situation: Situation
  ) -> Bool?
  /// Values of unknowns, with those that follow from them: a text that is an expected document is its
  /// JSON.
  func completed(_ unknowns: [String: Value]) -> [String: Value]
}

extension ConcreteMeaning {
  /// Nothing follows.
  public func completed(_ unknowns: [String: Value]) -> [String: Value] { unknowns }

  /// Nothing is known of flows.
  public func isFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in situation: Situation
  ) -> Bool? { nil }
}
