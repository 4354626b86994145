import ProvisoKernel

/// The calls of a Map state that processes many items concurrently, each with the calls before it.
struct MapReplicas {
  struct Member {
    /// The Task state; `nil` for a Fail state.
    let call: StateMachine.State?
    /// The possible direct predecessors. One of these calls comes before the state.
    let after: Set<String>
    /// Whether the processing of an item can start with the state.
    let isFirst: Bool
    /// Whether the Map state can continue after a failure of this state.
    let isCaught: Bool
    let position: PlanPosition
  }

  /// The calls that can come directly before a state.
  private struct Before: Hashable {
    var calls: Set<String> = []
    var isFirst = false

    mutating func join(_ other: Before) {
      calls.formUnion(other.calls)
      isFirst = isFirst || other.isFirst
    }
  }

  /// The limit on calls whose order is computed. If there are more, any order is possible.
  private static let maximumCalls = 200

  let flow: StateDataFlow
  private(set) var members: [Member] = []
  /// The calls that can come directly before each state, by its name.
  private var before: [String: Before] = [:]
  private var isSettled = false

  init(flow: StateDataFlow) { self.flow = flow }

  /// Collects the members of a machine.
  ///
  /// - Parameter isCaught: whether the Map state can continue after an item has failed.
  mutating func gather(_ machine: StateMachine, isCaught: Bool) {
    let all = flow.calls(in: machine)
    if all.count <= Self.maximumCalls {
      while !isSettled {
        isSettled = true
        _ = follow(machine, from: Before(isFirst: true))
      }
    }
    collect(machine, isCaught: isCaught, isOrderKnown: all.count <= Self.maximumCalls)
  }

  // MARK: Predecessors

  /// Updates `before` in one pass through a machine.
  ///
  /// - Returns: the calls that can come directly before the state after the machine.
  private mutating func follow(_ machine: StateMachine, from start: Before) -> Before {
    reach(machine.states[machine.start], start)
    var end = Before()
    for index in machine.order {
      let state = machine.states[index]
      let (after, caught) = pass(state, from: before[state.name] ?? Before())
      for catcher in state.catchers { reach(machine.states[catcher.next], caught) }
      for target in state.targets.dropFirst(state.catchers.count) {
        reach(machine.states[target], after)
      }
      if state.isEnd { end.join(after) }
    }
    return end
  }

  private mutating func reach(_ state: StateMachine.State, _ given: Before) {
    var joined = before[state.name] ?? Before()
    joined.join(given)
    guard joined != before[state.name] else { return }
    before[state.name] = joined
    isSettled = false
  }

  /// Follows one state.
  ///
  /// - Returns: the calls that can come directly before its successor and before the target of its
  ///   catchers.
  private mutating func pass(
    _ state: StateMachine.State, from here: Before
  ) -> (after: Before, caught: Before) {
    switch state.kind {
    case .task:
      let own = Before(calls: [flow.identifiers[state.name] ?? ""])
      return (own, own)
    case .parallel, .map:
      var after = Before()
      var inside = here
      for part in state.parts {
        after.join(follow(part, from: here))
        inside.calls.formUnion(flow.calls(in: part))
      }
      // There may be no item at all.
      if case .map = state.kind { after.join(here) }
      return (after, inside)
    case .choice, .wait, .pass, .succeed, .fail: return (here, here)
    }
  }

  // MARK: Members

  private mutating func collect(_ machine: StateMachine, isCaught: Bool, isOrderKnown: Bool) {
    for state in machine.states {
      var mayGoOn =
        isCaught || !state.catchers.isEmpty || state.retriers.contains { $0.most > 0 }
      var call: StateMachine.State?
      switch state.kind {
      case .task: call = state
      case .fail: mayGoOn = true
      case .map(let each):
        mayGoOn = mayGoOn || each.isTolerant
        fallthrough
      default:
        for part in state.parts { collect(part, isCaught: mayGoOn, isOrderKnown: isOrderKnown) }
        continue
      }
      let before = before[state.name] ?? Before()
      members.append(
        Member(
          call: call, after: before.calls, isFirst: before.isFirst || !isOrderKnown,
          isCaught: mayGoOn, position: state.node.position))
    }
  }
}

extension StateMachine.State {
  /// Whether the machine ends after the state.
  var isEnd: Bool {
    switch kind {
    case .succeed: true
    case .choice, .fail: false
    default: next == nil
    }
  }
}
