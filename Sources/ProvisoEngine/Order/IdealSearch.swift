import ProvisoKernel
import Z3

/// Looks for a moment of a large cone with one query: a Boolean for each step begun and each step
/// done, one for each part, and the order as implications.
///
/// Every assignment that obeys them is a moment of some run, and every moment is such an assignment
/// (the reachable moments of steps that happen at most once are the down-closed sets, or order
/// ideals, of their order). So an unsatisfiable query covers every interleaving and every failure
/// without unrolling.
///
/// Only the transitive reduction of the order is asserted, each wait under its own name: the core
/// of an unsatisfiable query then lists the waits and assumptions that the proof needs. Up to
/// 24 more queries follow a satisfiable one. Each asks for fewer begun steps and has at most two
/// seconds, because a counterexample with fewer steps is easier to read.
struct IdealSearch {
  let cone: Cone
  let store: TermStore
  let system: System
  let solving: SolverQueries

  enum Answer {
    case found(LocalMoment, [Int: Value])
    /// No moment exists; the proof needs these waits, as pairs (later, earlier) of indices in the
    /// cone, and these assumptions, by index.
    case none(waits: [(Int, Int)], assumptions: [Int])
    case unknown(String)
  }

  /// Looks for a moment at which `condition` holds.
  ///
  /// - Parameter settled: Whether to consider only moments in which each step is pending or done.
  func find(
    _ condition: Term, in world: ConeOrder, assuming assumptions: [Term], settled: Bool
  ) throws(Cancelled) -> Answer {
    try solving.cancellation.check()
    let answer: Answer
    do {
      answer = try search(for: condition, in: world, assuming: assumptions, settled: settled)
    } catch {
      answer = .unknown(error.message)
    }
    if case .unknown = answer { try solving.cancellation.check() }
    return answer
  }

  private func search(
    for condition: Term, in world: ConeOrder, assuming assumptions: [Term], settled: Bool
  ) throws(Z3Error) -> Answer {
    let formula = cone.overPhases(condition, in: world, store: store, system: system)
    if formula == .never { return .none(waits: [], assumptions: []) }
    let context = try solving.context()
    var support = Support()
    for term in [condition] + assumptions { support.collect(term, in: store, of: system) }
    let encoder = Encoder(context, store: store, usesStrings: support.usesStrings)
    let solver = try Z3Solver(context)
    solver.timeoutMilliseconds = solving.limits.timeoutMilliseconds
    var begun: [Z3Term] = []
    var done: [Z3Term] = []
    // Begun or refused: either needs the waits.
    var acted: [Z3Term] = []
    for (index, step) in cone.steps.enumerated() {
      let b = try context.bool(encoder.name(step, .begun))
      let d = try context.bool(encoder.name(step, .done))
      begun.append(b)
      acted.append(b)
      done.append(d)
      try solver.assert(context.implies(d, b))
      if settled { try solver.assert(context.implies(b, d)) }
      for part in cone.parts[index] {
        let p = try context.bool(encoder.name(PartID(step: step, part: part)))
        try solver.assert(context.implies(d, p))
        try solver.assert(context.implies(p, b))
      }
      if cone.readsFailures {
        let f = try context.bool(encoder.name(step, .failed))
        if system.steps[step].mayFail && !settled {
          try solver.assert(context.implies(f, context.not(d)))
          if !system.steps[step].mayBeRefused { try solver.assert(context.implies(f, b)) }
          acted[index] = try context.or(b, f)
        } else {
          try solver.assert(context.not(f))
        }
      }
    }
    var waits: [Z3Term: (Int, Int)] = [:]
    for (later, list) in world.reduced.enumerated() {
      for earlier in list {
        let name = try context.freshConstant("wait", context.boolSort())
        waits[name] = (later, earlier)
        try solver.assert(context.implies(acted[later], done[earlier]), named: name)
      }
    }
    try solver.assert(encoder.encode(formula))
    var names: [Z3Term: Int] = [:]
    for (index, assumption) in assumptions.enumerated() where assumption != .always {
      let name = try context.freshConstant("assumption", context.boolSort())
      names[name] = index
      try solver.assert(encoder.encode(assumption), named: name)
    }
    for constraint in try encoder.constraints + encoder.memberConstraints() {
      try solver.assert(constraint)
    }
    switch try solver.check() {
    case .unknown(let reason): return .unknown("the solver gave up: \(reason)")
    case .unsatisfiable(let core):
      solving.evidence?.note(solver, isSatisfiable: false, literals: encoder.literals)
      let used = core.compactMap { waits[$0] }.sorted { $0 < $1 }
      return .none(waits: used, assumptions: core.compactMap { names[$0] }.sorted())
    case .satisfiable(let model):
      if !encoder.opaque.isEmpty { return .unknown(encoder.doubt) }
      solving.evidence?.note(solver, isSatisfiable: true, literals: encoder.literals)
      var best = try read(model, with: encoder, begun: begun, done: done)
      // Fewer steps are easier to read; the number of tries is bounded to keep the search cheap.
      solver.timeoutMilliseconds = min(2_000, solving.limits.timeoutMilliseconds)
      for _ in 0..<24 {
        let count = best.0.steps.count { $0.state != .pending }
        guard count > 1 else { break }
        try solver.assert(context.atMost(begun, bound: count - 1))
        guard case .satisfiable(let smaller) = try solver.check() else { break }
        best = try read(smaller, with: encoder, begun: begun, done: done)
      }
      return .found(best.0, best.1)
    }
  }

  private func read(
    _ model: Z3Model, with encoder: Encoder, begun: [Z3Term], done: [Z3Term]
  ) throws(Z3Error) -> (LocalMoment, [Int: Value]) {
    var steps: [LocalMoment.Local] = []
    for (index, step) in cone.steps.enumerated() {
      if try model.boolean(of: done[index]) == true {
        steps.append(.init(state: .done))
      } else if try model.boolean(of: begun[index]) == true {
        var parts: Set<Int> = []
        for part in cone.parts[index] {
          let bit = try solving.context().bool(encoder.name(PartID(step: step, part: part)))
          if try model.boolean(of: bit) == true { parts.insert(part) }
        }
        var state = StepState.inFlight
        if cone.readsFailures {
          let bit = try solving.context().bool(encoder.name(step, .failed))
          if try model.boolean(of: bit) == true { state = .failed }
        }
        steps.append(.init(state: state, parts: parts))
      } else {
        var state = StepState.pending
        if cone.readsFailures {
          let bit = try solving.context().bool(encoder.name(step, .failed))
          if try model.boolean(of: bit) == true { state = .refused }
        }
        steps.append(.init(state: state))
      }
    }
    return (LocalMoment(steps: steps), try encoder.unknowns(in: model))
  }
}
