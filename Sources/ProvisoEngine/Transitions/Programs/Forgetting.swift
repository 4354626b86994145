import ProvisoKernel

/// Forgets what a thread of a program has learnt and never looks at again: what a call gave, once the
/// conditions that ask for it are behind. States that differ only in that are one.
///
/// This is the analysis of live variables (A. Aho, M. Lam, R. Sethi, J. Ullman, "Compilers", section
/// 9.2.5), for variables that one thread alone reads and writes and that no question sees.
struct Forgetting {
  private let system: TransitionSystem
  /// What each transition touches, in their order.
  private var flows: [Flow] = []

  private struct Flow {
    /// The thread, and where it stands before; `nil` where that cannot be told.
    var home: (variable: Int, place: Value)?
    /// Where the thread stands after.
    var target: Value?
    /// The threads beside its own that it moves, and where to.
    var moved: [(variable: Int, place: Value)] = []
    var reads: Set<Int> = []
    var writes: Set<Int> = []
  }

  /// The system in which what is not needed any more has its first value again.
  static func applied(
    to system: TransitionSystem, for properties: [StateProperty]
  ) -> TransitionSystem {
    guard !system.control.isEmpty else { return system }
    var forgetting = Forgetting(system: system)
    forgetting.flows = system.transitions.map { forgetting.flow(of: $0) }
    return forgetting.system(for: properties)
  }

  private init(system: TransitionSystem) { self.system = system }

  private func flow(of transition: Transition) -> Flow {
    var flow = Flow()
    var read = transition.faults.map(\.condition)
    for (number, requirement) in transition.requirements.enumerated() {
      if number == 0, let home = system.place(saidBy: requirement.condition) {
        flow.home = home
        flow.target = home.place
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
      let places = system.places(of: update.value, in: update.variable)
      if update.variable == flow.home?.variable {
        flow.target = places?.count == 1 ? places?.first : nil
      } else if let places {
        flow.moved += places.map { (update.variable, $0) }
        read.append(update.value)
      } else {
        flow.home = nil
      }
    }
    flow.reads = system.terms.variables(in: read)
    return flow
  }

  private func system(for properties: [StateProperty]) -> TransitionSystem {
    // Where a move leads is to be known of all of them.
    guard flows.allSatisfy({ $0.home != nil && $0.target != nil }) else { return system }
    let own = variables(unseenBy: properties)
    guard own.contains(where: { !$0.value.isEmpty }) else { return system }
    let store = TermStore(system.terms)
    var transitions = system.transitions
    for (control, variables) in own where !variables.isEmpty {
      let live = live(variables, in: control)
      for (number, flow) in flows.enumerated() {
        guard let home = flow.home, home.variable == control, let target = flow.target else {
          continue
        }
        let after = live[target] ?? []
        let known = (live[home.place] ?? []).union(flow.writes.intersection(variables))
        let forgotten = known.subtracting(after)
        guard !forgotten.isEmpty else { continue }
        transitions[number] = transitions[number].forgetting(forgotten) { variable in
          system.initial[variable] ?? store.constant(.null)
        }
      }
    }
    return TransitionSystem(
      terms: store.table, variables: system.variables, initial: system.initial,
      assumptions: system.assumptions, inputs: system.inputs, steps: system.steps,
      transitions: transitions, requirements: system.requirements, control: system.control)
  }

  /// The variables that one thread alone touches, with a constant to begin with, by its control variable.
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

  /// Which of the variables a thread may still read before it writes them, by where it stands.
  private func live(_ variables: Set<Int>, in control: Int) -> [Value: Set<Int>] {
    var moves: [Value: [(reads: Set<Int>, writes: Set<Int>, target: Value)]] = [:]
    var before: [Value: Set<Value>] = [:]
    var entries: Set<Value> = []
    for flow in flows {
      if let home = flow.home, home.variable == control, let target = flow.target {
        moves[home.place, default: []].append(
          (flow.reads.intersection(variables), flow.writes.intersection(variables), target))
        before[target, default: []].insert(home.place)
      }
      for moved in flow.moved where moved.variable == control { entries.insert(moved.place) }
    }
    // Others take up a thread that stands still, wherever that is.
    let places = Set(moves.keys).union(before.keys).union(entries)
    for place in places where moves[place] == nil {
      moves[place] = entries.map { ([], [], $0) }
      for entry in entries { before[entry, default: []].insert(place) }
    }
    var live: [Value: Set<Int>] = [:]
    var open = Array(places)
    while let place = open.popLast() {
      var needed: Set<Int> = []
      for move in moves[place] ?? [] {
        needed.formUnion(move.reads)
        needed.formUnion((live[move.target] ?? []).subtracting(move.writes))
      }
      guard needed != live[place] ?? [] else { continue }
      live[place] = needed
      open += before[place] ?? []
    }
    return live
  }
}

extension TransitionSystem {
  /// The places that a value of a control variable stands for, where it does not leave the thread where it
  /// is; `nil` where it can be anything.
  func places(of value: Term, in control: Int) -> [Value]? {
    switch terms[value] {
    case .constant(let place): return [place]
    case .variable(control): return []
    case .ite(_, let yes, let no):
      guard let first = places(of: yes, in: control), let second = places(of: no, in: control)
      else { return nil }
      return first + second
    default: return nil
    }
  }

  /// The thread and the place where a condition says no more than that the thread stands there.
  func place(saidBy condition: Term) -> (variable: Int, place: Value)? {
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
  /// The transition after which variables have other values, whatever it would give them.
  fileprivate func forgetting(
    _ variables: Set<Int>, _ value: (Int) -> Term
  ) -> Transition {
    Transition(
      step: step, choices: choices, inputs: inputs, requirements: requirements,
      updates: updates.filter { !variables.contains($0.variable) }
        + variables.sorted().map { Update($0, value($0)) },
      faults: faults, isFailure: isFailure)
  }
}
