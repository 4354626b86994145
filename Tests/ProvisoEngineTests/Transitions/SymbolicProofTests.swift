import Foundation
import ProvisoKernel
import TestSupport
import Testing
import Z3

@testable import ProvisoEngine

/// Unbounded worlds, where only a proof decides, and the contents of proofs.
@Suite struct SymbolicProofTests {
  private func search(
    _ system: TransitionSystem, for properties: [StateProperty], depth: Int = 5,
    seconds: Double = 30, change: (inout SymbolicSearch.Methods) -> Void = { _ in }
  ) throws -> [ExplorationAnswer] {
    var search = SymbolicSearch(
      context: try Z3Context(), limits: ExplorationLimits(depth: depth, seconds: seconds))
    change(&search.methods)
    return search.run(system, for: properties).answers
  }

  /// Two counters that increase together, the second twice as fast if `slope` is 2.
  private func counters(slope: Int = 1) -> (ModelBuilder, x: Term, y: Term) {
    var model = ModelBuilder()
    let x = model.variable("x", sort: .integer, first: .number(.zero))
    let y = model.variable("y", sort: .integer, first: .number(.zero))
    let (a, b) = (model.store.variable(x), model.store.variable(y))
    let store = model.store
    model.step(
      "up", [],
      updates: [
        Transition.Update(x, store.arithmetic(.add, of: a, store.number(1))),
        Transition.Update(y, store.arithmetic(.add, of: b, store.number(slope))),
      ])
    return (model, a, b)
  }

  @Test func unboundedCountersNeedInduction() throws {
    let (model, x, y) = counters()
    let store = model.store
    let same = StateProperty(.always, holds: store.equal(x, y))
    let never = StateProperty(.reachable, holds: store.less(x, store.number(0)))
    let late = StateProperty(.always, holds: store.less(x, store.number(4)))
    let far = StateProperty(.always, holds: store.less(x, store.number(1_000)))
    let answers = try search(model.system, for: [same, never, late, far], seconds: 6)
    #expect(answers[0].verdict.isHeld && answers[0].method == .kInduction)
    #expect(answers[0].depth == 1)
    guard case .fails = answers[1].verdict else { throw Unexpected() }
    #expect(answers[1].certificate != nil)
    guard case .fails = answers[2].verdict else { throw Unexpected() }
    #expect(answers[2].runs.first?.moves.count == 4)
    guard case .undecided(let reason) = answers[3].verdict else { throw Unexpected() }
    #expect(reason == "no violation within 5 steps")
  }

  @Test func someProofsNeedALargerK() throws {
    var model = ModelBuilder()
    let x = model.variable("x", sort: .integer, first: .number(.zero))
    let (store, value) = (model.store, model.store.variable(x))
    // The states 0, 1, 2, 0, … are reachable; 10, 11, 12, 13 are not.
    let next = store.ite(
      store.equal(value, store.number(2)), then: store.number(0),
      else: store.arithmetic(.add, of: value, store.number(1)))
    let isKnown = store.and(
      store.not(store.less(value, store.number(0))), store.less(value, store.number(3)))
    let isOther = store.and(
      store.not(store.less(value, store.number(10))), store.less(value, store.number(13)))
    model.step("turn", [store.or(isKnown, isOther)], updates: [Transition.Update(x, next)])
    let property = StateProperty(.always, holds: store.not(store.equal(value, store.number(13))))
    let answer = try search(model.system, for: [property]) {
      $0.guesses = false
      $0.spacer = false
    }[0]
    #expect(answer.verdict.isHeld && answer.method == .kInduction)
    #expect(answer.depth == 4)
    try confirm(answer)
    let short = try search(model.system, for: [property], depth: 2) {
      $0.guesses = false
      $0.spacer = false
    }[0]
    #expect(!short.verdict.isHeld)
  }

  @Test func someInvariantsNeedSpacer() throws {
    let (model, x, y) = counters()
    let store = model.store
    // No k proves it. The invariant x <= y does, and it is not among the properties.
    let property = StateProperty(
      .always, holds: store.implies(store.less(store.number(0), x), store.less(store.number(0), y)))
    let without = try search(model.system, for: [property]) {
      $0.guesses = false
      $0.spacer = false
    }[0]
    #expect(!without.verdict.isHeld)
    let answer = try search(model.system, for: [property]) { $0.guesses = false }[0]
    #expect(answer.verdict.isHeld && answer.method == .pdr)
    #expect(answer.certificate?.invariant.isEmpty == false)
    try confirm(answer)
  }

  @Test func proofsNameWhatTheyNeed() throws {
    var model = ModelBuilder()
    let backups = model.variable("backups", sort: .integer, first: .number(.zero))
    let exists = model.variable("exists", sort: .bool, first: .bool(true))
    let mood = model.variable("mood", sort: .bool, first: .bool(true))
    let (store, count) = (model.store, model.store.variable(backups))
    let more = store.arithmetic(.add, of: count, store.number(1))
    model.step("backup", [model.isTrue(exists)], updates: [Transition.Update(backups, more)])
    model.step(
      "drop", guards: [store.less(store.number(0), count), model.isTrue(mood)],
      writes: [(exists, .bool(false))])
    model.step("sulk", guards: [model.isTrue(mood)], writes: [(mood, .bool(false))])
    let safe = store.or(model.isTrue(exists), store.less(store.number(0), count))
    let answer = try search(model.system, for: [StateProperty(.always, holds: safe)])[0]
    #expect(answer.verdict.isHeld)
    #expect(answer.neededRequirements == [1])
    // Initially there is a backup or a database.
    #expect(answer.neededInitial == [exists])
    try confirm(answer)
  }

  @Test func longRunsAreReachedInFewDepths() throws {
    var model = ModelBuilder()
    let doors = (0..<12).map { model.variable("door\($0)", sort: .bool, first: .bool(false)) }
    for door in doors {
      model.step(
        "open\(door)", guards: [model.store.not(model.isTrue(door))], writes: [(door, .bool(true))])
    }
    let some = model.store.not(model.store.and(doors.map { model.isTrue($0) }))
    let found = try search(model.system, for: [StateProperty(.always, holds: some)])[0]
    guard case .fails = found.verdict else { throw Unexpected() }
    #expect(found.runs.first?.moves.count == 12)
  }

  @Test func runsThatEndDecideWithoutInduction() throws {
    var model = ModelBuilder()
    let light = model.variable("light", sort: .bool, first: .bool(false))
    model.step("on", guards: [model.store.not(model.isTrue(light))], writes: [(light, .bool(true))])
    let lit = model.isTrue(light)
    let answers = try search(
      model.system,
      for: [
        StateProperty(.overRuns(.eventually, [lit])),
        StateProperty(.overRuns(.eventually, [model.store.not(lit)])),
        StateProperty(.atTerminal(includingStart: false), holds: lit),
        StateProperty(.overRuns(.leadsTo, [lit, model.store.not(lit)])),
      ])
    #expect(answers.map(\.verdict.isHeld) == [true, true, true, false])
    #expect(answers[0].method == .bounded && answers[0].depth == 1)
    #expect(answers[3].runs.first?.moves.count == 1)
  }

  @Test func differentRunsTakeDifferentSteps() throws {
    var model = ModelBuilder()
    let state = model.variable("state", sort: .integer, first: .number(.zero))
    for name in ["a", "b", "c"] { model.step(name, guards: [], writes: [(state, .number(.one))]) }
    let property = StateProperty(
      .always, holds: model.store.equal(model.store.variable(state), model.store.number(0)))
    let search = SymbolicSearch(
      context: try Z3Context(), limits: ExplorationLimits(depth: 3, runs: 10))
    let runs = search.run(model.system, for: [property]).answers[0].runs
    #expect(runs.map { $0.moves.map(\.transition) }.sorted { $0[0] < $1[0] } == [[0], [1], [2]])
  }

  @Test func unsupportedSortsAreUndecided() throws {
    var model = ModelBuilder()
    let list = model.variable("list", sort: .any, first: .list([]))
    let holds = model.store.equal(model.store.variable(list), model.store.constant(.list([])))
    let answer = try search(model.system, for: [StateProperty(.always, holds: holds)])[0]
    guard case .undecided(let reason) = answer.verdict else { throw Unexpected() }
    #expect(reason.contains("list"))
    // With an interrupt, or without time, the search decides nothing.
    let (counted, x, y) = counters()
    let question = [StateProperty(.always, holds: counted.store.equal(x, y))]
    let context = try Z3Context()
    context.interrupt.interrupt()
    let stopped = SymbolicSearch(context: context).run(counted.system, for: question).answers[0]
    guard case .undecided = stopped.verdict else { throw Unexpected() }
    let late = SymbolicSearch(context: try Z3Context(), limits: ExplorationLimits(seconds: 0))
      .run(counted.system, for: question).answers[0]
    guard case .undecided = late.verdict else { throw Unexpected() }
  }

  @Test func unboundedTextsBecomeZ3Strings() throws {
    var model = ModelBuilder()
    let input = model.store.unknown(Unknown(name: "answer"))
    let name = model.variable("name", sort: .string, first: .string("prod-1"))
    let (store, value) = (model.store, model.store.variable(name))
    let answer = store.value(of: Unknown(name: "answer"))
    let isGood = store.stringTest(.startsWith, of: answer, store.constant(.string("prod")))
    model.step("rename", [isGood], updates: [Transition.Update(name, answer)], inputs: [input])
    let good = store.stringTest(.startsWith, of: value, store.constant(.string("prod")))
    let same = store.equal(value, store.constant(.string("prod-1")))
    let answers = try search(
      model.system(inputs: [input: .string]),
      for: [StateProperty(.always, holds: good), StateProperty(.always, holds: same)], depth: 2)
    #expect(answers[0].verdict.isHeld)
    guard case .fails = answers[1].verdict else { throw Unexpected() }
    let run = try #require(answers[1].runs.first)
    #expect(TransitionInterpreter(model.system(inputs: [input: .string])).replay(run) != nil)
  }

  @Test func termsOfAnotherTableProveNothing() throws {
    let (model, x, _) = counters()
    let system = model.system
    let later = StateProperty(.always, holds: model.store.equal(x, model.store.number(77)))
    guard case .undecided = try search(system, for: [later])[0].verdict else { throw Unexpected() }
  }

  @Test func propertiesAreExported() throws {
    let (model, x, _) = counters()
    let search = SymbolicSearch(context: try Z3Context())
    let property = StateProperty(.always, holds: model.store.less(x, model.store.number(3)))
    for (depth, isReached) in [(2, false), (3, true), (5, true)] {
      let script = try #require(try search.smtLib(model.system, for: property, depth: depth))
      let solver = try Z3Solver(Z3Context())
      try solver.load(script)
      #expect(try solver.check().isSatisfiable == isReached)
      if let other = try OtherSolver.answer(
        to: script, milliseconds: 20_000, without: "proofs were not confirmed by another solver")
      {
        #expect(other == (isReached ? "sat" : "unsat"))
      }
    }
    let whole = StateProperty(.overRuns(.eventually, [.always]))
    #expect(try search.smtLib(model.system, for: whole, depth: 2) == nil)
  }

  /// Unbounded integers: there are no states to compare with, but runs must replay, and another
  /// solver must confirm the proofs.
  @Test func randomSystemsWithoutBound() throws {
    var options = RandomTransitionSystem.Options()
    options.unbounded = true
    options.overRuns = false
    var proofs = 0
    var runs = 0
    for seed in 0..<UInt64(25 * SymbolicSearchTests.factor) {
      let made = RandomTransitionSystem(seed: 10_000 + seed, options: options)
      let interpreter = TransitionInterpreter(made.system)
      let answers = SymbolicSearch(
        context: try Z3Context(), limits: ExplorationLimits(depth: 5, seconds: 20)
      ).run(made.system, for: made.properties).answers
      for (property, answer) in zip(made.properties, answers) {
        if let run = answer.runs.first {
          runs += 1
          let last = try #require(interpreter.replay(run)?.last, "seed \(seed)")
          #expect(
            interpreter.holds(property.holds, in: last) == (property.question == .reachable),
            "seed \(seed)")
        }
        if answer.certificate != nil {
          proofs += 1
          try confirm(answer)
        }
      }
    }
    #expect(proofs > 5 && runs > 5)
  }

  /// Checks that another solver also finds every query of a proof unsatisfiable.
  private func confirm(_ answer: ExplorationAnswer) throws {
    let certificate = try #require(answer.certificate)
    for query in certificate.queries {
      let solver = try Z3Solver(Z3Context())
      try solver.load(query)
      #expect(try solver.check().isUnsatisfiable, "\(query)")
      if let other = try OtherSolver.answer(
        to: query, milliseconds: 20_000, without: "proofs were not confirmed by another solver")
      {
        #expect(other == "unsat", "\(query)")
      }
    }
  }
}

private struct Unexpected: Error {}
