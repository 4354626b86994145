import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Searches with several threads: whatever their number, the results are those of one.
@Suite struct VisitTeamTests {
  private static func compare(
    _ system: TransitionSystem, _ properties: [StateProperty], _ limits: ExplorationLimits,
    _ name: String
  ) {
    let alone = ExplicitSearch.run(system, for: properties, limits: limits)
    var limits = limits
    limits.threads = 3
    limits.leastTogether = 1
    let together = ExplicitSearch.run(system, for: properties, limits: limits)
    #expect(together.states == alone.states, "\(name)")
    #expect(together.transitions == alone.transitions, "\(name)")
    #expect(together.terminalStates == alone.terminalStates, "\(name)")
    #expect(together.representatives == alone.representatives, "\(name)")
    #expect(together.depth == alone.depth, "\(name)")
    #expect(together.isExhaustive == alone.isExhaustive, "\(name)")
    if alone.isExhaustive { #expect(together.taken == alone.taken, "\(name)") }
    #expect(together.fault?.run == alone.fault?.run, "\(name)")
    #expect(together.answers.count == alone.answers.count)
    for (one, other) in zip(together.answers, alone.answers) {
      #expect("\(one.verdict)" == "\(other.verdict)", "\(name)")
      #expect(one.runs == other.runs, "\(name)")
    }
  }

  @Test func randomSystemsHaveTheResultsOfOneThread() {
    for seed in 0..<UInt64(300 * ExplicitSearchTests.factor) {
      var options = RandomTransitionSystem.Options()
      options.unbounded = seed % 3 == 0
      let made = RandomTransitionSystem(seed: seed, options: options)
      Self.compare(
        made.system, made.properties,
        ExplorationLimits(states: 600, runs: seed % 2 == 0 ? 1 : 3), "seed \(seed)")
    }
  }

  @Test func modelsHaveTheResultsOfOneThread() {
    let (commit, agreement) = ClassicModels.twoPhaseCommit(5)
    Self.compare(commit, agreement, ExplorationLimits(), "two-phase commit")
    Self.compare(commit, agreement, ExplorationLimits(states: 700), "two-phase commit, cut off")
    let (dinner, progress) = ClassicModels.philosophers(4)
    Self.compare(dinner, progress, ExplorationLimits(), "philosophers")
  }

  /// A number that no copy of the system has a code for: the thread that meets it leaves the state to the one
  /// that may make codes.
  @Test func newValuesAreFoundWithSeveralThreads() {
    var model = ModelBuilder()
    let x = model.variable("x", sort: .decimal, first: .number(Number(7)))
    let value = model.store.variable(x)
    func number(_ number: Int) -> Term { model.store.constant(.number(Number(number))) }
    let half = model.store.arithmetic(.divide, of: value, number(2))
    let more = model.store.arithmetic(.add, of: value, number(1))
    let isSmall = model.store.less(value, number(40))
    model.step("halve", [], updates: [Transition.Update(x, half)])
    model.step("grow", [isSmall], updates: [Transition.Update(x, more)])
    Self.compare(
      model.system, [StateProperty(.always, holds: isSmall)], ExplorationLimits(states: 3_000),
      "fractions")
  }
}
