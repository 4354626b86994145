import ProvisoKernel

/// One instance of a property of runs: a choice of objects, with the conditions to check along
/// runs.
package struct LoweredRunInstance {
  package let frame: [Symbol]
  /// The value of all `where` conditions, evaluated at a run's first moment.
  package let condition: Term
  package let kind: RunOperator
  /// The first operand, `P`.
  package let first: Term
  /// The second operand, `Q`; `never` for `eventually`.
  package let second: Term
}

extension PropertyShape {
  /// The run operator in a property's body, with its operands; `nil` if the body is not one.
  package static func overRuns(_ property: Expression) -> (kind: RunOperator, parts: [Expression])?
  {
    if case .overRun(let kind, let parts) = split(property).1.kind { (kind, parts) } else { nil }
  }
}

extension Lowering {
  /// Visits the instances of a property of runs; the counterpart of `instances(of:)`.
  package func runInstances(of property: Expression, _ visit: (LoweredRunInstance) -> Void) {
    guard let (kind, parts) = PropertyShape.overRuns(property), let first = parts.first else {
      return
    }
    let found = choices(
      of: levels(PropertyShape.split(property).0, base: 0, isInstance: true), in: []
    ) {
      choice in
      guard judges(choice.frame) else { return true }
      visit(
        LoweredRunInstance(
          frame: choice.frame, condition: choice.condition, kind: kind,
          first: condition(of: first, in: choice.frame),
          second: parts.dropFirst().first.map { condition(of: $0, in: choice.frame) } ?? .never))
      return true
    }
    incompleteChoiceReasons = found.open.map(\.reason.reason)
  }
}
