import ProvisoKernel
import Z3

/// Conditions that hold in every reachable state, with their proof.
struct InductiveProof {
  let k: Int
  /// The conditions: they hold in the first k states of each run, and if they hold in k consecutive
  /// states, they hold in the next.
  let conditions: [Term]
  /// The conditions among them that were proved before.
  let lemmas: [Term]
  /// Pairs of states of the step that were assumed to differ: a shortest run to a violation visits
  /// no state twice.
  let distinct: [(Int, Int)]

  /// One proof of both sets of conditions: an induction with a smaller k also works with a larger
  /// one.
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

/// k-induction over sets of conditions: all are assumed and proved together, and conditions that do
/// not follow are dropped until the rest does.
///
/// k-induction is from M. Sheeran, S. Singh and G. Stålmarck, "Checking safety properties using
/// induction and a SAT-solver" (2000); dropping conditions until a fixed point, from C. Flanagan
/// and K. R. M. Leino, "Houdini, an annotation assistant for ESC/Java" (2001). Properties, fault
/// freedom and guessed invariants thus support each other, and guesses may be wrong.
///
/// The path's states may be assumed to differ. This is asserted only for pairs that are equal in
/// some model, because all pairs would be quadratic in k. A round of the loop is one solver query,
/// which drops conditions or separates a pair; `mostRounds` limits the rounds. The base case for k
/// > 1 comes from `BoundedSearch`, which has searched k - 1 steps.
struct Induction {
  let relation: StepRelation

  enum Outcome {
    /// The conditions that follow, perhaps none, with the pairs of states assumed to differ.
    case kept([Term], distinct: [(Int, Int)])
    case unknown(String)
  }

  private static let mostRounds = 600

  /// The candidates that hold in all initial states; none if the solver gives no answer.
  func holdingInitially(_ candidates: [Term], until deadline: Deadline) throws(Z3Error) -> [Term] {
    let start = try Unrolling(relation, name: "s", fromStart: true)
    let logic = relation.encoder.logic
    var active: [(term: Term, formula: Z3Term)] = []
    for term in candidates {
      active.append((term, try relation.encoder.encode(term, in: start.frames[0])))
    }
    for _ in 0..<Self.mostRounds {
      let all = try logic.and(active.map(\.formula))
      if all == logic.yes { return active.map(\.term) }
      switch try start.check(assuming: [start.literal(logic.not(all))], until: deadline) {
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

  /// The largest inductive set of candidates: if all of them hold for k states, and the lemmas in
  /// all states, they hold in the next.
  ///
  /// - Parameter needed: If not empty, the search ends once all of these are dropped.
  func kept(
    _ candidates: [Term], lemmas: [Term], k: Int, needed: Set<Term>, until deadline: Deadline
  ) throws(Z3Error) -> Outcome {
    let logic = relation.encoder.logic
    let encoder = relation.encoder
    let path = try Unrolling(relation, name: "k\(k).", fromStart: false)
    for _ in 0..<k { try path.extend() }
    for lemma in lemmas {
      for frame in path.frames { try path.solver.assert(encoder.encode(lemma, in: frame)) }
    }
    var active: [(term: Term, assumed: Z3Term, next: Z3Term)] = []
    for term in candidates {
      var before: [Z3Term] = []
      for frame in path.frames.dropLast() { before.append(try encoder.encode(term, in: frame)) }
      active.append(
        (
          term, try path.literal(logic.and(before)), try encoder.encode(term, in: path.frames[k])
        ))
    }
    var distinct: [(Int, Int)] = []
    for _ in 0..<Self.mostRounds {
      let all = try logic.and(active.map(\.next))
      if all == logic.yes { return .kept(active.map(\.term), distinct: distinct) }
      switch try path.check(
        assuming: active.map(\.assumed) + [path.literal(logic.not(all))], until: deadline)
      {
      case .unsatisfiable: return .kept(active.map(\.term), distinct: distinct)
      case .unknown(let reason): return .unknown(reason)
      case .satisfiable(let model):
        if let pair = try equalStates(on: path, in: model) {
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
          return .unknown("the solver's model does not match its answer")
        }
        if !needed.isEmpty && !active.contains(where: { needed.contains($0.term) }) {
          return .kept([], distinct: [])
        }
      }
    }
    return .unknown("no proof after \(Self.mostRounds) rounds of the induction")
  }

  /// Two states of a path that are equal in the model.
  ///
  /// `nil` for paths of one step: there the conditions hold in the first state and fail in the
  /// second, so the states differ.
  private func equalStates(
    on path: Unrolling, in model: Z3Model
  ) throws(Z3Error) -> (Int, Int)? {
    guard path.depth > 1 else { return nil }
    var states: [[Value]: Int] = [:]
    for (index, frame) in path.frames.enumerated() {
      let state = try relation.encoder.state(frame, in: model)
      if let other = states[state] { return (other, index) }
      states[state] = index
    }
    return nil
  }
}
