import ProvisoKernel

/// Runs of a search that visited one state for all that differ by an exchange of objects.
///
/// The moves that the search keeps lead from representative to representative. A run has the states in
/// between: from its state, each move is found again as one that leads to a state with the next
/// representative.
extension Reachability {
  /// A run through whole states.
  private struct WholeRun {
    var states: [[UInt64]]
    var moves: [Int] = []

    var last: [UInt64] { states[states.count - 1] }
  }

  /// A shortest run to a state that the property at an index is about.
  ///
  /// - Parameter relatives: the properties that an exchange of objects makes this one.
  func exchangedRun(to index: Int, among relatives: [Int]) -> TransitionRun? {
    let found = relatives.flatMap { relative in
      findings[relative].states.prefix(1).map { (state: $0, property: relative) }
    }
    guard let orbits else { return nil }
    var nearest: WholeRun?
    for candidate in found.sorted(by: { $0.state < $1.state }) {
      guard let run = wholeRun(to: candidate.state) else { return nil }
      if isFound(index, in: run.last) { return transitionRun(run) }
      nearest = nearest ?? run
      // Each exchange of a run is a run, so the nearest state is enough.
      if orbits.keepsRuns { break }
    }
    guard let run = nearest, orbits.keepsRuns,
      let other = relatives.first(where: { isFound($0, in: run.last) }),
      let order = orbits.exchange(
        from: compiled.objects(of: other), to: compiled.objects(of: index))
    else { return nil }
    let states = run.states.map { orbits.exchanged($0, by: order) }
    var exchanged = WholeRun(states: [states[0]])
    for next in states.dropFirst() {
      guard let move = move(from: exchanged.last, first: nil, where: { $0 == next }) else {
        return nil
      }
      exchanged.moves.append(move.index)
      exchanged.states.append(next)
    }
    return isFound(index, in: exchanged.last) ? transitionRun(exchanged) : nil
  }

  /// A shortest run that meets a fault.
  func exchangedRun(toFaultOf found: SearchFindings.FaultFound) -> (
    fault: Fault, run: TransitionRun
  )? {
    guard let run = wholeRun(to: found.state) else { return nil }
    load(run.last)
    for move in compiled.moves.indices where compiled.isEnabled(move) && compiled.hasFaults(move) {
      guard let fault = compiled.fault(move), fault.kind == found.fault.kind else { continue }
      let whole = transitionRun(run)
      return (
        fault,
        TransitionRun(start: whole.start, moves: whole.moves + [compiled.moves[move].move])
      )
    }
    return nil
  }

  private func wholeRun(to state: Int) -> WholeRun? {
    guard let orbits else { return nil }
    let path = path(to: state)
    var run = WholeRun(states: [words(states[path.states[0]])])
    for (number, move) in zip(path.states.dropFirst(), path.moves) {
      let wanted = words(states[number])
      let found = self.move(from: run.last, first: move) { next in
        var next = next
        next.withUnsafeMutableBufferPointer { buffer in
          if let base = buffer.baseAddress { orbits.represent(base) }
        }
        return next == wanted
      }
      guard let found else { return nil }
      run.moves.append(found.index)
      run.states.append(found.state)
    }
    return run
  }

  /// A move from a state to one that is wanted, the first one if possible.
  private func move(
    from state: [UInt64], first: Int?, where isWanted: ([UInt64]) -> Bool
  ) -> (index: Int, state: [UInt64])? {
    load(state)
    for index in (first.map { [$0] } ?? []) + Array(compiled.moves.indices) {
      guard compiled.isEnabled(index), withFailures || !compiled.moves[index].isFailure,
        !compiled.hasFaults(index) || compiled.fault(index) == nil, compiled.make(index) == nil
      else { continue }
      let next = words(UnsafePointer(compiled.next.base))
      if isWanted(next) { return (index, next) }
    }
    return nil
  }

  private func isFound(_ index: Int, in state: [UInt64]) -> Bool {
    load(state)
    let property = compiled.properties[index]
    if let open = property.open, compiled.holds(open) { return false }
    return compiled.holds(property.holds) == (property.question == .reachable)
  }

  private func load(_ state: [UInt64]) {
    state.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { compiled.load(base) }
    }
  }

  private func words(_ state: UnsafePointer<UInt64>) -> [UInt64] {
    Array(UnsafeBufferPointer(start: state, count: compiled.layout.words))
  }

  private func transitionRun(_ run: WholeRun) -> TransitionRun {
    TransitionRun(
      start: run.states[0].withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { compiled.values(of: $0) } ?? []
      }, moves: run.moves.map { compiled.moves[$0].move })
  }
}
