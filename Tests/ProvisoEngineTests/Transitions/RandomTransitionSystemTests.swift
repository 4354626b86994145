import ProvisoKernel
import Testing

/// Checks the generator itself: transitions write only values of the variable's sort.
@Suite struct RandomTransitionSystemTests {
  @Test func statesStayWithinTheirSorts() {
    var moves = 0
    for seed in UInt64(0)..<150 {
      let made = RandomTransitionSystem(seed: seed)
      let interpreter = TransitionInterpreter(made.system)
      let starts = ReferenceSearch.firstStates(of: made.system, interpreter)
      for start in starts.prefix(3) {
        var state = start
        for index in 0..<20 {
          #expect(
            zip(made.system.variables, state).allSatisfy { variable, value in
              variable.sort.contains(value) || variable.mayBeNull && value.isNull
            }, "seed \(seed): \(state)")
          let next = ReferenceSearch.successors(of: state, in: made.system, interpreter)
          guard !next.isEmpty else { break }
          state = next[index % next.count].state
          moves += 1
        }
      }
    }
    #expect(moves > 500)
  }
}
