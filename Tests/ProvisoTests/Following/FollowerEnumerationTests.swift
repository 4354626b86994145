import ProvisoKernel
import ProvisoPlans
import TestSupport
import Testing

@testable import Proviso

/// The follower against an enumeration of every run of random plans.
///
/// The enumeration says what a plan means in another way: each step has a set of whole runs, and the runs
/// of a step are put together from those of its parts. A sequence of calls is accepted exactly if it is the
/// beginning of a run.
@Suite struct FollowerEnumerationTests {
  /// A call with its outcome.
  private struct Event: Hashable {
    let call: String
    let failed: Bool
  }

  private enum End: Hashable { case over, failed, stuck }

  private struct Run: Hashable {
    let events: [Event]
    let end: End

    /// Only the beginning of a long run matters. What comes after that is not told apart.
    init(events: [Event], end: End) {
      self.events = Array(events.prefix(longest))
      self.end = events.count > longest ? .stuck : end
    }
  }

  private static let names = ["a", "b", "c"]
  /// Runs are enumerated up to this length.
  private static let longest = 4

  // MARK: Meaning

  private static func sequence(_ steps: [AgentPlanStep], after past: [Event]) -> Set<Run> {
    var runs: Set<Run> = [Run(events: [], end: .over)]
    for step in steps {
      var next: Set<Run> = []
      for run in runs {
        guard run.end == .over, run.events.count < longest else {
          next.insert(run)
          continue
        }
        for more in meaning(step, after: past + run.events) {
          next.insert(Run(events: run.events + more.events, end: more.end))
        }
      }
      runs = next
    }
    return runs
  }

  private static func meaning(_ step: AgentPlanStep, after past: [Event]) -> Set<Run> {
    var runs: Set<Run> = []
    var attempts: Set<[Event]> = [[]]
    for attempt in 0...step.retries {
      var failures: Set<[Event]> = []
      for before in attempts {
        for run in body(step, after: past + before) {
          let all = Run(events: before + run.events, end: run.end)
          if run.end == .failed { failures.insert(all.events) } else { runs.insert(all) }
        }
      }
      attempts = failures
      guard attempt == step.retries else { continue }
      for events in failures {
        switch step.onFailure {
        case .propagate: runs.insert(Run(events: events, end: .failed))
        case .goOn: runs.insert(Run(events: events, end: .over))
        case .steps(let handler):
          for run in sequence(handler, after: past + events) {
            runs.insert(Run(events: events + run.events, end: run.end))
          }
        }
      }
    }
    return runs
  }

  private static func body(_ step: AgentPlanStep, after past: [Event]) -> Set<Run> {
    switch step.kind {
    case .call(let call):
      return [
        Run(events: [Event(call: call.tool, failed: false)], end: .over),
        Run(events: [Event(call: call.tool, failed: true)], end: .failed),
      ]
    case .sequence(let steps): return sequence(steps, after: past)
    case .either(let branches):
      return branches.reduce(into: []) { $0.formUnion(sequence($1, after: past)) }
    case .branch(let condition, let then, let otherwise):
      return sequence(holds(condition, past) ? then : otherwise, after: past)
    case .parallel(let branches):
      var runs: Set<Run> = [Run(events: [], end: .over)]
      for branch in branches {
        var next: Set<Run> = []
        for one in runs {
          for other in sequence(branch, after: past) {
            let end: End =
              one.end == .stuck || other.end == .stuck
              ? .stuck : one.end == .failed || other.end == .failed ? .failed : .over
            for events in shuffles(one.events[...], other.events[...]) {
              next.insert(Run(events: events, end: end))
            }
          }
        }
        runs = next
      }
      return runs
    case .loop(let loop):
      var runs: Set<Run> = []
      var open: Set<[Event]> = [[]]
      for round in 0...(loop.most ?? longest) {
        for events in open where round == loop.most {
          runs.insert(Run(events: events, end: .over))
        }
        guard round < loop.most ?? longest else { break }
        var next: Set<[Event]> = []
        for events in open {
          let now = past + events
          if let condition = loop.whileCondition {
            guard holds(condition, now) else {
              runs.insert(Run(events: events, end: .over))
              continue
            }
          } else if loop.untilCondition == nil, !loop.isExact {
            runs.insert(Run(events: events, end: .over))
          }
          for run in sequence(loop.body, after: now) {
            let all = events + run.events
            guard run.end == .over, all.count < longest else {
              runs.insert(Run(events: all, end: run.end))
              continue
            }
            if let condition = loop.untilCondition, holds(condition, past + all) {
              runs.insert(Run(events: all, end: .over))
            } else {
              next.insert(all)
            }
          }
        }
        open = next
      }
      return runs
    case .stop: return [Run(events: [], end: .stuck)]
    case .fail: return [Run(events: [], end: .failed)]
    case .jump: return []
    }
  }

  private static func shuffles(
    _ one: ArraySlice<Event>, _ other: ArraySlice<Event>
  ) -> Set<[Event]> {
    guard let first = one.first else { return [Array(other)] }
    guard let second = other.first else { return [Array(one)] }
    return Set(shuffles(one.dropFirst(), other).map { [first] + $0 })
      .union(shuffles(one, other.dropFirst()).map { [second] + $0 })
  }

  /// Conditions of the generator: `a.failed`, `a.happened` and `not a.started`.
  private static func holds(_ condition: AgentPlanCondition, _ past: [Event]) -> Bool {
    guard case .expression(let text, _) = condition else { return false }
    let name = String(text.contains("not ") ? text.dropFirst(4).prefix(1) : text.prefix(1))
    let last = past.last { $0.call == name }
    if text.hasSuffix("failed") { return last?.failed == true }
    if text.hasSuffix("happened") { return last?.failed == false }
    return last == nil
  }

  // MARK: Random plans

  private static func steps(
    _ random: inout SeededGenerator, depth: Int, hasConditions: Bool
  ) -> [AgentPlanStep] {
    (0..<Int.random(in: 1...2, using: &random)).map { _ in
      step(&random, depth: depth, hasConditions: hasConditions)
    }
  }

  private static func condition(_ random: inout SeededGenerator) -> AgentPlanCondition {
    let name = names.randomElement(using: &random) ?? "a"
    let form = ["\(name).failed", "\(name).happened", "not \(name).started"]
    return .expression(form.randomElement(using: &random) ?? "", position: nil)
  }

  private static func step(
    _ random: inout SeededGenerator, depth: Int, hasConditions: Bool
  ) -> AgentPlanStep {
    let handling: AgentPlanStep.FailureHandling
    switch Int.random(in: 0..<6, using: &random) {
    case 0: handling = .goOn
    case 1 where depth > 0:
      handling = .steps(steps(&random, depth: 0, hasConditions: hasConditions))
    default: handling = .propagate
    }
    let retries = Int.random(in: 0..<6, using: &random) == 0 ? 1 : 0
    func made(_ kind: AgentPlanStep.Kind, _ id: String? = nil) -> AgentPlanStep {
      AgentPlanStep(kind, id: id, onFailure: handling, retries: retries)
    }
    func inner(_ hasConditions: Bool = hasConditions) -> [AgentPlanStep] {
      steps(&random, depth: depth - 1, hasConditions: hasConditions)
    }
    guard depth > 0 else {
      let name = names.randomElement(using: &random) ?? "a"
      return made(.call(PlannedCall(tool: name)), name)
    }
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return made(.sequence(inner()))
    case 1: return made(.either([inner(), inner()]))
    // A condition beside running branches depends on their order, which sets of runs do not have.
    case 2: return made(.parallel([inner(false), inner(false)]))
    case 3 where hasConditions:
      return made(.branch(condition(&random), then: inner(), else: inner()))
    case 4:
      return made(
        .loop(AgentPlanLoop(most: 2, isExact: Bool.random(using: &random), body: inner())))
    case 5 where hasConditions:
      return made(.loop(AgentPlanLoop(most: 2, while: condition(&random), body: inner())))
    case 6 where hasConditions:
      return made(.loop(AgentPlanLoop(most: 2, until: condition(&random), body: inner())))
    case 7: return made(Bool.random(using: &random) ? .stop : .fail)
    default:
      let name = names.randomElement(using: &random) ?? "a"
      return made(.call(PlannedCall(tool: name)), name)
    }
  }

  /// Steps that no run reaches, so that every name in a condition is the identifier of a step.
  private static let unreached =
    [AgentPlanStep(.stop)]
    + names.map { AgentPlanStep(.call(PlannedCall(tool: $0)), id: $0) }

  @Test func beginningsOfRunsAndNothingElse() {
    let count = RandomPlanTests.campaign * 150
    print("follower: seed \(RandomPlanTests.seed)")
    var random = SeededGenerator(seed: RandomPlanTests.seed)
    var accepted = 0
    for _ in 0..<count {
      let plan = AgentPlan(
        format: "proviso.plan/1",
        agents: [
          PlannedAgent(
            name: "agent",
            steps: Self.steps(&random, depth: 2, hasConditions: true) + Self.unreached)
        ])
      let runs = Self.sequence(plan.agents[0].steps, after: [])
      var beginnings: Set<[Event]> = []
      for run in runs {
        for length in 0...min(run.events.count, Self.longest - 1) {
          beginnings.insert(Array(run.events.prefix(length)))
        }
      }
      accepted += compare(plan, PlanFollower(plan), [], with: beginnings)
    }
    // A comparison of nothing would hold, too.
    #expect(accepted > 10 * count)
  }

  /// Compares the answers about every continuation of a beginning.
  private func compare(
    _ plan: AgentPlan, _ follower: PlanFollower, _ past: [Event],
    with beginnings: Set<[Event]>
  ) -> Int {
    guard past.count < 3 else { return 0 }
    var accepted = 0
    for name in Self.names {
      for failed in [false, true] {
        let all = past + [Event(call: name, failed: failed)]
        var next = follower
        let answer = next.add(ObservedCall(name: name, tool: name, arguments: []))
        #expect(
          (answer == .step) == beginnings.contains(all),
          "\(all.map { $0.call + ($0.failed ? "!" : "") }): \(answer) in \(plan.agents[0].steps)")
        guard answer == .step, beginnings.contains(all) else { continue }
        next.settle(past.count, failed: failed, output: nil)
        accepted += 1 + compare(plan, next, all, with: beginnings)
      }
    }
    return accepted
  }
}
