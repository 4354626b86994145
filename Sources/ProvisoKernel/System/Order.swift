/// The waits of a system as a directed graph, with reachability.
///
/// `x waits for y` means that y is done before x begins, directly or through other steps. The
/// certain waits of a valid system form no cycle. Conditional waits count only in a `FlagValues` that
/// gives their flags a value.
public struct Order: Sendable {
  /// For each step, the steps that it certainly and directly waits for.
  public let certain: [[Int]]
  /// For each step, the waits that depend on a flag.
  public let conditional: [[Wait]]
  /// For each step, the steps that certainly and directly wait for it.
  public let followers: [[Int]]
  /// For each step, the steps that directly wait for it under a condition.
  public let conditionalFollowers: [[Wait]]
  /// The rank of each step; every certain wait points to a smaller rank. It is -1 for steps on or
  /// behind a cycle.
  private let ranks: [Int]
  /// A cycle of certain waits; `nil` if there is none. Each step waits for the next, and the last
  /// for the first.
  public let circle: [Int]?
  /// Whether any wait is conditional.
  public let hasConditions: Bool
  /// All steps by rank; without those on or behind a cycle.
  private let ranked: [Int]
  /// For each flag, how many waits on it go against the ranks, by the value for which they count.
  private let against: [Int: (whenFalse: Int, whenTrue: Int)]
  /// The number of waits that go against the ranks if every flag is false.
  private let againstFalse: Int

  /// Builds the graph.
  public init(waits: [[Wait]]) {
    let count = waits.count
    var certain: [[Int]] = Array(repeating: [], count: count)
    var conditional: [[Wait]] = Array(repeating: [], count: count)
    var followers: [[Int]] = Array(repeating: [], count: count)
    var conditionalFollowers: [[Wait]] = Array(repeating: [], count: count)
    for (step, list) in waits.enumerated() {
      for wait in list {
        if let condition = wait.condition {
          conditional[step].append(wait)
          conditionalFollowers[wait.step].append(Wait(for: step, when: condition))
        } else {
          certain[step].append(wait.step)
          followers[wait.step].append(step)
        }
      }
    }
    self.certain = certain
    self.conditional = conditional
    self.followers = followers
    self.conditionalFollowers = conditionalFollowers
    hasConditions = conditional.contains { !$0.isEmpty }
    // Kahn's algorithm.
    var missing = certain.map(\.count)
    var ranks = Array(repeating: -1, count: count)
    var ready = missing.indices.filter { missing[$0] == 0 }
    var next = 0
    var head = 0
    while head < ready.count {
      let step = ready[head]
      head += 1
      ranks[step] = next
      next += 1
      for follower in followers[step] {
        missing[follower] -= 1
        if missing[follower] == 0 { ready.append(follower) }
      }
    }
    self.ranks = ranks
    ranked = Array(ready[..<head])
    var against: [Int: (whenFalse: Int, whenTrue: Int)] = [:]
    for (step, list) in conditional.enumerated() {
      for wait in list where ranks[wait.step] >= ranks[step] {
        guard let condition = wait.condition else { continue }
        var counts = against[condition.flag] ?? (0, 0)
        if condition.value { counts.whenTrue += 1 } else { counts.whenFalse += 1 }
        against[condition.flag] = counts
      }
    }
    self.against = against
    againstFalse = against.values.reduce(0) { $0 + $1.whenFalse }
    circle =
      next == count ? nil : Order.cycle(in: certain, among: ranks.indices.filter { ranks[$0] < 0 })
  }

  private static func cycle(in certain: [[Int]], among remaining: [Int]) -> [Int] {
    // Every remaining step waits for another remaining step: follow the waits until a step repeats.
    let members = Set(remaining)
    var path: [Int] = []
    var indices: [Int: Int] = [:]
    guard var step = remaining.first else { return [] }
    while indices[step] == nil {
      indices[step] = path.count
      path.append(step)
      guard let next = certain[step].first(where: members.contains) else { return path }
      step = next
    }
    return Array(path[(indices[step] ?? 0)...])
  }

  /// The step's rank in one order that respects all certain waits.
  public func rank(of step: Int) -> Int { ranks[step] }

  /// The number of steps.
  public var count: Int { certain.count }

  /// Whether `later` certainly waits for `earlier`, directly or through others.
  public func waits(_ later: Int, for earlier: Int) -> Bool {
    path(from: later, to: earlier) != nil
  }

  /// A shortest chain of waits from `later` down to `earlier`, both included: certain waits, or the
  /// waits of `world` if one is given. `nil` if there is no chain or the two are the same step.
  public func path(from later: Int, to earlier: Int, in world: FlagValues? = nil) -> [Int]? {
    if later == earlier { return nil }
    if world == nil && ranks[earlier] >= ranks[later] { return nil }
    var cameFrom: [Int: Int] = [later: later]
    var queue = [later]
    var head = 0
    while head < queue.count {
      let step = queue[head]
      head += 1
      for next in direct(step, in: world) where cameFrom[next] == nil {
        // A chain of certain waits always descends in rank.
        if world == nil && ranks[next] < ranks[earlier] { continue }
        cameFrom[next] = step
        if next == earlier {
          var path = [earlier]
          var at = earlier
          while at != later, let before = cameFrom[at] {
            path.append(before)
            at = before
          }
          return path.reversed()
        }
        queue.append(next)
      }
    }
    return nil
  }

  /// The steps that `step` directly waits for, in `world` or certainly.
  public func direct(_ step: Int, in world: FlagValues?) -> [Int] {
    guard let world, !conditional[step].isEmpty else { return certain[step] }
    return certain[step] + conditional[step].filter { world.admits($0) }.map(\.step)
  }

  /// `steps` and all steps that one of them waits for, in `world` or certainly.
  public func closure(of steps: some Sequence<Int>, in world: FlagValues? = nil) -> Set<Int> {
    var found = Set(steps)
    var stack = Array(found)
    while let step = stack.popLast() {
      for next in direct(step, in: world) where found.insert(next).inserted { stack.append(next) }
    }
    return found
  }

  /// `steps` and all steps that one of them waits for under some values of the flags.
  public func potentialClosure(of steps: some Sequence<Int>) -> Set<Int> {
    var found = Set(steps)
    var stack = Array(found)
    while let step = stack.popLast() {
      for next in certain[step] where found.insert(next).inserted { stack.append(next) }
      for wait in conditional[step] where found.insert(wait.step).inserted {
        stack.append(wait.step)
      }
    }
    return found
  }

  /// `steps` and all steps that wait for one of them under some values of the flags.
  public func potentialFollowers(of steps: some Sequence<Int>) -> Set<Int> {
    var found = Set(steps)
    var stack = Array(found)
    while let step = stack.popLast() {
      for next in followers[step] where found.insert(next).inserted { stack.append(next) }
      for wait in conditionalFollowers[step] where found.insert(wait.step).inserted {
        stack.append(wait.step)
      }
    }
    return found
  }

  /// A world that agrees with `world`, gives all of `count` flags a value and has no cycle of
  /// waits. A new flag is false unless a cycle needs it true. `nil` if the search finds no such
  /// world.
  public func completed(_ world: FlagValues, flags count: Int) -> FlagValues? {
    var result = FlagValues(
      flags: Dictionary(uniqueKeysWithValues: (0..<count).lazy.map { ($0, false) }))
    for (flag, value) in world.flags { result.flags[flag] = value }
    if followsRanks(inWhichAreTrue: world.flags.lazy.filter(\.value).map(\.key)) {
      return result
    }
    let free = Set((0..<count).lazy.filter { world.flags[$0] == nil })
    var remaining = Self.mostCompletions
    return completed(result, free: free, remaining: &remaining)
  }

  /// Whether no wait goes against the ranks where these flags are true and all others false. Then the
  /// ranks are an order that a run can take.
  private func followsRanks(inWhichAreTrue flags: some Sequence<Int>) -> Bool {
    var count = againstFalse
    for flag in flags {
      guard let counts = against[flag] else { continue }
      count += counts.whenTrue - counts.whenFalse
    }
    return count == 0
  }

  /// All steps in an order that a run can take in a world that gives every flag a value; `nil` if some
  /// wait in a cycle.
  public func sorted(in world: FlagValues) -> [Int]? {
    let isRanked =
      againstFalse == 0 && against.isEmpty
      || followsRanks(inWhichAreTrue: world.flags.lazy.filter(\.value).map(\.key))
    if isRanked, ranked.count == count { return ranked }
    return sorted(Set(0..<count), in: world)
  }

  /// The number of assignments that a completion tries.
  private static let mostCompletions = 400

  /// Every assignment without a cycle differs from one with a cycle in a flag on the cycle, so each of
  /// these is tried in turn.
  private func completed(
    _ world: FlagValues, free: Set<Int>, remaining: inout Int
  ) -> FlagValues? {
    remaining -= 1
    guard remaining > 0 else { return nil }
    guard let cycle = cycle(in: world) else { return world }
    var tried = free
    for (index, step) in cycle.enumerated() {
      let next = cycle[(index + 1) % cycle.count]
      guard !certain[step].contains(next) else { continue }
      let flags = conditional[step].filter { $0.step == next && world.admits($0) }
        .compactMap { $0.condition?.flag }
      guard flags.count == 1, let flag = flags.first, tried.remove(flag) != nil else { continue }
      var changed = world
      changed.flags[flag] = true
      if let found = completed(changed, free: free.subtracting([flag]), remaining: &remaining) {
        return found
      }
    }
    return nil
  }

  /// A cycle of waits in a world: each step waits for the next, and the last for the first.
  private func cycle(in world: FlagValues) -> [Int]? {
    let waits = (0..<count).map { direct($0, in: world) }
    var waiting: [[Int]] = Array(repeating: [], count: count)
    for (step, list) in waits.enumerated() { for other in list { waiting[other].append(step) } }
    var missing = waits.map(\.count)
    var ready = missing.indices.filter { missing[$0] == 0 }
    var done = 0
    while let step = ready.popLast() {
      done += 1
      for follower in waiting[step] {
        missing[follower] -= 1
        if missing[follower] == 0 { ready.append(follower) }
      }
    }
    return done == count
      ? nil : Order.cycle(in: waits, among: missing.indices.filter { missing[$0] > 0 })
  }

  /// The steps in an order that a run can take in the world; `nil` if some wait in a cycle.
  public func sorted(_ steps: Set<Int>, in world: FlagValues?) -> [Int]? {
    // If no conditional wait goes against the ranks, the ranks are such an order.
    let isRanked =
      !hasConditions
      || steps.allSatisfy { step in
        conditional[step].allSatisfy { ranks[$0.step] < ranks[step] || world?.admits($0) != true }
      }
    if isRanked { return steps.sorted { ranks[$0] < ranks[$1] } }
    var missing: [Int: Int] = [:]
    var waiting: [Int: [Int]] = [:]
    for step in steps {
      let before = Set(direct(step, in: world)).intersection(steps)
      missing[step] = before.count
      for other in before { waiting[other, default: []].append(step) }
    }
    var ready = steps.filter { missing[$0] == 0 }.sorted { ranks[$0] > ranks[$1] }
    var out: [Int] = []
    while let step = ready.popLast() {
      out.append(step)
      for follower in waiting[step] ?? [] {
        missing[follower, default: 0] -= 1
        if missing[follower] == 0 { ready.append(follower) }
      }
      ready.sort { ranks[$0] > ranks[$1] }
    }
    return out.count == steps.count ? out : nil
  }
}

/// Values for the flags of an order.
public struct FlagValues: Hashable, Sendable {
  /// A value for each flag that matters; waits on other flags do not count.
  public var flags: [Int: Bool]

  /// Makes a world with values for these flags.
  public init(flags: [Int: Bool] = [:]) { self.flags = flags }

  /// Whether the wait counts in this world.
  public func admits(_ wait: Wait) -> Bool {
    guard let condition = wait.condition else { return true }
    return flags[condition.flag] == condition.value
  }
}
