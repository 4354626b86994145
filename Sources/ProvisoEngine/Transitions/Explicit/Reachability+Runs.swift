import ProvisoKernel

/// Shortest runs to states.
extension Reachability {
  /// The numbers of the states on a shortest run to a state, from the initial state on, with the
  /// moves.
  func path(to state: Int) -> (states: [Int], moves: [Int]) {
    var numbers = [state]
    var moves: [Int] = []
    var at = state
    while parents[at] != Reachability.start {
      moves.append(Int(via[at]))
      at = Int(parents[at])
      numbers.append(at)
    }
    return (numbers.reversed(), moves.reversed())
  }

  /// A shortest run to a state, followed by more moves. Every state counts.
  func run(to state: Int, then more: [Int] = [], loop: Int? = nil) -> TransitionRun {
    let path = path(to: state)
    return TransitionRun(
      start: compiled.values(of: states[path.states.first ?? state]),
      moves: (path.moves + more).map { compiled.moves[$0].move }, loop: loop)
  }
}
