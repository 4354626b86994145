import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Compares properties of whole runs with fixed points over the states of random systems.
@Suite struct FairRunTests {
  @Test func answersEqualThoseOfFixedPoints() throws {
    var kinds: [String: Int] = [:]
    var lassos = 0
    for seed in 0..<UInt64(1_200 * ExplicitSearchTests.factor) {
      let made = RandomTransitionSystem(seed: seed)
      let properties = made.properties.filter(\.question.isOverRuns)
      guard !properties.isEmpty,
        let graph = ReferenceGraph(made.system, withFailures: false, limit: 150)
      else { continue }
      let found = ExplicitSearch.run(made.system, for: properties)
      for (property, answer) in zip(properties, found.answers) {
        guard case .overRuns(let runOperator, let conditions) = property.question else { continue }
        let isBroken = graph.isBroken(runOperator, conditions: conditions, open: property.open)
        switch answer.verdict {
        case .holds:
          kinds["holds", default: 0] += 1
          #expect(!isBroken && graph.faults.isEmpty && !graph.isOpen(property), "seed \(seed)")
          #expect(found.fault?.fault.kind != .doubleWrite, "seed \(seed)")
        case .undecided:
          kinds["undecided", default: 0] += 1
          // Faults after failures count, too: in a world with a fault, nothing is decided.
          #expect(!isBroken && (found.fault != nil || graph.isOpen(property)), "seed \(seed)")
        case .fails:
          kinds["fails", default: 0] += 1
          #expect(isBroken, "seed \(seed)")
          let run = try #require(answer.runs.first, "seed \(seed)")
          let states = try #require(graph.interpreter.replay(run), "seed \(seed): invalid run")
          #expect(
            graph.breaks(states, loop: run.loop, runOperator: runOperator, conditions: conditions),
            "seed \(seed): \(run)")
          #expect(
            !run.moves.contains { made.system.transitions[$0.transition].isFailure }, "seed \(seed)"
          )
          if let loop = run.loop {
            lassos += 1
            #expect(graph.isFair(run, states: states, from: loop), "seed \(seed): an unfair loop")
          } else {
            let last = try #require(states.last)
            let rest = ReferenceSearch.successors(of: last, in: made.system, graph.interpreter)
            #expect(rest.isEmpty, "seed \(seed): the run is not complete")
          }
        }
      }
    }
    #expect(kinds["holds", default: 0] > 50)
    #expect(kinds["fails", default: 0] > 150)
    #expect(kinds["undecided", default: 0] > 3)
    #expect(lassos > 80)
  }

  /// Two agents; a step that one can always take happens in the end, whatever the other does.
  @Test func stepsThatStayEnabledHappen() throws {
    var model = ModelBuilder()
    let light = model.variable("light", sort: .bool, first: .bool(false))
    let door = model.variable("door", sort: .bool, first: .bool(false))
    model.step("open", guards: [model.store.not(model.isTrue(door))], writes: [(door, .bool(true))])
    model.step("close", guards: [model.isTrue(door)], writes: [(door, .bool(false))])
    model.step(
      "light", guards: [model.store.not(model.isTrue(light))], writes: [(light, .bool(true))])
    model.step(
      "signal", guards: [model.isTrue(door), model.store.not(model.isTrue(light))], writes: [])
    let lit = model.isTrue(light)
    let dark = model.store.not(lit)
    let both = model.store.and(lit, model.isTrue(door))
    let found = ExplicitSearch.run(
      model.system,
      for: [
        StateProperty(.overRuns(.eventually, [lit]), holds: .always),
        StateProperty(.overRuns(.leadsTo, [dark, both]), holds: .always),
        StateProperty(.overRuns(.until, [dark, lit]), holds: .always),
        StateProperty(.overRuns(.until, [model.isTrue(door), lit]), holds: .always),
        StateProperty(.overRuns(.leadsTo, [lit, dark]), holds: .always),
      ])
    #expect(found.answers.map(\.verdict.isHeld) == [true, true, true, false, false])
    let lasso = try #require(found.answers.last?.runs.first)
    #expect(lasso.loop == 1)
    #expect(lasso.moves.count == 3)
  }
}

extension StateProperty.Question {
  var isOverRuns: Bool {
    if case .overRuns = self { true } else { false }
  }
}
