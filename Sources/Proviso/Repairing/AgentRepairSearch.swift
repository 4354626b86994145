import ProvisoInput
import ProvisoPlans
import ProvisoResult

/// Searches repairs of a violated property of a plan of agents: first one change, then two.
struct AgentRepairSearch {
  /// Judges a plan; throws where it makes no sense.
  let judge: (AgentPlan) throws(InputError) -> CheckResult
  /// The tools of which a plan can complete a call.
  let reachable: (AgentPlan) throws(InputError) -> Set<String>
  let isCancelled: () -> Bool
  let repairs: AgentRepairs
  let base: CheckResult

  /// The most plans that are judged for one property.
  static let budget = 200
  /// The most repairs of one property.
  private static let most = 6
  /// The candidates of all kinds of which two are tried together.
  private static let mostPaired = 12
  /// The candidates of one kind of which two are tried together.
  private static let mostOfOneKind = 8

  /// The repairs of a property, what changes least first, and whether everything was tried.
  func repairs(of property: PropertyResult) -> (found: [Repair], isComplete: Bool) {
    let names = property.violations.flatMap { violation in
      violation.objects + violation.trace.map(\.step) + violation.trace.map(\.action)
    }
    let candidates = repairs.candidates(for: names)
    var left = Self.budget
    // A plan that ends too early violates little, and is no repair.
    let wanted = (try? reachable(repairs.plan)) ?? []
    func holds(_ candidate: AgentRepairs.Candidate) -> Bool {
      guard left > 0, !isCancelled() else { return false }
      left -= 1
      let plan = candidate.plan(from: repairs.plan)
      guard let result = try? judge(plan), isGood(result, for: property),
        let reached = try? reachable(plan)
      else { return false }
      return wanted.subtracting(reached).isSubset(of: candidate.removedTools)
    }
    var found: [Repair] = []
    for candidate in candidates where found.count < Self.most {
      if holds(candidate) { found.append(candidate.repair) }
    }
    // Several agents can need the same change.
    let kinds = Set(found.map(\.kind))
    let pairs =
      found.isEmpty
      ? Self.pairs(of: candidates)
      : Self.pairs(of: candidates.filter { $0.kind == "other_tool" && !kinds.contains($0.kind) })
    for (first, second) in pairs
    where Set(first.changes.keys).isDisjoint(with: second.changes.keys) {
      let both = AgentRepairs.Candidate(
        kind: first.kind, title: "\(first.title); \(second.title)",
        text: "\(first.text)\n\n\(second.text)", calls: first.calls + second.calls,
        changes: first.changes.merging(second.changes) { one, _ in one },
        removedTools: first.removedTools.union(second.removedTools))
      guard holds(both) else { continue }
      var repair = both.repair
      repair.size = 2
      return ([repair] + found, left > 0)
    }
    return (found, left > 0)
  }

  /// Pairs of candidates to try together: two of one kind first, then the first ones of all kinds.
  private static func pairs(
    of candidates: [AgentRepairs.Candidate]
  ) -> [(AgentRepairs.Candidate, AgentRepairs.Candidate)] {
    func pairs(_ some: [AgentRepairs.Candidate]) -> [(
      AgentRepairs.Candidate, AgentRepairs.Candidate
    )] {
      some.enumerated().flatMap { index, first in some.dropFirst(index + 1).map { (first, $0) } }
    }
    let byKind = Dictionary(grouping: candidates, by: \.kind)
    var kinds: [String] = []
    for candidate in candidates where !kinds.contains(candidate.kind) {
      kinds.append(candidate.kind)
    }
    return kinds.flatMap { pairs(Array((byKind[$0] ?? []).prefix(mostOfOneKind))) }
      + pairs(Array(candidates.prefix(mostPaired)))
  }

  /// Whether the property holds, and no other one is worse than before.
  private func isGood(_ result: CheckResult, for property: PropertyResult) -> Bool {
    guard result.properties.count == base.properties.count else { return false }
    return zip(base.properties, result.properties).allSatisfy { old, new in
      guard new.effectiveVerdict >= .undecided else { return true }
      return old.location != property.location && old.effectiveVerdict >= new.effectiveVerdict
        && new.instances.violated <= old.instances.violated
    }
  }
}
