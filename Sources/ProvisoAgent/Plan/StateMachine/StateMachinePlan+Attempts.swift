import ProvisoKernel

/// Retries and catches.
extension StateMachinePlan {
  /// More attempts than this are taken for any number of them.
  private static let mostAttempts = 10
  /// More calls than this are not repeated in the plan.
  private static let mostCopies = 40

  /// What a state does, once and again after errors, and where it leads to.
  ///
  /// "When a state has both "Retry" and "Catch" fields, the interpreter uses any appropriate Retriers first
  /// and only applies the matching Catcher transition if the retry policy fails to resolve the error"
  /// (section "Fallback states"). A retrier counts its own attempts, so that the state is given up no
  /// sooner than the shortest of them is used up, where each error is for one of them.
  mutating func attempts(
    _ state: StateMachine.State, _ way: Way,
    _ perform: (inout StateMachinePlan, PlanStep.FailureHandling) -> PlanStep
  ) -> [PlanStep] {
    let retries = state.retriers.reduce(0) { min($0 + $1.most, 1_000_000) }
    var handlers = state.catchers.map { [way.jump(to: $0.next)] }
    if !state.catchers.contains(where: \.isForAll) { handlers.append([PlanStep(.fail)]) }
    guard retries > 0 else {
      return [perform(&self, Self.handling(handlers))] + way.go(to: state.next)
    }
    let inside = state.parts.reduce(1) { $0 + flow.calls(in: $1).count }
    if way.isRepeated || retries > Self.mostAttempts || inside * retries > Self.mostCopies {
      if !way.isRepeated {
        assume("the state `\(state.name)` is tried again any number of times after errors")
      }
      let again = [[PlanStep(.jump(way.own))]]
      return [perform(&self, Self.handling(again + handlers))] + way.go(to: state.next)
    }
    let isForAll = state.retriers.contains(where: \.isForAll)
    let shortest = state.retriers.map(\.most).min() ?? 0
    let labels = (1...retries).map { names.identifier("again_\($0)_", state.name) }
    var out: [PlanStep] = []
    for attempt in 0...retries {
      var ways: [[PlanStep]] = []
      if attempt < retries { ways.append([PlanStep(.jump(labels[attempt]))]) }
      if !isForAll || attempt >= shortest { ways += handlers }
      let steps =
        [perform(&self, Self.handling(ways))]
        + (attempt < retries ? [way.jump(to: state.next)] : way.go(to: state.next))
      if attempt == 0 {
        out += steps
      } else {
        out.append(
          PlanStep(.sequence(steps), id: labels[attempt - 1], place: state.node.place))
      }
    }
    return out
  }

  private static func handling(_ ways: [[PlanStep]]) -> PlanStep.FailureHandling {
    guard let only = ways.first, ways.count == 1 else { return .steps([PlanStep(.either(ways))]) }
    if case .fail? = only.first?.kind { return .propagate }
    return .steps(only)
  }

  // MARK: Calls

  /// The call of a Task state.
  mutating func call(
    _ state: StateMachine.State, _ handling: PlanStep.FailureHandling
  ) -> PlanStep {
    let resource =
      flow.resources[state.name] ?? TaskResource("", arguments: .unknown)
    if let gap = resource.gap {
      let text = "the state `\(state.name)`: \(gap)"
      if !gaps.contains(text) { gaps.append(text) }
    }
    var arguments: [(name: String, value: PlanValue)] = []
    var rest: PlanValue?
    switch resource.arguments {
    // Where the whole input is handed on, nobody chose names for arguments.
    case _ where !state.writes(resource.isOfPayload): rest = value(resource.arguments)
    case .constant(.map(let members)):
      arguments = members.sorted { $0.key < $1.key }.map { ($0.key.string, .constant($0.value)) }
    case .object(let members, let base):
      arguments = members.sorted { $0.key < $1.key }.map { ($0.key, value($0.value)) }
      rest = base.map { value($0) }
    case let other: rest = value(other)
    }
    return PlanStep(
      .call(
        PlannedCall(
          tool: names.tool(resource.tool), arguments: arguments, rest: rest, label: state.name)),
      id: flow.identifiers[state.name], onFailure: handling, place: state.node.place)
  }

  /// What is known of a value, as plans say it.
  private func value(_ flow: Flow) -> PlanValue {
    switch flow {
    case .constant(let value): return .constant(value)
    case .anything(let calls): return calls.isEmpty ? .unknown : .written(from: calls.sorted())
    case .output(let call, let path):
      // The output is that part of the answer which rules ask for.
      guard let answer = answer(of: call), path.starts(with: answer) else {
        return .written(from: [call])
      }
      return .output(of: call, path: Array(path.dropFirst(answer.count)))
    case .object(let members, nil):
      return .map(members.sorted { $0.key < $1.key }.map { ($0.key, value($0.value)) })
    case .list(let parts): return .list(parts.map { value($0) })
    case .object: return value(.anything(flow.sources))
    }
  }

  // MARK: What is taken for granted

  /// Says what the state machine leaves open.
  mutating func describe() {
    var states: [StateMachine.State] = []
    var open = [machine]
    while let next = open.popLast() {
      states += next.states
      open += next.states.flatMap(\.parts)
    }
    assume(
      "what a state asks of its input is there: no execution ends by `States.Runtime`, by a limit, or from outside"
    )
    if states.contains(where: { !$0.catchers.isEmpty || !$0.retriers.isEmpty }) {
      assume(
        "which error a state fails with is not known: any of its retriers and catchers can be the one, and where none is for `States.ALL`, none"
      )
    }
    let limits = [
      "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath",
    ]
    if states.contains(where: { state in limits.contains { state.node[$0] != nil } }) {
      assume("a call whose time is over has had its effect by then, or has none")
    }
    if machine.node["TimeoutSeconds"] != nil {
      assume("the execution is not stopped by its own `TimeoutSeconds`")
    }
    let isSideBySide = states.contains { state in
      switch state.kind {
      case .parallel(let branches): branches.count > 1
      case .map(let each): !each.isOneByOne
      default: false
      }
    }
    if isSideBySide {
      assume(
        "what a failed Parallel or Map state leaves in flight is over before the state is entered again"
      )
    }
    let resources = states.compactMap { flow.resources[$0.name] }
    if resources.contains(where: \.waitsForToken) {
      assume(
        "what is sent back with a task token is the output of the call that gave the token away")
    }
    for state in states {
      guard let id = flow.identifiers[state.name], let path = answer(of: id), !path.isEmpty else {
        continue
      }
      assume(
        "the output of `\(state.name)` is what its answer has at `\(StatePath.text(path))`, the only part that a Choice state asks for"
      )
    }
    for resource in resources { _ = names.tool(resource.tool) }
    for (from, to) in names.renamed { assume("the tool `\(from)` is called `\(to)`") }
    if states.contains(where: { $0.kind.isWait }) {
      notModelled.append("how long Wait states wait")
    }
    if states.contains(where: { $0.node["ItemReader"] != nil }) {
      notModelled.append("what Map states read by `ItemReader`")
    }
    for state in states where state.node["ResultWriter"] != nil {
      gaps.append("the Map state `\(state.name)` writes its results (`ResultWriter`)")
    }
    if states.contains(where: { $0.node["Credentials"] != nil }) {
      notModelled.append("the `Credentials` of Task states")
    }
  }
}

extension StateMachine.State {
  /// Whether the source names the arguments one by one.
  ///
  /// - Parameter isOfPayload: whether they are those of a function, which stand in `Payload`.
  fileprivate func writes(_ isOfPayload: Bool) -> Bool {
    guard let template = node["Parameters"] ?? node["Arguments"], template.isMap else {
      return false
    }
    guard isOfPayload else { return true }
    return template["Payload"]?.isMap ?? (template["Payload.$"] == nil)
  }
}

extension StateMachine.Kind {
  var isWait: Bool {
    if case .wait = self { return true }
    return false
  }
}
