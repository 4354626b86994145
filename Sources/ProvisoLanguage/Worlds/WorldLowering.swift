import ProvisoKernel

/// The meaning of what expressions say of a world's steps and relations, with the moment left open.
package protocol WorldLowering: AnyObject {
  /// The place of an action with its arguments; `nil` where there is no such step.
  func step(_ action: Int, _ arguments: [Value]) -> Int?
  /// The place of the step that an object stands for: a step of the world, or a call of a plan.
  func step(of object: ObjectID) -> Int?
  /// The objects that a variable of the type can name.
  func objects(of entity: Int) -> [ObjectID]
  /// That the relation holds between the objects.
  func related(_ relation: Int, _ arguments: [Value], in store: TermStore) -> Term
  /// That the step can begin now.
  func starts(_ step: Int) -> Term
  /// That it was the last thing to happen, and did not fail.
  func happens(_ step: Int) -> Term
  /// That the first has happened, or the second cannot begin now.
  func before(_ earlier: Int, _ later: Int) -> Term
  /// That the condition holds now or held at an earlier moment.
  func once(_ condition: Term) -> Term
}
