import ProvisoPlans

/// The rest of a plan at a moment of a run: a term over the plan's steps.
///
/// The terms are those of a process algebra: the rest of a step is what is left of its body, and an
/// event turns a term into the terms after it (Brzozowski's derivatives, for steps instead of letters).
indirect enum PlanRest: Hashable, Sendable {
  /// Nothing is left.
  case done
  /// The last step has failed, and nobody has handled it yet.
  case failed
  /// Nothing more happens here, and whatever waits for it waits for ever.
  case stuck
  /// The agent goes on with a step of its own.
  case jump(String)
  /// A step that has not begun, with the number of times that it can be tried again.
  case step(Int, retries: Int)
  /// The steps of a list of the plan, from an index on.
  case steps(list: Int, from: Int)
  /// A term, and then the steps of a list from an index on.
  case then(PlanRest, list: Int, from: Int)
  /// Terms that run at the same time.
  case all([PlanRest])
  /// A call that was made, by its number in the session.
  case running(Int)
  /// The rest of a step's body, with the number of times that it can be tried again.
  case trying(PlanRest, step: Int, retries: Int)
  /// One round of a loop, with the number of rounds that have begun.
  case round(PlanRest, step: Int, rounds: Int)

  /// The numbers of the calls that are running.
  var running: [Int] {
    switch self {
    case .done, .failed, .stuck, .jump, .step, .steps: []
    case .running(let number): [number]
    case .then(let rest, _, _), .trying(let rest, _, _), .round(let rest, _, _): rest.running
    case .all(let parts): parts.flatMap(\.running)
    }
  }

  /// The term after a call that was running is over.
  func settled(_ call: Int, failed: Bool) -> PlanRest {
    switch self {
    case .done, .failed, .stuck, .jump, .step, .steps: self
    case .running(let number): number != call ? self : failed ? .failed : .done
    case .then(let rest, let list, let index):
      .then(rest.settled(call, failed: failed), list: list, from: index)
    case .all(let parts): .all(parts.map { $0.settled(call, failed: failed) })
    case .trying(let rest, let step, let retries):
      .trying(rest.settled(call, failed: failed), step: step, retries: retries)
    case .round(let rest, let step, let rounds):
      .round(rest.settled(call, failed: failed), step: step, rounds: rounds)
    }
  }
}

/// The steps of a plan by number, so that terms over them can be compared.
struct PlanSteps: Sendable {
  /// A step and the lists in it, in the order of ``AgentPlanStep/lists``.
  struct Node: Sendable {
    let step: AgentPlanStep
    let lists: [Int]
  }

  private(set) var nodes: [Node] = []
  /// The lists of steps, by the numbers of the steps.
  private(set) var lists: [[Int]] = []
  /// The list of each agent.
  private(set) var agents: [Int] = []

  init(_ plan: AgentPlan) {
    for agent in plan.agents { agents.append(add(agent.steps)) }
  }

  private mutating func add(_ steps: [AgentPlanStep]) -> Int {
    var numbers: [Int] = []
    for step in steps {
      let inner = step.lists.map { add($0) }
      numbers.append(nodes.count)
      nodes.append(Node(step: step, lists: inner))
    }
    lists.append(numbers)
    return lists.count - 1
  }

  /// The place of a step of an agent's own list.
  func place(of id: String, agent: Int) -> PlanRest? {
    let list = agents[agent]
    guard let index = lists[list].firstIndex(where: { nodes[$0].step.id == id }) else { return nil }
    return .steps(list: list, from: index)
  }
}
