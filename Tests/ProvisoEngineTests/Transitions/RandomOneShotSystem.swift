import ProvisoKernel
import TestSupport

/// Small random systems in which each transition happens once, in a partial order. On request, the
/// systems have one flaw that breaks this form.
struct RandomOneShotSystem {
  /// A flaw that breaks the one-shot form.
  enum Flaw: CaseIterable {
    case flagWrittenTwice, guardWithOr, flagReadNegatively, counterRead, noFlag, conditionalEffect
    case counterAssigned, flagTrueAtFirst, freeVariable, fault, effectOfFailure
  }

  let system: TransitionSystem
  let properties: [StateProperty]

  init(seed: UInt64, flaw: Flaw? = nil) {
    var maker = OneShotMaker(seed: seed, flaw: flaw)
    (system, properties) = maker.make()
  }
}

private struct OneShotMaker {
  var random: SeededGenerator
  let flaw: RandomOneShotSystem.Flaw?
  let store = TermStore()
  var steps = 0

  init(seed: UInt64, flaw: RandomOneShotSystem.Flaw?) {
    random = SeededGenerator(seed: seed)
    self.flaw = flaw
  }

  // Variables by index: a flag for each step, then two counters, then two texts, then a Boolean.
  var counters: Range<Int> { steps..<steps + 2 }
  var texts: Range<Int> { steps + 2..<steps + 4 }
  var switched: Int { steps + 4 }

  mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &random) < part }
  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func pick(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func letter() -> Value {
    [.string("a"), .string("b"), .string("c")].randomElement(using: &random) ?? .null
  }

  func flag(_ step: Int) -> Term { store.isTrue(store.variable(step)) }

  mutating func make() -> (TransitionSystem, [StateProperty]) {
    steps = pick(2...8)
    var variables: [StateVariable] = []
    var initial: [Term?] = []
    for step in 0..<steps {
      variables.append(StateVariable(name: "f\(step)", sort: .bool))
      initial.append(store.constant(.bool(false)))
    }
    for index in 0..<2 {
      variables.append(StateVariable(name: "n\(index)", sort: .integer))
      initial.append(store.number(pick(-2...2)))
    }
    for index in 0..<2 {
      variables.append(StateVariable(name: "t\(index)", sort: .string))
      initial.append(store.constant(letter()))
    }
    variables.append(StateVariable(name: "b", sort: .bool))
    initial.append(flaw == .freeVariable ? nil : store.constant(.bool(chance(0.3))))
    let victim = pick(0..<steps)
    if flaw == .flagTrueAtFirst { initial[victim] = store.constant(.bool(true)) }
    var names: [AgentStep] = []
    var transitions: [Transition] = []
    let density = Double(pick(0...6)) / 10
    for step in 0..<steps {
      names.append(AgentStep(name: "s\(step)()", agent: ""))
      let flawed = step == victim ? flaw : nil
      var conditions = flawed == .noFlag ? [] : [store.not(flag(step))]
      for earlier in 0..<step where chance(density) { conditions.append(flag(earlier)) }
      if chance(0.03) { conditions.append(flag(pick(0..<steps))) }
      let other = (step + 1) % steps
      switch flawed {
      case .guardWithOr: conditions.append(store.or(flag(other), flag((step + 2) % steps)))
      case .flagReadNegatively: conditions.append(store.not(flag(other)))
      case .counterRead:
        conditions.append(store.less(store.variable(counters.lowerBound), store.number(1)))
      default: break
      }
      let requirements = conditions.map { Transition.Requirement($0, index: nil) }
      var updates = [Transition.Update(step, store.constant(.bool(true)))]
      updates += effects(flawed)
      if flawed == .flagWrittenTwice {
        updates.append(.init(other, store.constant(.bool(chance(0.5)))))
      }
      let made = Transition(
        step: step, requirements: requirements, updates: updates,
        faults: flawed == .fault ? [Fault(.noValue, when: flag(other), text: "nothing there")] : [])
      transitions.append(made)
      if chance(0.2) { transitions.append(made) }
      if chance(0.5) {
        transitions.append(
          Transition(
            step: step, requirements: requirements,
            updates: flawed == .effectOfFailure
              ? [.init(pick(counters.lowerBound..<switched + 1), store.constant(.null))] : [],
            isFailure: true))
      }
    }
    let properties = (0..<6).map { _ in property() }
    let system = TransitionSystem(
      terms: store.table, variables: variables, initial: initial, assumptions: [], inputs: [:],
      steps: names, transitions: transitions, requirements: [])
    return (system, properties)
  }

  private mutating func effects(_ flaw: RandomOneShotSystem.Flaw?) -> [Transition.Update] {
    var out: [Transition.Update] = []
    for index in counters where chance(0.5) || flaw == .counterAssigned {
      let value =
        flaw == .counterAssigned
        ? store.number(pick(-2...2))
        : store.arithmetic(
          chance(0.5) ? .add : .subtract, of: store.variable(index), store.number(pick(1...2)))
      out.append(.init(index, value))
    }
    for index in texts where chance(0.3) || flaw == .conditionalEffect {
      let value = store.constant(letter())
      out.append(
        .init(
          index,
          flaw == .conditionalEffect
            ? store.ite(flag(pick(0..<steps)), then: value, else: store.variable(index)) : value))
    }
    if chance(0.3) { out.append(.init(switched, store.constant(.bool(true)))) }
    return out
  }

  private mutating func property() -> StateProperty {
    let parts = (0..<pick(1...3)).map { _ in atom() }
    let condition = chance(0.5) ? store.or(parts) : store.and(parts)
    return chance(0.6)
      ? StateProperty(.always, holds: store.not(condition))
      : StateProperty(.reachable, holds: condition)
  }

  private mutating func atom() -> Term {
    switch pick(0...6) {
    case 0: return flag(pick(0..<steps))
    case 1: return store.not(flag(pick(0..<steps)))
    case 2, 3:
      let sum =
        chance(0.5)
        ? store.variable(pick(counters))
        : store.arithmetic(
          .add, of: store.variable(counters.lowerBound), store.variable(counters.lowerBound + 1))
      let bound = store.number(pick(-4...6))
      return chance(0.5) ? store.less(sum, bound) : store.less(bound, sum)
    case 4: return store.equal(store.variable(pick(texts)), store.constant(letter()))
    case 5: return store.isTrue(store.variable(switched))
    default:
      let parts = (0..<steps).map { step in
        WeightedTerm(Number(step % 2 == 0 ? 1 : -1), flag(step))
      }
      return store.less(store.sum(.zero, plus: parts), store.number(pick(-2...3)))
    }
  }
}
