import ProvisoKernel
import TestSupport

/// Small random transition systems with properties: up to 3 agents, 5 variables of mixed sorts
/// (some of them null at times, fixed, free at the start, or monitors) and 6 steps with guards,
/// failures, choices and inputs.
struct RandomTransitionSystem {
  /// The features that a case may have.
  struct Options {
    /// Integers that grow without bound, so that states cannot be enumerated.
    var unbounded = false
    /// Inputs of finite sorts.
    var inputs = true
    /// Faults and open states.
    var faults = true
    /// Properties of whole runs.
    var overRuns = true
  }

  let seed: UInt64
  let system: TransitionSystem
  let properties: [StateProperty]

  init(seed: UInt64, options: Options = Options()) {
    var maker = RandomSystemMaker(seed: seed, options: options)
    self.seed = seed
    (system, properties) = maker.make()
  }
}

/// Makes one case. Each variable has a fixed set of values for updates, so that the state space
/// stays small.
private struct RandomSystemMaker {
  var random: SeededGenerator
  let options: RandomTransitionSystem.Options
  let store = TermStore()
  var variables: [StateVariable] = []
  var initial: [Term?] = []
  /// The values of each variable.
  var domains: [[Value]] = []
  var inputs: [Int: Sort] = [:]
  var lines: [String] = []
  /// The number of variables that conditions may read; monitors are not among them.
  var readable = 0

  static let letters: [Value] = [.string("a"), .string("b"), .string("c")]
  static let objects: [Value] = (0..<3).map { .object(ObjectID(entity: 0, index: $0)) }

  init(seed: UInt64, options: RandomTransitionSystem.Options) {
    random = SeededGenerator(seed: seed)
    self.options = options
  }

  mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &random) < part }
  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func pick<T>(_ elements: [T], else other: T) -> T {
    elements.randomElement(using: &random) ?? other
  }

  mutating func make() -> (TransitionSystem, [StateProperty]) {
    let count = pick(1...4)
    for index in 0..<count { addVariable("v\(index)") }
    readable = count
    let monitor: Int?
    if chance(0.3) {
      monitor = variables.count
      variables.append(StateVariable(name: "m", sort: .bool, isMonitor: true))
      initial.append(store.constant(.bool(false)))
      domains.append([.bool(false), .bool(true)])
    } else {
      monitor = nil
    }
    var agents: [String] = [""]
    if chance(0.7) { agents = (0..<pick(1...3)).map { "agent\($0)" } }
    var steps: [AgentStep] = []
    var transitions: [Transition] = []
    for index in 0..<pick(1...6) {
      steps.append(AgentStep(name: "s\(index)()", agent: pick(agents, else: "")))
      transitions += step(index, monitor)
    }
    let assumptions = chance(0.3) ? [condition(depth: 1, inputs: [])] : []
    readable = variables.count
    let properties = (0..<pick(1...4)).map { _ in property() }
    let system = TransitionSystem(
      terms: store.table, variables: variables, initial: initial, assumptions: assumptions,
      inputs: inputs, steps: steps, transitions: transitions, requirements: lines)
    return (system, properties)
  }

  private mutating func addVariable(_ name: String) {
    let sort: Sort
    let domain: [Value]
    switch pick(0...7) {
    case 0, 1: (sort, domain) = (.bool, [.bool(false), .bool(true)])
    case 2, 3: (sort, domain) = (.integer, (-1...3).map { .number(Number($0)) })
    case 4, 5: (sort, domain) = (.finite(Self.objects), Self.objects)
    case 6:
      let halves = [Number(0), Number(1), Number(literal: "1/2") ?? .zero]
      (sort, domain) = (.decimal, halves.map(Value.number))
    default: (sort, domain) = (.string, Self.letters)
    }
    let mayBeNull = chance(0.3)
    let isFixed = chance(0.2)
    let isFree = sort.values != nil && chance(0.4)
    variables.append(
      StateVariable(name: name, sort: sort, mayBeNull: mayBeNull && !isFree, isFixed: isFixed))
    domains.append(mayBeNull && !isFree ? domain + [.null] : domain)
    initial.append(
      isFree ? nil : store.constant(mayBeNull && chance(0.3) ? .null : pick(domain, else: .null)))
  }

  /// The transitions of one step: its outcomes, and perhaps its failure.
  private mutating func step(_ index: Int, _ monitor: Int?) -> [Transition] {
    var requirements: [Transition.Requirement] = []
    for _ in 0..<pick(0...2) {
      // Some requirements share an index, as the groundings of one action do.
      if lines.isEmpty || chance(0.8) { lines.append("line \(lines.count)") }
      requirements.append(
        Transition.Requirement(condition(depth: 2, inputs: []), index: pick(0...lines.count - 1)))
    }
    var made: [Transition] = []
    let outcomes = chance(0.25) ? 2 : 1
    for outcome in 0..<outcomes {
      var own: [Int] = []
      if options.inputs && chance(0.1) {
        let input = store.unknown(Unknown(name: "i\(index).\(outcome)"))
        inputs[input] = chance(0.5) ? .bool : .finite(Self.objects)
        own = [input]
      }
      var guards = requirements
      if outcomes > 1 && chance(0.5) {
        guards.append(Transition.Requirement(condition(depth: 1, inputs: own), index: nil))
      }
      var updates: [Transition.Update] = []
      for variable in variables.indices
      where !variables[variable].isFixed && !variables[variable].isMonitor && chance(0.4) {
        let update = assignment(variable, own)
        updates.append(Transition.Update(variable, update))
      }
      if let monitor { updates.append(once(monitor)) }
      var faults: [Fault] = []
      if options.faults && chance(0.03) {
        faults.append(
          Fault(
            chance(0.5) ? .doubleWrite : .noValue, when: condition(depth: 2, inputs: own),
            text: "fault of s\(index)"))
      }
      made.append(
        Transition(
          step: index, choices: outcomes > 1 ? ["choice = \(outcome)"] : [], inputs: own,
          requirements: guards, updates: updates, faults: faults))
    }
    if chance(0.2) {
      made.append(
        Transition(
          step: index, requirements: requirements, updates: monitor.map { [once($0)] } ?? [],
          isFailure: true))
    }
    return made
  }

  private mutating func once(_ monitor: Int) -> Transition.Update {
    let seen = store.or(
      store.isTrue(store.variable(monitor)), condition(depth: 1, inputs: []))
    return Transition.Update(
      monitor,
      store.ite(seen, then: store.constant(.bool(true)), else: store.constant(.bool(false))))
  }

  /// A value that the variable can have in every state.
  private mutating func assignment(_ variable: Int, _ inputs: [Int]) -> Term {
    let domain = domains[variable]
    let same = store.variable(variable)
    switch pick(0...5) {
    case 0:
      return store.ite(
        condition(depth: 1, inputs: inputs), then: store.constant(pick(domain, else: .null)),
        else: same)
    case 1:
      // Copy another variable of the same sort, which must not be null if this one must not.
      let others = variables.indices.filter {
        variables[$0].sort == variables[variable].sort
          && (variables[variable].mayBeNull || !variables[$0].mayBeNull) && !variables[$0].isMonitor
      }
      return store.variable(pick(others, else: variable))
    case 2:
      let given = inputs.filter { self.inputs[$0] == variables[variable].sort }
      guard let input = given.first else { return same }
      return store.value(of: store.unknowns[input])
    case 3, 4:
      guard variables[variable].sort == .integer else {
        return store.constant(pick(domain, else: .null))
      }
      return counted(variable)
    default: return store.constant(pick(domain, else: .null))
    }
  }

  /// One more or one less, within -1...3 unless it may grow.
  private mutating func counted(_ variable: Int) -> Term {
    let same = store.variable(variable)
    let down = chance(0.4)
    let next = store.arithmetic(down ? .subtract : .add, of: same, store.number(1))
    let isNumber = store.isKind(same, .number)
    // Null counts as zero.
    if options.unbounded && chance(0.5) {
      return store.ite(isNumber, then: next, else: store.number(0))
    }
    let room = down ? store.less(store.number(-1), same) : store.less(same, store.number(3))
    return store.ite(room, then: next, else: store.ite(isNumber, then: same, else: store.number(0)))
  }

  private mutating func property() -> StateProperty {
    let open = options.faults && chance(0.05) ? condition(depth: 2, inputs: []) : .never
    let reason = open == .never ? "" : "something has no value"
    switch pick(0...(options.overRuns ? 7 : 4)) {
    case 0, 1, 2:
      let holds = store.or(
        store.not(condition(depth: 2, inputs: [])), store.not(condition(depth: 2, inputs: [])))
      return StateProperty(.always, holds: holds, open: open, openReason: reason)
    case 3:
      return StateProperty(
        .atTerminal(includingStart: chance(0.3)), holds: condition(depth: 2, inputs: []),
        open: open, openReason: reason)
    case 4:
      let holds = store.and(condition(depth: 2, inputs: []), condition(depth: 2, inputs: []))
      return StateProperty(.reachable, holds: holds, open: open, openReason: reason)
    case 5: return overRuns(.eventually, open: open, reason: reason)
    case 6: return overRuns(.leadsTo, open: open, reason: reason)
    default: return overRuns(.until, open: open, reason: reason)
    }
  }

  private mutating func overRuns(_ runOperator: RunOperator, open: Term, reason: String)
    -> StateProperty
  {
    let conditions = (0..<runOperator.operandCount).map { _ in condition(depth: 2, inputs: []) }
    return StateProperty(
      .overRuns(runOperator, conditions), holds: .always, open: open, openReason: reason)
  }

  private mutating func condition(depth: Int, inputs: [Int]) -> Term {
    if depth > 0 && chance(0.6) {
      let a = condition(depth: depth - 1, inputs: inputs)
      let b = condition(depth: depth - 1, inputs: inputs)
      switch pick(0...3) {
      case 0: return store.and(a, b)
      case 1: return store.or(a, b)
      case 2: return store.not(a)
      default: return store.ite(a, then: b, else: condition(depth: depth - 1, inputs: inputs))
      }
    }
    if let input = inputs.randomElement(using: &random), chance(0.4) {
      let value = store.value(of: store.unknowns[input])
      return self.inputs[input] == .bool
        ? store.isTrue(value) : store.equal(value, store.constant(pick(Self.objects, else: .null)))
    }
    let index = pick(0...readable - 1)
    let variable = store.variable(index)
    let constant = store.constant(pick(domains[index] + [.null], else: .null))
    switch variables[index].sort {
    case .bool: return chance(0.8) ? store.isTrue(variable) : store.equal(variable, constant)
    case .integer, .decimal: return numeric(index, constant)
    case .string:
      switch pick(0...3) {
      case 0: return store.less(variable, constant)
      case 1: return store.stringTest(.startsWith, of: variable, store.constant(.string("a")))
      case 2: return store.equal(store.size(variable), store.number(1))
      default: return store.equal(variable, constant)
      }
    case .finite, .any:
      let other = pick(0...readable - 1)
      return chance(0.3)
        ? store.equal(variable, store.variable(other)) : store.equal(variable, constant)
    }
  }

  private mutating func numeric(_ index: Int, _ constant: Term) -> Term {
    let variable = store.variable(index)
    let numbers = variables.indices.filter {
      variables[$0].sort == .integer || variables[$0].sort == .decimal
    }
    switch pick(0...5) {
    case 0: return store.less(variable, constant)
    case 1: return store.less(constant, variable)
    case 2: return store.less(variable, store.variable(pick(numbers, else: index)))
    case 3:
      return store.less(
        store.arithmetic(.add, of: variable, store.variable(pick(numbers, else: index))),
        store.number(pick(-1...4)))
    case 4:
      let parts = (0..<2).map { _ in
        WeightedTerm(Number(pick(1...2)), condition(depth: 0, inputs: []))
      }
      return store.less(variable, store.sum(.zero, plus: parts))
    default: return store.equal(variable, constant)
    }
  }
}
