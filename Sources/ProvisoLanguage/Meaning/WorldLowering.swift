import ProvisoKernel

/// The meaning of expressions about a world's steps and relations, with the moment left open.
package protocol WorldLowering: AnyObject {
  /// The index of an action with its arguments; `nil` if there is no such step.
  func step(_ action: Int, with arguments: [Value]) -> Int?
  /// The index of the step that an object denotes: a step of the world, or a call of a plan; `nil`
  /// for any other object.
  func step(of object: ObjectID) -> Int?
  /// The objects that a variable of the type can name.
  func objects(of entity: Int) -> [ObjectID]
  /// Whether the relation holds between no objects, ever.
  func staysEmpty(_ relation: Int) -> Bool
  /// The condition that the relation holds between the objects.
  func related(by relation: Int, _ arguments: [Value], in store: TermStore) -> Term
  /// The condition that the step can begin now.
  func starts(_ step: Int) -> Term
  /// The condition that the last transition completed the step without a failure.
  func happens(_ step: Int) -> Term
  /// The condition that the first step has happened or the second cannot begin now.
  func before(_ earlier: Int, _ later: Int) -> Term
  /// The condition that `condition` holds now or held at an earlier moment.
  func once(_ condition: Term) -> Term
  /// The value that a symbol of the type had before the last step, and now if there was none; `nil` if
  /// that is not recorded.
  func previous(_ symbol: Symbol, as type: StaticType) -> Symbol?
}
