import ProvisoKernel

/// All reachable states of a small system with the moves between them, found without any engine.
struct ReferenceGraph {
  struct Edge {
    let transition: Int
    let target: Int
  }

  private(set) var states: [[Value]] = []
  private(set) var depths: [Int] = []
  /// The moves that are followed; a move with a fault is not.
  private(set) var edges: [[Edge]] = []
  /// The steps enabled in each state, including failures and moves with faults.
  private(set) var enabledSteps: [Set<Int>] = []
  private(set) var moveCounts: [Int] = []
  private(set) var starts: [Int] = []
  private(set) var faults: [(state: Int, fault: Fault)] = []
  private(set) var taken: Set<Int> = []
  let system: TransitionSystem
  let interpreter: TransitionInterpreter

  /// `nil` if there are more states than `limit`.
  init?(_ system: TransitionSystem, withFailures: Bool, limit: Int = 5_000) {
    self.system = system
    interpreter = TransitionInterpreter(system)
    var indices: [[Value]: Int] = [:]
    func index(_ state: [Value], depth: Int) -> Int {
      if let known = indices[state] { return known }
      indices[state] = states.count
      states.append(state)
      depths.append(depth)
      return states.count - 1
    }
    for state in ReferenceSearch.firstStates(of: system, interpreter) {
      starts.append(index(state, depth: 0))
    }
    var at = 0
    while at < states.count {
      guard states.count <= limit else { return nil }
      let state = states[at]
      let moves = ReferenceSearch.successors(of: state, in: system, interpreter)
      var own: [Edge] = []
      var steps: Set<Int> = []
      for step in moves {
        let transition = system.transitions[step.move.transition]
        steps.insert(transition.step)
        if transition.isFailure && !withFailures { continue }
        taken.insert(step.move.transition)
        let met = transition.faults.filter {
          interpreter.holds($0.condition, in: state, inputs: step.move.inputs)
        }
        if met.isEmpty {
          let target = index(step.state, depth: depths[at] + 1)
          own.append(Edge(transition: step.move.transition, target: target))
        }
        faults += met.map { (at, $0) }
      }
      edges.append(own)
      enabledSteps.append(steps)
      moveCounts.append(moves.count)
      at += 1
    }
  }

  /// The state without its monitors.
  func plain(_ state: Int) -> [Value] {
    zip(system.variables, states[state]).filter { !$0.0.isMonitor }.map(\.1)
  }

  /// The first state of each group that differs only in monitors.
  var plainStates: [Int] {
    var seen: Set<[Value]> = []
    return states.indices.filter { seen.insert(plain($0)).inserted }
  }

  /// The depth of the nearest state that decides the property; `nil` if there is none.
  func nearest(_ property: StateProperty) -> Int? {
    let found = states.indices.filter { state in
      if interpreter.holds(property.open, in: states[state]) { return false }
      let holds = interpreter.holds(property.holds, in: states[state])
      switch property.question {
      case .always: return !holds
      case .reachable: return holds
      case .atTerminal(let includingStart):
        return !holds && (enabledSteps[state].isEmpty || includingStart && depths[state] == 0)
      case .overRuns: return false
      }
    }
    return found.map { depths[$0] }.min()
  }

  /// Whether some state that the property is about leaves it open.
  func isOpen(_ property: StateProperty) -> Bool {
    states.indices.contains { state in
      if case .atTerminal(let includingStart) = property.question,
        !(enabledSteps[state].isEmpty || includingStart && depths[state] == 0)
      {
        return false
      }
      return interpreter.holds(property.open, in: states[state])
    }
  }
}
