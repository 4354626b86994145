import Foundation
import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Compares `eventually`, `leads to` and `until` with the enumeration of every complete run.
@Suite struct RunPropertyTests {
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1

  struct Tally {
    var held = 0
    var broken = 0
    var undecided = 0
    var skipped = 0
  }

  /// The definitions of SemanticsOfProperties, "Operators over runs", word for word, over the
  /// truths of P and Q at a run's moments.
  static func holds(_ kind: RunOperator, _ run: [(p: Bool, q: Bool)]) -> Bool {
    switch kind {
    case .eventually: run.contains { $0.p }
    case .eventuallyAlways: run.last?.p ?? true
    case .leadsTo: run.indices.allSatisfy { !run[$0].p || run[$0...].contains { $0.q } }
    case .until: run.indices.contains { run[$0].q && run[..<$0].allSatisfy { $0.p } }
    }
  }

  func check(
    seed: UInt64, steps: Int, unknowns: Bool, flags: Bool, exact: Bool, most: Int?,
    leavesOut: Bool = false, _ tally: inout Tally
  ) throws {
    guard var made = RandomCase(seed: seed, steps: steps, flags: flags, leavesOut: leavesOut) else {
      tally.skipped += 1
      return
    }
    let kind: RunOperator =
      [.eventually, .leadsTo, .until].randomElement(using: &made.random) ?? .until
    let p = made.condition(depth: 2, unknowns: unknowns)
    let q = made.condition(depth: 2, unknowns: unknowns)
    let condition =
      Int.random(in: 0..<4, using: &made.random) == 0
      ? made.condition(depth: 1, unknowns: unknowns) : Term.always
    let assignments = made.assignments
    var isBroken = false
    for world in made.worlds {
      var graph = RunGraph(made.system, world)
      guard let runs = graph.runs(limit: 400) else {
        tally.skipped += 1
        return
      }
      let evaluator = TermEvaluator(store: made.store, system: made.system, world: world)
      let first = Moment(initialOf: made.system)
      for values in assignments
      where !isBroken && evaluator.holds(condition, at: first, unknowns: values) {
        let truths = graph.moments.map { moment in
          (
            p: evaluator.holds(p, at: moment, unknowns: values),
            q: evaluator.holds(q, at: moment, unknowns: values)
          )
        }
        isBroken = runs.contains { run in !Self.holds(kind, run.map { truths[$0] }) }
      }
    }
    guard !made.worlds.isEmpty else {
      tally.skipped += 1
      return
    }
    let engine = Engine(system: made.system, store: made.store, orderIsExact: exact)
    if let most { engine.mostRunMoments = most }
    let query = RunQuery(
      kind, of: p, kind == .eventually ? .never : q, where: condition)
    switch engine.decide(query) {
    case .holds:
      tally.held += 1
      #expect(!isBroken, "seed \(seed): said to hold, but breaks")
    case .undecided(_, let reason):
      tally.undecided += 1
      #expect(unknowns || flags || most != nil, "seed \(seed): undecided: \(reason)")
    case .run(_, let found):
      tally.broken += 1
      #expect(isBroken, "seed \(seed): said to break, but holds")
      if found.needsGraph { #expect(!exact, "seed \(seed)") }
      if !exact, !found.needsGraph, !unknowns, !flags, most == nil {
        try survivesAnyOrder(kind, of: p, q, where: condition, made: made, seed: seed)
      }
      try replay(
        found, kind: kind, of: p, q, where: condition, made: made, assignments: assignments,
        seed: seed)
    }
  }

  /// Checks that added random waits leave some run that breaks the property, if the counterexample
  /// claims to need no graph.
  func survivesAnyOrder(
    _ kind: RunOperator, of p: Term, _ q: Term, where condition: Term, made: RandomCase,
    seed: UInt64
  ) throws {
    var random = made.random
    let system = made.system
    var waits = system.steps.map(\.waits)
    for later in waits.indices {
      for earlier in waits.indices.prefix(later) where Bool.random(using: &random) {
        waits[later].append(Wait(for: earlier))
      }
    }
    let stricter = try System(
      variables: system.variables, flags: system.flags,
      steps: system.steps.enumerated().map { index, step in
        Step(
          name: step.name, parts: step.parts, waits: waits[index], mayFail: step.mayFail,
          isOptional: step.isOptional)
      })
    // The added waits must not change the meaning of the property.
    var stack = [p, q, condition]
    while let top = stack.popLast() {
      switch made.store[top] {
      case .enabled, .justDone: return
      default: stack += made.store[top].operands
      }
    }
    var graph = RunGraph(stricter, FlagValues())
    guard let runs = graph.runs(limit: 400) else { return }
    let evaluator = TermEvaluator(store: made.store, system: stricter)
    let truths = graph.moments.map {
      (p: evaluator.holds(p, at: $0), q: evaluator.holds(q, at: $0))
    }
    let isBroken = runs.contains { run in !Self.holds(kind, run.map { truths[$0] }) }
    #expect(isBroken, "seed \(seed): an order saves it")
  }

  /// Checks that the counterexample is a complete run of the system and breaks the property.
  func replay(
    _ found: Counterexample, kind: RunOperator, of p: Term, _ q: Term, where condition: Term,
    made: RandomCase, assignments: [[Int: Value]], seed: UInt64
  ) throws {
    let interpreter = Interpreter(made.system, world: found.run.world)
    var moments = [Moment(initialOf: made.system)]
    for event in found.events {
      let last = try #require(moments.last)
      moments.append(try interpreter.moment(after: event, at: last))
    }
    #expect(moments.last.map(interpreter.isComplete) == true, "seed \(seed): not complete")
    _ = try interpreter.replay(found.run)
    let evaluator = TermEvaluator(
      store: made.store, system: made.system, world: found.run.world)
    func isBroken(_ values: [Int: Value]) -> Bool {
      guard let first = moments.first, evaluator.holds(condition, at: first, unknowns: values)
      else { return false }
      return !Self.holds(
        kind,
        moments.map {
          (
            p: evaluator.holds(p, at: $0, unknowns: values),
            q: evaluator.holds(q, at: $0, unknowns: values)
          )
        })
    }
    #expect(isBroken(found.unknowns), "seed \(seed): the run does not break it")
    if found.isDefinite {
      for values in assignments {
        #expect(isBroken(values), "seed \(seed): not definite")
      }
    }
  }

  @Test func stepsAlone() throws {
    var tally = Tally()
    for seed in 300_000..<300_000 + UInt64(1_600 * Self.factor) {
      try check(
        seed: seed, steps: 4, unknowns: false, flags: false, exact: seed % 2 == 0, most: nil, &tally
      )
    }
    print("runs, steps alone: \(tally)")
    #expect(tally.held > 120 && tally.broken > 120)
    #expect(tally.undecided == 0)
  }

  @Test func withStepsThatCanBeLeftOut() throws {
    var tally = Tally()
    for seed in 350_000..<350_000 + UInt64(1_200 * Self.factor) {
      // Every third as if its cone were large.
      try check(
        seed: seed, steps: 4, unknowns: false, flags: false, exact: true,
        most: seed % 3 == 0 ? 0 : nil, leavesOut: true, &tally)
    }
    print("runs, optional steps: \(tally)")
    #expect(tally.held > 120 && tally.broken > 120)
  }

  @Test func withUnknowns() throws {
    var tally = Tally()
    for seed in 400_000..<400_000 + UInt64(800 * Self.factor) {
      try check(
        seed: seed, steps: 2, unknowns: true, flags: false, exact: true, most: nil, &tally)
    }
    print("runs, with unknowns: \(tally)")
    #expect(tally.held > 40 && tally.broken > 40)
    #expect(tally.undecided < 40)
  }

  @Test func withFlags() throws {
    var tally = Tally()
    for seed in 500_000..<500_000 + UInt64(600 * Self.factor) {
      try check(
        seed: seed, steps: 3, unknowns: false, flags: true, exact: false, most: nil, &tally)
    }
    print("runs, with flags: \(tally)")
    #expect(tally.held > 40 && tally.broken > 40)
    #expect(tally.undecided < 20)
  }

  /// With all cones treated as large, no answer is wrong, and some are decided.
  @Test func largeConesAreDecidedByTheirEndpoints() throws {
    var tally = Tally()
    for seed in 600_000..<600_000 + UInt64(800 * Self.factor) {
      try check(
        seed: seed, steps: 4, unknowns: seed % 2 == 0, flags: false, exact: true, most: 0, &tally)
    }
    print("runs, by the ends: \(tally)")
    #expect(tally.held > 40 && tally.broken > 20)
  }
}
