import ProvisoKernel
import TestSupport
import Testing

@testable import ProvisoEngine

/// Compares one-shot systems read as an order with a visit of every state.
@Suite struct IdealExplorerTests {
  /// Multiplies the number of random cases, for longer runs.
  static let factor = EngineAgainstEnumerationTests.factor

  /// Compares the answers of the order with those of the states.
  ///
  /// - Returns: The number of properties that the order decides.
  private func compare(
    _ made: RandomOneShotSystem, _ seed: UInt64, mostListed: Int? = nil
  ) -> Int {
    guard var ideals = IdealExplorer(made.system) else { return 0 }
    ideals.mostListed = mostListed
    let states = ExplicitSearch.run(
      made.system, for: made.properties, limits: ExplorationLimits(states: 50_000, seconds: 20))
    #expect(states.isExhaustive, "seed \(seed): the search did not visit every state")
    let interpreter = TransitionInterpreter(made.system)
    var answered = 0
    for (index, answer) in ideals.answers(made.properties).enumerated() {
      guard let answer else { continue }
      answered += 1
      let property = made.properties[index]
      #expect(
        answer.verdict.word == states.answers[index].verdict.word,
        "seed \(seed), property \(index): \(property)")
      let needsRun = (property.question == .reachable) == (answer.verdict.word == "holds")
      #expect(answer.runs.count == (needsRun ? 1 : 0), "seed \(seed)")
      for run in answer.runs {
        let last = interpreter.replay(run)?.last
        #expect(last != nil, "seed \(seed): invalid run")
        #expect(
          last.map { interpreter.holds(property.holds, in: $0) }
            == (property.question == .reachable), "seed \(seed): the run shows no decision")
      }
    }
    return answered
  }

  /// Every second system as if it were large.
  @Test(arguments: [nil, 2] as [Int?])
  func answersAreThoseOfTheStates(mostListed: Int?) {
    var answered = 0
    var read = 0
    let first: UInt64 = mostListed == nil ? 0 : 1
    for seed in stride(from: first, to: UInt64(400 * Self.factor), by: 2) {
      let made = RandomOneShotSystem(seed: seed)
      if IdealExplorer(made.system) != nil { read += 1 }
      answered += compare(made, seed, mostListed: mostListed)
    }
    #expect(read > 160 * Self.factor)
    #expect(answered > 650 * Self.factor)
  }

  @Test(arguments: RandomOneShotSystem.Flaw.allCases)
  func nearMissesAreDeclinedOrAnsweredAlike(_ flaw: RandomOneShotSystem.Flaw) {
    for seed in UInt64(0)..<UInt64(20 * Self.factor) {
      _ = compare(RandomOneShotSystem(seed: seed, flaw: flaw), seed)
    }
  }

  /// A system that cannot be read as an order is declined.
  @Test(arguments: [
    RandomOneShotSystem.Flaw.guardWithOr, .flagReadNegatively, .freeVariable, .fault,
  ])
  func theseAreDeclined(_ flaw: RandomOneShotSystem.Flaw) {
    var declined = 0
    for seed in UInt64(0)..<200 {
      if IdealExplorer(RandomOneShotSystem(seed: seed, flaw: flaw).system) == nil { declined += 1 }
    }
    // Constant folding removes some conditions, and some transitions never happen.
    #expect(declined > 150)
  }

  /// The order does not decide a counter that depends on the order of steps, but it decides a flag.
  @Test func variablesThatTheOrderDoesNotDecideGiveNoAnswer() throws {
    let store = TermStore()
    func flag(_ index: Int) -> Term { store.isTrue(store.variable(index)) }
    func transition(_ step: Int, _ value: Term) -> Transition {
      Transition(
        step: step, requirements: [.init(store.not(flag(step)), index: nil)],
        updates: [.init(step, store.constant(.bool(true))), .init(2, value)])
    }
    let transitions = [
      transition(0, store.number(5)),
      transition(1, store.arithmetic(.add, of: store.variable(2), store.number(1))),
    ]
    let properties = [
      StateProperty(.always, holds: store.less(store.variable(2), store.number(6))),
      StateProperty(.reachable, holds: store.and(flag(0), flag(1))),
      StateProperty(.atTerminal(includingStart: false), holds: flag(0)),
    ]
    let initial = [Value.bool(false), .bool(false), .number(.zero)].map(store.constant)
    let system = TransitionSystem(
      terms: store.table,
      variables: [
        StateVariable(name: "f", sort: .bool), StateVariable(name: "g", sort: .bool),
        StateVariable(name: "n", sort: .integer),
      ],
      initial: initial, assumptions: [], inputs: [:],
      steps: [AgentStep(name: "s()", agent: ""), AgentStep(name: "t()", agent: "")],
      transitions: transitions, requirements: [])
    let answers = try #require(IdealExplorer(system)).answers(properties)
    #expect(answers.map { $0?.verdict.word } == [nil, "holds", nil])
    #expect(answers[1]?.runs.first?.moves.count == 2)
  }

  /// The explorer visits the states of small systems, and reads large ones as an order.
  @Test func theExplorerReadsLargeSystemsAsAnOrder() {
    for (width, method) in [(8, ExplorationMethod.exhaustive), (200, .orderIdeals)] {
      let (system, properties) = antichain(width)
      let found = Explorer(limits: ExplorationLimits(seconds: 20)).run(system, for: properties)
      #expect(found.answers.map(\.verdict.word) == ["holds", "fails", "holds"], "width \(width)")
      #expect(found.answers[0].method == method)
      #expect(found.depth == width)
      #expect((found.states == nil) == (method == .orderIdeals))
      #expect(found.answers[1].runs.first?.moves.count == width)
      #expect(found.answers[2].runs.first?.moves.count == 1)
    }
  }

  /// `width` unordered transitions, each of which adds one.
  private func antichain(_ width: Int) -> (TransitionSystem, [StateProperty]) {
    let store = TermStore()
    let transitions = (0..<width).map { step in
      Transition(
        step: step,
        requirements: [.init(store.not(store.isTrue(store.variable(step))), index: nil)],
        updates: [
          .init(step, store.constant(.bool(true))),
          .init(width, store.arithmetic(.add, of: store.variable(width), store.number(1))),
        ])
    }
    let count = store.variable(width)
    let properties = [
      StateProperty(.always, holds: store.not(store.less(store.number(width), count))),
      StateProperty(.always, holds: store.less(count, store.number(width))),
      StateProperty(.reachable, holds: store.isTrue(store.variable(0))),
    ]
    let variables =
      (0..<width).map { StateVariable(name: "f\($0)", sort: .bool) }
      + [StateVariable(name: "n", sort: .integer)]
    let initial = (0..<width).map { _ in store.constant(.bool(false)) } + [store.number(0)]
    let system = TransitionSystem(
      terms: store.table, variables: variables, initial: initial, assumptions: [], inputs: [:],
      steps: (0..<width).map { AgentStep(name: "s\($0)()", agent: "") }, transitions: transitions,
      requirements: [])
    return (system, properties)
  }
}

extension ExplorationAnswer.Verdict {
  fileprivate var word: String {
    switch self {
    case .holds: "holds"
    case .fails: "fails"
    case .undecided(let reason): "undecided: \(reason)"
    }
  }
}
