import Foundation
import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Compares the search through all states with a plain one on random systems.
@Suite struct ExplicitSearchTests {
  /// Multiplies the number of random cases, for longer runs.
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1

  @Test func statesAndAnswersEqualThoseOfAPlainSearch() throws {
    var kinds: [String: Int] = [:]
    for seed in 0..<UInt64(800 * Self.factor) {
      var options = RandomTransitionSystem.Options()
      options.overRuns = false
      let made = RandomTransitionSystem(seed: seed, options: options)
      guard let full = ReferenceGraph(made.system, withFailures: true, limit: 600),
        let smooth = ReferenceGraph(made.system, withFailures: false, limit: 600)
      else { continue }
      let found = ExplicitSearch.run(made.system, for: made.properties)
      checkFigures(found, against: full, seed: seed)
      for (property, answer) in zip(made.properties, found.answers) {
        let graph = property.question == .reachable ? smooth : full
        let kind = try check(
          answer, to: property, in: graph, seed: seed,
          isMistaken: full.faults.contains { $0.fault.kind == .doubleWrite })
        kinds[kind, default: 0] += 1
      }
    }
    #expect(kinds["holds", default: 0] > 100)
    #expect(kinds["fails", default: 0] > 100)
    #expect(kinds["undecided", default: 0] > 5)
  }

  private func checkFigures(_ found: Exploration, against graph: ReferenceGraph, seed: UInt64) {
    let plain = graph.plainStates
    #expect(found.states == plain.count, "seed \(seed)")
    #expect(found.hasNoInitialState == plain.isEmpty, "seed \(seed)")
    #expect(found.taken == graph.taken, "seed \(seed)")
    #expect(found.depth == plain.map { graph.depths[$0] }.max() ?? 0, "seed \(seed)")
    #expect(
      found.transitions == plain.map { graph.moveCounts[$0] }.reduce(0, +), "seed \(seed)")
    #expect(
      found.terminalStates == plain.filter { graph.moveCounts[$0] == 0 }.count, "seed \(seed)")
    #expect((found.fault == nil) == graph.faults.isEmpty, "seed \(seed)")
    #expect(found.isExhaustive == graph.faults.isEmpty, "seed \(seed)")
    guard let fault = found.fault else { return }
    let isError = graph.faults.contains { $0.fault.kind == .doubleWrite }
    #expect((fault.fault.kind == .doubleWrite) == isError, "seed \(seed)")
    let nearest = graph.faults.filter { !isError || $0.fault.kind == .doubleWrite }
      .map { graph.depths[$0.state] }.min()
    #expect(fault.run.moves.count == (nearest ?? -1) + 1, "seed \(seed)")
    #expect(graph.interpreter.replay(fault.run) != nil, "seed \(seed)")
  }

  private func check(
    _ answer: ExplorationAnswer, to property: StateProperty, in graph: ReferenceGraph, seed: UInt64,
    isMistaken: Bool
  ) throws -> String {
    let wanted = property.question == .reachable
    switch (answer.verdict, graph.nearest(property)) {
    case (.holds, let depth?) where wanted, (.fails, let depth?) where !wanted:
      let run = try #require(answer.runs.first, "seed \(seed)")
      #expect(run.moves.count == depth, "seed \(seed): the run is not the shortest")
      let states = try #require(graph.interpreter.replay(run), "seed \(seed): invalid run")
      let last = try #require(states.last)
      #expect(graph.interpreter.holds(property.holds, in: last) == wanted, "seed \(seed)")
      return wanted ? "holds" : "fails"
    case (.holds, nil) where !wanted, (.fails, nil) where wanted:
      #expect(
        !isMistaken && graph.faults.isEmpty && !graph.isOpen(property),
        "seed \(seed): said too much")
      return wanted ? "fails" : "holds"
    case (.undecided, nil):
      #expect(
        isMistaken || !graph.faults.isEmpty || graph.isOpen(property),
        "seed \(seed): said too little")
      return "undecided"
    case (let verdict, let depth):
      Issue.record("seed \(seed): \(verdict), but the nearest state is at \(depth ?? -1)")
      return "wrong"
    }
  }
}
