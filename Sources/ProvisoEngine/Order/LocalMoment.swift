import ProvisoKernel

/// A moment as a cone sees it: the state of each of the cone's steps.
struct LocalMoment: Hashable {
  struct Local: Hashable {
    var state: StepState
    /// For a step in flight or failed: the parts that have happened, among those that the condition
    /// can see.
    var parts: Set<Int> = []

    func hasHappened(_ part: Int) -> Bool { state == .done || parts.contains(part) }
  }

  /// The states by index in `Cone.steps`.
  var steps: [Local]
  /// Steps outside the cone whose failure leads here (only for moments at rest).
  var failedOutside: [Int] = []

  /// Whether this moment can come before the other in one run.
  func canPrecede(_ later: LocalMoment) -> Bool {
    zip(steps, later.steps).allSatisfy { a, b in
      switch (a.state, b.state) {
      case (.pending, _), (.done, .done), (.inFlight, .done): true
      case (.inFlight, .inFlight), (.inFlight, .failed): a.parts.isSubset(of: b.parts)
      case (.failed, .failed): a.parts == b.parts
      case (.refused, .refused): true
      default: false
      }
    }
  }
}

/// Lists the moments of a cone.
///
/// A recursion over the steps in an order that respects the waits builds each moment once. The
/// number of moments is at worst exponential in the number of steps, so callers bound it first
/// (`Cone.stateBound`), or pass a limit.
struct LocalMoments {
  /// The limit on moments at rest. If there are more, queries about them are undecided.
  static let mostAtRest = 12_000

  let cone: Cone
  let system: System
  let cancellation: Cancellation

  private func subsets(of parts: [Int]) -> [Set<Int>] {
    (0..<(1 << parts.count)).map { choice in
      Set(parts.enumerated().filter { choice >> $0.offset & 1 == 1 }.map(\.element))
    }
  }

  /// The moments that give each step one state: pending, or, where the steps that it waits for are
  /// done, one of the states that `states` lists.
  ///
  /// - Parameter states: the states of a step, by index in the cone, beside the steps chosen so far.
  private func moments(
    in world: ConeOrder, states: (Int, LocalMoment) -> [LocalMoment.Local]
  ) throws(Cancelled) -> [LocalMoment] {
    var out: [LocalMoment] = []
    let sequence = world.waits.indices.sorted { world.waits[$0].count < world.waits[$1].count }
    var current = initial
    func extend(_ depth: Int) throws(Cancelled) {
      guard depth < sequence.count else {
        try cancellation.check()
        out.append(current)
        return
      }
      let index = sequence[depth]
      try extend(depth + 1)
      guard world.waits[index].allSatisfy({ current.steps[$0].state == .done }) else { return }
      for state in states(index, current) {
        current.steps[index] = state
        try extend(depth + 1)
      }
      current.steps[index] = .init(state: .pending)
    }
    try extend(0)
    return out
  }

  /// Every moment of every run under the world's flag assignment.
  func all(in world: ConeOrder) throws(Cancelled) -> [LocalMoment] {
    try moments(in: world) { index, _ in
      let step = system.steps[cone.steps[index]]
      var states: [LocalMoment.Local] =
        cone.readsFailures && step.mayBeRefused ? [.init(state: .refused)] : []
      for parts in subsets(of: cone.parts[index]) {
        states.append(.init(state: .inFlight, parts: parts))
        if cone.readsFailures && step.mayFail { states.append(.init(state: .failed, parts: parts)) }
      }
      return states + [.init(state: .done)]
    }
  }

  /// Every moment in which each step is pending or done.
  func settled(in world: ConeOrder) throws(Cancelled) -> [LocalMoment] {
    try moments(in: world) { _, _ in [.init(state: .done)] }
  }

  /// The states of a step that fails.
  private func outcomes(ofFailing index: Int) -> [LocalMoment.Local] {
    let failed = subsets(of: cone.parts[index]).map {
      LocalMoment.Local(state: .failed, parts: $0)
    }
    return system.steps[cone.steps[index]].mayBeRefused
      ? failed + [.init(state: .refused)] : failed
  }

  /// The moments at the end of a complete run: everything is done, and optional steps are done or
  /// pending; `nil` where there are more than `limit`.
  func complete(limit: Int) -> [LocalMoment]? {
    let optional = cone.steps.indices.filter { system.steps[cone.steps[$0]].isOptional }
    guard optional.count < 31, 1 << optional.count <= limit else { return nil }
    return (0..<(1 << optional.count)).map { choice in
      var moment = complete
      for (bit, index) in optional.enumerated() where choice >> bit & 1 == 1 {
        moment.steps[index] = .init(state: .pending)
      }
      return moment
    }
  }

  /// The moments at which a run can rest if steps may also wait for others in ways that are not
  /// recorded, when at most `failures` steps fail, of the cone or not.
  ///
  /// Such waits, and the failures of steps that are not recorded at all, can hold back any set of
  /// steps that is closed under the recorded waits.
  func atRestWithHiddenWaits(
    in world: ConeOrder, failures: Int
  ) throws(Cancelled) -> [LocalMoment] {
    guard failures > 0 else { return complete(limit: Self.mostAtRest).map { $0 + [initial] } ?? [] }
    return try moments(in: world) { index, moment in
      let canFail =
        system.steps[cone.steps[index]].mayFail
        && moment.steps.count(where: \.state.hasFailed) < failures
      return (canFail ? outcomes(ofFailing: index) : []) + [.init(state: .done)]
    }
  }

  /// The moment in which nothing has begun.
  var initial: LocalMoment { LocalMoment(steps: cone.steps.map { _ in .init(state: .pending) }) }
  /// The moment in which everything is done.
  var complete: LocalMoment { LocalMoment(steps: cone.steps.map { _ in .init(state: .done) }) }

  /// The effect of failures on the cone: the steps that they block, and the cone's steps that fail
  /// themselves, by index in the cone.
  private struct FailureEffect: Hashable {
    var blocked: Set<Int>
    var failed: Set<Int>
  }

  /// The moments at rest when at most `failures` steps fail; `nil` where there are more than
  /// `limit`.
  ///
  /// Steps whose failures have the same effect on the cone are interchangeable, so the search
  /// combines effects, not steps: breadth first, one more failure at a time.
  func atRest(
    in world: ConeOrder, failures: Int, limit: Int
  ) throws(Cancelled) -> [LocalMoment]? {
    guard let ends = self.complete(limit: limit) else { return nil }
    var out = [initial] + ends
    // One step stands in for all steps whose failures have the same effect.
    var single: [FailureEffect: Int] = [:]
    var blocked: [Int: Set<Int>] = [:]
    var conditional: Int?
    for (index, step) in cone.steps.enumerated() {
      try cancellation.check()
      blocked[step, default: []].formUnion([])
      let direct = system.order.direct(step, in: world.world)
      for earlier in system.order.closure(of: direct, in: world.world) {
        blocked[earlier, default: []].insert(index)
      }
    }
    if cone.steps.count == 1, let only = cone.steps.first {
      // A step that blocks it only under some flags is used only where none blocks it certainly.
      let potential = system.order.potentialClosure(of: cone.steps).subtracting(blocked.keys)
      let last = potential.sorted().first { system.steps[$0].mayFail && $0 != only }
      if let last { conditional = last }
    }
    for (step, held) in blocked.sorted(by: { $0.key < $1.key })
    where system.steps[step].mayFail {
      let effect = FailureEffect(blocked: held, failed: cone.indices[step].map { [$0] } ?? [])
      if single[effect] == nil { single[effect] = step }
    }
    let one = FailureEffect(blocked: [0], failed: [])
    if let conditional, single[one] == nil { single[one] = conditional }
    let kinds = single.sorted { $0.value < $1.value }
    var reached: [FailureEffect: [Int]] = [:]
    var frontier: [FailureEffect: [Int]] = [FailureEffect(blocked: [], failed: []): []]
    for _ in 0..<failures {
      var next: [FailureEffect: [Int]] = [:]
      // In a fixed order, so that the same plan always gets the same answer.
      for (effect, steps) in frontier.sorted(by: { $0.value.lexicographicallyPrecedes($1.value) }) {
        for (more, step) in kinds {
          try cancellation.check()
          var sum = FailureEffect(
            blocked: effect.blocked.union(more.blocked), failed: effect.failed.union(more.failed))
          sum.failed.subtract(sum.blocked)
          if reached[sum] == nil && next[sum] == nil { next[sum] = steps + [step] }
          if reached.count + next.count > limit { return nil }
        }
      }
      if next.isEmpty { break }
      reached.merge(next) { old, _ in old }
      frontier = next
    }
    for (effect, steps) in reached.sorted(by: { $0.value.lexicographicallyPrecedes($1.value) }) {
      try cancellation.check()
      var moments = ends
      for index in cone.steps.indices {
        if effect.blocked.contains(index) {
          for at in moments.indices { moments[at].steps[index] = .init(state: .pending) }
        } else if effect.failed.contains(index) {
          moments = moments.flatMap { moment in
            outcomes(ofFailing: index).map { outcome in
              var copy = moment
              copy.steps[index] = outcome
              return copy
            }
          }
        }
        if out.count + moments.count > limit { return nil }
      }
      // A step that is held back hides whether it was left out.
      var seen: Set<LocalMoment> = []
      moments.removeAll { !seen.insert($0).inserted }
      let outside = steps.filter { cone.indices[$0] == nil }
      out += moments.map { LocalMoment(steps: $0.steps, failedOutside: outside) }
    }
    return out
  }
}
