import ProvisoKernel
import Z3

/// Turns an inductive proof into a certificate: SMT-LIB queries that any solver can check.
///
/// The queries are the base cases (initial runs of fewer than k steps meet the invariant), the step
/// (k states that meet it lead to one that does) and the implication (the invariant implies the
/// property). Each is confirmed as unsatisfiable by a new solver before it is written. Conditions
/// that the cores do not need are left out first, because a short invariant is easier to read.
///
/// The certifier also finds the requirements and initial values that the proof needs: each gets a
/// literal, cores discard most of them, and deletion one at a time discards the rest that is not
/// needed.
struct Certifier {
  let relation: StepRelation
  let faultFree: Term

  struct Result {
    let certificate: InductiveCertificate
    let requirements: [Int]
    let initial: [Int]
  }

  private var problem: SymbolicProblem { relation.problem }
  private var encoder: SortedEncoder { relation.encoder }
  private var logic: Logic { relation.encoder.logic }
  private var context: Z3Context { relation.encoder.context }

  /// A path of frames with its assertions.
  private struct Path {
    var frames: [Frame] = []
    var constraints: [Z3Term] = []
  }

  /// Literals that switch requirements and initial values on, by index in the system.
  private struct Literals {
    var requirements: [Int: Z3Term] = [:]
    var initial: [Int: Z3Term] = [:]

    /// All literals without those of one requirement or initial value.
    func all(withoutRequirement: Int? = nil, withoutInitial: Int? = nil) -> [Z3Term] {
      requirements.filter { $0.key != withoutRequirement }.sorted { $0.key < $1.key }.map(\.value)
        + initial.filter { $0.key != withoutInitial }.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  private func path(
    _ length: Int, fromStart: Bool, literals: Literals = Literals()
  ) throws(Z3Error) -> Path {
    var path = Path()
    for index in 0...length {
      let frame = try encoder.frame(
        problem, tag: "\(index)", after: path.frames.last)
      path.frames.append(frame)
      path.constraints += frame.domain
    }
    if fromStart {
      path.constraints += try relation.start(path.frames[0], literal: literals.initial)
    }
    for index in 0..<length {
      path.constraints += try relation.step(
        from: path.frames[index], to: path.frames[index + 1], tag: "\(index)",
        requirement: literals.requirements
      ).constraints
    }
    return path
  }

  /// Makes the certificate of one property.
  ///
  /// - Returns: `nil` if the queries do not confirm the proof before the deadline.
  func certify(
    _ target: SymbolicProblem.Target, by proof: InductiveProof, until deadline: Deadline
  ) throws(Z3Error) -> Result? {
    let own = target.invariant(problem.store)
    let chosen =
      try needed(for: [own, faultFree], from: proof, until: deadline) ?? proof.conditions
    let invariant = Array(Set(chosen + [own, faultFree])).sorted { $0.index < $1.index }
      .filter { $0 != .always }
    let atStart = problem.store.and(
      problem.store.not(target.metAtStart), problem.store.not(target.initiallyOpen))
    var queries: [String] = []
    for length in 0..<proof.k {
      let asked = length == 0 ? invariant + [atStart] : invariant
      guard let text = try base(length: length, invariant: asked, until: deadline) else {
        return nil
      }
      queries.append(text)
    }
    guard
      let step = try step(
        depth: proof.k, invariant: invariant, distinct: proof.distinct, until: deadline),
      let last = try implication(from: invariant, to: target, until: deadline)
    else { return nil }
    queries += [step, last]
    let reasons = try reasons(
      depth: proof.k, invariant: invariant, atStart: atStart, distinct: proof.distinct,
      until: deadline)
    return Result(
      certificate: InductiveCertificate(
        k: proof.k, invariant: invariant.filter { $0 != own && $0 != faultFree },
        terms: problem.store.table, queries: queries),
      requirements: reasons.requirements, initial: reasons.initial)
  }

  // MARK: Queries

  private func conjunction(of terms: [Term], in frame: Frame) throws(Z3Error) -> Z3Term {
    var parts: [Z3Term] = []
    for term in terms { parts.append(try encoder.encode(term, in: frame)) }
    return try logic.and(parts)
  }

  /// The SMT-LIB text of a query; `nil` unless the solver confirms that it is unsatisfiable.
  private func confirmed(
    _ assertions: [Z3Term], until deadline: Deadline
  ) throws(Z3Error) -> String? {
    let solver = try Z3Solver(context)
    for assertion in assertions { try solver.assert(assertion) }
    guard !deadline.isOver else { return nil }
    solver.timeoutMilliseconds = deadline.left
    guard try solver.check().isUnsatisfiable else { return nil }
    return SolverQuestion(of: try solver.smtLib(), isSatisfiable: false).script
  }

  /// Base case: some condition fails after `length` steps from an initial state.
  private func base(
    length: Int, invariant: [Term], until deadline: Deadline
  ) throws(Z3Error) -> String? {
    let path = try path(length, fromStart: true)
    let bad = try logic.not(conjunction(of: invariant, in: path.frames[length]))
    return try confirmed(path.constraints + [bad], until: deadline)
  }

  /// Induction step: all conditions hold for k states, and some condition fails in the next.
  private func step(
    depth k: Int, invariant: [Term], distinct: [(Int, Int)], until deadline: Deadline
  ) throws(Z3Error) -> String? {
    let path = try path(k, fromStart: false)
    return try confirmed(
      path.constraints
        + stepAssertions(on: path, depth: k, invariant: invariant, distinct: distinct),
      until: deadline)
  }

  private func stepAssertions(
    on path: Path, depth k: Int, invariant: [Term], distinct: [(Int, Int)]
  ) throws(Z3Error) -> [Z3Term] {
    var out: [Z3Term] = []
    for frame in path.frames.dropLast() { out.append(try conjunction(of: invariant, in: frame)) }
    for (a, b) in distinct {
      out.append(try logic.not(encoder.sameState(path.frames[a], path.frames[b])))
    }
    out.append(try logic.not(conjunction(of: invariant, in: path.frames[k])))
    return out
  }

  /// Implication: all conditions hold in a state that violates the property or leaves it open.
  private func implication(
    from invariant: [Term], to target: SymbolicProblem.Target, until deadline: Deadline
  ) throws(Z3Error) -> String? {
    let path = try path(0, fromStart: false)
    let bad = try encoder.encode(
      problem.store.or(target.met, target.open), in: path.frames[0])
    return try confirmed(
      path.constraints + [conjunction(of: invariant, in: path.frames[0]), bad], until: deadline)
  }

  // MARK: Minimising

  /// The conditions that the goals need: those in the core of each goal, and those that they need
  /// in turn.
  private func needed(
    for goals: [Term], from proof: InductiveProof, until deadline: Deadline
  ) throws(Z3Error) -> [Term]? {
    let path = try path(proof.k, fromStart: false)
    let solver = try Z3Solver.simple(context)
    for constraint in path.constraints { try solver.assert(constraint) }
    for (a, b) in proof.distinct {
      try solver.assert(logic.not(encoder.sameState(path.frames[a], path.frames[b])))
    }
    var names: [Z3Term: Term] = [:]
    func assume(_ term: Term, in frames: some Sequence<Frame>) throws(Z3Error) -> Z3Term {
      let name = try context.freshConstant("use", context.boolSort())
      for frame in frames {
        try solver.assert(logic.implies(name, encoder.encode(term, in: frame)))
      }
      names[name] = term
      return name
    }
    var before: [Z3Term] = []
    for term in Set(proof.conditions + goals).sorted(by: { $0.index < $1.index }) {
      before.append(try assume(term, in: path.frames.dropLast()))
    }
    // Lemmas are already proved, so they hold in the last state, too.
    var after: [Z3Term] = []
    for term in proof.lemmas { after.append(try assume(term, in: path.frames.suffix(1))) }
    var found = Set(goals)
    var waiting = goals
    while let goal = waiting.popLast() {
      let name = try context.freshConstant("fails", context.boolSort())
      try solver.assert(
        logic.implies(name, logic.not(encoder.encode(goal, in: path.frames[proof.k]))))
      guard !deadline.isOver else { return nil }
      solver.timeoutMilliseconds = deadline.left
      let assumptions = before + (proof.lemmas.contains(goal) ? [] : after) + [name]
      guard let core = try solver.check(assumptions: assumptions).core else { return nil }
      for term in core.compactMap({ names[$0] }) where found.insert(term).inserted {
        waiting.append(term)
      }
    }
    return Array(found)
  }

  /// The requirements and initial values that the queries need, found by deleting one after the
  /// other.
  private func reasons(
    depth k: Int, invariant: [Term], atStart: Term, distinct: [(Int, Int)],
    until deadline: Deadline
  ) throws(Z3Error) -> (requirements: [Int], initial: [Int]) {
    var literals = Literals()
    for index in relation.transitions.flatMap({ problem.system.transitions[$0].requirements })
      .compactMap(\.index)
    where literals.requirements[index] == nil {
      literals.requirements[index] = try context.freshConstant("requires", context.boolSort())
    }
    for (index, term) in problem.system.initial.enumerated() where term != nil {
      literals.initial[index] = try context.freshConstant("first", context.boolSort())
    }
    var solvers: [Z3Solver] = []
    for length in 0..<k {
      let path = try path(length, fromStart: true, literals: literals)
      let asked = length == 0 ? invariant + [atStart] : invariant
      let bad = try logic.not(conjunction(of: asked, in: path.frames[length]))
      solvers.append(try solver(path.constraints + [bad]))
    }
    let last = try path(k, fromStart: false, literals: literals)
    solvers.append(
      try solver(
        last.constraints
          + stepAssertions(on: last, depth: k, invariant: invariant, distinct: distinct)))
    // Start from the union of the cores: most literals are in none.
    var used: Set<Z3Term> = []
    for solver in solvers {
      solver.timeoutMilliseconds = max(deadline.left, 1)
      guard let core = try solver.check(assumptions: literals.all()).core else {
        return (literals.requirements.keys.sorted(), literals.initial.keys.sorted())
      }
      used.formUnion(core)
    }
    literals.requirements = literals.requirements.filter { used.contains($0.value) }
    literals.initial = literals.initial.filter { used.contains($0.value) }
    func suffices(_ assumptions: [Z3Term]) throws(Z3Error) -> Bool {
      for solver in solvers {
        guard !deadline.isOver else { return false }
        solver.timeoutMilliseconds = deadline.left
        guard try solver.check(assumptions: assumptions).isUnsatisfiable else { return false }
      }
      return true
    }
    for index in literals.requirements.keys.sorted()
    where try suffices(literals.all(withoutRequirement: index)) {
      literals.requirements[index] = nil
    }
    for index in literals.initial.keys.sorted()
    where try suffices(literals.all(withoutInitial: index)) {
      literals.initial[index] = nil
    }
    return (literals.requirements.keys.sorted(), literals.initial.keys.sorted())
  }

  private func solver(_ assertions: [Z3Term]) throws(Z3Error) -> Z3Solver {
    let solver = try Z3Solver.simple(context)
    for assertion in assertions { try solver.assert(assertion) }
    return solver
  }
}
