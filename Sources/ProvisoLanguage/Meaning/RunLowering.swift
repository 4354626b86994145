import ProvisoKernel

/// One instance of a property of runs: a choice of objects, and what is said of the runs.
package struct LoweredRunInstance {
  package let frame: [Symbol]
  /// What the `where`s come to; they are judged at a run's first moment.
  package let condition: Term
  package let kind: RunOperator
  /// P.
  package let first: Term
  /// Q; for `eventually` never.
  package let second: Term
}

extension PropertyShape {
  /// The operator about runs that is a property's body, with its conditions; `nil` where there is none.
  package static func overRuns(_ property: Expression) -> (kind: RunOperator, parts: [Expression])?
  {
    if case .overRun(let kind, let parts) = split(property).1.kind { (kind, parts) } else { nil }
  }
}

extension Lowering {
  /// Visits the instances of a property of runs, as `instances(of:)` does those of others.
  package func runInstances(of property: Expression, _ visit: (LoweredRunInstance) -> Void) {
    guard let (kind, parts) = PropertyShape.overRuns(property), let first = parts.first else {
      return
    }
    let found = choices(levels(PropertyShape.split(property).0, base: 0, isInstance: true), []) {
      choice in
      visit(
        LoweredRunInstance(
          frame: choice.frame, condition: choice.condition, kind: kind,
          first: condition(first, choice.frame),
          second: parts.dropFirst().first.map { condition($0, choice.frame) } ?? .never))
      return true
    }
    openChoices = found.open.map(\.reason)
  }
}
