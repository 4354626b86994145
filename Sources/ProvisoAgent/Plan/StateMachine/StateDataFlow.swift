import ProvisoKernel

/// Computes the data flow of a state machine: the input and the variables of each state, and the
/// arguments of its task.
///
/// This is a forward analysis with abstract values (``Flow``) that runs until nothing changes. It
/// stops early, with unknown values, after a limited number of visits.
///
/// Sources: Amazon States Language, "Input and Output Processing" (`InputPath`, `Parameters`,
/// `ResultSelector`, `ResultPath`, `OutputPath`) and "Assigning variables"; developer guide,
/// "Transforming data with JSONata".
struct StateDataFlow {
  /// The values at the entry of a state.
  struct Point: Hashable {
    var input: Flow
    var variables: [String: Flow] = [:]

    func merged(with other: Point) -> Point {
      var out = Point(input: input.merged(with: other.input))
      for name in Set(variables.keys).union(other.variables.keys) {
        out.variables[name] = (variables[name] ?? .unknown).merged(
          with: other.variables[name] ?? .unknown)
      }
      return out
    }

    /// The point with all values replaced by `anything`, which also comes from these calls.
    func widened(by calls: Set<String>) -> Point {
      Point(
        input: .anything(input.sources.union(calls)),
        variables: variables.mapValues { .anything($0.sources.union(calls)) })
    }
  }

  /// The values that a state passes to its successor and to its catchers.
  struct Effect {
    var next: Point?
    var caught: [Point] = []
  }

  private let machine: StateMachine
  private(set) var names = GeneratedIdentifiers()
  /// The identifiers of the calls, by the names of the Task states.
  private(set) var identifiers: [String: String] = [:]
  /// The values that each state's paths and expressions can refer to, by the state's name.
  private(set) var around: [String: EvaluationScope] = [:]
  /// The resource of each Task state, by the state's name.
  private(set) var resources: [String: TaskResource] = [:]
  /// The number of visits of a state after which its input becomes `anything`.
  private static let maximumVisitsPerState = 8
  /// The number of visits of all states after which inputs become `anything`.
  private static let maximumVisits = 20_000
  private var visits = 0
  /// Whether the analysis has taken too long, so that all values become `anything`.
  private var isAborted: Bool { visits > 2 * Self.maximumVisits }
  private var all: Set<String> = []

  init(_ machine: StateMachine) {
    self.machine = machine
    name(machine)
    all = Set(identifiers.values)
  }

  private mutating func name(_ machine: StateMachine) {
    for state in machine.states {
      if case .task = state.kind {
        identifiers[state.name] = names.identifier("state_", state.name)
      }
      for part in state.parts { name(part) }
    }
  }

  mutating func follow() {
    _ = run(machine, from: Point(input: .unknown), item: .unknown, isConcurrent: false)
    if isAborted { forgetValues(machine) }
  }

  /// Replaces all values in a machine by `anything`.
  private mutating func forgetValues(_ machine: StateMachine) {
    let anything = Flow.anything(all)
    let here = EvaluationScope(
      input: anything, result: anything, error: anything, item: anything, others: anything)
    for state in machine.states {
      around[state.name] = here
      resources[state.name] = TaskResource(
        state.node["Resource"]?.text ?? "", arguments: given(state, here: here))
      for part in state.parts { forgetValues(part) }
    }
  }

  /// The identifiers of the calls in a machine.
  func calls(in machine: StateMachine) -> Set<String> {
    var out: Set<String> = []
    for state in machine.states {
      if let id = identifiers[state.name] { out.insert(id) }
      for part in state.parts { out.formUnion(calls(in: part)) }
    }
    return out
  }

  // MARK: Machines

  /// Follows a machine to its ends.
  ///
  /// - Parameter isConcurrent: whether it runs for several items concurrently, so that the item of
  ///   the latest call is unknown.
  /// - Returns: the values at its ends; `nil` if it never succeeds.
  private mutating func run(
    _ machine: StateMachine, from start: Point, item: Flow, isConcurrent: Bool
  ) -> Point? {
    var points: [Int: Point] = [machine.start: start]
    var counts: [Int: Int] = [:]
    var end: Point?
    let order = machine.order
    var open = Set([machine.start])
    while let state = order.first(where: open.contains) {
      guard !isAborted else { return start.widened(by: all) }
      open.remove(state)
      guard var point = points[state] else { continue }
      counts[state, default: 0] += 1
      visits += 1
      if counts[state, default: 0] > Self.maximumVisitsPerState || visits > Self.maximumVisits {
        let wide = point.widened(by: all)
        // The widest point was visited before.
        if counts[state, default: 0] > Self.maximumVisitsPerState + 1, wide == point { continue }
        point = wide
        points[state] = wide
      }
      let effect = self.effect(
        of: machine.states[state], at: point, item: item, isCrowd: isConcurrent)
      func give(_ given: Point, to target: Int) {
        let old = points[target]
        let new = old.map { $0.merged(with: given) } ?? given
        guard new != old else { return }
        points[target] = new
        open.insert(target)
      }
      for (point, catcher) in zip(effect.caught, machine.states[state].catchers) {
        give(point, to: catcher.next)
      }
      guard let next = effect.next else { continue }
      switch machine.states[state].kind {
      case .fail: continue
      case .succeed: end = end.map { $0.merged(with: next) } ?? next
      case .choice(let rules, let otherwise):
        for rule in rules { give(chosen(rule, at: next, in: machine.states[state]), to: rule.next) }
        if let otherwise { give(next, to: otherwise) }
      default:
        if let target = machine.states[state].next {
          give(next, to: target)
        } else {
          end = end.map { $0.merged(with: next) } ?? next
        }
      }
    }
    return end
  }

  // MARK: States

  private mutating func effect(
    of state: StateMachine.State, at point: Point, item: Flow, isCrowd isConcurrent: Bool
  ) -> Effect {
    var inside: Set<String> = []
    if let id = identifiers[state.name] { inside.insert(id) }
    for part in state.parts { inside.formUnion(calls(in: part)) }
    let input = point.input.forgetting(inside)
    let variables = point.variables.mapValues { $0.forgetting(inside) }
    var here = EvaluationScope(input: input, item: item, variables: variables)
    if state.language == .jsonPath, let path = state.node["InputPath"] {
      here.input = path.isNull ? .constant(.map([:])) : here.value(ofPath: path.text ?? "")
    }
    around[state.name] = here
    let given = self.given(state, here: here)
    var result: Flow
    switch state.kind {
    case .task:
      let resource = TaskResource(state.node["Resource"]?.text ?? "", arguments: given)
      resources[state.name] = resource
      let id = identifiers[state.name] ?? ""
      result = isConcurrent ? .anything([id]) : resource.result(of: id)
    case .parallel(let branches):
      var parts: [Flow] = []
      var isOver = true
      for branch in branches {
        let end = run(
          branch, from: Point(input: given, variables: variables), item: item,
          isConcurrent: isConcurrent)
        if let end { parts.append(end.input) } else { isOver = false }
      }
      result = isOver ? .list(parts) : .anything(inside)
    case .map(let each):
      let items = self.items(state, here: here)
      let inner = self.itemInput(of: state, here: here, item: items)
      let end = run(
        each.machine, from: Point(input: inner, variables: variables), item: items,
        isConcurrent: isConcurrent || !each.isOneByOne)
      result = .anything(inside.union(end?.input.sources ?? []).union(items.sources))
    case .pass: result = state.node["Result"].map(EvaluationScope.constant) ?? given
    case .choice, .wait, .succeed, .fail: result = here.input
    }
    result = result.limited
    here.result = result
    here.error = .anything(inside)
    return Effect(
      next: self.next(state, raw: input, here: here, result: result),
      caught: caught(state, raw: input, here: here))
  }

  /// The effective input of a state, or the arguments that it passes to its task.
  private func given(_ state: StateMachine.State, here: EvaluationScope) -> Flow {
    if case .map = state.kind { return here.input }
    if state.language == .jsonata {
      return state.node["Arguments"].map { here.value(ofExpressions: $0) } ?? here.input
    }
    return state.node["Parameters"].map { here.value(ofTemplate: $0) } ?? here.input
  }

  /// A value that covers every item of a Map state.
  private func items(_ state: StateMachine.State, here: EvaluationScope) -> Flow {
    if let items = state.node["Items"] {
      return .anything(here.value(ofExpressions: items).sources)
    }
    if state.node["ItemReader"] != nil { return .anything(here.sources) }
    if let path = state.node["ItemsPath"]?.text {
      return .anything(here.value(ofPath: path).sources)
    }
    return .anything(here.input.sources)
  }

  private func itemInput(
    of state: StateMachine.State, here: EvaluationScope, item: Flow
  ) -> Flow {
    var inner = here
    inner.item = item
    if state.node["ItemBatcher"] != nil { return .anything(inner.sources) }
    guard let template = state.node["ItemSelector"] ?? state.node["Parameters"] else { return item }
    return state.language == .jsonata
      ? inner.value(ofExpressions: template) : inner.value(ofTemplate: template)
  }

  /// The values that a state passes on if it succeeds.
  private func next(
    _ state: StateMachine.State, raw: Flow, here: EvaluationScope, result: Flow
  ) -> Point {
    var out = Point(input: result, variables: here.variables)
    assign(state.node["Assign"], in: state.language, here: here, to: &out)
    guard state.language == .jsonPath else {
      if let output = state.node["Output"] { out.input = here.value(ofExpressions: output) }
      return out
    }
    var around = here
    if let selector = state.node["ResultSelector"] {
      around.input = result
      out.input = around.value(ofTemplate: selector)
    }
    if StateType.hasResultPath(state.kind) {
      out.input = combined(raw, with: out.input, at: state.node["ResultPath"])
    }
    if let path = state.node["OutputPath"] {
      around.input = out.input
      out.input = path.isNull ? .constant(.map([:])) : around.value(ofPath: path.text ?? "")
    }
    out.input = out.input.limited
    return out
  }

  /// Applies `ResultPath`: "The "ResultPath" field's value […] specifies the raw input's
  /// combination with or replacement by the state's result"; `null` discards the result.
  private func combined(_ raw: Flow, with result: Flow, at path: AgentPlanNode?) -> Flow {
    guard let path else { return result }
    if path.isNull { return raw }
    guard let text = path.text, let (root, steps) = StatePath.parts(text), root == .input else {
      return .anything(raw.sources.union(result.sources))
    }
    return raw.setting(steps[...], to: result)
  }

  private func caught(
    _ state: StateMachine.State, raw: Flow, here: EvaluationScope
  ) -> [Point] {
    state.catchers.map { catcher in
      var out = Point(input: here.error, variables: here.variables)
      var around = here
      around.result = .unknown
      assign(catcher.node["Assign"], in: state.language, here: around, to: &out)
      if state.language == .jsonPath {
        out.input = combined(raw, with: here.error, at: catcher.node["ResultPath"]).limited
      } else if let output = catcher.node["Output"] {
        out.input = around.value(ofExpressions: output).limited
      }
      return out
    }
  }

  /// The values that a Choice state passes on if it takes a rule.
  private func chosen(
    _ rule: StateMachine.Rule, at point: Point, in state: StateMachine.State
  ) -> Point {
    var out = point
    let here = around[state.name] ?? EvaluationScope(input: point.input)
    assign(rule.condition["Assign"], in: state.language, here: here, to: &out)
    if state.language == .jsonata, let output = rule.condition["Output"] {
      out.input = here.value(ofExpressions: output).limited
    }
    return out
  }

  private func assign(
    _ node: AgentPlanNode?, in language: StateMachine.QueryLanguage, here: EvaluationScope,
    to point: inout Point
  ) {
    guard let node else { return }
    for member in node.members {
      if language == .jsonata {
        point.variables[member.name] = here.value(ofExpressions: member.value).limited
      } else if member.name.hasSuffix(".$") {
        // In some types of states `$` is the input here, in others the result.
        point.variables[String(member.name.dropLast(2))] = here.anything
      } else {
        let value = here.value(ofTemplate: member.value)
        if case .constant = value {
          point.variables[member.name] = value
        } else {
          point.variables[member.name] = here.anything
        }
      }
    }
  }
}

extension StateType {
  static func hasResultPath(_ kind: StateMachine.Kind) -> Bool {
    switch kind {
    case .task, .parallel, .map, .pass: true
    case .choice, .wait, .succeed, .fail: false
    }
  }
}
