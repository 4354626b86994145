import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Systems with unbounded values that no guard or property reads.
@Suite struct VisiblePartTests {
  private struct Asking {
    var model = ModelBuilder()
    let asked: Int
    let last: Int
    let input: Int

    /// An agent that asks for a text, keeps it, and may ask again after it has released it.
    init() {
      asked = model.variable("asked", sort: .bool, first: .bool(false))
      last = model.variable("last", sort: .string, first: .string(""))
      input = model.store.unknown(Unknown(name: "answer"))
      let answer = model.store.value(of: Unknown(name: "answer"))
      let isAsked = model.isTrue(asked)
      model.step(
        "ask", [model.store.not(isAsked)],
        updates: [
          Transition.Update(asked, model.store.constant(.bool(true))),
          Transition.Update(last, answer),
        ], inputs: [input])
      model.step("let go", guards: [isAsked], writes: [(asked, .bool(false))])
    }

    var system: TransitionSystem { model.system(inputs: [input: .string]) }
  }

  @Test func hiddenVariablesAreLeftOut() throws {
    let asking = Asking()
    let isAsked = asking.model.isTrue(asking.asked)
    let never = asking.model.store.not(isAsked)
    let system = asking.system
    let found = ExplicitSearch.run(
      system,
      for: [
        StateProperty(.always, holds: never), StateProperty(.reachable, holds: isAsked),
        StateProperty(.overRuns(.leadsTo, [isAsked, never]), holds: .always),
      ])
    #expect(found.isExhaustive)
    #expect(found.states == nil)
    #expect(found.answers[0].verdict.isFailed)
    #expect(found.answers[1].verdict.isHeld)
    #expect(found.answers[2].verdict.isHeld)
    let interpreter = TransitionInterpreter(system)
    for run in found.answers.flatMap(\.runs) {
      #expect(interpreter.replay(run)?.count == 2)
    }
  }

  @Test func variablesOfPropertiesAreVisible() throws {
    let asking = Asking()
    let isEmpty = asking.model.eq(asking.last, .string(""))
    let found = ExplicitSearch.run(asking.system, for: [StateProperty(.always, holds: isEmpty)])
    #expect(found.answers.first?.verdict.reason?.contains("`ask`") == true)
    #expect(found.states == nil)
    #expect(!found.isExhaustive)
  }

  /// A log that grows for ever does not prevent an answer to a property that does not read it.
  @Test func aHiddenCounterIsLeftOut() throws {
    var model = ModelBuilder()
    let on = model.variable("on", sort: .bool, first: .bool(false))
    let count = model.variable("count", sort: .integer, first: .number(.zero))
    let more = model.store.arithmetic(.add, of: model.store.variable(count), model.store.number(1))
    let isOff = model.store.not(model.isTrue(on))
    let below = model.store.less(model.store.variable(count), model.store.number(20))
    model.step("tick", [isOff], updates: [Transition.Update(count, more)])
    let blind = ExplicitSearch.run(
      model.system, for: [StateProperty(.always, holds: isOff)],
      limits: ExplorationLimits(states: 500))
    #expect(blind.isExhaustive)
    #expect(blind.answers.first?.verdict.isHeld == true)
    let seeing = ExplicitSearch.run(
      model.system, for: [StateProperty(.always, holds: below)],
      limits: ExplorationLimits(states: 500))
    #expect(seeing.answers.first?.runs.first?.moves.count == 20)
    #expect(!seeing.isExhaustive)
  }

  /// A loop with a hidden counter is not a loop: the run exists, but it cannot be reported as a
  /// lasso.
  @Test func aLoopWithAHiddenCounterIsUndecided() throws {
    var model = ModelBuilder()
    let on = model.variable("on", sort: .bool, first: .bool(false))
    let count = model.variable("count", sort: .integer, first: .number(.zero))
    let note = model.variable("note", sort: .any, first: nil)
    let value = model.store.variable(count)
    model.step(
      "tick", [],
      updates: [
        Transition.Update(count, model.store.arithmetic(.add, of: value, model.store.number(1)))
      ])
    let isOn = model.isTrue(on)
    let found = ExplicitSearch.run(
      model.system, for: [StateProperty(.overRuns(.eventually, [isOn]), holds: .always)])
    #expect(found.answers.first?.verdict.reason?.contains("`count`") == true)
    #expect(model.system.variables[note].name == "note")
  }
}
