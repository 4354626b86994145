import Foundation
import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Compares every engine with the interpreter's exhaustive enumeration.
@Suite struct EngineAgainstEnumerationTests {
  /// Multiplies the number of random cases, for longer runs.
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1

  struct Tally {
    var held = 0
    var certified = 0
    var broken = 0
    var undecided = 0
    var skipped = 0
  }

  /// Runs one random case; `nil` if it is too large to enumerate.
  func check(
    seed: UInt64, steps: Int, unknowns: Bool, flags: Bool, leavesOut: Bool = false,
    _ tally: inout Tally
  ) throws {
    guard var made = RandomCase(seed: seed, steps: steps, flags: flags, leavesOut: leavesOut) else {
      tally.skipped += 1
      return
    }
    let timing: Timing =
      [.everyMoment, .everyMoment, .atRest, .atEnd].randomElement(using: &made.random)
      ?? .everyMoment
    let failures = Int.random(in: 0...2, using: &made.random)
    let condition =
      Int.random(in: 0..<4, using: &made.random) == 0
      ? made.count() : made.condition(depth: 3, unknowns: unknowns)
    let assignments = made.assignments
    var isBroken = false
    for world in made.worlds where !isBroken {
      let interpreter = Interpreter(made.system, world: world)
      let evaluator = TermEvaluator(store: made.store, system: made.system, world: world)
      let visit = interpreter.visit(limit: 6_000) { moment in
        interpreter.isAsked(moment, timing, failures: failures)
          && assignments.contains { !evaluator.holds(condition, at: moment, unknowns: $0) }
      }
      switch visit {
      case .complete: break
      case .stopped: isBroken = true
      case .tooMany:
        tally.skipped += 1
        return
      }
    }
    guard !made.worlds.isEmpty else {
      tally.skipped += 1
      return
    }
    let expected = !isBroken
    let engine = Engine(system: made.system, store: made.store, orderIsExact: true)
    // Half of the cases go to the engines for large cones: minimum cuts and the solver.
    if seed % 2 == 0 { engine.mostListed = 1 }
    let query = Query(condition, timing: timing, failures: failures)
    if seed % 64 == 1 {
      // Questions for other solvers prove the condition on their own.
      engine.evidence = EvidenceLog()
      if engine.certify(query) {
        tally.certified += 1
        #expect(expected, "seed \(seed): certified, but breaks")
      }
      engine.evidence = nil
    }
    switch engine.decide(query) {
    case .holds:
      tally.held += 1
      #expect(expected, "seed \(seed): said to hold, but breaks")
    case .undecided(_, let reason):
      tally.undecided += 1
      #expect(flags, "seed \(seed): undecided: \(reason)")
    case .run(_, let found):
      tally.broken += 1
      #expect(!expected, "seed \(seed): said to break, but holds")
      try replay(
        found, condition: condition, made: made, timing: timing, failures: failures,
        assignments: assignments, seed: seed)
    }
  }

  /// Checks that the counterexample is a run of the system, ends at a moment of the query's timing,
  /// and breaks the condition there.
  func replay(
    _ found: Counterexample, condition: Term, made: RandomCase, timing: Timing,
    failures: Int, assignments: [[Int: Value]], seed: UInt64
  ) throws {
    let interpreter = Interpreter(made.system, world: found.run.world)
    let moment = try interpreter.replay(found.run)
    let evaluator = TermEvaluator(store: made.store, system: made.system, world: found.run.world)
    #expect(
      !evaluator.holds(condition, at: moment, unknowns: found.unknowns),
      "seed \(seed): the run does not break it")
    switch timing {
    case .everyMoment: break
    case .atEnd: #expect(interpreter.isComplete(moment), "seed \(seed)")
    case .atRest:
      #expect(interpreter.isAtRest(moment) || found.run.entries.isEmpty, "seed \(seed)")
      #expect(moment.steps.count { $0.hasFailed } <= failures, "seed \(seed)")
    }
    if found.isDefinite {
      for values in assignments {
        #expect(
          !evaluator.holds(condition, at: moment, unknowns: values),
          "seed \(seed): not definite")
      }
    }
  }

  @Test func conditionsOverStepsAlone() throws {
    var tally = Tally()
    for seed in 0..<UInt64(2_000 * Self.factor) {
      try check(seed: seed, steps: 8, unknowns: false, flags: false, &tally)
    }
    print("steps alone: \(tally)")
    #expect(tally.held > 160 && tally.broken > 160)
    #expect(tally.undecided == 0)
  }

  @Test func stepsThatCanBeLeftOut() throws {
    var tally = Tally()
    for seed in 250_000..<250_000 + UInt64(1_200 * Self.factor) {
      try check(
        seed: seed, steps: 6, unknowns: false, flags: false, leavesOut: true, &tally)
    }
    print("optional steps: \(tally)")
    #expect(tally.held > 80 && tally.broken > 160)
    #expect(tally.undecided == 0)
  }

  /// A goal is found where a run without failures reaches it, and nowhere else.
  @Test func goals() throws {
    var reached = 0
    var unreachable = 0
    for seed in 270_000..<270_000 + UInt64(800 * Self.factor) {
      guard var made = RandomCase(seed: seed, steps: 5, flags: false, leavesOut: true) else {
        continue
      }
      let timing: Timing =
        [.everyMoment, .atRest, .atEnd].randomElement(using: &made.random) ?? .everyMoment
      let goal = made.condition(depth: 3, unknowns: false)
      let interpreter = Interpreter(made.system)
      let evaluator = TermEvaluator(store: made.store, system: made.system)
      func reaches(_ moment: Moment) -> Bool {
        interpreter.isAsked(moment, timing, failures: 0)
          && moment.steps.allSatisfy { $0 == .done || $0 == .pending }
          && evaluator.holds(goal, at: moment, unknowns: [:])
      }
      let visit = interpreter.visit(limit: 6_000, isEnough: reaches)
      if visit == .tooMany { continue }
      let expected = visit == .stopped
      let engine = Engine(system: made.system, store: made.store, orderIsExact: true)
      switch engine.reach(Query(goal, timing: timing, failures: 0)) {
      case .run(_, let found):
        reached += 1
        #expect(expected, "seed \(seed): said to be reached, but no run does")
        let moment = try interpreter.replay(found.run)
        #expect(evaluator.holds(goal, at: moment, unknowns: [:]), "seed \(seed)")
        #expect(
          interpreter.isAsked(moment, timing, failures: 0), "seed \(seed): not of this timing")
      case .holds:
        unreachable += 1
        #expect(!expected, "seed \(seed): said to be out of reach, but a run reaches it")
      case .undecided(_, let reason): Issue.record("seed \(seed): undecided: \(reason)")
      }
    }
    print("goals: \(reached) reached, \(unreachable) out of reach")
    #expect(reached > 80 && unreachable > 80)
  }

  @Test func conditionsWithUnknowns() throws {
    var tally = Tally()
    for seed in 100_000..<100_000 + UInt64(2_000 * Self.factor) {
      try check(seed: seed, steps: 4, unknowns: true, flags: false, &tally)
    }
    print("with unknowns: \(tally)")
    #expect(tally.held > 80 && tally.broken > 160)
    #expect(tally.undecided == 0)
  }

  @Test func ordersWithFlags() throws {
    var tally = Tally()
    for seed in 200_000..<200_000 + UInt64(800 * Self.factor) {
      try check(seed: seed, steps: 5, unknowns: false, flags: true, &tally)
    }
    print("with flags: \(tally)")
    #expect(tally.held > 40 && tally.broken > 80)
    #expect(tally.undecided < 40)
  }
}
