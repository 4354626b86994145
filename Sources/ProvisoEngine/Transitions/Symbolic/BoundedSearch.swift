import ProvisoKernel
import Z3

/// Bounded model checking: looks for states that decide properties along runs that grow by one step
/// at a time.
///
/// One incremental solver holds the unrolling (`Unrolling`); the states to find are assumptions, so
/// the solver keeps what it has learnt from one depth to the next. At each depth, the targets of
/// all properties share one query, and more follow only if one is found. Because depths increase
/// one by one, the first run found is a shortest one. The interpreter replays each run before it
/// counts.
///
/// The search also notes which transitions can happen, and collects runs as samples for guessed
/// invariants (`InvariantGuesses`). If no run is longer than the depth, the search is complete and its
/// answers hold for all runs.
final class BoundedSearch {
  /// The state of the search for one property.
  struct Status {
    /// Runs to states that decide it, shortest first.
    var runs: [TransitionRun] = []
    /// Whether some reachable state leaves it open.
    var isOpen = false
    /// The reason why its search ended early.
    var trouble: String?
    /// Whether the search for it is over.
    var isClosed = false
  }

  let problem: SymbolicProblem
  let unrolling: Unrolling
  let targets: [Int: SymbolicProblem.Target]
  let wholeRuns: [Int: WholeRunQuestion]
  /// The questions for whose sake no search goes on.
  private let probes: Set<Int>
  var status: [Int: Status] = [:]
  /// A double write, with a run to it.
  private(set) var error: (fault: Fault, run: TransitionRun)?
  /// A fault of a missing value, with a run to it.
  private(set) var noValue: (fault: Fault, run: TransitionRun)?
  /// Whether initial states exist; `nil` while that is unknown.
  private(set) var hasStart: Bool?
  /// Whether no run is longer than the depth.
  private(set) var isComplete = false
  /// The largest depth that was searched completely; -1 before the first.
  private(set) var depth = -1
  /// The reason why the search ended early.
  var trouble: String?
  private(set) var taken: Set<Int> = []
  /// Runs found on the way, as samples for guessed invariants.
  private(set) var samples: [TransitionRun] = []

  let interpreter: TransitionInterpreter
  private let faultTerms: (error: Term, noValue: Term)
  private let runs: Int
  private let looksForFaults: Bool

  /// - Parameters:
  ///   - relation: The transitions that runs may take.
  ///   - probes: The questions for whose sake no search goes on.
  ///   - runs: The number of different runs to list for each property.
  init(
    _ relation: StepRelation, targets: [Int: SymbolicProblem.Target],
    wholeRuns: [Int: WholeRunQuestion], probes: Set<Int> = [], name: String, runs: Int,
    looksForFaults: Bool
  ) throws(Z3Error) {
    self.probes = probes
    problem = relation.problem
    self.targets = targets
    self.wholeRuns = wholeRuns
    self.runs = max(runs, 1)
    self.looksForFaults = looksForFaults
    faultTerms = (
      problem.fault(.doubleWrite, among: relation.transitions),
      problem.fault(.noValue, among: relation.transitions)
    )
    unrolling = try Unrolling(relation, name: name, fromStart: true)
    interpreter = problem.interpreter()
    for index in targets.keys { status[index] = Status() }
    for index in wholeRuns.keys { status[index] = Status() }
  }

  /// Ends the search for a property that another method has decided.
  func close(_ index: Int) { status[index]?.isClosed = true }

  /// Adds a run that another method has found.
  func add(_ run: TransitionRun, to index: Int) {
    status[index]?.runs.append(run)
    status[index]?.isClosed = true
  }

  /// Whether the search is over for all properties.
  var isIdle: Bool { status.allSatisfy { $0.value.isClosed || probes.contains($0.key) } }

  /// The formula that the state at a depth decides a property.
  private func met(_ index: Int, depth: Int) throws(Z3Error) -> Z3Term {
    guard let target = targets[index] else { return unrolling.encoder.logic.no }
    let term = depth == 0 ? problem.store.or(target.met, target.metAtStart) : target.met
    return try unrolling.encoder.encode(term, in: unrolling.frames[depth])
  }

  private func open(_ index: Int, depth: Int) throws(Z3Error) -> Z3Term {
    if let question = wholeRuns[index] {
      return try unrolling.encoder.encode(question.open, in: unrolling.frames[depth])
    }
    guard let target = targets[index] else { return unrolling.encoder.logic.no }
    let term = depth == 0 ? problem.store.or(target.open, target.initiallyOpen) : target.open
    return try unrolling.encoder.encode(term, in: unrolling.frames[depth])
  }

  /// Searches one depth further.
  ///
  /// - Returns: Whether to continue.
  func advance(_ deadline: Deadline) throws(Z3Error) -> Bool {
    guard trouble == nil, !isComplete else { return false }
    if depth < 0 {
      switch try unrolling.check(assuming: [], until: deadline) {
      case .satisfiable(let model):
        hasStart = true
        samples.append(try unrolling.run(model, length: 0))
      case .unsatisfiable:
        hasStart = false
        isComplete = true
        return false
      case .unknown(let reason):
        trouble = reason
        return false
      }
    } else {
      try unrolling.extend()
      guard try coverStep(deadline) else { return false }
    }
    let now = depth + 1
    guard try searchFaults(depth: now, until: deadline),
      try searchTargets(depth: now, until: deadline),
      try searchWholeRuns(depth: now, until: deadline), try searchOpen(depth: now, until: deadline)
    else { return false }
    depth = now
    return true
  }

  /// Finds the transitions that the newest step can take, and whether there is any.
  private func coverStep(_ deadline: Deadline) throws(Z3Error) -> Bool {
    let logic = unrolling.encoder.logic
    guard let step = unrolling.steps.last else { return false }
    var isPossible = false
    while true {
      var fresh: [Z3Term] = []
      for (index, transition) in unrolling.relation.transitions.enumerated()
      where !taken.contains(transition) {
        fresh.append(step.happens[index])
      }
      if fresh.isEmpty && isPossible { return true }
      let question = fresh.isEmpty ? [] : [try unrolling.literal(logic.or(fresh))]
      switch try unrolling.check(assuming: question, until: deadline) {
      case .satisfiable(let model):
        isPossible = true
        let run = try unrolling.run(model, length: unrolling.depth)
        taken.formUnion(run.moves.map(\.transition))
        samples.append(run)
        if fresh.isEmpty { return true }
      case .unsatisfiable:
        if isPossible { return true }
        if fresh.isEmpty {
          isComplete = true
          return false
        }
        switch try unrolling.check(assuming: [], until: deadline) {
        case .satisfiable(let model):
          samples.append(try unrolling.run(model, length: unrolling.depth))
          return true
        case .unsatisfiable:
          isComplete = true
          return false
        case .unknown(let reason):
          trouble = reason
          return false
        }
      case .unknown(let reason):
        trouble = reason
        return false
      }
    }
  }

  private func searchFaults(depth: Int, until deadline: Deadline) throws(Z3Error) -> Bool {
    guard looksForFaults else { return true }
    if error == nil, faultTerms.error != .never {
      guard
        let found = try searchFault(
          .doubleWrite, term: faultTerms.error, depth: depth, until: deadline)
      else {
        return false
      }
      error = found.first
    }
    if noValue == nil, faultTerms.noValue != .never {
      guard
        let found = try searchFault(
          .noValue, term: faultTerms.noValue, depth: depth, until: deadline)
      else {
        return false
      }
      noValue = found.first
    }
    return true
  }

  /// A run to a fault of the kind, empty if there is none; `nil` where the solver gives no answer.
  private func searchFault(
    _ kind: Fault.Kind, term: Term, depth: Int, until deadline: Deadline
  ) throws(Z3Error) -> [(Fault, TransitionRun)]? {
    let frame = unrolling.frames[depth]
    let formula = try unrolling.encoder.encode(term, in: frame)
    if formula == unrolling.encoder.logic.no { return [] }
    switch try unrolling.check(assuming: [unrolling.literal(formula)], until: deadline) {
    case .unsatisfiable: return []
    case .unknown(let reason):
      trouble = reason
      return nil
    case .satisfiable(let model):
      let run = try unrolling.run(model, length: depth)
      for transition in unrolling.relation.transitions {
        let inputs = try unrolling.relation.inputs(of: transition, frame, in: model)
        guard let state = interpreter.replay(run)?.last,
          interpreter.isEnabled(transition, in: state, inputs: inputs)
        else { continue }
        for fault in problem.faults[transition]
        where fault.kind == kind && interpreter.holds(fault.condition, in: state, inputs: inputs) {
          let move = TransitionRun.Move(transition, inputs: inputs)
          return [(fault, TransitionRun(start: run.start, moves: run.moves + [move]))]
        }
      }
      trouble = "the solver found a run that cannot be replayed"
      return nil
    }
  }

  private func searchTargets(depth: Int, until deadline: Deadline) throws(Z3Error) -> Bool {
    let logic = unrolling.encoder.logic
    var active = targets.keys.sorted().filter { status[$0]?.isClosed == false }
    while !active.isEmpty {
      var formulas: [(index: Int, formula: Z3Term)] = []
      for index in active { formulas.append((index, try met(index, depth: depth))) }
      let any = try logic.or(formulas.map(\.formula))
      if any == logic.no { return true }
      switch try unrolling.check(assuming: [unrolling.literal(any)], until: deadline) {
      case .unsatisfiable: return true
      case .unknown(let reason):
        trouble = reason
        return false
      case .satisfiable(let model):
        let run = try unrolling.run(model, length: depth)
        var found: Set<Int> = []
        for (index, formula) in formulas where try model.boolean(of: formula) == true {
          found.insert(index)
          guard confirms(run, of: index) else {
            status[index]?.trouble = "the solver found a run that cannot be replayed"
            status[index]?.isClosed = true
            continue
          }
          if runs == 1 {
            status[index]?.runs = [run]
            status[index]?.isClosed = true
          } else {
            try listRuns(of: index, depth: depth, until: deadline)
          }
        }
        guard !found.isEmpty else {
          trouble = "the solver's model does not match its answer"
          return false
        }
        active.removeAll { found.contains($0) }
      }
    }
    return true
  }

  private func confirms(_ run: TransitionRun, of index: Int) -> Bool {
    guard let target = targets[index], let state = interpreter.replay(run)?.last else {
      return false
    }
    return interpreter.holds(target.met, in: state)
      || run.moves.isEmpty && interpreter.holds(target.metAtStart, in: state)
  }

  /// Lists runs of this length. Each run leaves out some step of every earlier run.
  private func listRuns(of index: Int, depth: Int, until deadline: Deadline) throws(Z3Error) {
    let logic = unrolling.encoder.logic
    var conditions = [try met(index, depth: depth)]
    for run in status[index]?.runs ?? [] { conditions.append(try omits(run, depth: depth)) }
    while (status[index]?.runs.count ?? 0) < runs {
      switch try unrolling.check(
        assuming: [unrolling.literal(logic.and(conditions))], until: deadline)
      {
      case .satisfiable(let model):
        let run = try unrolling.run(model, length: depth)
        guard confirms(run, of: index) else { return }
        status[index]?.runs.append(run)
        conditions.append(try omits(run, depth: depth))
      case .unsatisfiable: return
      case .unknown: break
      }
      if deadline.isOver { break }
    }
    status[index]?.isClosed = true
  }

  /// The formula that some step of the run does not happen.
  private func omits(_ run: TransitionRun, depth: Int) throws(Z3Error) -> Z3Term {
    let logic = unrolling.encoder.logic
    let transitions = problem.system.transitions
    var missing: [Z3Term] = []
    for step in Set(run.moves.map { transitions[$0.transition].step }).sorted() {
      var takes: [Z3Term] = []
      for (index, transition) in unrolling.relation.transitions.enumerated()
      where transitions[transition].step == step {
        for time in 0..<depth { takes.append(unrolling.steps[time].happens[index]) }
      }
      missing.append(try logic.not(logic.or(takes)))
    }
    return try logic.or(missing)
  }

  private func searchOpen(depth: Int, until deadline: Deadline) throws(Z3Error) -> Bool {
    let logic = unrolling.encoder.logic
    for index in status.keys.sorted() {
      guard let known = status[index], !known.isClosed, !known.isOpen else { continue }
      let formula = try open(index, depth: depth)
      if formula == logic.no { continue }
      switch try unrolling.check(assuming: [unrolling.literal(formula)], until: deadline) {
      case .unsatisfiable: continue
      case .satisfiable: status[index]?.isOpen = true
      case .unknown(let reason):
        trouble = reason
        return false
      }
    }
    return true
  }
}
