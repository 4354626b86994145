import ProvisoKernel

/// Shortens a run to a state of interest by leaving out moves that it does not need.
///
/// A search with ample sets moves threads ahead that the state does not need, so its runs can be
/// long. First, each thread loses as many of its last moves as possible (binary search); then
/// single moves are left out, one after the other. A shorter run counts only if the interpreter
/// accepts it and its last state still shows the same. The result need not be minimal, and the time
/// limit can end the work early.
struct RunShortening {
  let system: TransitionSystem
  let property: StateProperty
  private let interpreter: TransitionInterpreter
  private let watch: SearchLimit

  init(
    _ system: TransitionSystem, property: StateProperty, seconds: Double,
    cancellation: Cancellation = Cancellation()
  ) {
    self.system = system
    self.property = property
    interpreter = TransitionInterpreter(system)
    watch = SearchLimit(seconds: seconds, cancellation: cancellation)
  }

  /// A run that shows the same, without the moves that the time sufficed to leave out.
  func shortened(_ run: TransitionRun) -> TransitionRun {
    guard run.loop == nil, isShown(by: run) else { return run }
    var best = withoutEnds(run)
    // Go backwards, so that a move is tried after the moves that may depend on it.
    var index = best.moves.count - 1
    while index >= 0, watch.stopReason == nil {
      var moves = best.moves
      moves.remove(at: index)
      let shorter = TransitionRun(start: best.start, moves: moves)
      if isShown(by: shorter) { best = shorter }
      index -= 1
    }
    return best
  }

  /// Leaves out as many last moves of each thread as possible.
  private func withoutEnds(_ run: TransitionRun) -> TransitionRun {
    var best = run
    for control in system.control {
      let own = best.moves.indices.filter { home(of: best.moves[$0]) == control }
      var kept = own.count
      var low = 0
      // A needed move needs the earlier moves of its thread, so search for the shortest prefix.
      while low < kept, watch.stopReason == nil {
        let middle = (low + kept) / 2
        let left = Set(own.dropFirst(middle))
        let moves = best.moves.indices.filter { !left.contains($0) }.map { best.moves[$0] }
        if isShown(by: TransitionRun(start: best.start, moves: moves)) {
          kept = middle
        } else {
          low = middle + 1
        }
      }
      let left = Set(own.dropFirst(kept))
      let moves = best.moves.indices.filter { !left.contains($0) }.map { best.moves[$0] }
      best = TransitionRun(start: best.start, moves: moves)
    }
    return best
  }

  private func home(of move: TransitionRun.Move) -> Int? {
    system.transitions[move.transition].requirements.first.flatMap {
      system.location(saidBy: $0.condition)?.variable
    }
  }

  /// Whether the run is valid and its last state decides the property.
  private func isShown(by run: TransitionRun) -> Bool {
    guard let states = interpreter.replay(run), let last = states.last,
      !interpreter.holds(property.open, in: last)
    else { return false }
    switch property.question {
    case .always: return !interpreter.holds(property.holds, in: last)
    case .reachable: return interpreter.holds(property.holds, in: last)
    case .atTerminal, .overRuns: return false
    }
  }
}
