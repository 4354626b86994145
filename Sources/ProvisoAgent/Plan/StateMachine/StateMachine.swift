import ProvisoKernel

/// A state machine of Amazon States Language, its parts checked against the specification.
struct StateMachine {
  /// The languages of paths and expressions; the specification's section "Query Languages".
  enum QueryLanguage: String, CaseIterable {
    case jsonPath = "JSONPath"
    case jsonata = "JSONata"
  }

  let states: [State]
  /// The place of the state that is entered first.
  let start: Int
  /// The machine as it stands in the source.
  let node: PlanNode

  /// A state; others are named by their places in the machine.
  struct State {
    let name: String
    let kind: Kind
    let language: QueryLanguage
    /// What follows; `nil` where the machine is over.
    let next: Int?
    let retriers: [Retrier]
    let catchers: [Catcher]
    let node: PlanNode

    /// Everything that can follow it.
    var targets: [Int] {
      var out = catchers.map(\.next)
      if case .choice(let rules, let otherwise) = kind {
        out += rules.map(\.next) + (otherwise.map { [$0] } ?? [])
      }
      if let next { out.append(next) }
      return out
    }

    /// The machines within it.
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

  /// What a Map state does with each item.
  struct Each {
    let machine: StateMachine
    /// Whether one item is done after the other; where it is not certain they are done at once.
    let isOneByOne: Bool
    /// Whether the state goes on though an item has failed.
    let isTolerant: Bool
  }

  struct Rule {
    let condition: PlanNode
    let next: Int
  }

  /// How often a failed state is tried again (the specification's section "Retrying after error").
  struct Retrier {
    let most: Int
    /// Whether it is for every error (`States.ALL`).
    let isForAll: Bool
  }

  /// Where a failed state leads to (the section "Fallback states").
  struct Catcher {
    let next: Int
    let isForAll: Bool
    let node: PlanNode
  }
}

extension StateMachine {
  /// The states that it can come to, in an order in which as few ways as possible lead back.
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

  /// The states that it can come back to from themselves; of a machine with very many, all.
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
