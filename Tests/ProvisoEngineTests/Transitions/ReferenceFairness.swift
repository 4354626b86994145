import ProvisoKernel

/// The complete and fair infinite runs of a graph, by fixed points over sets of states.
///
/// E. A. Emerson and C.-L. Lei, "Efficient model checking in fragments of the propositional
/// mu-calculus" (1986). This version is naive and shares no code with the engine.
extension ReferenceGraph {
  /// The states of `region` from which some run stays in it and either ends, because no step is
  /// enabled, or is infinite and fair. The graph has no failures.
  func staying(in region: Set<Int>) -> Set<Int> {
    reaching(region.filter { enabledSteps[$0].isEmpty }.union(fair(region)), within: region)
  }

  /// The states of `region` from which a path inside it leads to `goal`.
  private func reaching(_ goal: Set<Int>, within region: Set<Int>) -> Set<Int> {
    var found = goal
    while true {
      let more = region.filter { state in
        !found.contains(state) && edges[state].contains { found.contains($0.target) }
      }
      if more.isEmpty { return found }
      found.formUnion(more)
    }
  }

  private func fair(_ region: Set<Int>, again: Set<Int>? = nil) -> Set<Int> {
    var states = region
    while true {
      var next = states
      if let again {
        next.formIntersection(reaching(again.intersection(states), within: states))
      }
      for step in system.steps.indices {
        let goal = states.filter { state in
          let inside = edges[state].filter { states.contains($0.target) }
          return inside.contains { system.transitions[$0.transition].step == step }
            || !inside.isEmpty && !enabledSteps[state].contains(step)
        }
        next.formIntersection(reaching(goal, within: states))
      }
      next = next.filter { state in edges[state].contains { next.contains($0.target) } }
      if next == states { return states }
      states = next
    }
  }

  /// Whether some run breaks the property without visiting an open state that matters.
  func isBroken(_ runOperator: RunOperator, conditions: [Term], open: Term) -> Bool {
    func meets(_ term: Term?) -> Set<Int> {
      guard let term else { return [] }
      return Set(states.indices.filter { interpreter.holds(term, in: states[$0]) })
    }
    let all = Set(states.indices)
    let first = meets(conditions.first)
    let lacking = all.subtracting(meets(conditions.last)).subtracting(meets(open))
    switch runOperator {
    case .eventually: return !staying(in: lacking).isDisjoint(with: starts)
    case .eventuallyAlways:
      // A run that passes through lacking states again and again, or ends in one.
      let ends = lacking.filter { enabledSteps[$0].isEmpty }
      let loops = fair(all, again: lacking)
      return !reaching(ends.union(loops), within: all).isDisjoint(with: starts)
    case .leadsTo: return !staying(in: lacking).isDisjoint(with: first)
    case .until:
      if !staying(in: lacking).isDisjoint(with: starts) { return true }
      let early = lacking.subtracting(first).intersection(staying(in: all))
      return !reaching(early, within: lacking).isDisjoint(with: starts)
    }
  }

  /// Whether the states of a run break the property; those from `loop` on repeat for ever.
  func breaks(_ run: [[Value]], loop: Int?, runOperator: RunOperator, conditions: [Term])
    -> Bool
  {
    func meets(_ term: Term?, _ state: [Value]) -> Bool {
      term.map { interpreter.holds($0, in: state) } ?? false
    }
    let first = run.map { meets(conditions.first, $0) }
    let last = run.map { meets(conditions.last, $0) }
    switch runOperator {
    case .eventually: return !last.contains(true)
    case .eventuallyAlways: return last[(loop ?? last.count - 1)...].contains(false)
    case .leadsTo:
      return run.indices.contains { index in
        // After a moment of a loop come the rest of the loop and the whole loop again.
        let after = Array(last[index...]) + (loop.map { Array(last[$0...]) } ?? [])
        return first[index] && !after.contains(true)
      }
    case .until:
      guard let comes = last.firstIndex(of: true) else { return true }
      return first[..<comes].contains(false)
    }
  }

  /// Whether a loop is fair: each step is taken in it, or is not enabled in some state of it.
  func isFair(_ run: TransitionRun, states: [[Value]], from loop: Int) -> Bool {
    system.steps.indices.allSatisfy { step in
      run.moves[loop...].contains { system.transitions[$0.transition].step == step }
        || states[loop...].contains { state in
          !ReferenceSearch.successors(of: state, in: system, interpreter)
            .contains { system.transitions[$0.move.transition].step == step }
        }
    }
  }
}
