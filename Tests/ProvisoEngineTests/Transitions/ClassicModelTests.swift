import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Compares the models' numbers of states with those of TLC, NuSMV and Spin.
@Suite struct ClassicModelTests {
  @Test(arguments: [(3, 288, 1145, 10), (5, 8832, 58145, 16)])
  func twoPhaseCommit(managers: Int, states: Int, transitions: Int, depth: Int) throws {
    let (system, properties) = ClassicModels.twoPhaseCommit(managers)
    let found = ExplicitSearch.run(system, for: properties)
    #expect(found.states == states)
    #expect(found.transitions == transitions)
    #expect(found.depth == depth)
    #expect(found.terminalStates == 0)
    #expect(found.isExhaustive)
    #expect(found.answers.first?.verdict.isHeld == true)
  }

  @Test(arguments: [(5, 82), (8, 1154)])
  func philosophers(count: Int, states: Int) throws {
    let (system, properties) = ClassicModels.philosophers(count)
    let found = ExplicitSearch.run(system, for: Array(properties.prefix(3)))
    #expect(found.states == states)
    #expect(found.terminalStates == 1)
    #expect(found.answers.map(\.verdict.isHeld) == [false, false, true])
    #expect(found.answers.map { $0.runs.first?.moves.count } == [count, count, 2])
    let interpreter = TransitionInterpreter(system)
    for run in found.answers.compactMap(\.runs.first) { #expect(interpreter.replay(run) != nil) }
  }
}

extension ExplorationAnswer.Verdict {
  var isHeld: Bool {
    if case .holds = self { true } else { false }
  }
}
