import ProvisoKernel
import Z3

/// Guesses invariants with Spacer, Z3's property-directed reachability over Horn clauses.
///
/// Source: A. Komuravelli, A. Gurfinkel and S. Chaki, "SMT-based model checking for recursive
/// programs" (2014). The system becomes one rule for its initial states and one for each
/// transition; Spacer's invariant is read back as terms.
///
/// It is not asked about the programs of plans: there, Spacer of Z3 4.8.12 was seen to follow a dangling
/// pointer (in the conflict resolution of its SMT core, below `Z3_fixedpoint_query`).
///
/// Z3 4.8.12 is known to give wrong answers here, so the result is only a set of candidates:
/// `Induction` must prove them. Spacer comes last because it is slow on many systems; it finds
/// invariants that no template has.
struct SpacerSearch {
  let relation: StepRelation
  /// Conditions that hold in every reachable state.
  let lemmas: [Term]

  /// Conditions that may together prove that `wanted` always holds; empty if Spacer finds none.
  func invariant(for wanted: Term, _ deadline: Deadline) throws(Z3Error) -> [Term] {
    let (problem, encoder) = (relation.problem, relation.encoder)
    let (context, logic) = (encoder.context, relation.encoder.logic)
    guard !deadline.isOver else { return [] }
    let now = try encoder.frame(problem, tag: "p")
    let next = try encoder.frame(problem, tag: "q", after: now)
    let state = constants(now)
    let after = constants(next)
    var sorts: [Z3Sort] = []
    for constant in state {
      guard let sort = constant.sort else { return [] }
      sorts.append(sort)
    }
    let reached = try context.function("reached", domain: sorts, range: context.boolSort())
    let fixedpoint = try Z3Fixedpoint(context)
    fixedpoint.timeoutMilliseconds = deadline.left
    try fixedpoint.declare(reached)
    let inputs = now.inputs.sorted { $0.key < $1.key }.flatMap(\.value.constants)
    var here = now.domain
    for lemma in lemmas { here.append(try encoder.encode(lemma, in: now)) }
    try fixedpoint.addRule(
      reached(state), if: logic.and(now.domain + relation.start(now)),
      variables: state + inputs, name: "start")
    for transition in relation.transitions {
      let effect = try relation.effect(of: transition, from: now, to: next)
      let body = try logic.and([reached(state)] + here + next.domain + effect)
      var unique: Set<Z3Term> = []
      let variables = (state + after + inputs + constants(ofInputs: next)).filter {
        unique.insert($0).inserted
      }
      try fixedpoint.addRule(
        reached(after), if: body, variables: variables, name: "step\(transition)")
    }
    let bad = try logic.not(encoder.encode(wanted, in: now))
    let goal = try logic.and([reached(state)] + here + [bad])
    guard
      case .unreachable = try fixedpoint.query(goal, variables: state + inputs)
    else { return [] }
    let formula = try fixedpoint.invariant(of: reached, at: state)
    return TermReader(problem, frame: now).conjuncts(formula)
  }

  private func constants(_ frame: Frame) -> [Z3Term] {
    frame.variables.flatMap(\.constants)
  }

  private func constants(ofInputs frame: Frame) -> [Z3Term] {
    frame.inputs.sorted { $0.key < $1.key }.flatMap(\.value.constants)
  }
}
