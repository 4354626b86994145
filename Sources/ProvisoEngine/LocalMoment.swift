import ProvisoKernel

/// A moment cut down to a cone: how far each of the cone's steps has come.
struct LocalMoment: Hashable {
  struct Local: Hashable {
    var state: StepState
    /// The parts that have happened, of those that the condition can see, while in flight or failed.
    var parts: Set<Int> = []

    func hasHappened(_ part: Int) -> Bool { state == .done || parts.contains(part) }
  }

  /// By place in the cone.
  var steps: [Local]
  /// Steps outside the cone whose failure leads here (only of moments at rest).
  var failedOutside: [Int] = []

  /// Whether this moment can come before the other in one run.
  func canPrecede(_ later: LocalMoment) -> Bool {
    zip(steps, later.steps).allSatisfy { a, b in
      switch (a.state, b.state) {
      case (.pending, _), (.done, .done), (.inFlight, .done): true
      case (.inFlight, .inFlight), (.inFlight, .failed): a.parts.isSubset(of: b.parts)
      case (.failed, .failed): a.parts == b.parts
      default: false
      }
    }
  }
}

/// Lists the moments of a cone.
struct LocalMoments {
  let cone: Cone
  let system: System

  private func subsets(of parts: [Int]) -> [Set<Int>] {
    (0..<(1 << parts.count)).map { choice in
      Set(parts.enumerated().filter { choice >> $0.offset & 1 == 1 }.map(\.element))
    }
  }

  /// Every moment of every run in the world.
  func all(in world: ConeWorld) -> [LocalMoment] {
    var out: [LocalMoment] = []
    let sequence = world.waits.indices.sorted { world.waits[$0].count < world.waits[$1].count }
    var current = LocalMoment(steps: cone.steps.map { _ in .init(state: .pending) })
    func extend(_ depth: Int) {
      guard depth < sequence.count else {
        out.append(current)
        return
      }
      let place = sequence[depth]
      current.steps[place] = .init(state: .pending)
      extend(depth + 1)
      if world.waits[place].allSatisfy({ current.steps[$0].state == .done }) {
        for parts in subsets(of: cone.parts[place]) {
          current.steps[place] = .init(state: .inFlight, parts: parts)
          extend(depth + 1)
          if cone.seesFailure && system.steps[cone.steps[place]].mayFail {
            current.steps[place] = .init(state: .failed, parts: parts)
            extend(depth + 1)
          }
        }
        current.steps[place] = .init(state: .done)
        extend(depth + 1)
      }
      current.steps[place] = .init(state: .pending)
    }
    extend(0)
    return out
  }

  /// Every moment in which each step is pending or done.
  func settled(in world: ConeWorld) -> [LocalMoment] {
    var out: [LocalMoment] = []
    let sequence = world.waits.indices.sorted { world.waits[$0].count < world.waits[$1].count }
    var current = LocalMoment(steps: cone.steps.map { _ in .init(state: .pending) })
    func extend(_ depth: Int) {
      guard depth < sequence.count else {
        out.append(current)
        return
      }
      let place = sequence[depth]
      extend(depth + 1)
      if world.waits[place].allSatisfy({ current.steps[$0].state == .done }) {
        current.steps[place].state = .done
        extend(depth + 1)
        current.steps[place].state = .pending
      }
    }
    extend(0)
    return out
  }

  /// The moment in which nothing has begun.
  var initial: LocalMoment { LocalMoment(steps: cone.steps.map { _ in .init(state: .pending) }) }
  /// The moment in which everything is done.
  var complete: LocalMoment { LocalMoment(steps: cone.steps.map { _ in .init(state: .done) }) }

  /// What a failure does to the cone: which steps it holds back, and which fails itself.
  private struct Damage: Hashable {
    var blocked: Set<Int>
    var failed: Set<Int>
  }

  /// The moments at which the system can come to rest when at most `failures` steps fail; `nil` where
  /// there are more than `limit`.
  func atRest(in world: ConeWorld, failures: Int, limit: Int) -> [LocalMoment]? {
    var out = [initial, complete]
    // One representative for each kind of damage.
    var single: [Damage: Int] = [:]
    var blocked: [Int: Set<Int>] = [:]
    var conditional: Int?
    for (place, step) in cone.steps.enumerated() {
      blocked[step, default: []].formUnion([])
      let direct = system.order.direct(step, in: world.world)
      for earlier in system.order.closure(of: direct, in: world.world) {
        blocked[earlier, default: []].insert(place)
      }
    }
    if cone.steps.count == 1, let only = cone.steps.first {
      // What holds it back in some world only counts after what does in every one.
      let potential = system.order.potentialClosure(of: cone.steps).subtracting(blocked.keys)
      let last = potential.sorted().first { system.steps[$0].mayFail && $0 != only }
      if let last { conditional = last }
    }
    for (step, held) in blocked.sorted(by: { $0.key < $1.key })
    where system.steps[step].mayFail {
      let damage = Damage(blocked: held, failed: cone.places[step].map { [$0] } ?? [])
      if single[damage] == nil { single[damage] = step }
    }
    let one = Damage(blocked: [0], failed: [])
    if let conditional, single[one] == nil { single[one] = conditional }
    let kinds = single.sorted { $0.value < $1.value }
    var reached: [Damage: [Int]] = [:]
    var frontier: [Damage: [Int]] = [Damage(blocked: [], failed: []): []]
    for _ in 0..<failures {
      var next: [Damage: [Int]] = [:]
      // In a fixed order, so that one plan always gets one answer.
      for (damage, steps) in frontier.sorted(by: { $0.value.lexicographicallyPrecedes($1.value) }) {
        for (more, step) in kinds {
          var sum = Damage(
            blocked: damage.blocked.union(more.blocked), failed: damage.failed.union(more.failed))
          sum.failed.subtract(sum.blocked)
          if reached[sum] == nil && next[sum] == nil { next[sum] = steps + [step] }
          if reached.count + next.count > limit { return nil }
        }
      }
      if next.isEmpty { break }
      reached.merge(next) { old, _ in old }
      frontier = next
    }
    for (damage, steps) in reached.sorted(by: { $0.value.lexicographicallyPrecedes($1.value) }) {
      var moments = [complete]
      for place in cone.steps.indices {
        if damage.blocked.contains(place) {
          for at in moments.indices { moments[at].steps[place] = .init(state: .pending) }
        } else if damage.failed.contains(place) {
          moments = moments.flatMap { moment in
            subsets(of: cone.parts[place]).map { parts in
              var copy = moment
              copy.steps[place] = .init(state: .failed, parts: parts)
              return copy
            }
          }
        }
        if out.count + moments.count > limit { return nil }
      }
      let outside = steps.filter { cone.places[$0] == nil }
      out += moments.map { LocalMoment(steps: $0.steps, failedOutside: outside) }
    }
    return out
  }
}
