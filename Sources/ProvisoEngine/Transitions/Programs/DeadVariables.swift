import ProvisoKernel

/// Resets dead variables of a program's threads: variables that the thread never reads again, such
/// as a call's output after the conditions that test it. States that differ only in them become
/// equal.
///
/// This is live-variable analysis (A. Aho, M. Lam, R. Sethi, J. Ullman, "Compilers", section
/// 9.2.5), a backward fixed point over the locations of each thread. It applies to variables that
/// only one thread reads and writes, that no property sees, and that start with a constant: a dead
/// variable gets that constant again. The analysis runs once, before the search.
struct DeadVariables {
  private let system: TransitionSystem
  private let cancellation: Cancellation
  /// The data flow of each transition, in their order.
  private var flows: [Flow] = []

  private struct Flow {
    /// The thread and its location before the transition; `nil` where that is not clear.
    var home: (variable: Int, location: Value)?
    /// The thread's location after the transition.
    var target: Value?
    /// The other threads that it may move, each with a location.
    var moved: [(variable: Int, location: Value)] = []
    var reads: Set<Int> = []
    var writes: Set<Int> = []
  }

  /// The system whose transitions reset the variables that are dead after them.
  static func applied(
    to system: TransitionSystem, for properties: [StateProperty], _ cancellation: Cancellation
  ) throws(Cancelled) -> TransitionSystem {
    guard !system.control.isEmpty else { return system }
    var forgetting = DeadVariables(system: system, cancellation: cancellation)
    for transition in system.transitions {
      try cancellation.check()
      forgetting.flows.append(forgetting.flow(of: transition))
    }
    return try forgetting.system(for: properties)
  }

  private init(system: TransitionSystem, cancellation: Cancellation) {
    self.system = system
    self.cancellation = cancellation
  }

  private func flow(of transition: Transition) -> Flow {
    var flow = Flow()
    var read = transition.faults.map(\.condition)
    for (number, requirement) in transition.requirements.enumerated() {
      if number == 0, let home = system.location(saidBy: requirement.condition) {
        flow.home = home
        flow.target = home.location
      } else {
        read.append(requirement.condition)
      }
    }
    for update in transition.updates {
      guard system.control.contains(update.variable) else {
        flow.writes.insert(update.variable)
        read.append(update.value)
        continue
      }
      let locations = system.locations(of: update.value, in: update.variable)
      if update.variable == flow.home?.variable {
        flow.target = locations?.count == 1 ? locations?.first : nil
      } else if let locations {
        flow.moved += locations.map { (update.variable, $0) }
        read.append(update.value)
      } else {
        flow.home = nil
      }
    }
    flow.reads = system.terms.variables(in: read)
    return flow
  }

  private func system(for properties: [StateProperty]) throws(Cancelled) -> TransitionSystem {
    // The analysis needs the location after every transition.
    guard flows.allSatisfy({ $0.home != nil && $0.target != nil }) else { return system }
    let own = variables(unseenBy: properties)
    guard own.contains(where: { !$0.value.isEmpty }) else { return system }
    let store = TermStore(system.terms)
    var transitions = system.transitions
    for (control, variables) in own where !variables.isEmpty {
      let live = try live(variables, in: control)
      for (number, flow) in flows.enumerated() {
        try cancellation.check()
        guard let home = flow.home, home.variable == control, let target = flow.target else {
          continue
        }
        let after = live[target] ?? []
        let known = (live[home.location] ?? []).union(flow.writes.intersection(variables))
        let dead = known.subtracting(after)
        guard !dead.isEmpty else { continue }
        transitions[number] = transitions[number].resetting(dead) { variable in
          system.initial[variable] ?? store.constant(.null)
        }
      }
    }
    return TransitionSystem(
      terms: store.table, variables: system.variables, initial: system.initial,
      assumptions: system.assumptions, inputs: system.inputs, steps: system.steps,
      transitions: transitions, requirements: system.requirements, control: system.control)
  }

  /// The variables with a constant initial value that only one thread reads and writes and no
  /// property sees, by that thread's control variable.
  private func variables(unseenBy properties: [StateProperty]) -> [Int: Set<Int>] {
    var roots: [Term] = system.variables.compactMap(\.remembers)
    for property in properties {
      roots += [property.holds, property.open]
      if case .overRuns(_, let terms) = property.question { roots += terms }
    }
    let seen = system.terms.variables(in: roots)
    var owners: [Int: Int] = [:]
    var shared: Set<Int> = []
    for flow in flows {
      for variable in flow.reads.union(flow.writes) {
        let owner = flow.home?.variable ?? -1
        if let other = owners.updateValue(owner, forKey: variable), other != owner {
          shared.insert(variable)
        }
      }
    }
    var out: [Int: Set<Int>] = [:]
    for (variable, owner) in owners
    where !seen.contains(variable) && !shared.contains(variable)
      && !system.control.contains(variable) && !system.variables[variable].isMonitor
    {
      guard let first = system.initial[variable], case .constant = system.terms[first] else {
        continue
      }
      out[owner, default: []].insert(variable)
    }
    return out
  }

  /// The live variables at each location of a thread: those that it may still read before it writes
  /// them.
  private func live(
    _ variables: Set<Int>, in control: Int
  ) throws(Cancelled) -> [Value: Set<Int>] {
    var moves: [Value: [(reads: Set<Int>, writes: Set<Int>, target: Value)]] = [:]
    var before: [Value: Set<Value>] = [:]
    var entries: Set<Value> = []
    for flow in flows {
      try cancellation.check()
      if let home = flow.home, home.variable == control, let target = flow.target {
        moves[home.location, default: []].append(
          (flow.reads.intersection(variables), flow.writes.intersection(variables), target))
        before[target, default: []].insert(home.location)
      }
      for moved in flow.moved where moved.variable == control { entries.insert(moved.location) }
    }
    // A thread without moves at its location can only be moved on by another thread.
    let locations = Set(moves.keys).union(before.keys).union(entries)
    for location in locations where moves[location] == nil {
      moves[location] = entries.map { ([], [], $0) }
      for entry in entries { before[entry, default: []].insert(location) }
    }
    var live: [Value: Set<Int>] = [:]
    var open = Array(locations)
    while let location = open.popLast() {
      try cancellation.check()
      var needed: Set<Int> = []
      for move in moves[location] ?? [] {
        needed.formUnion(move.reads)
        needed.formUnion((live[move.target] ?? []).subtracting(move.writes))
      }
      guard needed != live[location] ?? [] else { continue }
      live[location] = needed
      open += before[location] ?? []
    }
    return live
  }
}

extension TransitionSystem {
  /// The locations to which an update of a control variable can move the thread, without the case
  /// that the thread stays; `nil` if it may be any location.
  func locations(of value: Term, in control: Int) -> [Value]? {
    switch terms[value] {
    case .constant(let location): return [location]
    case .variable(control): return []
    case .ite(_, let yes, let no):
      guard let first = locations(of: yes, in: control), let second = locations(of: no, in: control)
      else { return nil }
      return first + second
    default: return nil
    }
  }

  /// The thread and the location if a condition only tests whether a thread is at a location.
  func location(saidBy condition: Term) -> (variable: Int, location: Value)? {
    guard case .equal(let a, let b) = terms[condition] else { return nil }
    switch (terms[a], terms[b]) {
    case (.variable(let variable), .constant(let value)),
      (.constant(let value), .variable(let variable)):
      return control.contains(variable) ? (variable, value) : nil
    default: return nil
    }
  }
}

extension Transition {
  /// The transition with these variables set to the given values instead of its own.
  fileprivate func resetting(
    _ variables: Set<Int>, _ value: (Int) -> Term
  ) -> Transition {
    Transition(
      step: step, choices: choices, inputs: inputs, requirements: requirements,
      updates: updates.filter { !variables.contains($0.variable) }
        + variables.sorted().map { Update($0, value($0)) },
      faults: faults, isFailure: isFailure)
  }
}
