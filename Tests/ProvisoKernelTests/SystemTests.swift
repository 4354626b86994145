import Testing

@testable import ProvisoKernel

@Suite struct SystemTests {
  /// A system with one step for each list of waits; each step sets its own variable.
  func system(_ waits: [[Wait]], flags: [String] = []) throws -> System {
    try System(
      variables: waits.indices.map { Variable(name: "v\($0)", initial: .bool(false)) },
      flags: flags,
      steps: waits.enumerated().map { index, list in
        Step(name: "s\(index)", parts: [[Assignment(index, .bool(true))]], waits: list)
      })
  }

  @Test func cyclesAreRejectedAndNamed() {
    #expect(throws: SystemError.circle(["s0", "s1"])) {
      _ = try system([[Wait(for: 1)], [Wait(for: 0)]])
    }
  }

  @Test func twoWritersMustBeOrdered() throws {
    func made(_ waits: [Wait]) throws -> System {
      try System(
        variables: [Variable(name: "v", initial: .null)],
        steps: [
          Step(name: "a", parts: [[Assignment(0, .bool(true))]], waits: []),
          Step(name: "b", parts: [[Assignment(0, .bool(false))]], waits: waits),
        ])
    }
    #expect(throws: SystemError.unorderedWriters(variable: "v", "a", "b")) { _ = try made([]) }
    #expect(try made([Wait(for: 0)]).writers[0].map(\.step) == [0, 1])
  }

  @Test func reachabilityAndPaths() throws {
    let chain = try system([[], [Wait(for: 0)], [Wait(for: 1)], []])
    #expect(chain.order.path(from: 2, to: 0) == [2, 1, 0])
    #expect(chain.order.path(from: 0, to: 2) == nil)
    #expect(!chain.order.waits(3, for: 0))
    #expect(chain.order.closure(of: [2]) == [0, 1, 2])
  }

  @Test func flagsDecideConditionalWaits() throws {
    let one = try system(
      [
        [Wait(for: 1, when: FlagCondition(flag: 0, is: true))],
        [Wait(for: 0, when: FlagCondition(flag: 0, is: false))],
      ], flags: ["f"])
    #expect(one.order.path(from: 0, to: 1, in: FlagValues(flags: [0: true])) == [0, 1])
    #expect(one.order.path(from: 0, to: 1, in: FlagValues(flags: [0: false])) == nil)
    let store = TermStore()
    #expect(one.before(1, 0, in: store) == store.flag(0))
    #expect(one.before(0, 1, in: store) == store.not(store.flag(0)))
  }

  @Test func theInterpreterRejectsInvalidRuns() throws {
    let chain = try system([[], [Wait(for: 0)]])
    let interpreter = Interpreter(chain)
    #expect(throws: ReplayError.tooEarly(step: "s1", waitsFor: "s0")) {
      _ = try interpreter.replay(Run(entries: [RunEntry(step: 1, outcome: .done)]))
    }
    #expect(throws: ReplayError.begunTwice("s0")) {
      _ = try interpreter.replay(
        Run(entries: [RunEntry(step: 0, outcome: .failed), RunEntry(step: 0, outcome: .done)]))
    }
    let moment = try interpreter.replay(
      Run(entries: [RunEntry(step: 0, outcome: .failed, parts: [0])]))
    #expect(moment.values[0] == .bool(true) && interpreter.isAtRest(moment))
  }

  @Test func momentsOfTwoFreeStepsAreCounted() throws {
    let free = try system([[], []])
    // Each step: pending, begun without and with its effect, failed without and with it, done.
    #expect(Interpreter(free).allMoments(limit: 100)?.count == 36)
    #expect(Interpreter(free).allMoments(limit: 35) == nil)
  }

  @Test func directionsOfConditions() throws {
    let store = TermStore()
    let chain = try system([[], []])
    let set = store.isTrue(store.variable(0))
    #expect(store.direction(of: set, in: chain) == .rising)
    #expect(store.direction(of: store.not(set), in: chain) == .falling)
    #expect(
      store.direction(of: store.and(set, store.not(store.isTrue(store.variable(1)))), in: chain)
        == .mixed)
    #expect(store.direction(of: .always, in: chain) == .fixed)
  }
}
