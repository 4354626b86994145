import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// The order in which the explorer asks engines, what it asks them, and what it makes of their
/// answers. The engines here answer as they are told to.
@Suite struct ExplorerTests {
  /// Declines everything.
  private struct Declining: ExplorationEngine {
    static let searchesAllRuns = true
    init?(_ task: ExplorationTask) { nil }
    func explore() -> Exploration { .undecided([], "it declines", method: .pdr) }
  }

  /// Decides the first property that it is asked.
  private struct First: ExplorationEngine {
    static let searchesAllRuns = true
    let task: ExplorationTask
    init(_ task: ExplorationTask) { self.task = task }

    func explore() -> Exploration {
      var found = Exploration.undecided(task.properties, "the first gave up", method: .exhaustive)
      if !found.answers.isEmpty { found.answers[0].verdict = .holds }
      found.depth = 7
      found.states = 70
      found.taken = [1]
      return found
    }
  }

  /// Decides nothing; it has searched runs of 7 moves for its first property, and of 8 for others.
  private struct Seven: ExplorationEngine {
    static let searchesAllRuns = true
    let task: ExplorationTask
    init(_ task: ExplorationTask) { self.task = task }

    func explore() -> Exploration {
      var found = Exploration.undecided(task.properties, "seven gave up", method: .bounded)
      for index in found.answers.indices { found.answers[index].depth = index == 0 ? 7 : 8 }
      found.depth = 5
      found.states = 1
      found.taken = [2]
      return found
    }
  }

  /// Tells its share of the time in the reason.
  private struct Timed: ExplorationEngine {
    static let searchesAllRuns = false
    let task: ExplorationTask
    init(_ task: ExplorationTask) { self.task = task }
    func explore() -> Exploration {
      .undecided(task.properties, "\(task.limits.seconds) s", method: .bounded)
    }
  }

  private struct Faulty: ExplorationEngine {
    static let searchesAllRuns = true
    let task: ExplorationTask
    init(_ task: ExplorationTask) { self.task = task }

    func explore() -> Exploration {
      var found = Exploration.undecided(task.properties, "a fault", method: .bounded)
      found.fault = (
        Fault(.doubleWrite, when: .always, text: "twice"), TransitionRun(start: [], moves: [])
      )
      return found
    }
  }

  private struct Cancelling: ExplorationEngine {
    static let searchesAllRuns = true
    let task: ExplorationTask
    init(_ task: ExplorationTask) { self.task = task }

    func explore() -> Exploration {
      task.cancellation.cancel(.requested)
      return First(task).explore()
    }
  }

  private func run(
    _ engines: [Explorer.Turn], properties count: Int = 3, seconds: Double = 100,
    cancellation: Cancellation = Cancellation()
  ) -> Exploration {
    var explorer = Explorer(
      limits: ExplorationLimits(seconds: seconds), cancellation: cancellation)
    explorer.engines = engines
    let property = StateProperty(.always, holds: .always)
    return explorer.run(ModelBuilder().system, for: Array(repeating: property, count: count))
  }

  private func words(_ found: Exploration) -> [String] {
    found.answers.map { answer in
      switch answer.verdict {
      case .holds: "holds"
      case .fails: "fails"
      case .undecided(let reason): reason
      }
    }
  }

  @Test func eachEngineGetsWhatIsOpen() {
    let found = run([
      .init(First.self, share: 1), .init(Declining.self, share: 1), .init(First.self, share: 1),
    ])
    #expect(words(found) == ["holds", "holds", "the first gave up"])
    let all = run(Array(repeating: .init(First.self, share: 1), count: 4))
    #expect(words(all) == ["holds", "holds", "holds"])
  }

  @Test func aReasonStaysUnlessLongerRunsWereSearched() {
    let found = run([.init(First.self, share: 1), .init(Seven.self, share: 1)])
    #expect(words(found) == ["holds", "the first gave up", "seven gave up"])
    #expect(found.depth == 7 && found.states == 70 && found.taken == [1, 2])
  }

  @Test func anEngineThatDoesNotSearchAllRunsKeepsNoReason() {
    let found = run([.init(Timed.self, share: 1), .init(Seven.self, share: 1)])
    #expect(words(found) == Array(repeating: "seven gave up", count: 3))
  }

  @Test func theFirstShareIsOfTheWholeTime() {
    #expect(words(run([.init(Timed.self, share: 0.5)], seconds: 100))[0] == "50.0 s")
    #expect(words(run([.init(Timed.self, share: 0.5)], seconds: 0.1))[0] == "0.05 s")
  }

  @Test func aLaterEngineGetsItsShareOfAtLeastOneSecond() {
    let turns: [Explorer.Turn] = [.init(Seven.self, share: 1), .init(Timed.self, share: 0.5)]
    let found = run([.init(Timed.self, share: 1)] + turns.suffix(1), seconds: 0.01)
    #expect(words(found)[0] == "0.5 s")
  }

  @Test func aFaultEndsTheTurns() {
    let found = run([.init(Faulty.self, share: 1), .init(First.self, share: 1)])
    #expect(words(found) == ["a fault", "a fault", "a fault"] && found.fault != nil)
  }

  @Test func aCancellationEndsTheTurns() {
    let found = run([.init(Cancelling.self, share: 1), .init(First.self, share: 1)])
    #expect(words(found) == ["holds", "the check was cancelled", "the check was cancelled"])
    let cancelled = Cancellation()
    cancelled.cancel(.requested)
    let nothing = run([.init(First.self, share: 1)], cancellation: cancelled)
    #expect(words(nothing) == Array(repeating: "the check was cancelled", count: 3))
  }

  @Test func figuresAreFoundWithoutProperties() {
    #expect(run([.init(First.self, share: 1)], properties: 0).states == 70)
  }

  @Test func aSystemThatNoEngineTakesIsUndecided() {
    #expect(words(run([.init(Declining.self, share: 1)]))[0] == "no engine takes this system")
  }
}
