import ProvisoKernel
import Synchronization
import TestSupport
import Testing

@testable import ProvisoEngine

/// Searches that end early, and values that need wider fields.
@Suite struct ExplicitLimitTests {
  private func number(_ literal: String) -> Value {
    .number(Number(literal: literal) ?? .zero)
  }

  /// An unbounded counter, with a guard that limits it.
  private func counter(
    _ op: TermArithmetic, by amount: String, below bound: String?, from first: String = "1"
  ) -> (ModelBuilder, Int) {
    var model = ModelBuilder()
    let x = model.variable("x", sort: .integer, first: number(first))
    let value = model.store.variable(x)
    let guards =
      bound.map { [model.store.less(value, model.store.constant(number($0)))] } ?? []
    model.step(
      "grow", guards,
      updates: [
        Transition.Update(
          x, model.store.arithmetic(op, of: value, model.store.constant(number(amount))))
      ])
    return (model, x)
  }

  /// Values of every width, also beyond a machine word, never wrap.
  @Test(arguments: [
    ("3", "100000000000000000000000000000000"), ("-7", "99999999999999999999999"), ("2", "70000"),
    ("1000003", "5000000000000000000000"),
  ])
  func integersOfAnySize(factor: String, bound: String) throws {
    let (model, x) = counter(.multiply, by: factor, below: bound)
    let notNegative = model.store.not(
      model.store.less(
        model.store.variable(x), model.store.constant(number("-100000000000000000000000"))))
    let top = model.store.not(
      model.store.less(model.store.variable(x), model.store.constant(number(bound))))
    let system = model.system
    let properties = [
      StateProperty(.always, holds: notNegative), StateProperty(.reachable, holds: top),
    ]
    let graph = try #require(ReferenceGraph(system, withFailures: true))
    let found = ExplicitSearch.run(system, for: properties)
    #expect(found.states == graph.states.count)
    #expect(found.terminalStates == 1)
    #expect(found.answers[0].runs.first?.moves.count == graph.nearest(properties[0]))
    #expect(found.answers[1].runs.first?.moves.count == graph.nearest(properties[1]))
  }

  @Test func sumsNeverWrap() throws {
    let first = String(Int.max - 2)
    let (model, x) = counter(.add, by: "1", below: "9223372036854775811", from: first)
    let positive = model.store.less(model.store.number(0), model.store.variable(x))
    let found = ExplicitSearch.run(model.system, for: [StateProperty(.always, holds: positive)])
    #expect(found.states == 7)
    #expect(found.answers.first?.verdict.isHeld == true)
  }

  /// Fields that are too narrow become wider during a search, with and without monitors.
  @Test(arguments: [false, true])
  func fieldsGrow(isMonitor: Bool) throws {
    let store = TermStore()
    let small: [Value] = [number("0"), number("1/2"), number("5")]
    let variables = [
      StateVariable(name: "a", sort: .finite(small)),
      StateVariable(name: "b", sort: .integer),
      StateVariable(name: "m", sort: .integer, isMonitor: isMonitor),
      StateVariable(name: "c", sort: .bool),
    ]
    func plus(_ index: Int, _ amount: Int) -> Term {
      store.arithmetic(.add, of: store.variable(index), store.number(amount))
    }
    func step(_ index: Int, below bound: Int, updates: [Transition.Update]) -> Transition {
      let room = store.less(store.variable(index), store.number(bound))
      return Transition(
        step: 0, requirements: [Transition.Requirement(room, index: nil)], updates: updates)
    }
    let transitions = [
      step(0, below: 40, updates: [Transition.Update(0, plus(0, 3))]),
      step(
        1, below: 100_000,
        updates: [Transition.Update(1, plus(1, 9_999)), Transition.Update(2, plus(2, 70))]),
      step(
        0, below: 9,
        updates: [
          Transition.Update(
            3,
            store.ite(
              store.isTrue(store.variable(3)), then: store.constant(.bool(false)),
              else: store.constant(.bool(true))))
        ]),
    ]
    let initial = [
      store.constant(small[1]), store.number(0), store.number(0), store.constant(.bool(true)),
    ]
    let sum = store.arithmetic(.add, of: store.variable(0), store.variable(2))
    let holds = store.less(sum, store.number(600))
    let system = TransitionSystem(
      terms: store.table, variables: variables, initial: initial, assumptions: [], inputs: [:],
      steps: [AgentStep(name: "s", agent: "")], transitions: transitions, requirements: [])
    let property = StateProperty(.always, holds: holds)
    let graph = try #require(ReferenceGraph(system, withFailures: true))
    let found = ExplicitSearch.run(system, for: [property])
    #expect(found.states == graph.plainStates.count)
    #expect(found.transitions == graph.plainStates.map { graph.moveCounts[$0] }.reduce(0, +))
    #expect(found.answers.first?.runs.first?.moves.count == graph.nearest(property))
    let run = try #require(found.answers.first?.runs.first)
    #expect(graph.interpreter.replay(run) != nil)
  }

  /// A value that is squared again and again gives a reason and does not fill the memory.
  @Test func hugeValuesEndTheSearch() throws {
    var model = ModelBuilder()
    let x = model.variable("x", sort: .integer, first: number("3"))
    let value = model.store.variable(x)
    model.step(
      "square", [],
      updates: [Transition.Update(x, model.store.arithmetic(.multiply, of: value, value))]
    )
    let positive = model.store.less(model.store.number(0), value)
    let found = ExplicitSearch.run(model.system, for: [StateProperty(.always, holds: positive)])
    #expect(found.answers.first?.verdict.reason?.contains("too large") == true)
    #expect(!found.isExhaustive)
  }

  @Test func theLimitOfStates() throws {
    let (model, x) = counter(.add, by: "1", below: nil)
    let value = model.store.variable(x)
    let far = model.store.less(value, model.store.number(2_000))
    let near = model.store.less(value, model.store.number(100))
    let beyond = model.store.not(far)
    let found = ExplicitSearch.run(
      model.system,
      for: [
        StateProperty(.always, holds: far), StateProperty(.always, holds: near),
        StateProperty(.reachable, holds: beyond),
        StateProperty(.overRuns(.eventually, [beyond]), holds: .always),
      ], limits: ExplorationLimits(states: 1_000))
    #expect(!found.isExhaustive)
    #expect(found.answers[0].verdict.reason?.contains("1000 states") == true)
    #expect(found.answers[0].depth == 999)
    #expect(found.answers[1].verdict.isFailed)
    #expect(found.answers[1].runs.first?.moves.count == 99)
    #expect(found.answers[2].verdict.reason != nil)
    #expect(found.answers[3].verdict.reason != nil)
  }

  @Test func aCancellationEndsTheSearch() throws {
    let (model, x) = counter(.add, by: "1", below: nil)
    let positive = model.store.less(model.store.number(0), model.store.variable(x))
    let cancellation = Cancellation()
    cancellation.cancel(.requested)
    let found = ExplicitSearch.run(
      model.system, for: [StateProperty(.always, holds: positive)], cancellation: cancellation)
    #expect(found.answers.first?.verdict.reason == "the check was cancelled")
  }

  @Test func noTimeAtAll() throws {
    let (model, x) = counter(.add, by: "1", below: nil)
    let positive = model.store.less(model.store.number(0), model.store.variable(x))
    let found = ExplicitSearch.run(
      model.system, for: [StateProperty(.always, holds: positive)],
      limits: ExplorationLimits(seconds: 0))
    #expect(found.answers.first?.verdict.reason == "stopped after 0 seconds")
  }

  @Test func infiniteInitialValuesAndInputsAreReported() throws {
    var free = ModelBuilder()
    let x = free.variable("x", sort: .integer, first: nil)
    let positive = free.store.less(free.store.number(0), free.store.variable(x))
    free.step("stop", guards: [positive], writes: [(x, number("0"))])
    let found = ExplicitSearch.run(free.system, for: [StateProperty(.always, holds: positive)])
    #expect(found.states == nil)
    #expect(found.answers.first?.verdict.reason?.contains("`x`") == true)

    var told = ModelBuilder()
    let y = told.variable("y", sort: .string, first: .string(""))
    let input = told.store.unknown(Unknown(name: "answer"))
    let empty = told.eq(y, .string(""))
    told.step(
      "ask", [],
      updates: [Transition.Update(y, told.store.value(of: Unknown(name: "answer")))],
      inputs: [input])
    let other = ExplicitSearch.run(
      told.system(inputs: [input: .string]), for: [StateProperty(.always, holds: empty)])
    #expect(other.answers.first?.verdict.reason?.contains("`ask`") == true)
  }

  /// Each listed run leads to a violation, no two runs have the same moves, and the shortest come
  /// first.
  @Test func severalRuns() throws {
    var several = 0
    for seed in 0..<UInt64(400) {
      var options = RandomTransitionSystem.Options()
      options.overRuns = false
      let made = RandomTransitionSystem(seed: seed, options: options)
      guard ReferenceGraph(made.system, withFailures: true, limit: 200) != nil else { continue }
      let one = ExplicitSearch.run(made.system, for: made.properties)
      let many = ExplicitSearch.run(
        made.system, for: made.properties, limits: ExplorationLimits(runs: 4))
      let interpreter = TransitionInterpreter(made.system)
      for (index, answer) in many.answers.enumerated() {
        #expect(answer.runs.first == one.answers[index].runs.first, "seed \(seed)")
        #expect(answer.runs.count <= 4)
        if answer.runs.count > 1 { several += 1 }
        let lengths = answer.runs.map(\.moves.count)
        #expect(lengths == lengths.sorted(), "seed \(seed)")
        let deeds = answer.runs.map { run in
          run.moves.map { "\($0.transition) \($0.inputs)" }.sorted()
        }
        #expect(Set(deeds).count == deeds.count, "seed \(seed)")
        let property = made.properties[index]
        for run in answer.runs {
          let states = try #require(interpreter.replay(run), "seed \(seed)")
          let last = try #require(states.last)
          #expect(
            interpreter.holds(property.holds, in: last) == (property.question == .reachable),
            "seed \(seed)")
        }
      }
    }
    #expect(several > 8)
  }

  /// An answer before the limit is also the answer of a longer search, with a run of the same
  /// length.
  @Test func limitsOnlyLeavePropertiesUndecided() throws {
    var decided = 0
    var open = 0
    for seed in 0..<UInt64(300 * ExplicitSearchTests.factor) {
      var options = RandomTransitionSystem.Options()
      options.unbounded = true
      let made = RandomTransitionSystem(seed: seed, options: options)
      let short = ExplicitSearch.run(
        made.system, for: made.properties, limits: ExplorationLimits(states: 40))
      let long = ExplicitSearch.run(
        made.system, for: made.properties, limits: ExplorationLimits(states: 600))
      let interpreter = TransitionInterpreter(made.system)
      for (index, answer) in short.answers.enumerated() {
        for run in answer.runs { #expect(interpreter.replay(run) != nil, "seed \(seed)") }
        if answer.verdict.reason != nil {
          open += 1
          continue
        }
        // A later double write makes properties undecided that held before.
        if long.fault?.fault.kind == .doubleWrite { continue }
        decided += 1
        let other = long.answers[index].verdict
        #expect(other.isHeld == answer.verdict.isHeld, "seed \(seed): \(other)")
        #expect(other.isFailed == answer.verdict.isFailed, "seed \(seed): \(other)")
        if !made.properties[index].question.isOverRuns {
          #expect(
            long.answers[index].runs.first?.moves.count == answer.runs.first?.moves.count,
            "seed \(seed)")
        }
      }
    }
    #expect(decided > 300)
    #expect(open > 10)
  }

  /// Very many initial states end an enumeration early, and the solver finds what is a step away.
  @Test func manyInitialStates() throws {
    var model = ModelBuilder()
    let here = (0..<30).map { model.variable("here\($0)", sort: .bool, first: nil) }
    let gone = (0..<30).map { model.variable("gone\($0)", sort: .bool, first: .bool(false)) }
    for item in here.indices {
      model.step(
        "drop(\(item))", guards: [model.isTrue(here[item])],
        writes: [(here[item], .bool(false)), (gone[item], .bool(true))])
    }
    let kept = model.store.not(model.isTrue(gone[7]))
    let apart = model.store.not(model.store.and(model.isTrue(gone[3]), model.isTrue(here[3])))
    let system = model.system
    let properties = [StateProperty(.always, holds: kept), StateProperty(.always, holds: apart)]
    let searched = ExplicitSearch.run(system, for: properties, pause: 1000)
    #expect(searched.isPaused)
    #expect(
      searched.answers.allSatisfy {
        $0.verdict.reason?.contains("more than 1000 initial states") ?? false
      })
    let found = Explorer(limits: ExplorationLimits(seconds: 60)).run(system, for: properties)
    #expect(found.answers[0].verdict.isFailed)
    #expect(found.answers[0].runs.first?.moves.count == 1)
    #expect(found.answers[1].verdict.isHeld)
  }

  @Test func progressIsReported() throws {
    let (system, properties) = ClassicModels.twoPhaseCommit(5)
    let told = Mutex<[ExplorationProgress]>([])
    let found = ExplicitSearch.run(
      system, for: properties, progress: { step in told.withLock { $0.append(step) } })
    // The number of reports depends on the machine, but they must be consistent.
    for step in told.withLock({ $0 }) {
      #expect(step.queue <= step.states && step.depth <= found.depth)
    }
    #expect(found.states == 8832)
  }
}

extension ExplorationAnswer.Verdict {
  var reason: String? {
    if case .undecided(let reason) = self { reason } else { nil }
  }

  var isFailed: Bool {
    if case .fails = self { true } else { false }
  }
}
