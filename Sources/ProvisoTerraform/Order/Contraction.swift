/// Removes each junction whose removal does not increase the number of waits: every pair of a wait
/// into it and a wait out of it becomes one direct wait. Also removes providers that no step waits
/// for.
struct Contraction {
  private let steps: [TerraformStep]
  private var waits: [TerraformWait]
  private var isAlive: [Bool]
  private var isRemoved: [Bool]
  /// For each junction and provider, the waits in which it is `after`, removed ones included.
  private var outgoing: [[Int]]
  /// For each junction and provider, the waits in which it is `before`, removed ones included.
  private var incoming: [[Int]]
  /// For each junction and provider, how many of its `outgoing` waits are alive.
  private var outgoingCount: [Int]
  /// For each junction and provider, how many of its `incoming` waits are alive.
  private var incomingCount: [Int]

  init(steps: [TerraformStep], waits: [TerraformWait]) {
    self.steps = steps
    self.waits = waits
    isAlive = Array(repeating: true, count: waits.count)
    isRemoved = Array(repeating: false, count: steps.count)
    outgoing = Array(repeating: [], count: steps.count)
    incoming = Array(repeating: [], count: steps.count)
    outgoingCount = Array(repeating: 0, count: steps.count)
    incomingCount = Array(repeating: 0, count: steps.count)
    for index in waits.indices { attach(index) }
  }

  private mutating func attach(_ index: Int) {
    let wait = waits[index]
    if mayVanish(wait.after) {
      outgoing[wait.after].append(index)
      outgoingCount[wait.after] += 1
    }
    if mayVanish(wait.before) {
      incoming[wait.before].append(index)
      incomingCount[wait.before] += 1
    }
  }

  private mutating func kill(_ index: Int) {
    guard isAlive[index] else { return }
    isAlive[index] = false
    outgoingCount[waits[index].after] -= 1
    incomingCount[waits[index].before] -= 1
  }

  private func mayVanish(_ step: Int) -> Bool {
    switch steps[step].kind {
    case .junction, .provider: true
    default: false
    }
  }

  /// Whether a step can be removed: no step waits for it, or it is a junction that saves no waits.
  private func isSuperfluous(_ step: Int) -> Bool {
    let ins = incomingCount[step]
    let outs = outgoingCount[step]
    if ins == 0 { return true }
    guard steps[step].kind == .junction else { return false }
    return ins <= 1 || outs <= 1 || (ins == 2 && outs == 2)
  }

  mutating func run() {
    var pending = steps.indices.filter(mayVanish)
    var isPending = Array(repeating: false, count: steps.count)
    for step in pending { isPending[step] = true }
    while let step = pending.popLast() {
      isPending[step] = false
      guard !isRemoved[step], isSuperfluous(step) else { continue }
      let outs = outgoing[step].filter { isAlive[$0] }
      let ins = incoming[step].filter { isAlive[$0] }
      guard canJoin(ins, outs) else { continue }
      isRemoved[step] = true
      for index in ins { kill(index) }
      for index in outs { kill(index) }
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

  /// Whether all pairs of waits can be joined. A wait has at most one condition, so two waits with
  /// different conditions cannot be joined.
  private func canJoin(_ ins: [Int], _ outs: [Int]) -> Bool {
    let first = Set(ins.compactMap { waits[$0].condition })
    let second = Set(outs.compactMap { waits[$0].condition })
    return first.isEmpty || second.isEmpty || (first.count == 1 && first == second)
  }

  private mutating func join(_ first: TerraformWait, _ second: TerraformWait) {
    guard first.after != second.before else { return }
    let index = waits.count
    waits.append(
      TerraformWait(
        after: first.after, before: second.before, condition: first.condition ?? second.condition,
        reason: first.reason.followed(by: second.reason)))
    isAlive.append(true)
    attach(index)
  }

  /// Returns the remaining steps and waits, with new step indices.
  func order() -> TerraformOrder {
    var newIndices = Array(repeating: -1, count: steps.count)
    var kept: [TerraformStep] = []
    for (index, step) in steps.enumerated() where !isRemoved[index] {
      newIndices[index] = kept.count
      kept.append(step)
    }
    var known = WaitSet()
    var result: [TerraformWait] = []
    for isConditional in [false, true] {
      for (index, wait) in waits.enumerated()
      where isAlive[index] && (wait.condition != nil) == isConditional {
        let after = newIndices[wait.after]
        let before = newIndices[wait.before]
        guard after >= 0, before >= 0,
          known.insert(after: after, before: before, if: wait.condition)
        else {
          continue
        }
        result.append(
          TerraformWait(
            after: after, before: before, condition: wait.condition, reason: wait.reason))
      }
    }
    return TerraformOrder(source: .plan, steps: kept, waits: result)
  }
}
