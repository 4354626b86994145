import ProvisoKernel
import ProvisoPlans
import TestSupport

/// An agents' plan in the tests' own form. It is small enough that the tests can take every run.
struct PlanTree {
  enum Action: String, CaseIterable {
    case set, clear, flip, add, ask, pick, look

    /// Whether the action has a flag as its argument.
    var takesFlag: Bool { [.set, .clear, .flip].contains(self) }
  }

  /// The argument of a call.
  enum Given: Hashable {
    case none
    case flag(Int)
    /// The output of a call of `pick`, by the node of the call.
    case picked(Int)
  }

  enum Condition: Hashable {
    case flagOn(Int)
    case levelAtLeast(Int)
    /// Whether the output of a node's call is true.
    case said(Int)
    case failed(Int)
    case happened(Int)
    case started(Int)
    indirect case not(Condition)
    /// The source does not determine the condition.
    case either

    /// The text of the condition in a plan.
    var text: String {
      switch self {
      case .flagOn(let flag): "\(PlanTree.flags[flag]).on"
      case .levelAtLeast(let level): "box.level >= \(level)"
      case .said(let node): "c\(node).output == true"
      case .failed(let node): "c\(node).failed"
      case .happened(let node): "c\(node).happened"
      case .started(let node): "c\(node).started"
      case .not(let inner): "not (\(inner.text))"
      case .either: "true"
      }
    }
  }

  /// A loop, with conditions that are evaluated before and after each iteration.
  struct Loop {
    let most: Int?
    let isExact: Bool
    let before: Condition?
    let after: Condition?
  }

  indirect enum Kind {
    case call(Action, Given)
    case group([Node])
    case parallel([[Node]])
    /// Parallel branches that end as soon as one of them has failed.
    case early([[Node]])
    case branch(Condition, [Node], [Node])
    case either([[Node]])
    case loop(Loop, [Node])
    case stop
    case fail
  }

  enum Handling {
    case propagate, goOn
    case steps([Node])
  }

  /// A step. Steps with the same number are equal.
  struct Node: Hashable {
    let number: Int
    let kind: Kind
    let handling: Handling
    let retries: Int

    static func == (a: Node, b: Node) -> Bool { a.number == b.number }
    func hash(into hasher: inout Hasher) { hasher.combine(number) }
  }

  static let flags = ["a", "b"]
  /// The maximum level; no call adds beyond it.
  static let highest = 2

  let agents: [[Node]]

  /// The contracts of the tools, in Proviso's language.
  static let world = """
    world desk

    entity Flag { var on: Bool = false }
    entity Box { var level: Int = 0 }

    object a: Flag { }
    object b: Flag { }
    object box: Box { }

    action set(flag: Flag) { flag.on = true }

    action clear(flag: Flag) {
      requires flag.on
      flag.on = false
    }

    action flip(flag: Flag) {
      if flag.on { flag.on = false } else { flag.on = true }
    }

    action add() {
      requires box.level < \(highest)
      box.level += 1
    }

    action ask() returns yes: Bool { }

    action pick() returns which: Flag { }

    action look() harmless

    """

  /// The plan in the form that the readers produce.
  var plan: AgentPlan {
    AgentPlan(
      format: "test",
      agents: agents.enumerated().map {
        PlannedAgent(name: "agent\($0.offset)", steps: $0.element.map(Self.step))
      })
  }

  private static func step(_ node: Node) -> AgentPlanStep {
    func all(_ nodes: [Node]) -> [AgentPlanStep] { nodes.map(step) }
    func condition(_ condition: Condition) -> AgentPlanCondition {
      if case .either = condition { return .unknown }
      return .expression(condition.text, position: nil)
    }
    var id: String?
    let kind: AgentPlanStep.Kind
    switch node.kind {
    case .call(let action, let given):
      id = "c\(node.number)"
      var arguments: [(name: String, value: AgentPlanValue)] = []
      switch given {
      case .none: break
      case .flag(let flag):
        arguments = [("flag", .constant(.string(Text(Self.flags[flag]))))]
      case .picked(let from): arguments = [("flag", .output(of: "c\(from)", path: []))]
      }
      kind = .call(PlannedCall(tool: action.rawValue, arguments: arguments))
    case .group(let nodes): kind = .sequence(all(nodes))
    case .parallel(let branches), .early(let branches): kind = .parallel(branches.map(all))
    case .branch(let test, let first, let second):
      kind = .branch(condition(test), then: all(first), else: all(second))
    case .either(let branches): kind = .either(branches.map(all))
    case .loop(let loop, let body):
      kind = .loop(
        AgentPlanLoop(
          most: loop.most, isExact: loop.isExact, while: loop.before.map(condition),
          until: loop.after.map(condition), body: all(body)))
    case .stop: kind = .stop
    case .fail: kind = .fail
    }
    var endsEarly = false
    if case .early = node.kind { endsEarly = true }
    let handling: AgentPlanStep.FailureHandling
    switch node.handling {
    case .propagate: handling = .propagate
    case .goOn: handling = .goOn
    case .steps(let nodes): handling = .steps(all(nodes))
    }
    return AgentPlanStep(
      kind, id: id, onFailure: handling, retries: node.retries, endsEarly: endsEarly)
  }
}

/// Generates random plans.
struct PlanTreeGenerator {
  var random: SeededNumbers
  private var next = 0
  private var calls = 0
  private let most: Int
  private let hasFreeLoops: Bool
  /// Calls that later steps can refer to, with their actions.
  private var known: [(node: Int, action: PlanTree.Action)] = []

  /// - Parameters:
  ///   - most: The maximum number of calls in the text of the plan.
  ///   - hasFreeLoops: Whether loops may have no bound.
  init(seed: UInt64, most: Int, hasFreeLoops: Bool) {
    random = SeededNumbers(seed: seed)
    self.most = most
    self.hasFreeLoops = hasFreeLoops
  }

  mutating func tree() -> PlanTree {
    let agents = random.chance(of: 0.4) ? 2 : 1
    var out: [[PlanTree.Node]] = []
    for _ in 0..<agents {
      let first = known.count
      out.append(steps(depth: 0, isInFreeLoop: false))
      // Sometimes an agent refers to calls of another agent.
      if random.chance(of: 0.6) { known.removeSubrange(first...) }
    }
    return PlanTree(agents: out)
  }

  private mutating func steps(depth: Int, isInFreeLoop: Bool) -> [PlanTree.Node] {
    let count = random.number(depth == 0 ? 2...4 : 1...2)
    return (0..<count).map { _ in step(depth: depth, isInFreeLoop: isInFreeLoop) }
  }

  private mutating func step(depth: Int, isInFreeLoop: Bool) -> PlanTree.Node {
    let number = next
    next += 1
    let kind = kind(number, depth: depth, isInFreeLoop: isInFreeLoop)
    var handling = PlanTree.Handling.propagate
    var isCallOrGroup = false
    switch kind {
    case .call, .group: isCallOrGroup = true
    default: break
    }
    if random.chance(of: isCallOrGroup ? 0.35 : 0.15) {
      handling =
        random.chance(of: 0.6) || calls >= most
        ? .goOn : .steps(steps(depth: depth + 2, isInFreeLoop: isInFreeLoop))
    }
    return PlanTree.Node(
      number: number, kind: kind, handling: handling,
      retries: isCallOrGroup && random.chance(of: 0.1) ? 1 : 0)
  }

  private mutating func kind(
    _ number: Int, depth: Int, isInFreeLoop: Bool
  ) -> PlanTree.Kind {
    guard depth < 3, calls < most, random.chance(of: 0.45) else { return call(number) }
    func inner(_ generator: inout Self) -> [PlanTree.Node] {
      generator.steps(depth: depth + 1, isInFreeLoop: isInFreeLoop)
    }
    switch random.number(0...9) {
    case 0: return .group(inner(&self))
    case 1: return .parallel([inner(&self), inner(&self)])
    case 2:
      // An early end in an unbounded loop could restart a branch while one of its calls is in
      // flight. The tests do not model that.
      let parts = [inner(&self), inner(&self)]
      return isInFreeLoop ? .parallel(parts) : .early(parts)
    case 3, 4, 5:
      let test = condition()
      let first = inner(&self)
      return .branch(test, first, random.chance(of: 0.5) ? inner(&self) : [])
    case 6: return .either([inner(&self), inner(&self)])
    case 7, 8:
      if hasFreeLoops, random.chance(of: 0.5) {
        let before = random.chance(of: 0.5) ? condition() : nil
        let body = steps(depth: depth + 1, isInFreeLoop: true)
        let after = before == nil && random.chance(of: 0.5) ? condition() : nil
        return .loop(.init(most: nil, isExact: false, before: before, after: after), body)
      }
      let before = random.chance(of: 0.3) ? condition() : nil
      let body = inner(&self)
      let after = random.chance(of: 0.3) ? condition() : nil
      return .loop(
        .init(
          most: random.number(1...2), isExact: random.chance(of: 0.5), before: before, after: after),
        body)
    default: return depth == 0 ? call(number) : random.chance(of: 0.5) ? .stop : .fail
    }
  }

  private mutating func call(_ number: Int) -> PlanTree.Kind {
    calls += 1
    let action = random.element(of: PlanTree.Action.allCases)
    defer { known.append((number, action)) }
    guard action.takesFlag else { return .call(action, .none) }
    let picks = known.filter { $0.action == .pick }
    if !picks.isEmpty, random.chance(of: 0.5) {
      return .call(action, .picked(random.element(of: picks).node))
    }
    return .call(action, .flag(random.number(0...1)))
  }

  private mutating func condition() -> PlanTree.Condition {
    let condition: PlanTree.Condition
    switch random.number(0...9) {
    case 0, 1: condition = .flagOn(random.number(0...1))
    case 2: condition = .levelAtLeast(random.number(1...PlanTree.highest))
    case 3: return .either
    default:
      let asked = known.filter { $0.action == .ask }
      if !asked.isEmpty, random.chance(of: 0.6) {
        condition = .said(random.element(of: asked).node)
      } else if !known.isEmpty {
        let node = random.element(of: known).node
        condition = random.element(of: [.failed(node), .happened(node), .started(node)])
      } else {
        condition = .flagOn(0)
      }
    }
    return random.chance(of: 0.3) ? .not(condition) : condition
  }
}

/// Random choices from a seed.
struct SeededNumbers {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }
  mutating func chance(of part: Double) -> Bool {
    Double.random(in: 0..<1, using: &generator) < part
  }
  mutating func element<T>(of choices: [T]) -> T { choices[number(0...(choices.count - 1))] }
}
