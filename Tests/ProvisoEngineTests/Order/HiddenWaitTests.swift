import Foundation
import ProvisoKernel
import TestSupport
import Testing

@testable import ProvisoEngine

/// Random systems of which the engine sees a part: waits are missing, and so are steps that only
/// fail. Nothing that it proves may be false of the whole system, and a run that no hidden wait can
/// forbid must break the condition there.
@Suite struct HiddenWaitTests {
  /// The system with more waits and with steps of its own behind the visible ones, which have no
  /// effect.
  private func truth(of system: System, _ random: inout SeededGenerator) throws -> System {
    var waits = system.steps.map(\.waits)
    let count = waits.count
    for later in 0..<count {
      for earlier in 0..<later where Int.random(in: 0..<4, using: &random) == 0 {
        waits[later].append(Wait(for: earlier))
      }
    }
    var steps: [Step] = []
    let hidden = Int.random(in: 0...1, using: &random)
    for index in 0..<hidden {
      let position = Int.random(in: 0...count, using: &random)
      for later in position..<count where Bool.random(using: &random) {
        waits[later].append(Wait(for: count + index))
      }
      let own = (0..<position).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
      steps.append(Step(name: "hidden", parts: [], waits: own.map { Wait(for: $0) }))
    }
    let visible = system.steps.enumerated().map { index, step in
      Step(
        name: step.name, parts: step.parts, waits: waits[index], mayFail: step.mayFail,
        mayBeRefused: step.mayBeRefused)
    }
    return try System(
      variables: system.variables, flags: system.flags, steps: visible + steps)
  }

  @Test func nothingProvedIsFalseOfTheWholeSystem() throws {
    var held = 0
    var broken = 0
    var undecided = 0
    for seed in 700_000..<700_000 + UInt64(4_000 * EngineAgainstEnumerationTests.factor) {
      guard var made = RandomCase(seed: seed, steps: 4, flags: seed % 3 == 0, asksForOrder: true)
      else { continue }
      let timing: Timing =
        [.everyMoment, .atRest, .atRest, .atEnd].randomElement(using: &made.random) ?? .atRest
      let failures = Int.random(in: 0...2, using: &made.random)
      let condition = made.condition(depth: 3, unknowns: false)
      let whole = try truth(of: made.system, &made.random)
      let engine = Engine(system: made.system, store: made.store, orderIsExact: false)
      if seed % 2 == 0 { engine.mostListed = 1 }
      let finding = engine.decide(Query(condition, timing: timing, failures: failures))
      var isBroken = false
      var isEnumerated = true
      for world in made.worlds where !isBroken {
        let all = Set(whole.steps.indices)
        guard whole.order.sorted(all, in: world) != nil else { continue }
        let interpreter = Interpreter(whole, world: world)
        let evaluator = TermEvaluator(store: made.store, system: whole, world: world)
        let visit = interpreter.visit(limit: 4_000) { moment in
          interpreter.isAsked(moment, timing, failures: failures)
            && !evaluator.holds(condition, at: moment, unknowns: [:])
        }
        isBroken = visit == .stopped
        if visit == .tooMany {
          isEnumerated = false
          break
        }
      }
      guard isEnumerated else { continue }
      switch finding {
      case .holds:
        held += 1
        #expect(!isBroken, "seed \(seed): proved, and false of the whole system, \(timing)")
      case .run(_, let found):
        broken += 1
        #expect(
          isBroken || found.needsGraph || whole.hasFlags,
          "seed \(seed): no hidden wait can forbid the run, and it breaks nothing, \(timing)")
      case .undecided: undecided += 1
      }
    }
    print("hidden waits: \(held) held, \(broken) broken, \(undecided) undecided")
    #expect(held > 200 && broken > 200)
  }
}

extension System {
  fileprivate var hasFlags: Bool { !flags.isEmpty }
}
