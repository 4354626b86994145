import Foundation
import ProvisoAgent
import ProvisoEngine
import ProvisoKernel
import ProvisoPlans
import ProvisoResult
import Testing

@testable import Proviso

/// The sequences of calls in the plans of random state machines, compared with every run of the
/// machine by the rules of Amazon States Language.
@Suite struct RandomMachineTests {
  /// A world that records the first three calls that take effect.
  static let world =
    "world desk\n\nenum Called { unmade, \(MachineRuns.tools.map { "did_\($0)" }.joined(separator: ", ")) }\n\n"
    + "var first: Called = unmade\nvar second: Called = unmade\nvar third: Called = unmade\n\n"
    + MachineRuns.tools.map { tool in
      """
      action \(tool)()\(tool == "ask" ? " returns yes: Bool" : "") {
        if first == unmade {
          first = did_\(tool)
        } else if second == unmade {
          second = did_\(tool)
        } else if third == unmade {
          third = did_\(tool)
        }
      }

      """
    }.joined()

  /// Returns the condition that exactly these calls have taken effect.
  private static func condition(_ history: [Int]) -> String {
    ["first", "second", "third"].enumerated().map { index, variable in
      history.indices.contains(index)
        ? "\(variable) == did_\(MachineRuns.tools[history[index] - 1])" : "\(variable) == unmade"
    }.joined(separator: " and ")
  }

  static func number(_ history: [Int]) -> Int { history.reduce(0) { $0 * 10 + $1 } }

  /// Compares a plan with the histories of its machine. Returns the verdict that the plan has no
  /// other history, and those histories in `some` that the plan does not have.
  static func compare(
    _ plan: AgentPlan, _ histories: Set<[Int]>, of some: [[Int]]
  ) throws -> (isAll: Verdict, missing: [[Int]]) {
    let all = histories.map { "(\(condition($0)))" }.sorted().joined(separator: " or ")
    let properties =
      "invariant no_others \"No others\" { \(all) }\n"
      + some.map { "invariant is\(number($0)) \"is\" { not (\(condition($0))) }\n" }.joined()
    let specs = try PlanMeaningTests.spec(world + properties)
    var verifier = Verifier()
    verifier.options.exploration = ExplorationLimits(states: 100_000, seconds: 5)
    let result = try verifier.check(
      plan, against: specs)
    let verdicts = Dictionary(
      uniqueKeysWithValues: result.properties.map { ($0.name, $0.verdict) })
    return (
      verdicts["no_others"] ?? .undecided,
      some.filter { verdicts["is\(number($0))"] == .proved }
    )
  }

  static func read(_ text: String) throws(AgentFormatError) -> AgentPlan {
    try AgentPlanReader.read(Array(text.utf8)) { _ throws(AgentFormatError) in
      throw AgentFormatError("there is no such file")
    }
  }

  @Test func everyRun() throws {
    var compared = 0
    var exact = 0
    let count = 24 * RandomPlanTests.campaign
    for number in 0..<count {
      let seed = RandomPlanTests.seed &+ UInt64(number)
      var generator = MachineGenerator(seed: seed)
      let tree = generator.tree()
      guard let histories = MachineRuns(tree, mostRuns: 3_000).histories() else { continue }
      do {
        let plan = try Self.read(tree.json)
        let some = Array(histories.sorted { Self.number($0) < Self.number($1) }.prefix(40))
        let found = try Self.compare(plan, histories, of: some)
        compared += 1
        #expect(
          found.missing.isEmpty, "seed \(seed): \(found.missing) are not reached\n\(tree.json)")
        guard tree.isExact(plan) else { continue }
        if found.isAll == .proved { exact += 1 }
        #expect(
          found.isAll != .violated, "seed \(seed): other histories are reached\n\(tree.json)")
      } catch {
        Issue.record("seed \(seed): \(error)\n\(tree.json)")
      }
    }
    #expect(compared > count / 3 && exact > count / 12, "\(compared), \(exact)")
  }
}

extension MachineTree {
  /// Whether the plan has exactly the runs of the machine: it has no undetermined rule, no parallel
  /// items, and no uncounted attempts.
  func isExact(_ plan: AgentPlan) -> Bool {
    let states = states.values
    let hasCrowd = states.contains {
      if case .map(_, isOneByOne: false) = $0.kind { true } else { false }
    }
    // The plan counts attempts only if no machine has a loop.
    let hasRetries = states.contains { $0.retriers.contains { $0.most > 0 } }
    return !hasCrowd && !plan.assumptions.contains { $0.hasPrefix("which rule of") }
      && !(hasRetries && hasLoop)
  }

  private var hasLoop: Bool {
    func number(_ name: String) -> Int { Int(name.dropFirst()) ?? 0 }
    return states.values.contains { state in
      if case .map = state.kind { return true }
      var targets = state.catchers.map(\.next) + (state.next.map { [$0] } ?? [])
      if case .choice(_, let next, let otherwise) = state.kind {
        targets += [next] + (otherwise.map { [$0] } ?? [])
      }
      return targets.contains { number($0) <= number(state.name) }
    }
  }
}
