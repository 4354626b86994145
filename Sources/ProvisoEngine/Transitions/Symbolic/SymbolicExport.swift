import ProvisoKernel
import Z3

extension SymbolicSearch {
  /// A property as an SMT-LIB 2.6 script, which is satisfiable exactly if a run of at most `depth`
  /// steps violates the property or, for `reachable`, reaches a state that meets it.
  ///
  /// - Returns: `nil` if the system or the property has no such form: properties of whole runs,
  ///   variables without a solver sort.
  /// - Throws: `Z3Error` if the solver fails, or if a term has no SMT-LIB form.
  public func smtLib(
    _ system: TransitionSystem, for property: StateProperty, depth: Int
  ) throws(Z3Error) -> String? {
    for usesStrings in [false, true] {
      let problem: SymbolicProblem
      do {
        problem = try SymbolicProblem(system, cancellation: cancellation)
      } catch {
        throw Z3Error(error)
      }
      guard let target = problem.target(of: property).target else { return nil }
      let encoder = try SortedEncoder(context, store: problem.store, usesStrings: usesStrings)
      let excludesFailures = property.question == .reachable
      let transitions = problem.possible.filter {
        !excludesFailures || !system.transitions[$0].isFailure
      }
      let relation = StepRelation(problem, encoder: encoder, transitions: transitions)
      let solver = try Z3Solver(context)
      try unroll(relation, to: target, depth: max(depth, 0), into: solver)
      if encoder.trouble != nil { return nil }
      if !encoder.needsStrings { return try solver.smtLib() }
    }
    return nil
  }

  private func unroll(
    _ relation: StepRelation, to target: SymbolicProblem.Target, depth: Int, into solver: Z3Solver
  ) throws(Z3Error) {
    let (problem, encoder) = (relation.problem, relation.encoder)
    let logic = encoder.logic
    var frame = try encoder.frame(problem, tag: "0")
    for constraint in try frame.domain + relation.start(frame) { try solver.assert(constraint) }
    let first = problem.store.or(target.met, target.metAtStart)
    var decided = [try encoder.encode(first, in: frame)]
    var goesOn = logic.yes
    for time in 0..<depth {
      let next = try encoder.frame(problem, tag: "\(time + 1)", after: frame)
      for constraint in next.domain { try solver.assert(constraint) }
      let more = try context.bool("more@\(time)")
      try solver.assert(logic.implies(more, goesOn))
      goesOn = more
      let step = try relation.step(from: frame, to: next, tag: "\(time)")
      for constraint in step.constraints { try solver.assert(logic.implies(more, constraint)) }
      decided.append(try logic.and(more, encoder.encode(target.met, in: next)))
      frame = next
    }
    try solver.assert(logic.or(decided))
  }
}
