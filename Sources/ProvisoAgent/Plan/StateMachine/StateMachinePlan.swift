import ProvisoKernel
import ProvisoPlans

/// Converts a state machine into the steps of a plan.
///
/// A machine becomes a list of labelled steps that jump to each other, in an order with few
/// backward jumps. The error with which a state fails is unknown, so any of its retriers and
/// catchers can apply, or none if none of them is for all errors.
struct StateMachinePlan {
  let machine: StateMachine
  let flow: StateDataFlow
  var names: GeneratedIdentifiers
  var gaps: [String] = []
  var notModelled: [String] = []
  private(set) var assumptions: [String] = []
  /// The conditions of the rules of each Choice state.
  private var conditions: [String: [StateCondition]] = [:]
  /// The parts of each call's answer that rules read.
  private var asked: [String: Set<[AgentPlanValue.PathPart]>] = [:]

  init(_ machine: StateMachine, flow: StateDataFlow) {
    self.machine = machine
    self.flow = flow
    names = flow.names
    readRules(machine)
  }

  mutating func steps() -> [AgentPlanStep] {
    describe()
    return steps(of: machine, isRepeated: false)
  }

  mutating func assume(_ text: String) {
    if !assumptions.contains(text) { assumptions.append(text) }
  }

  // MARK: Answers

  private mutating func readRules(_ machine: StateMachine) {
    for state in machine.states {
      for part in state.parts { readRules(part) }
      guard case .choice(let rules, _) = state.kind, let around = flow.around[state.name] else {
        continue
      }
      let read = rules.map { rule -> StateCondition in
        guard state.language == .jsonata else {
          return ChoiceRule.condition(of: rule.condition, around: around)
        }
        guard let node = rule.condition["Condition"] else { return .unknown }
        if case .bool(let flag) = node.kind { return flag ? .always : .never }
        guard let text = node.text, let expression = JSONataText.expression(in: text) else {
          return .unknown
        }
        return JSONataReader(expression, around: around).condition()
      }
      conditions[state.name] = read
      for (call, path) in read.flatMap(\.asked) { asked[call, default: []].insert(path) }
    }
  }

  /// The part of a call's answer that is its output: the only part that rules read, or the whole
  /// answer if no rule reads it; `nil` if rules read several parts.
  func answer(of call: String) -> [AgentPlanValue.PathPart]? {
    guard let paths = asked[call] else { return [] }
    return paths.count == 1 ? paths.first : nil
  }

  private func name(of path: [AgentPlanValue.PathPart], in call: String) -> String? {
    answer(of: call) == path ? "\(call).output" : nil
  }

  // MARK: Machines

  /// The steps of a machine. At its end, control continues after these steps.
  mutating func steps(of machine: StateMachine, isRepeated: Bool) -> [AgentPlanStep] {
    let order = machine.order
    let repeated = machine.repeated
    var labels: [Int: String] = [:]
    for state in order { labels[state] = names.identifier("at_", machine.states[state].name) }
    let end = names.identifier("at_", "end")
    var out: [AgentPlanStep] = []
    for (index, number) in order.enumerated() {
      let state = machine.states[number]
      let way = Way(
        labels: labels, end: end, own: labels[number] ?? end,
        following: order.indices.contains(index + 1) ? order[index + 1] : nil,
        isRepeated: isRepeated || repeated.contains(number))
      out.append(
        AgentPlanStep(
          .sequence(steps(of: state, way)), id: labels[number], position: state.node.position))
    }
    return out + [AgentPlanStep(.sequence([]), id: end)]
  }

  /// The context of a state's steps in the list of steps.
  struct Way {
    let labels: [Int: String]
    let end: String
    /// The label of the state itself.
    let own: String
    /// The state whose steps are next in the list.
    let following: Int?
    /// Whether control can return to the state.
    let isRepeated: Bool

    func jump(to state: Int?) -> AgentPlanStep {
      AgentPlanStep(.jump(state.flatMap { labels[$0] } ?? end))
    }

    /// A jump to a state, unless its steps follow anyway.
    func go(to state: Int?) -> [AgentPlanStep] { state == following ? [] : [jump(to: state)] }
  }

  private mutating func steps(of state: StateMachine.State, _ way: Way) -> [AgentPlanStep] {
    switch state.kind {
    case .task:
      return attempts(state, way: way) { plan, handling in plan.call(state, handling: handling) }
    case .choice(let rules, let otherwise):
      return choose(state, by: rules, otherwise: otherwise, way: way)
    case .parallel(let branches):
      return attempts(state, way: way) { plan, handling in
        let inner = branches.map { plan.steps(of: $0, isRepeated: way.isRepeated) }
        return AgentPlanStep(
          .parallel(inner), onFailure: handling, endsEarly: inner.count > 1,
          position: state.node.position)
      }
    case .map(let each):
      return attempts(state, way: way) { plan, handling in
        plan.each(state, each: each, handling: handling)
      }
    case .wait, .pass: return way.go(to: state.next)
    case .succeed: return way.go(to: nil)
    case .fail: return [AgentPlanStep(.fail, position: state.node.position)]
    }
  }

  private mutating func choose(
    _ state: StateMachine.State, by rules: [StateMachine.Rule], otherwise: Int?, way: Way
  ) -> [AgentPlanStep] {
    var out: [AgentPlanStep] = []
    let conditions = conditions[state.name] ?? []
    for (index, rule) in rules.enumerated() {
      let condition = conditions.indices.contains(index) ? conditions[index] : .unknown
      let (certain, possible) = condition.bounds { name(of: $1, in: $0) }
      let jump = [way.jump(to: rule.next)]
      if certain != possible {
        assume(
          "the state machine does not always determine which rule of the Choice state `\(state.name)` holds; then every possible way is checked"
        )
      }
      switch possible {
      case .holds(false): continue
      case .holds(true):
        if certain == .holds(true) { return out + jump }
        out += Self.test(certain, steps: jump, in: state) + [AgentPlanStep(.either([jump, []]))]
      case .text:
        out += Self.test(certain, steps: jump, in: state)
        if certain != possible {
          out += Self.test(possible, steps: [AgentPlanStep(.either([jump, []]))], in: state)
        }
      }
    }
    // "If no match occurs, and "Default" was not specified, the interpreter raises a run-time
    // States.NoChoiceMatched error."
    return out + (otherwise.map { way.go(to: $0) } ?? [AgentPlanStep(.fail)])
  }

  private static func test(
    _ formula: Formula, steps: [AgentPlanStep], in state: StateMachine.State
  ) -> [AgentPlanStep] {
    guard case .text(let text) = formula else { return formula == .holds(true) ? steps : [] }
    return [
      AgentPlanStep(
        .branch(.expression(text, position: state.node.position), then: steps, else: []),
        position: state.node.position)
    ]
  }

  // MARK: Maps

  private mutating func each(
    _ state: StateMachine.State, each: StateMachine.Each, handling: AgentPlanStep.FailureHandling
  ) -> AgentPlanStep {
    if each.isOneByOne {
      var body = steps(of: each.machine, isRepeated: true)
      if each.isTolerant {
        body = [
          AgentPlanStep(
            .sequence(body),
            onFailure: .steps([AgentPlanStep(.either([[], [AgentPlanStep(.fail)]]))]))
        ]
      }
      return AgentPlanStep(
        .loop(AgentPlanLoop(most: nil, body: body)), onFailure: handling,
        position: state.node.position)
    }
    assume(
      "the Map state `\(state.name)` processes any number of items concurrently; a step in it can run as soon as any item has begun a preceding step"
    )
    var crowd = MapReplicas(flow: flow)
    crowd.gather(each.machine, isCaught: each.isTolerant)
    let members = crowd.members.map { member -> UnboundedReplicas.Member in
      let may = AgentPlanStep(.either([[], [AgentPlanStep(.fail)]]))
      let steps =
        member.call.map {
          [call($0, handling: member.isCaught ? .steps([may]) : .propagate)]
        } ?? [may]
      return UnboundedReplicas.Member(
        after: member.isFirst ? nil : member.after.sorted(), steps: steps, position: member.position
      )
    }
    guard !members.isEmpty else {
      return AgentPlanStep(.sequence([]), onFailure: handling, position: state.node.position)
    }
    return UnboundedReplicas(members: members).step(
      onFailure: handling, position: state.node.position)
  }
}
