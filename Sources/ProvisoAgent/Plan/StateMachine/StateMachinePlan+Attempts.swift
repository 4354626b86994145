import ProvisoKernel
import ProvisoPlans

/// Retries and catches.
extension StateMachinePlan {
  /// The most retries that are written out. More retries become any number of retries.
  private static let maximumRetries = 10
  /// The most calls that are written out for all retries of a state.
  private static let maximumCopies = 40

  /// The steps of a state with its retries, its catchers and its successor.
  ///
  /// "When a state has both "Retry" and "Catch" fields, the interpreter uses any appropriate
  /// Retriers first and only applies the matching Catcher transition if the retry policy fails to
  /// resolve the error" (section "Fallback states"). Each retrier counts its own attempts. If every
  /// error matches some retrier, the state therefore does not fail before the retrier with the
  /// fewest attempts is used up.
  mutating func attempts(
    _ state: StateMachine.State, way: Way,
    perform: (inout StateMachinePlan, AgentPlanStep.FailureHandling) -> AgentPlanStep
  ) -> [AgentPlanStep] {
    let retries = state.retriers.reduce(0) { min($0 + $1.most, 1_000_000) }
    var handlers = state.catchers.map { [way.jump(to: $0.next)] }
    if !state.catchers.contains(where: \.isForAll) { handlers.append([AgentPlanStep(.fail)]) }
    guard retries > 0 else {
      return [perform(&self, Self.handling(handlers))] + way.go(to: state.next)
    }
    let inside = state.parts.reduce(1) { $0 + flow.calls(in: $1).count }
    if way.isRepeated || retries > Self.maximumRetries || inside * retries > Self.maximumCopies {
      if !way.isRepeated {
        assume("the state `\(state.name)` can be retried any number of times after errors")
      }
      let again = [[AgentPlanStep(.jump(way.own))]]
      return [perform(&self, Self.handling(again + handlers))] + way.go(to: state.next)
    }
    let isForAll = state.retriers.contains(where: \.isForAll)
    let shortest = state.retriers.map(\.most).min() ?? 0
    let labels = (1...retries).map { names.identifier("again_\($0)_", state.name) }
    var out: [AgentPlanStep] = []
    for attempt in 0...retries {
      var ways: [[AgentPlanStep]] = []
      if attempt < retries { ways.append([AgentPlanStep(.jump(labels[attempt]))]) }
      if !isForAll || attempt >= shortest { ways += handlers }
      let steps =
        [perform(&self, Self.handling(ways))]
        + (attempt < retries ? [way.jump(to: state.next)] : way.go(to: state.next))
      if attempt == 0 {
        out += steps
      } else {
        out.append(
          AgentPlanStep(.sequence(steps), id: labels[attempt - 1], position: state.node.position))
      }
    }
    return out
  }

  private static func handling(_ ways: [[AgentPlanStep]]) -> AgentPlanStep.FailureHandling {
    guard let only = ways.first, ways.count == 1 else {
      return .steps([AgentPlanStep(.either(ways))])
    }
    if case .fail? = only.first?.kind { return .propagate }
    return .steps(only)
  }

  // MARK: Calls

  /// The call of a Task state.
  mutating func call(
    _ state: StateMachine.State, handling: AgentPlanStep.FailureHandling
  ) -> AgentPlanStep {
    let resource =
      flow.resources[state.name] ?? TaskResource("", arguments: .unknown)
    if let gap = resource.gap {
      let text = "the state `\(state.name)`: \(gap)"
      if !gaps.contains(text) { gaps.append(text) }
    }
    var arguments: [(name: String, value: AgentPlanValue)] = []
    var rest: AgentPlanValue?
    switch resource.arguments {
    // If the whole input is passed on, the source does not name the arguments.
    case _ where !state.writes(resource.isOfPayload): rest = value(resource.arguments)
    case .constant(.map(let members)):
      arguments = members.sorted { $0.key < $1.key }.map { ($0.key.string, .constant($0.value)) }
    case .object(let members, let base):
      arguments = members.sorted { $0.key < $1.key }.map { ($0.key, value($0.value)) }
      rest = base.map { value($0) }
    case let other: rest = value(other)
    }
    return AgentPlanStep(
      .call(
        PlannedCall(
          tool: names.tool(resource.tool), arguments: arguments, rest: rest, label: state.name)),
      id: flow.identifiers[state.name], onFailure: handling, position: state.node.position)
  }

  /// Converts an abstract value into a value of a plan.
  private func value(_ flow: Flow) -> AgentPlanValue {
    switch flow {
    case .constant(let value): return .constant(value)
    case .anything(let calls): return calls.isEmpty ? .unknown : .written(from: calls.sorted())
    case .output(let call, let path):
      // The output of the call is only the part of the answer that rules read.
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

  // MARK: Assumptions

  /// Adds the assumptions, and the parts of the state machine that are not modelled.
  mutating func describe() {
    var states: [StateMachine.State] = []
    var open = [machine]
    while let next = open.popLast() {
      states += next.states
      open += next.states.flatMap(\.parts)
    }
    assume(
      "each state finds the fields of its input that it reads, and no execution ends because of `States.Runtime`, a limit or an outside event"
    )
    if states.contains(where: { !$0.catchers.isEmpty || !$0.retriers.isEmpty }) {
      assume(
        "a state can fail with any error: any of its retriers and catchers can apply, or none if none is for `States.ALL`"
      )
    }
    let limits = [
      "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath",
    ]
    if states.contains(where: { state in limits.contains { state.node[$0] != nil } }) {
      assume("a call that times out has had its effect by then, or has no effect")
    }
    if machine.node["TimeoutSeconds"] != nil {
      assume("its own `TimeoutSeconds` does not stop the execution")
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
        "calls that a failed Parallel or Map state leaves in flight end before the state is entered again"
      )
    }
    let resources = states.compactMap { flow.resources[$0.name] }
    if resources.contains(where: \.waitsForToken) {
      assume(
        "the value sent back with a task token is the output of the call that passed on the token")
    }
    for state in states {
      guard let id = flow.identifiers[state.name], let path = answer(of: id), !path.isEmpty else {
        continue
      }
      assume(
        "the output of `\(state.name)` is the part of its answer at `\(StatePath.text(path))`, the only part that a Choice state reads"
      )
    }
    for resource in resources { _ = names.tool(resource.tool) }
    for (from, to) in names.renamed { assume("the tool `\(from)` has the name `\(to)`") }
    if states.contains(where: { $0.kind.isWait }) {
      notModelled.append("the duration of Wait states")
    }
    if states.contains(where: { $0.node["ItemReader"] != nil }) {
      notModelled.append("the data that Map states read with `ItemReader`")
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
  /// Whether the source names the arguments individually.
  ///
  /// - Parameter isOfPayload: whether they are the arguments of a function, which are in `Payload`.
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
