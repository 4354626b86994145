/// The order while it is built: nodes and waits, with the junctions that save waits.
struct WaitGraph {
  struct Key: Hashable {
    var after: Int32
    var before: Int32
    var condition: WaitCondition?
  }

  private(set) var steps: [PlanStep] = []
  private(set) var waits: [PlanWait] = []
  private var known: Set<Key> = []

  mutating func add(_ step: PlanStep) -> Int {
    steps.append(step)
    return steps.count - 1
  }

  mutating func junction() -> Int { add(PlanStep(.junction)) }

  /// Says that `after` waits for `before`. No step waits for itself.
  mutating func wait(
    _ after: Int, for before: Int, if condition: WaitCondition? = nil, _ reason: WaitReason
  ) {
    guard after != before else { return }
    let key = Key(
      after: Int32(truncatingIfNeeded: after), before: Int32(truncatingIfNeeded: before),
      condition: condition)
    guard known.insert(key).inserted else { return }
    waits.append(PlanWait(after: after, before: before, condition: condition, reason: reason))
  }

  /// Takes out the junctions that save no waits and the provider steps that nothing waits for.
  func contracted() -> PlanOrder {
    var contraction = Contraction(steps: steps, waits: waits)
    contraction.run()
    return contraction.order()
  }
}

/// Replaces a junction by the waits through it wherever that does not make more of them.
private struct Contraction {
  let steps: [PlanStep]
  var waits: [PlanWait]
  var isAlive: [Bool]
  var isRemoved: [Bool]
  /// The waits at each junction: those it is the `after` of, and those it is the `before` of.
  var outgoing: [[Int]]
  var incoming: [[Int]]

  init(steps: [PlanStep], waits: [PlanWait]) {
    self.steps = steps
    self.waits = waits
    isAlive = Array(repeating: true, count: waits.count)
    isRemoved = Array(repeating: false, count: steps.count)
    outgoing = Array(repeating: [], count: steps.count)
    incoming = Array(repeating: [], count: steps.count)
    for (index, wait) in waits.enumerated() {
      if mayVanish(wait.after) { outgoing[wait.after].append(index) }
      if mayVanish(wait.before) { incoming[wait.before].append(index) }
    }
  }

  func mayVanish(_ step: Int) -> Bool {
    switch steps[step].kind {
    case .junction, .provider: true
    default: false
    }
  }

  mutating func run() {
    var pending = steps.indices.filter(mayVanish)
    var isPending = Array(repeating: false, count: steps.count)
    for step in pending { isPending[step] = true }
    while let step = pending.popLast() {
      isPending[step] = false
      guard !isRemoved[step] else { continue }
      let outs = outgoing[step].filter { isAlive[$0] }
      let ins = incoming[step].filter { isAlive[$0] }
      outgoing[step] = outs
      incoming[step] = ins
      let isJunction = steps[step].kind == .junction
      guard ins.isEmpty || isJunction else { continue }
      let vanishes =
        ins.isEmpty || outs.isEmpty || (ins.count <= 1 || outs.count <= 1)
        || ins.count * outs.count <= ins.count + outs.count
      guard vanishes, canJoin(ins, outs) else { continue }
      isRemoved[step] = true
      for index in ins { isAlive[index] = false }
      for index in outs { isAlive[index] = false }
      for first in ins {
        for second in outs { join(waits[first], waits[second]) }
      }
      for index in ins + outs {
        for end in [waits[index].after, waits[index].before]
        where mayVanish(end) && !isRemoved[end] && !isPending[end] {
          isPending[end] = true
          pending.append(end)
        }
      }
    }
  }

  /// Two conditions cannot stand on one wait.
  func canJoin(_ ins: [Int], _ outs: [Int]) -> Bool {
    let first = Set(ins.compactMap { waits[$0].condition })
    let second = Set(outs.compactMap { waits[$0].condition })
    return first.isEmpty || second.isEmpty || (first.count == 1 && first == second)
  }

  mutating func join(_ first: PlanWait, _ second: PlanWait) {
    guard first.after != second.before else { return }
    let index = waits.count
    waits.append(
      PlanWait(
        after: first.after, before: second.before, condition: first.condition ?? second.condition,
        reason: first.reason.followed(by: second.reason)))
    isAlive.append(true)
    if mayVanish(first.after) { outgoing[first.after].append(index) }
    if mayVanish(second.before) { incoming[second.before].append(index) }
  }

  /// What is left, renumbered.
  func order() -> PlanOrder {
    var place = Array(repeating: -1, count: steps.count)
    var kept: [PlanStep] = []
    for (index, step) in steps.enumerated() where !isRemoved[index] {
      place[index] = kept.count
      kept.append(step)
    }
    var known: Set<WaitGraph.Key> = []
    var result: [PlanWait] = []
    for (index, wait) in waits.enumerated() where isAlive[index] {
      let after = place[wait.after]
      let before = place[wait.before]
      let key = WaitGraph.Key(
        after: Int32(truncatingIfNeeded: after), before: Int32(truncatingIfNeeded: before),
        condition: wait.condition)
      guard after >= 0, before >= 0, known.insert(key).inserted else { continue }
      result.append(
        PlanWait(after: after, before: before, condition: wait.condition, reason: wait.reason))
    }
    return PlanOrder(source: .plan, steps: kept, waits: result)
  }
}

extension WaitGraph {
  /// Whether the waits without a condition can all be kept.
  var isAcyclic: Bool {
    var waitsLeft = Array(repeating: 0, count: steps.count)
    var start = Array(repeating: 0, count: steps.count + 1)
    for wait in waits where wait.condition == nil {
      waitsLeft[wait.after] += 1
      start[wait.before + 1] += 1
    }
    for step in steps.indices { start[step + 1] += start[step] }
    var place = start
    var followers = Array(repeating: 0, count: start[steps.count])
    for wait in waits where wait.condition == nil {
      followers[place[wait.before]] = wait.after
      place[wait.before] += 1
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
