import ProvisoKernel

/// The other world of a `refines`, with its state as expressions over the world that refines it.
package struct Refinement: Sendable {
  /// A variable of the other world, a field of one of its objects, or a tuple of one of its relations.
  package enum Part: Hashable, Sendable {
    case variable(Int)
    case field(ObjectID, Int)
    case tuple(Int, [Value])
  }

  /// The value of a part: an expression over the state of the refining world, for given objects of it.
  package struct Mapped: Sendable {
    package let value: Expression
    /// The values of the slots of the expression.
    package let frame: [Value]
  }

  /// The spec of the other world, with its model.
  package let spec: Spec
  package let model: WorldModel
  /// The objects of the refining world, by those of the other world that they stand for.
  package let objects: [ObjectID: ObjectID]
  package let parts: [Part: Mapped]
}
