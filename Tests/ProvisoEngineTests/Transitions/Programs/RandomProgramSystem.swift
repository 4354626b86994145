import ProvisoKernel
import TestSupport

/// Small random programs: two or three threads over a few Booleans, some of them private to a
/// thread, with forks, loops, failures, monitors and properties.
struct RandomProgramSystem {
  let seed: UInt64
  let system: TransitionSystem
  let properties: [StateProperty]
  /// The same system without threads.
  let plain: TransitionSystem

  init(seed: UInt64) {
    var maker = ProgramMaker(seed: seed)
    self.seed = seed
    let parts = maker.make()
    properties = parts.properties
    func system(_ control: [Int]) -> TransitionSystem {
      TransitionSystem(
        terms: maker.store.table, variables: maker.variables, initial: maker.initial,
        assumptions: [], inputs: [:], steps: [AgentStep(name: "step", agent: "")],
        transitions: parts.transitions, requirements: [], control: control)
    }
    self.system = system(maker.control)
    plain = system([])
  }
}

private struct ProgramMaker {
  var random: SeededGenerator
  let store = TermStore()
  var variables: [StateVariable] = []
  var initial: [Term?] = []
  var control: [Int] = []
  private var data: [Int] = []
  private var memory: (variable: Int, condition: Term)?
  private let locationCount = 5

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private mutating func chance(_ part: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < part
  }
  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private func location(_ number: Int) -> Value { .object(ObjectID(entity: 9, index: number)) }

  private func stands(_ thread: Int, at number: Int) -> Term {
    store.equal(store.variable(control[thread]), store.constant(location(number)))
  }

  /// A test of one of some variables.
  private mutating func literal(_ some: [Int]) -> Term {
    guard let variable = some.randomElement(using: &random) else { return .always }
    let isTrue = store.isTrue(store.variable(variable))
    return chance(0.5) ? isTrue : store.not(isTrue)
  }

  mutating func make() -> (transitions: [Transition], properties: [StateProperty]) {
    let threads = pick(2...3)
    for thread in 0..<threads {
      control.append(variables.count)
      variables.append(
        StateVariable(name: "thread \(thread)", sort: .finite((0..<locationCount).map(location))))
      initial.append(store.constant(location(0)))
    }
    for number in 0..<pick(3...6) {
      data.append(variables.count)
      variables.append(StateVariable(name: "v\(number)", sort: .bool))
      initial.append(chance(0.9) ? store.constant(.bool(chance(0.3))) : nil)
    }
    if chance(0.3) {
      let condition = store.and(literal(data), literal(data))
      if condition != .always, condition != .never {
        memory = (variables.count, condition)
        variables.append(
          StateVariable(name: "once", sort: .bool, isMonitor: true, remembers: condition))
        initial.append(store.constant(.bool(false)))
      }
    }
    var transitions: [Transition] = []
    // The last thread may wait until the first one starts it.
    let isForked = threads == 3 && chance(0.5)
    for thread in 0..<threads {
      // Each thread uses some of the variables, so that some are private.
      let known = data.filter { _ in chance(0.5) }
      for from in 0..<(locationCount - 1) {
        for _ in 0..<pick(1...2) {
          transitions.append(
            move(thread, from: from, known: known, isIdle: isForked && thread == 2 && from == 0))
        }
      }
    }
    if isForked { transitions += fork() }
    return (transitions, (0..<pick(1...4)).map { _ in question(threads) })
  }

  private mutating func move(
    _ thread: Int, from: Int, known: [Int], isIdle: Bool
  ) -> Transition {
    let isBack = chance(0.1)
    let to = isBack ? pick(0...from) : pick((from + 1)...(locationCount - 1))
    var conditions = [stands(thread, at: from)]
    if isIdle { conditions.append(.never) }
    if chance(0.6) { conditions.append(literal(known)) }
    var updates = [
      Transition.Update(control[thread], store.constant(location(to)))
    ]
    let isFailure = chance(0.2)
    if !isFailure || chance(0.3), let target = known.randomElement(using: &random), chance(0.6) {
      let source = known.randomElement(using: &random) ?? target
      let value =
        chance(0.5)
        ? store.constant(.bool(chance(0.5)))
        : store.ite(
          store.isTrue(store.variable(source)), then: store.constant(.bool(false)),
          else: store.constant(.bool(true)))
      updates.append(.init(target, value))
    }
    return transition(conditions, updates, isFailure: isFailure)
  }

  /// The first thread starts the third and waits for its end.
  private mutating func fork() -> [Transition] {
    let start = pick(0...1)
    return [
      transition(
        [stands(0, at: start), stands(2, at: 0)],
        [
          .init(control[0], store.constant(location(start + 1))),
          .init(control[2], store.constant(location(1))),
        ]),
      transition(
        [
          stands(0, at: start + 1),
          store.or(stands(2, at: locationCount - 1), stands(2, at: locationCount - 2)),
        ],
        [
          .init(control[0], store.constant(location(start + 2))),
          .init(control[2], store.constant(location(0))),
        ]),
    ]
  }

  private func transition(
    _ conditions: [Term], _ updates: [Transition.Update], isFailure: Bool = false
  ) -> Transition {
    var updates = updates
    if let memory {
      updates.append(
        .init(
          memory.variable,
          store.ite(
            store.or(store.isTrue(store.variable(memory.variable)), memory.condition),
            then: store.constant(.bool(true)), else: store.constant(.bool(false)))))
    }
    return Transition(
      step: 0, requirements: conditions.map { .init($0, index: nil) }, updates: updates,
      isFailure: isFailure)
  }

  private mutating func question(_ threads: Int) -> StateProperty {
    var parts: [Term] = []
    for _ in 0..<pick(1...2) {
      switch pick(0...5) {
      case 0, 1: parts.append(stands(pick(0...(threads - 1)), at: pick(0...(locationCount - 1))))
      case 2:
        if let memory {
          parts.append(
            store.or(memory.condition, store.isTrue(store.variable(memory.variable))))
        }
      default: parts.append(literal(data))
      }
    }
    let all = store.and(parts)
    switch pick(0...3) {
    case 0: return StateProperty(.reachable, holds: all)
    case 1: return StateProperty(.atTerminal(includingStart: chance(0.5)), holds: store.not(all))
    default: return StateProperty(.always, holds: store.not(all))
    }
  }
}
