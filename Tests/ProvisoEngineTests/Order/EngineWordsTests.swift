import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// The reasons of undecided answers use the words that the input has for flags and unknowns.
@Suite struct EngineWordsTests {
  private static let words = EngineWords(
    orderFlag: .init("unknown lifecycle setting", plural: "unknown lifecycle settings"),
    unknownValue: .init("value set later", plural: "values set later"),
    orderRecord: "the graph", stepName: { "step \($0)" })

  private func reason(_ finding: Finding) -> String? {
    if case .undecided(_, let reason) = finding { reason } else { nil }
  }

  /// Every one of the questions that the engine is asked about one system.
  private func reasons(
    _ system: System, timing: Timing, words: EngineWords = EngineWords(),
    _ condition: (TermStore) -> Term
  ) -> [String?] {
    let store = TermStore()
    let engine = Engine(system: system, store: store, orderIsExact: false, words: words)
    let term = condition(store)
    return [
      reason(engine.decide(Query(term, timing: timing))),
      reason(engine.reach(Query(term, timing: timing))),
      reason(engine.decide(RunQuery(.eventually, of: term))),
    ]
  }

  // MARK: Cycles

  /// `b` waits for `a`, and `a` for `b` or for `c`, which waits for `b`.
  private func cyclic(_ whenTrue: Int, _ whenFalse: Int) throws -> System {
    try System(
      variables: [], flags: ["f"],
      steps: [
        Step(
          name: "a", parts: [],
          waits: [
            Wait(for: whenTrue, when: FlagCondition(flag: 0, is: true)),
            Wait(for: whenFalse, when: FlagCondition(flag: 0, is: false)),
          ]),
        Step(name: "b", parts: [], waits: [Wait(for: 0)]),
        Step(name: "c", parts: [], waits: [Wait(for: 1)]),
      ])
  }

  private func bothDone(_ store: TermStore) -> Term {
    store.or(store.phase(0, .done), store.phase(1, .done))
  }

  @Test func stepsThatDependOnEachOtherAreNamed() throws {
    let expected = "these steps depend on each other: a → b → a"
    #expect(
      reasons(try cyclic(1, 1), timing: .everyMoment, bothDone) == [expected, expected, expected])
    let named = "these steps depend on each other: step 0 → step 1 → step 0"
    #expect(
      reasons(try cyclic(1, 1), timing: .everyMoment, words: Self.words, bothDone)
        == [named, named, named])
  }

  @Test func eachAssignmentOfTheFlagsHasItsOwnCycle() throws {
    let neutral =
      "for every value of 1 undetermined order condition some steps depend on each other: "
      + "a → c → b → a; a → b → a"
    #expect(
      reasons(try cyclic(1, 2), timing: .everyMoment, bothDone) == [neutral, neutral, neutral])
    let named =
      "for every value of 1 unknown lifecycle setting some steps depend on each other: "
      + "step 0 → step 2 → step 1 → step 0; step 0 → step 1 → step 0"
    #expect(
      reasons(try cyclic(1, 2), timing: .everyMoment, words: Self.words, bothDone)
        == [named, named, named])
  }

  // MARK: Too many flags

  /// A chain of ten steps, each of which waits for the one before if a flag of its own is set.
  private func uncertainChain() throws -> System {
    try System(
      variables: [], flags: (0..<9).map { "f\($0)" },
      steps: (0..<10).map { number in
        Step(
          name: "s\(number)", parts: [],
          waits: number == 0
            ? [] : [Wait(for: number - 1, when: FlagCondition(flag: number - 1, is: true))])
      })
  }

  /// The condition itself depends on the flags.
  private func lastBeforeFirst(_ store: TermStore) -> Term {
    store.or((1..<10).map { store.and(store.flag($0 - 1), store.enabled($0)) })
  }

  @Test func tooManyFlagsAreCounted() throws {
    let neutral = "too many undetermined order conditions (9, limit 8)"
    #expect(
      reasons(try uncertainChain(), timing: .everyMoment, lastBeforeFirst)
        == [neutral, neutral, neutral])
    let named = "too many unknown lifecycle settings (9, limit 8): the graph records them"
    #expect(
      reasons(try uncertainChain(), timing: .everyMoment, words: Self.words, lastBeforeFirst)
        == [named, named, named])
  }

  // MARK: The true order, and unknown values

  @Test func aGoalThatTheTrueOrderMayForbid() throws {
    let system = try System(
      variables: [], steps: ["a", "b"].map { Step(name: $0, parts: [], waits: []) })
    func goal(_ words: EngineWords) -> String? {
      let store = TermStore()
      let engine = Engine(system: system, store: store, orderIsExact: false, words: words)
      let condition = store.and(store.phase(0, .done), store.not(store.phase(1, .begun)))
      return reason(engine.reach(Query(condition, timing: .everyMoment)))
    }
    let expected = "the run is possible unless the true order of the steps forbids it"
    #expect(goal(EngineWords()) == expected)
    #expect(goal(Self.words) == "\(expected): the graph records it")
  }

  /// At each moment some value of the unknown breaks `u` before the step and `not u` after it, and
  /// no value does both.
  @Test func aRunThatNoSingleValueBreaks() throws {
    let system = try System(
      variables: [], steps: [Step(name: "a", parts: [], waits: [])])
    func run(_ words: EngineWords) -> String? {
      let store = TermStore()
      let engine = Engine(system: system, store: store, orderIsExact: true, words: words)
      let u = store.isTrue(store.value(of: Unknown(name: "u")))
      let p = store.ite(store.phase(0, .done), then: u, else: store.not(u))
      return reason(engine.decide(RunQuery(.eventually, of: p)))
    }
    #expect(run(EngineWords()) == "the answer depends on unknown values")
    #expect(run(Self.words) == "the answer depends on values set later")
  }
}
