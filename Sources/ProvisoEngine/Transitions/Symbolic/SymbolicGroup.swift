import ProvisoKernel
import Z3

/// Searches and proves the properties of one set of runs: all runs, or those without failures.
///
/// The deadline is shared between methods, cheap ones first:
/// 1. Bounded search up to the depth (60 % of the time), with an induction over one step after
///    depth 1 (30 % of the rest): many invariants are inductive, and a proof then saves the deeper
///    search.
/// 2. k-induction with k from 2 up to one more than the depth searched, because that search is its
///    base case.
/// 3. `ParallelSearch` for longer counterexamples.
/// 4. Invariants that Spacer guesses, one property at a time, checked by induction over one step.
///
/// Conditions that one step of induction proves become lemmas for all later methods.
final class SymbolicGroup {
  let task: SymbolicTask
  let relation: StepRelation
  let targets: [Int: SymbolicProblem.Target]
  let bounded: BoundedSearch
  private let problem: SymbolicProblem
  private let faultFreeTerm: Term
  private let looksForFaults: Bool
  /// Conditions that hold in every reachable state, proved by induction with k = 1.
  private var lemmas: [Term] = []
  private var proofs: [Int: (proof: InductiveProof, method: ExplorationMethod)] = [:]
  private var faultProof: InductiveProof?

  init(
    _ task: SymbolicTask, relation: StepRelation, targets: [Int: SymbolicProblem.Target],
    wholeRuns: [Int: WholeRunQuestion], name: String, looksForFaults: Bool
  ) throws(Z3Error) {
    self.task = task
    self.relation = relation
    self.targets = targets
    self.looksForFaults = looksForFaults
    problem = relation.problem
    bounded = try BoundedSearch(
      relation, targets: targets, wholeRuns: wholeRuns,
      probes: Set(task.properties.indices.filter { task.properties[$0].isProbe }), name: name,
      runs: task.limits.runs, looksForFaults: looksForFaults)
    faultFreeTerm = problem.store.not(
      problem.store.or(
        problem.fault(.doubleWrite, among: relation.transitions),
        problem.fault(.noValue, among: relation.transitions)))
  }

  /// Whether it is proved that no run meets a fault.
  var faultFree: Bool {
    bounded.error == nil && bounded.noValue == nil
      && (faultFreeTerm == .always || faultProof != nil || bounded.isComplete)
  }

  /// The properties that a proof could still decide.
  private var provable: [Int] {
    targets.keys.sorted().filter { index in
      guard let status = bounded.status[index], proofs[index] == nil,
        !task.properties[index].isProbe
      else { return false }
      return !status.isClosed && !status.isOpen
    }
  }

  private var hasFault: Bool { bounded.error != nil || bounded.noValue != nil }

  // MARK: Searching

  func search(_ deadline: Deadline) throws(Z3Error) {
    let searching = deadline.share(0.6)
    var depth = 0
    while depth <= task.limits.depth, !deadline.isOver {
      task.progress?(depth)
      guard try bounded.advance(depth <= 1 ? deadline : searching) else { break }
      if depth == 1 || depth == task.limits.depth && depth < 1 {
        try induct(depth: 1, until: deadline.share(0.3))
      }
      depth += 1
      if bounded.isIdle && (faultProof != nil || faultFreeTerm == .always) { break }
    }
    if bounded.isComplete { return }
    for k in 2...max(2, bounded.depth + 1) where k <= bounded.depth + 1 {
      guard !provable.isEmpty || needsFaultProof, !deadline.isOver else { break }
      try induct(depth: k, until: deadline.share(0.4))
    }
    try searchFurther(deadline.share(0.3))
    // In the programs of plans, Spacer of Z3 4.8.12 can follow a dangling pointer and end the process.
    if task.methods.spacer, task.problem.system.control.isEmpty { try guess(deadline) }
  }

  /// Looks for longer runs, in which independent transitions share a depth.
  private func searchFurther(_ deadline: Deadline) throws(Z3Error) {
    guard task.methods.parallel, !hasFault, bounded.depth == task.limits.depth,
      !provable.isEmpty, let search = ParallelSearch(relation, targets: targets, deadline: deadline)
    else { return }
    let found = try search.search(provable, depth: task.limits.depth, until: deadline)
    for (index, run) in found { bounded.add(run, to: index) }
  }

  private var needsFaultProof: Bool {
    looksForFaults && faultProof == nil && faultFreeTerm != .always && !hasFault
  }

  // MARK: Proving

  private func invariant(_ index: Int) -> Term {
    targets[index]?.invariant(problem.store) ?? .never
  }

  /// k-induction over all undecided properties; for k = 1, again with guessed conditions.
  private func induct(depth k: Int, until deadline: Deadline) throws(Z3Error) {
    if hasFault { return }
    let wanted = provable.map(invariant) + (needsFaultProof ? [faultFreeTerm] : [])
    guard !wanted.isEmpty else { return }
    let induction = Induction(relation: relation)
    try attempt(wanted, depth: k, induction: induction, method: .kInduction, until: deadline)
    guard k == 1, task.methods.guesses, !provable.isEmpty || needsFaultProof else { return }
    let guesses = InvariantGuesses(
      problem, samples: bounded.samples, targets: targets.values.map(\.met)
    ).guess()
    try assume(guesses, by: .kInduction, until: deadline)
  }

  /// Tries guessed conditions together with the properties still to prove, with k = 1.
  private func assume(
    _ guesses: [Term], by method: ExplorationMethod, until deadline: Deadline
  ) throws(Z3Error) {
    guard !guesses.isEmpty else { return }
    let induction = Induction(relation: relation)
    let held = try induction.holdingInitially(guesses, until: deadline)
    let wanted = provable.map(invariant) + (needsFaultProof ? [faultFreeTerm] : [])
    try attempt(wanted + held, depth: 1, induction: induction, method: method, until: deadline)
  }

  private func attempt(
    _ candidates: [Term], depth k: Int, induction: Induction, method: ExplorationMethod,
    until deadline: Deadline
  ) throws(Z3Error) {
    var unique: Set<Term> = Set(lemmas)
    let fresh = candidates.filter { unique.insert($0).inserted }
    let outcome = try induction.kept(
      fresh, lemmas: lemmas, k: k, needed: [], until: deadline)
    guard case .kept(let kept, let distinct) = outcome, !kept.isEmpty else { return }
    let proof = InductiveProof(
      k: k, conditions: lemmas + kept, lemmas: lemmas, distinct: distinct)
    for index in provable where kept.contains(invariant(index)) || invariant(index) == .always {
      proofs[index] = (proof, method)
      bounded.close(index)
    }
    if needsFaultProof && kept.contains(faultFreeTerm) { faultProof = proof }
    if k == 1 { lemmas += kept }
  }

  /// Tries Spacer's invariants, one property at a time.
  private func guess(_ deadline: Deadline) throws(Z3Error) {
    if hasFault { return }
    if needsFaultProof {
      try guess(faultFreeTerm, until: deadline.share(0.3))
    }
    for index in provable {
      guard !deadline.isOver, proofs[index] == nil else { continue }
      try guess(invariant(index), until: deadline.share(0.5))
    }
  }

  private func guess(_ wanted: Term, until deadline: Deadline) throws(Z3Error) {
    let found = try SpacerSearch(relation: relation, lemmas: lemmas).invariant(
      for: wanted, deadline)
    try assume(found, by: .pdr, until: deadline)
  }

  // MARK: Concluding

  /// Adds the answers to the task.
  ///
  /// - Parameter main: The group that looked for faults.
  func conclude(isFaultFree: Bool, _ main: SymbolicGroup) throws(Z3Error) {
    for index in bounded.status.keys.sorted() where task.answers[index] == nil {
      guard let status = bounded.status[index] else { continue }
      task.answers[index] = try answer(
        to: index, status: status, isFaultFree: isFaultFree, main: main)
    }
  }

  private func answer(
    to index: Int, status: BoundedSearch.Status, isFaultFree: Bool, main: SymbolicGroup
  ) throws(Z3Error) -> ExplorationAnswer {
    let isReachable =
      if case .reachable = task.properties[index].question { true } else { false }
    let decided: ExplorationAnswer.Verdict = isReachable ? .holds : .fails
    let otherwise: ExplorationAnswer.Verdict = isReachable ? .fails : .holds
    let depth = max(bounded.depth, 0)
    if let run = status.runs.first {
      return ExplorationAnswer(
        decided, method: .bounded, depth: run.moves.count, runs: status.runs)
    }
    func undecided(_ reason: String) -> ExplorationAnswer {
      ExplorationAnswer(.undecided(reason), method: .bounded, depth: depth)
    }
    if let trouble = status.trouble { return undecided(trouble) }
    if status.isOpen { return undecided(task.properties[index].openReason) }
    if isFaultFree, let (proof, method) = proofs[index], let target = targets[index] {
      let whole = faultProof.map { proof.joined(with: $0) } ?? proof
      if let result = try certified(target, by: whole) {
        return ExplorationAnswer(
          otherwise, method: method, depth: whole.k, certificate: result.certificate,
          neededRequirements: result.requirements, neededInitial: result.initial)
      }
      if !bounded.isComplete {
        if let reason = task.cancellation.reason { return undecided("\(reason)") }
        return undecided("the engine found a proof, but the solver did not confirm it in time")
      }
    }
    if bounded.isComplete && isFaultFree {
      if bounded.wholeRuns[index] != nil && problem.terminal == nil {
        return undecided(SymbolicProblem.inputReason)
      }
      return ExplorationAnswer(otherwise, method: .bounded, depth: depth)
    }
    return undecided(task.undecidedReason(bounded, main))
  }

  /// The certificate of a proof; `nil` if it is not confirmed in time.
  private func certified(
    _ target: SymbolicProblem.Target, by proof: InductiveProof
  ) throws(Z3Error) -> Certifier.Result? {
    guard !task.cancellation.isCancelled else { return nil }
    let certifier = Certifier(
      relation: relation, faultFree: looksForFaults ? faultFreeTerm : .always)
    let time = Deadline(
      seconds: max(1, Double(task.deadline.left) / 1000), cancellation: task.cancellation)
    do {
      return try certifier.certify(target, by: proof, until: time)
    } catch {
      if task.cancellation.isCancelled { return nil }
      throw error
    }
  }
}
