import ProvisoKernel
import Z3

/// A property of whole runs.
struct WholeRunQuestion {
  let kind: RunOperator
  /// The last condition: Q, or P for `eventually`.
  let last: Term
  /// The first condition, P.
  let first: Term
  let open: Term

  init(_ kind: RunOperator, conditions: [Term], open: Term) {
    self.kind = kind
    first = conditions.first ?? .always
    last = conditions.last ?? .always
    self.open = open
  }
}

/// The search for whole runs of the current length: runs that end, and lassos, whose last state
/// equals an earlier one.
///
/// Source: A. Biere, A. Cimatti, E. Clarke and Y. Zhu, "Symbolic model checking without BDDs"
/// (1999). A loop is fair if each weakly fair step happens in it, or is not enabled in some state of it,
/// and if each strongly fair step happens in it, or is enabled in no state of it. A lasso is a counterexample; no lasso up to some length proves nothing, so the property then stays
/// undecided unless no run is longer. A depth adds one state equality for each earlier state.
extension BoundedSearch {
  /// Looks for runs of the current length that break properties of whole runs.
  ///
  /// - Returns: `false` where the solver gives no answer.
  func searchWholeRuns(depth: Int, until deadline: Deadline) throws(Z3Error) -> Bool {
    let open = wholeRuns.keys.sorted().filter { status[$0]?.isClosed == false }
    guard !open.isEmpty else { return true }
    let ends = try ends(depth)
    for index in open {
      guard let question = wholeRuns[index] else { continue }
      let broken = try broken(question, ends: ends, depth: depth)
      if broken == unrolling.encoder.logic.no { continue }
      switch try unrolling.check(assuming: [unrolling.literal(broken)], until: deadline) {
      case .unsatisfiable: continue
      case .unknown(let reason):
        trouble = reason
        return false
      case .satisfiable(let model):
        let run = try unrolling.run(model, length: depth)
        var loop: Int?
        for (entry, closes) in ends.loops.enumerated() where loop == nil {
          let isBroken = try brokenLoop(question, entry: entry, closes: closes, depth: depth)
          if try model.boolean(of: isBroken) == true { loop = entry }
        }
        let whole = TransitionRun(start: run.start, moves: run.moves, loop: loop)
        if interpreter.replay(whole) != nil {
          status[index]?.runs = [whole]
        } else {
          status[index]?.trouble = "the solver found a run that cannot be replayed"
        }
        status[index]?.isClosed = true
      }
    }
    return true
  }

  /// The ways in which a run of a given length can be whole.
  struct Ends {
    /// No transition is enabled in the last state.
    let stops: Z3Term
    /// For each earlier state: the last state equals it, and the loop is fair.
    let loops: [Z3Term]
  }

  private func ends(_ depth: Int) throws(Z3Error) -> Ends {
    let (encoder, logic) = (unrolling.encoder, unrolling.encoder.logic)
    let frames = unrolling.frames
    let stops =
      try problem.terminal.map { (term) throws(Z3Error) in
        try encoder.encode(term, in: frames[depth])
      } ?? logic.no
    // For each fair step and time: whether the step happens then, and whether it is not enabled.
    var served: [(fairness: Fairness, happens: [Z3Term], isOff: [Z3Term])] = []
    let system = problem.system
    for step in system.steps.indices where system.steps[step].fairness != .unfair {
      let ways = system.transitions.indices.filter { system.transitions[$0].step == step }
      let enabled = ways.map { problem.enabled[$0] }
      var times: (happens: [Z3Term], isOff: [Z3Term]) = ([], [])
      for time in 0..<depth {
        var parts: [Z3Term] = []
        for (index, transition) in unrolling.relation.transitions.enumerated()
        where ways.contains(transition) {
          parts.append(unrolling.steps[time].happens[index])
        }
        let known = enabled.compactMap { $0 }
        times.happens.append(try logic.or(parts))
        times.isOff.append(
          known.count == enabled.count
            ? try logic.not(encoder.encode(problem.store.or(known), in: frames[time])) : logic.no)
      }
      served.append((system.steps[step].fairness, times.happens, times.isOff))
    }
    var loops: [Z3Term] = []
    for entry in 0..<depth {
      var parts = [try encoder.sameState(frames[entry], frames[depth])]
      for (fairness, happens, isOff) in served {
        let off = Array(isOff[entry...])
        parts.append(
          try logic.or(
            happens[entry...] + [fairness == .strong ? logic.and(off) : logic.or(off)]))
      }
      loops.append(try logic.and(parts))
    }
    return Ends(stops: stops, loops: loops)
  }

  private func broken(
    _ question: WholeRunQuestion, ends: Ends, depth: Int
  ) throws(Z3Error) -> Z3Term {
    let logic = unrolling.encoder.logic
    var ways = [try logic.and(ends.stops, breaks(question, loop: nil, depth: depth))]
    for (entry, closes) in ends.loops.enumerated() {
      ways.append(try brokenLoop(question, entry: entry, closes: closes, depth: depth))
    }
    return try logic.or(ways)
  }

  private func brokenLoop(
    _ question: WholeRunQuestion, entry: Int, closes: Z3Term, depth: Int
  ) throws(Z3Error) -> Z3Term {
    try unrolling.encoder.logic.and(closes, breaks(question, loop: entry, depth: depth))
  }

  /// The formula that a whole run breaks the property, if its last step leads back to state `loop`.
  private func breaks(
    _ question: WholeRunQuestion, loop: Int?, depth: Int
  ) throws(Z3Error) -> Z3Term {
    let (encoder, logic) = (unrolling.encoder, unrolling.encoder.logic)
    var lacks: [Z3Term] = []
    var first: [Z3Term] = []
    for frame in unrolling.frames[0...depth] {
      let comes = problem.store.or(question.last, question.open)
      lacks.append(try logic.not(encoder.encode(comes, in: frame)))
      first.append(try encoder.encode(question.first, in: frame))
    }
    switch question.kind {
    case .eventually: return try logic.and(lacks)
    case .eventuallyAlways: return try logic.or(Array(lacks[(loop ?? depth)...]))
    case .leadsTo:
      var ways: [Z3Term] = []
      for index in 0...depth {
        // The states of the loop come again after its end.
        let from = min(index, loop ?? index)
        ways.append(try logic.and([first[index]] + lacks[from...]))
      }
      return try logic.or(ways)
    case .until:
      var ways = [try logic.and(lacks)]
      for index in 0...depth {
        ways.append(try logic.and(lacks[...index] + [logic.not(first[index])]))
      }
      return try logic.or(ways)
    }
  }
}
