import ProvisoKernel

/// A state machine in Amazon States Language that was checked against the specification.
struct StateMachine {
  /// The languages of paths and expressions (section "Query Languages" of the specification).
  enum QueryLanguage: String, CaseIterable {
    case jsonPath = "JSONPath"
    case jsonata = "JSONata"
  }

  let states: [State]
  /// The index of the first state.
  let start: Int
  /// The machine in the source.
  let node: AgentPlanNode

  /// A state. It refers to other states by their indices in the machine.
  struct State {
    let name: String
    let kind: Kind
    let language: QueryLanguage
    /// The next state; `nil` if the machine ends.
    let next: Int?
    let retriers: [Retrier]
    let catchers: [Catcher]
    let node: AgentPlanNode

    /// All states that can follow the state.
    var targets: [Int] {
      var out = catchers.map(\.next)
      if case .choice(let rules, let otherwise) = kind {
        out += rules.map(\.next) + (otherwise.map { [$0] } ?? [])
      }
      if let next { out.append(next) }
      return out
    }

    /// The machines inside the state.
    var parts: [StateMachine] {
      switch kind {
      case .parallel(let branches): branches
      case .map(let each): [each.machine]
      case .task, .choice, .wait, .pass, .succeed, .fail: []
      }
    }
  }

  enum Kind {
    case task
    case choice([Rule], otherwise: Int?)
    case parallel([StateMachine])
    case map(Each)
    case wait, pass, succeed, fail
  }

  /// The processing of each item of a Map state.
  struct Each {
    let machine: StateMachine
    /// Whether items are processed one after the other. If this is uncertain, it is false: they are
    /// processed concurrently.
    let isOneByOne: Bool
    /// Whether the state can continue after an item has failed.
    let isTolerant: Bool
  }

  struct Rule {
    let condition: AgentPlanNode
    let next: Int
  }

  /// A retrier of a failed state (section "Retrying after error" of the specification).
  struct Retrier {
    /// The maximum number of retries.
    let most: Int
    /// Whether it is for every error (`States.ALL`).
    let isForAll: Bool
  }

  /// A catcher of a failed state (section "Fallback states" of the specification).
  struct Catcher {
    let next: Int
    let isForAll: Bool
    let node: AgentPlanNode
  }
}

extension StateMachine {
  /// The reachable states in reverse postorder, so that few edges lead back.
  var order: [Int] {
    var seen: Set<Int> = [start]
    var out: [Int] = []
    var open: [(state: Int, targets: [Int])] = [(start, states[start].targets)]
    while let top = open.last {
      guard let target = top.targets.last else {
        out.append(top.state)
        open.removeLast()
        continue
      }
      open[open.count - 1].targets.removeLast()
      if seen.insert(target).inserted { open.append((target, states[target].targets)) }
    }
    return out.reversed()
  }

  /// The states that are on a cycle. In a machine with more than 500 states, all states.
  var repeated: Set<Int> {
    guard states.count <= 500 else { return Set(states.indices) }
    var out: Set<Int> = []
    for state in states.indices {
      var seen: Set<Int> = []
      var open = states[state].targets
      while let next = open.popLast() {
        if seen.insert(next).inserted { open += states[next].targets }
      }
      if seen.contains(state) { out.insert(state) }
    }
    return out
  }
}
