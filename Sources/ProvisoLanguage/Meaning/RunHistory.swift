import ProvisoKernel

/// A step as an expression names it.
package enum ConcreteStep: Hashable, Sendable {
  /// A call of a plan, by its index.
  case call(Int)
  /// An action of the world, by its index, with its arguments.
  case action(Int, [Value])
}

/// A run of a world up to a moment, for evaluating `once`, `before` and `whenever` at that moment.
package protocol RunHistory: Sendable {
  /// The number of moments of the run so far.
  var count: Int { get }
  /// An evaluator for the moment at an index, with the run up to that moment.
  func evaluator(at index: Int, _ patterns: PatternCache) -> ConcreteEvaluator
  /// Whether the step can begin now, taken by any agent that may take it.
  func canStart(_ step: ConcreteStep) -> ConcreteEvaluator.Truth
  /// Whether the last move of the run completed the step without a failure.
  func hasJustHappened(_ step: ConcreteStep) -> Bool
  /// Whether some move of the run completed the step without a failure.
  func hasHappened(_ step: ConcreteStep) -> Bool
}

/// A universe that knows the relations that a world declares.
package protocol DeclaredRelations {
  /// Whether the relation, by its index in the world, holds between the operands at a moment.
  func holds(_ relation: Int, of operands: [Value], at moment: Moment) -> Bool
}
