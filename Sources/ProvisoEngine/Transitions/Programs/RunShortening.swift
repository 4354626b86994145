import ProvisoKernel

/// Makes the run to a state of interest shorter: moves of threads that nothing in it needs are left out.
///
/// A search that does not interleave independent moves finds runs in which threads went on that need not
/// have.
struct RunShortening {
  let system: TransitionSystem
  let property: StateProperty
  private let interpreter: TransitionInterpreter
  private let deadline: ContinuousClock.Instant

  init(_ system: TransitionSystem, _ property: StateProperty, seconds: Double) {
    self.system = system
    self.property = property
    interpreter = TransitionInterpreter(system)
    deadline = .now + .seconds(seconds)
  }

  /// A run that shows the same, with as few moves as could be left out in the time.
  func shortened(_ run: TransitionRun) -> TransitionRun {
    guard run.loop == nil, isShown(by: run) else { return run }
    var best = withoutEnds(run)
    // What a failure led to may need it; what came of itself does not.
    var place = best.moves.count - 1
    while place >= 0, ContinuousClock.now < deadline {
      var moves = best.moves
      moves.remove(at: place)
      let shorter = TransitionRun(start: best.start, moves: moves)
      if isShown(by: shorter) { best = shorter }
      place -= 1
    }
    return best
  }

  /// Leaves out of each thread what it did last, as much of it as can be.
  private func withoutEnds(_ run: TransitionRun) -> TransitionRun {
    var best = run
    for control in system.control {
      let own = best.moves.indices.filter { home(of: best.moves[$0]) == control }
      var kept = own.count
      var low = 0
      // The fewest that do: what is needed of a thread is a beginning of what it did.
      while low < kept, ContinuousClock.now < deadline {
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
      system.place(saidBy: $0.condition)?.variable
    }
  }

  /// Whether the last state of a run is one that the question is about.
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
