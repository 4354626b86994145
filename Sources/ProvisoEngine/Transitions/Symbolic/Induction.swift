import ProvisoKernel
import Z3

/// Conditions that hold in every reachable state, and how that was shown.
struct InductiveProof {
  let k: Int
  /// The conditions that hold together, by themselves for k - 1 steps and from k states to the next.
  let conditions: [Term]
  /// Those among them that were shown before, by themselves.
  let lemmas: [Term]
  /// The pairs of states of the step that were taken to be different: a shortest run to a violation
  /// meets no state twice.
  let distinct: [(Int, Int)]

  /// Both in one: what is kept over few states is kept over more.
  func joined(with other: InductiveProof) -> InductiveProof {
    let most = max(k, other.k)
    func late(_ proof: InductiveProof) -> [(Int, Int)] {
      proof.distinct.map { ($0.0 + most - proof.k, $0.1 + most - proof.k) }
    }
    return InductiveProof(
      k: most, conditions: Array(Set(conditions + other.conditions)),
      lemmas: Array(Set(lemmas + other.lemmas)), distinct: late(self) + late(other))
  }
}

/// k-induction over sets of conditions: all are assumed and proved together, and those that do not
/// follow are left out until the rest does.
///
/// Sources: M. Sheeran, S. Singh and G. Stålmarck, "Checking safety properties using induction and a
/// SAT-solver" (2000), simple paths added only where a model needs them; C. Flanagan and K. R. M. Leino,
/// "Houdini, an annotation assistant for ESC/Java" (2001).
struct Induction {
  let relation: StepRelation

  enum Outcome {
    /// The conditions that follow, perhaps none.
    case kept([Term], distinct: [(Int, Int)])
    case unknown(String)
  }

  private static let mostRounds = 600

  /// The candidates that first states meet.
  func heldAtStart(_ candidates: [Term], _ deadline: Deadline) throws(Z3Error) -> [Term] {
    let start = try Unrolling(relation, name: "s", fromStart: true)
    let logic = relation.encoder.logic
    var active: [(term: Term, formula: Z3Term)] = []
    for term in candidates {
      active.append((term, try relation.encoder.encode(term, start.frames[0])))
    }
    for _ in 0..<Self.mostRounds {
      let all = try logic.and(active.map(\.formula))
      if all == logic.yes { return active.map(\.term) }
      switch try start.check([start.literal(logic.not(all))], deadline) {
      case .unsatisfiable: return active.map(\.term)
      case .unknown: return []
      case .satisfiable(let model):
        var kept: [(term: Term, formula: Z3Term)] = []
        for candidate in active where try model.boolean(of: candidate.formula) != false {
          kept.append(candidate)
        }
        if kept.count == active.count { return [] }
        active = kept
      }
    }
    return []
  }

  /// The largest set of the candidates that is kept: where all hold for k states, and the lemmas
  /// always, all hold in the next.
  func kept(
    _ candidates: [Term], lemmas: [Term], k: Int, needed: Set<Term>, _ deadline: Deadline
  ) throws(Z3Error) -> Outcome {
    let logic = relation.encoder.logic
    let encoder = relation.encoder
    let path = try Unrolling(relation, name: "k\(k).", fromStart: false)
    for _ in 0..<k { try path.extend() }
    for lemma in lemmas {
      for frame in path.frames { try path.solver.assert(encoder.encode(lemma, frame)) }
    }
    var active: [(term: Term, assumed: Z3Term, next: Z3Term)] = []
    for term in candidates {
      var before: [Z3Term] = []
      for frame in path.frames.dropLast() { before.append(try encoder.encode(term, frame)) }
      active.append(
        (
          term, try path.literal(logic.and(before)), try encoder.encode(term, path.frames[k])
        ))
    }
    var distinct: [(Int, Int)] = []
    for _ in 0..<Self.mostRounds {
      let all = try logic.and(active.map(\.next))
      if all == logic.yes { return .kept(active.map(\.term), distinct: distinct) }
      switch try path.check(
        active.map(\.assumed) + [path.literal(logic.not(all))], deadline)
      {
      case .unsatisfiable: return .kept(active.map(\.term), distinct: distinct)
      case .unknown(let reason): return .unknown(reason)
      case .satisfiable(let model):
        if let pair = try equalStates(path, model) {
          distinct.append(pair)
          try path.solver.assert(
            logic.not(encoder.sameState(path.frames[pair.0], path.frames[pair.1])))
          continue
        }
        let count = active.count
        var kept: [(term: Term, assumed: Z3Term, next: Z3Term)] = []
        for candidate in active where try model.boolean(of: candidate.next) != false {
          kept.append(candidate)
        }
        active = kept
        if active.count == count {
          return .unknown("the solver's model does not show what it says")
        }
        if !needed.isEmpty && !active.contains(where: { needed.contains($0.term) }) {
          return .kept([], distinct: [])
        }
      }
    }
    return .unknown("too many guesses")
  }

  /// Two states of a path that are one in the model; none for paths of one step, where that says
  /// nothing that the conditions do not.
  private func equalStates(
    _ path: Unrolling, _ model: Z3Model
  ) throws(Z3Error) -> (Int, Int)? {
    guard path.depth > 1 else { return nil }
    var states: [[Value]: Int] = [:]
    for (place, frame) in path.frames.enumerated() {
      let state = try relation.encoder.state(frame, in: model)
      if let other = states[state] { return (other, place) }
      states[state] = place
    }
    return nil
  }
}
