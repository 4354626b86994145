/// Takes every run of a plan directly on its tree, without the compiler and the engines.
struct PlanTreeRuns {
  /// The identity of a call: its node, and the iterations of the bounded loops and retries around
  /// it.
  struct Key: Hashable {
    let node: Int
    let times: [Int]
  }

  enum Phase { case begun, done, failed, refused }

  struct Record: Hashable {
    var phase: Phase
    let flag: Int?
    /// 1 for yes and 0 for no, or the index of the picked flag.
    var output: Int?
  }

  struct FlagValues: Hashable {
    var flags = [false, false]
    var level = 0
    var records: [Key: Record] = [:]
    var latest: [Int: Key] = [:]
    /// The number of failures, counted up to two.
    var failures = 0
    var hasRefusals = false
    /// Calls in flight for which no branch waits any more.
    var loose: [Rest] = []
  }

  /// The rest of an agent's program.
  indirect enum Rest: Hashable {
    case done, failed, halted
    case ready(PlanTree.Node, [Int])
    case flight(PlanTree.Node, [Int])
    case landed(PlanTree.Node, [Int])
    case then(Rest, [PlanTree.Node], [Int])
    case both([Rest], endsEarly: Bool)
    case test(PlanTree.Condition, yes: Rest, no: Rest)
    case choice([Rest])
    case handled(Rest, PlanTree.Node, attempt: Int, [Int])
    case looping(Rest, PlanTree.Node, time: Int, [Int])
  }

  struct State: Hashable {
    var agents: [Rest]
    var world = FlagValues()
  }

  struct Step {
    let state: State
    let isFailure: Bool
  }

  /// The facts that the runs have shown.
  struct Findings {
    var bothOn = false
    var isFull = false
    var bothOnCalmly = false
    var clearsBesideB = false
    var restsWithA = false
    var endsWithA = false
    var setUnasked = false
    var addFailed = false
    var states = 0
  }

  let tree: PlanTree
  let mostStates: Int

  /// Returns the facts that the runs show; nil when there are too many states.
  func findings() -> Findings? {
    var out = Findings()
    let start = State(agents: tree.agents.map { begin($0, []) })
    var seen: Set<State> = [start]
    var calm: Set<State> = [start]
    var stack = [start]
    while let state = stack.popLast() {
      guard seen.count <= mostStates else { return nil }
      let steps = steps(of: state)
      look(at: state, isTerminal: steps.isEmpty, isStart: state == start, &out)
      let isCalm = calm.contains(state)
      if isCalm, state.world.flags == [true, true] { out.bothOnCalmly = true }
      for step in steps {
        let isNew = seen.insert(step.state).inserted
        // A state that was first reached after a failure is searched again when it is reached
        // without one.
        let isNewlyCalm =
          isCalm && !step.isFailure && calm.insert(step.state).inserted
        if isNew || isNewlyCalm { stack.append(step.state) }
      }
    }
    out.states = seen.count
    return out
  }

  private func look(
    at state: State, isTerminal: Bool, isStart: Bool, _ out: inout Findings
  ) {
    let world = state.world
    if world.flags == [true, true] { out.bothOn = true }
    if world.level >= PlanTree.highest { out.isFull = true }
    if isTerminal || isStart, world.failures <= 1, world.flags[0] { out.restsWithA = true }
    if isTerminal, world.failures == 0, !world.hasRefusals, world.flags[0] { out.endsWithA = true }
    let said = world.records.contains {
      action($0.key.node) == .ask && $0.value.phase == .done && $0.value.output == 1
    }
    for (key, record) in world.records {
      if action(key.node) == .set, record.phase == .done, !said { out.setUnasked = true }
      if action(key.node) == .add, [.failed, .refused].contains(record.phase) {
        out.addFailed = true
      }
    }
    for node in state.agents.flatMap(readyCalls) {
      guard case .call(.clear, let given) = node.kind, world.flags[1] else { continue }
      if arguments(given, world).contains(where: { allows(.clear, flag: $0, in: world) }) {
        out.clearsBesideB = true
      }
    }
  }

  private func readyCalls(_ rest: Rest) -> [PlanTree.Node] {
    switch rest {
    case .ready(let node, _): [node]
    case .then(let first, _, _), .handled(let first, _, _, _), .looping(let first, _, _, _):
      readyCalls(first)
    case .both(let parts, _): parts.flatMap(readyCalls)
    case .done, .failed, .halted, .flight, .landed, .test, .choice: []
    }
  }

  private let actions: [Int: PlanTree.Action]

  init(_ tree: PlanTree, mostStates: Int) {
    self.tree = tree
    self.mostStates = mostStates
    var actions: [Int: PlanTree.Action] = [:]
    func collect(_ nodes: [PlanTree.Node]) {
      for node in nodes {
        switch node.kind {
        case .call(let action, _): actions[node.number] = action
        case .group(let inner), .loop(_, let inner): collect(inner)
        case .parallel(let parts), .early(let parts), .either(let parts):
          for part in parts { collect(part) }
        case .branch(_, let first, let second): collect(first + second)
        case .stop, .fail: break
        }
        if case .steps(let inner) = node.handling { collect(inner) }
      }
    }
    for agent in tree.agents { collect(agent) }
    self.actions = actions
  }

  private func action(_ node: Int) -> PlanTree.Action? { actions[node] }

  // MARK: - The beginning of a step

  private func begin(_ nodes: [PlanTree.Node], _ times: [Int]) -> Rest {
    guard let first = nodes.first else { return .done }
    return then(begin(first, times), nodes: Array(nodes.dropFirst()), at: times)
  }

  private func begin(_ node: PlanTree.Node, _ times: [Int]) -> Rest {
    handled(perform(node, node.retries > 0 ? times + [0] : times), of: node, attempt: 0, at: times)
  }

  private func perform(_ node: PlanTree.Node, _ times: [Int]) -> Rest {
    switch node.kind {
    case .call: .ready(node, times)
    case .group(let nodes): begin(nodes, times)
    case .parallel(let branches): both(branches.map { begin($0, times) }, endsEarly: false)
    case .early(let branches): both(branches.map { begin($0, times) }, endsEarly: true)
    case .branch(let condition, let first, let second):
      .test(condition, yes: begin(first, times), no: begin(second, times))
    case .either(let branches): .choice(branches.map { begin($0, times) })
    case .loop(let loop, _): head(of: node, loop: loop, time: 0, at: times)
    case .stop: .halted
    case .fail: .failed
    }
  }

  private func head(
    of node: PlanTree.Node, loop: PlanTree.Loop, time: Int, at times: [Int]
  ) -> Rest {
    guard case .loop(_, let body) = node.kind else { return .done }
    if let most = loop.most, time >= most { return .done }
    let inner = loop.most == nil ? times : times + [time]
    let under = looping(begin(body, inner), of: node, time: time, at: times)
    if let before = loop.before { return .test(before, yes: under, no: .done) }
    if loop.after == nil, !loop.isExact { return .choice([under, .done]) }
    return under
  }

  // MARK: - The end of a step

  private func then(_ first: Rest, nodes: [PlanTree.Node], at times: [Int]) -> Rest {
    switch first {
    case .done: nodes.isEmpty ? .done : begin(nodes, times)
    case .failed, .halted: first
    default: nodes.isEmpty ? first : .then(first, nodes, times)
    }
  }

  private func both(_ parts: [Rest], endsEarly: Bool) -> Rest {
    guard parts.allSatisfy({ [.done, .failed, .halted].contains($0) }) else {
      return .both(parts, endsEarly: endsEarly)
    }
    return parts.contains(.halted) ? .halted : parts.contains(.failed) ? .failed : .done
  }

  private func handled(
    _ inner: Rest, of node: PlanTree.Node, attempt: Int, at times: [Int]
  ) -> Rest {
    guard inner == .failed else {
      return [.done, .halted].contains(inner)
        ? inner : .handled(inner, node, attempt: attempt, times)
    }
    if attempt < node.retries {
      return handled(
        perform(node, times + [attempt + 1]), of: node, attempt: attempt + 1, at: times)
    }
    switch node.handling {
    case .propagate: return .failed
    case .goOn: return .done
    case .steps(let nodes): return begin(nodes, times)
    }
  }

  private func looping(_ inner: Rest, of node: PlanTree.Node, time: Int, at times: [Int]) -> Rest {
    guard case .loop(let loop, _) = node.kind else { return inner }
    switch inner {
    case .failed, .halted: return inner
    case .done:
      let again = head(of: node, loop: loop, time: time + 1, at: times)
      if let after = loop.after { return .test(after, yes: .done, no: again) }
      return again
    default: return .looping(inner, node, time: loop.most == nil ? 0 : time, times)
    }
  }

  // MARK: - Moves

  private func steps(of state: State) -> [Step] {
    var out: [Step] = []
    for (index, agent) in state.agents.enumerated() {
      for (rest, world, isFailure) in steps(of: agent, state.world) {
        var next = State(agents: state.agents, world: world)
        next.agents[index] = rest
        out.append(Step(state: next, isFailure: isFailure))
      }
    }
    for (index, loose) in state.world.loose.enumerated() {
      for (rest, world, isFailure) in steps(of: loose, state.world) {
        var next = State(agents: state.agents, world: world)
        next.world.loose[index] = rest
        out.append(Step(state: next, isFailure: isFailure))
      }
    }
    return out
  }

  /// Returns the early ends of a branch after another branch has failed.
  private func cuts(of rest: Rest, _ world: FlagValues) -> [Move] {
    switch rest {
    case .then(let first, _, _), .handled(let first, _, _, _), .looping(let first, _, _, _):
      return cuts(of: first, world)
    case .ready, .test, .choice: return [(.failed, world, false)]
    case .flight, .landed:
      var next = world
      next.loose.append(rest)
      return [(.failed, next, false)]
    // The inner branches end first.
    case .both, .done, .failed, .halted: return []
    }
  }

  private typealias Move = (Rest, FlagValues, Bool)

  /// - Parameter isCut: Whether a parallel branch has failed, so that this one may end early.
  private func steps(of rest: Rest, _ world: FlagValues, isCut: Bool = false) -> [Move] {
    switch rest {
    case .done, .failed, .halted: []
    case .then(let first, let nodes, let times):
      steps(of: first, world, isCut: isCut).map {
        (then($0.0, nodes: nodes, at: times), $0.1, $0.2)
      }
    case .handled(let inner, let node, let attempt, let times):
      steps(of: inner, world, isCut: isCut).map {
        (handled($0.0, of: node, attempt: attempt, at: times), $0.1, $0.2)
      }
    case .looping(let inner, let node, let time, let times):
      steps(of: inner, world, isCut: isCut).map {
        (looping($0.0, of: node, time: time, at: times), $0.1, $0.2)
      }
    case .both(let parts, let endsEarly):
      parts.indices.flatMap { index -> [Move] in
        let isCut = isCut || (endsEarly && parts.contains(.failed))
        let moves =
          steps(of: parts[index], world, isCut: isCut)
          + (isCut ? cuts(of: parts[index], world) : [])
        return moves.map { move -> Move in
          var next = parts
          next[index] = move.0
          return (both(next, endsEarly: endsEarly), move.1, move.2)
        }
      }
    case .test(let condition, let yes, let no):
      switch holds(condition, world) {
      case true?: [(yes, world, false)]
      case false?: [(no, world, false)]
      case nil: [(yes, world, false), (no, world, false)]
      }
    case .choice(let ways): ways.map { ($0, world, false) }
    case .ready(let node, let times): ready(node, at: times, in: world)
    case .flight(let node, let times): flight(of: node, at: times, in: world)
    case .landed(let node, let times):
      [
        (.done, ending(node, at: times, phase: .done, in: world), false),
        (.failed, ending(node, at: times, phase: .failed, in: world), true),
      ]
    }
  }

  private func holds(_ condition: PlanTree.Condition, _ world: FlagValues) -> Bool? {
    func phase(_ node: Int) -> Phase? { world.latest[node].flatMap { world.records[$0]?.phase } }
    switch condition {
    case .flagOn(let flag): return world.flags[flag]
    case .levelAtLeast(let level): return world.level >= level
    case .said(let node):
      return phase(node) == .done
        && world.latest[node].flatMap { world.records[$0]?.output } == 1
    case .failed(let node): return phase(node) == .failed || phase(node) == .refused
    case .happened(let node): return phase(node) == .done
    case .started(let node): return ![nil, .refused].contains(phase(node))
    case .not(let inner): return holds(inner, world).map { !$0 }
    case .either: return nil
    }
  }

  private func arguments(_ given: PlanTree.Given, _ world: FlagValues) -> [Int?] {
    switch given {
    case .none: return [nil]
    case .flag(let flag): return [flag]
    case .picked(let node):
      guard let record = world.latest[node].flatMap({ world.records[$0] }), record.phase == .done,
        let flag = record.output
      else { return [0, 1] }
      return [flag]
    }
  }

  private func allows(_ action: PlanTree.Action, flag: Int?, in world: FlagValues) -> Bool {
    switch action {
    case .clear: flag.map { world.flags[$0] } ?? false
    case .add: world.level < PlanTree.highest
    case .set, .flip, .ask, .pick, .look: true
    }
  }

  private func ready(_ node: PlanTree.Node, at times: [Int], in world: FlagValues) -> [Move] {
    guard case .call(let action, let given) = node.kind else { return [] }
    let key = Key(node: node.number, times: times)
    return arguments(given, world).map { flag in
      var next = world
      next.latest[node.number] = key
      guard allows(action, flag: flag, in: world) else {
        next.records[key] = Record(phase: .refused, flag: nil, output: nil)
        next.hasRefusals = true
        return (.failed, next, true)
      }
      next.records[key] = Record(phase: .begun, flag: flag, output: nil)
      return (.flight(node, times), next, false)
    }
  }

  private func flight(of node: PlanTree.Node, at times: [Int], in world: FlagValues) -> [Move] {
    guard case .call(let action, _) = node.kind else { return [] }
    let key = Key(node: node.number, times: times)
    var out: [Move] = [(.failed, ending(node, at: times, phase: .failed, in: world), true)]
    let flag = world.records[key]?.flag
    guard allows(action, flag: flag, in: world) else { return out }
    for output in [.ask, .pick].contains(action) ? [0, 1] : [nil as Int?] {
      var next = world
      switch (action, flag) {
      case (.set, let flag?): next.flags[flag] = true
      case (.clear, let flag?): next.flags[flag] = false
      case (.flip, let flag?): next.flags[flag].toggle()
      case (.add, _): next.level += 1
      default: break
      }
      next.records[key]?.output = output
      out.append((.landed(node, times), next, false))
    }
    return out
  }

  private func ending(
    _ node: PlanTree.Node, at times: [Int], phase: Phase, in world: FlagValues
  ) -> FlagValues {
    var next = world
    let key = Key(node: node.number, times: times)
    next.records[key]?.phase = phase
    if phase == .failed {
      next.records[key]?.output = nil
      next.failures = min(2, next.failures + 1)
    }
    return next
  }
}
