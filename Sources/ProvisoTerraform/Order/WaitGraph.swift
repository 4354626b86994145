/// An order under construction. It can contain superfluous junctions, which `contracted()` removes.
struct WaitGraph {
  private(set) var steps: [TerraformStep] = []
  private(set) var waits: [TerraformWait] = []
  private var known = WaitSet()

  mutating func add(_ step: TerraformStep) -> Int {
    steps.append(step)
    return steps.count - 1
  }

  mutating func replace(_ index: Int, with step: TerraformStep) { steps[index] = step }

  mutating func junction() -> Int { add(TerraformStep(.junction)) }

  /// Makes `after` wait for `before`. A wait of a step for itself or a duplicate is ignored.
  mutating func wait(
    _ after: Int, for before: Int, if condition: TerraformWaitCondition? = nil,
    because reason: WaitReason
  ) {
    guard after != before else { return }
    guard known.insert(after: after, before: before, if: condition) else { return }
    waits.append(TerraformWait(after: after, before: before, condition: condition, reason: reason))
  }

  /// Returns the order without the junctions that save no waits and the provider steps that no step
  /// waits for.
  func contracted() -> TerraformOrder {
    var contraction = Contraction(steps: steps, waits: waits)
    contraction.run()
    return contraction.order()
  }
}

extension WaitGraph {
  /// Whether `after` waits for `before`, directly or through others.
  ///
  /// - Parameter followers: the followers of each step.
  func waits(_ after: Int, for before: Int, by followers: [[Int]]) -> Bool {
    var seen: Set<Int> = [before]
    var stack = [before]
    while let step = stack.popLast() {
      for next in followers[step] where seen.insert(next).inserted {
        if next == after { return true }
        stack.append(next)
      }
    }
    return false
  }

  /// For each step, the steps that wait for it directly.
  var followers: [[Int]] {
    var found: [[Int]] = Array(repeating: [], count: steps.count)
    for wait in waits { found[wait.before].append(wait.after) }
    return found
  }

  /// Whether each step waits for one that makes values known: one that creates, updates or reads.
  ///
  /// - Parameter followers: the followers of each step.
  func followsEffect(by followers: [[Int]]) -> [Bool] {
    var found = Array(repeating: false, count: steps.count)
    var stack = steps.indices.filter {
      switch steps[$0].kind {
      case .create, .update, .read: true
      default: false
      }
    }
    while let step = stack.popLast() {
      for next in followers[step] where !found[next] {
        found[next] = true
        stack.append(next)
      }
    }
    return found
  }

  /// Whether the waits without a condition form no cycle.
  var isAcyclic: Bool {
    var waitsLeft = Array(repeating: 0, count: steps.count)
    var start = Array(repeating: 0, count: steps.count + 1)
    for wait in waits where wait.condition == nil {
      waitsLeft[wait.after] += 1
      start[wait.before + 1] += 1
    }
    for step in steps.indices { start[step + 1] += start[step] }
    var index = start
    var followers = Array(repeating: 0, count: start[steps.count])
    for wait in waits where wait.condition == nil {
      followers[index[wait.before]] = wait.after
      index[wait.before] += 1
    }
    var ready = steps.indices.filter { waitsLeft[$0] == 0 }
    var done = 0
    while let step = ready.popLast() {
      done += 1
      for follower in followers[start[step]..<start[step + 1]] {
        waitsLeft[follower] -= 1
        if waitsLeft[follower] == 0 { ready.append(follower) }
      }
    }
    return done == steps.count
  }
}
