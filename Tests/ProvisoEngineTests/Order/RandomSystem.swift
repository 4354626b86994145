import ProvisoKernel
import TestSupport

/// Small random systems and formulas over them.
struct RandomCase {
  var random: SeededGenerator
  let system: System
  let store = TermStore()

  /// Values that distinguish everything that the formulas below can distinguish.
  static let domain: [Value] =
    [.null, .bool(true), .bool(false), .string("a"), .string("b"), .string("c"), .list([])]
    + ["0", "1", "1.5", "2", "3"].compactMap { Number(literal: $0) }.map(Value.number)

  /// Whether conditions ask for `before`, and steps can be refused.
  private let asksForOrder: Bool

  /// - Parameter leavesOut: whether some of the steps that no step waits for are optional.
  init?(
    seed: UInt64, steps most: Int, flags: Bool, asksForOrder: Bool = false, leavesOut: Bool = false
  ) {
    self.asksForOrder = asksForOrder
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...most, using: &random)
    let density = Double.random(in: 0.1...0.7, using: &random)
    let flagCount = flags ? Int.random(in: 0...2, using: &random) : 0
    var waits: [[Wait]] = Array(repeating: [], count: count)
    for later in 0..<count {
      for earlier in 0..<later where Double.random(in: 0..<1, using: &random) < density {
        waits[later].append(Wait(for: earlier))
      }
    }
    for flag in 0..<flagCount where count > 1 {
      let a = Int.random(in: 0..<count, using: &random)
      let b = Int.random(in: 0..<count, using: &random)
      guard a != b else { continue }
      waits[a].append(Wait(for: b, when: FlagCondition(flag: flag, is: true)))
      waits[b].append(Wait(for: a, when: FlagCondition(flag: flag, is: false)))
    }
    let order = Order(waits: waits)
    var variables: [Variable] = []
    var parts: [[[Assignment]]] = Array(repeating: [], count: count)
    for index in 0..<Int.random(in: 1...3, using: &random) {
      variables.append(Variable(name: "v\(index)", initial: RandomCase.small(&random)))
      var chain: [Int] = []
      for step in (0..<count).shuffled(using: &random)
      where chain.allSatisfy({ order.waits(step, for: $0) || order.waits($0, for: step) }) {
        if Bool.random(using: &random) && chain.count < 3 { chain.append(step) }
      }
      for step in chain where parts[step].count < 2 {
        parts[step].append([Assignment(index, RandomCase.small(&random))])
      }
    }
    let awaited = Set(waits.joined().map(\.step))
    let steps = (0..<count).map { index in
      Step(
        name: "s\(index)", parts: parts[index], waits: waits[index],
        mayFail: Double.random(in: 0..<1, using: &random) < 0.8,
        mayBeRefused: asksForOrder && index % 2 == 0,
        isOptional: leavesOut && !awaited.contains(index) && Bool.random(using: &random))
    }
    guard
      let system = try? System(
        variables: variables, flags: (0..<flagCount).map { "f\($0)" }, steps: steps)
    else { return nil }
    self.system = system
    self.random = random
  }

  private static func small(_ random: inout SeededGenerator) -> Value {
    [.bool(true), .bool(false), .string("a"), .number(Number(1)), .number(Number(2))]
      .randomElement(using: &random) ?? .null
  }

  /// A random condition.
  mutating func condition(depth: Int, unknowns: Bool) -> Term {
    let choice = Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &random)
    func step() -> Int { Int.random(in: system.steps.indices, using: &random) }
    switch choice {
    case 0:
      let index = Int.random(in: system.variables.indices, using: &random)
      return store.equal(store.variable(index), store.constant(RandomCase.small(&random)))
    case 1:
      return store.phase(
        step(), [.begun, .done, .failed].randomElement(using: &random) ?? .done)
    case 2 where asksForOrder && Bool.random(using: &random):
      return store.before(step(), step())
    case 2: return Bool.random(using: &random) ? store.enabled(step()) : store.justDone(step())
    case 3 where unknowns: return rigidAtom()
    case 3, 4: return count()
    case 5: return store.not(condition(depth: depth - 1, unknowns: unknowns))
    case 6:
      return store.and(
        condition(depth: depth - 1, unknowns: unknowns),
        condition(depth: depth - 1, unknowns: unknowns))
    case 7:
      return store.or(
        condition(depth: depth - 1, unknowns: unknowns),
        condition(depth: depth - 1, unknowns: unknowns))
    default:
      return store.ite(
        condition(depth: depth - 1, unknowns: unknowns),
        then: condition(depth: depth - 1, unknowns: unknowns),
        else: condition(depth: depth - 1, unknowns: unknowns))
    }
  }

  private mutating func rigidAtom() -> Term {
    let unknown = store.value(of: Unknown(name: "u\(Int.random(in: 0...1, using: &random))"))
    let constant = store.constant(RandomCase.small(&random))
    switch Int.random(in: 0...4, using: &random) {
    case 0: return store.equal(unknown, constant)
    case 1: return store.equal(unknown, store.value(of: Unknown(name: "u1")))
    case 2: return store.less(unknown, store.number(2))
    case 3: return store.isKind(unknown, Bool.random(using: &random) ? .string : .null)
    default:
      let index = Int.random(in: system.variables.indices, using: &random)
      return store.equal(unknown, store.variable(index))
    }
  }

  /// A bound on a weighted sum of effects.
  mutating func count() -> Term {
    var parts: [WeightedTerm] = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let step = Int.random(in: system.steps.indices, using: &random)
      let atom: Term
      if let part = system.steps[step].parts.indices.randomElement(using: &random) {
        atom = store.happened(PartID(step: step, part: part))
      } else {
        atom = store.phase(step, Bool.random(using: &random) ? .begun : .done)
      }
      parts.append(
        WeightedTerm(
          Number(Int.random(in: -2...2, using: &random)),
          Bool.random(using: &random) ? atom : store.not(atom)))
    }
    let sum = store.sum(Number(Int.random(in: -1...1, using: &random)), plus: parts)
    let bound = store.number(Int.random(in: -2...3, using: &random))
    switch Int.random(in: 0...2, using: &random) {
    case 0: return store.less(sum, bound)
    case 1: return store.not(store.less(sum, bound))
    default: return store.equal(sum, bound)
    }
  }

  /// All assignments of the flags that make no cycle.
  var worlds: [FlagValues] {
    (0..<(1 << system.flags.count)).compactMap { choice in
      var world = FlagValues()
      for flag in system.flags.indices { world.flags[flag] = choice >> flag & 1 == 1 }
      let all = Set(system.steps.indices)
      return system.order.sorted(all, in: world) == nil ? nil : world
    }
  }

  /// All combinations of values for the store's unknowns.
  var assignments: [[Int: Value]] {
    var out: [[Int: Value]] = [[:]]
    for index in store.unknowns.indices {
      out = out.flatMap { partial in
        RandomCase.domain.map { value in partial.merging([index: value]) { $1 } }
      }
    }
    return out
  }
}
