import ProvisoKernel

/// The calls of what a Map state does with many items at once, each with those that come before it.
struct StateCrowd {
  struct Member {
    /// The Task state; `nil` for a Fail state.
    let call: StateMachine.State?
    /// The calls one of which comes before it.
    let after: Set<String>
    /// Whether an item can begin with it.
    let isFirst: Bool
    /// Whether its failure need not be that of the whole.
    let isCaught: Bool
    let place: PlanPlace
  }

  /// What comes before a state.
  private struct Before: Hashable {
    var calls: Set<String> = []
    var isFirst = false

    mutating func join(_ other: Before) {
      calls.formUnion(other.calls)
      isFirst = isFirst || other.isFirst
    }
  }

  /// Among more calls than this nothing is told of what comes before what.
  private static let mostCalls = 200

  let flow: StateFlow
  private(set) var members: [Member] = []
  /// What comes before each state, by its name.
  private var before: [String: Before] = [:]
  private var isSettled = false

  init(flow: StateFlow) { self.flow = flow }

  /// - Parameter isCaught: whether it is known that the state goes on though an item fails.
  mutating func gather(_ machine: StateMachine, isCaught: Bool) {
    let all = flow.calls(in: machine)
    if all.count <= Self.mostCalls {
      while !isSettled {
        isSettled = true
        _ = follow(machine, Before(isFirst: true))
      }
    }
    collect(machine, isCaught: isCaught, tellsOrder: all.count <= Self.mostCalls)
  }

  // MARK: What comes before what

  /// Goes once through a machine.
  ///
  /// - Returns: what comes before whatever follows it.
  private mutating func follow(_ machine: StateMachine, _ start: Before) -> Before {
    reach(machine.states[machine.start], start)
    var end = Before()
    for place in machine.order {
      let state = machine.states[place]
      let (after, caught) = pass(state, before[state.name] ?? Before())
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

  /// - Returns: what comes before whatever follows a state, and before what catches its errors.
  private mutating func pass(
    _ state: StateMachine.State, _ here: Before
  ) -> (after: Before, caught: Before) {
    switch state.kind {
    case .task:
      let own = Before(calls: [flow.identifiers[state.name] ?? ""])
      return (own, own)
    case .parallel, .map:
      var after = Before()
      var inside = here
      for part in state.parts {
        after.join(follow(part, here))
        inside.calls.formUnion(flow.calls(in: part))
      }
      // There may be no item at all.
      if case .map = state.kind { after.join(here) }
      return (after, inside)
    case .choice, .wait, .pass, .succeed, .fail: return (here, here)
    }
  }

  // MARK: The members

  private mutating func collect(_ machine: StateMachine, isCaught: Bool, tellsOrder: Bool) {
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
        for part in state.parts { collect(part, isCaught: mayGoOn, tellsOrder: tellsOrder) }
        continue
      }
      let before = before[state.name] ?? Before()
      members.append(
        Member(
          call: call, after: before.calls, isFirst: before.isFirst || !tellsOrder,
          isCaught: mayGoOn, place: state.node.place))
    }
  }
}

extension StateMachine.State {
  /// Whether its machine is over after it.
  var isEnd: Bool {
    switch kind {
    case .succeed: true
    case .choice, .fail: false
    default: next == nil
    }
  }
}
