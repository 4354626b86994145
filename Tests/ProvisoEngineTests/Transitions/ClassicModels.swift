import ProvisoKernel

/// Models with published numbers of states.
enum ClassicModels {
  /// Two-phase commit after Lamport's TwoPhase.tla, with the given number of resource managers, and
  /// its invariant: no manager commits while another aborts. TLC finds 288 states for 3 managers.
  static func twoPhaseCommit(_ managers: Int) -> (TransitionSystem, [StateProperty]) {
    var model = ModelBuilder()
    let phases: [Value] = ["working", "prepared", "committed", "aborted"].map { .string(Text($0)) }
    let coordinator: [Value] = ["init", "committed", "aborted"].map { .string(Text($0)) }
    let rm = (0..<managers).map {
      model.variable("rm\($0)", sort: .finite(phases), first: phases[0])
    }
    let tm = model.variable("tm", sort: .finite(coordinator), first: coordinator[0])
    let known = (0..<managers).map {
      model.variable("tmPrepared\($0)", sort: .bool, first: .bool(false))
    }
    let sent = (0..<managers).map {
      model.variable("msgPrepared\($0)", sort: .bool, first: .bool(false))
    }
    let commit = model.variable("msgCommit", sort: .bool, first: .bool(false))
    let abort = model.variable("msgAbort", sort: .bool, first: .bool(false))
    model.step(
      "commit", guards: [model.eq(tm, coordinator[0])] + known.map { model.isTrue($0) },
      writes: [(tm, coordinator[1]), (commit, .bool(true))])
    model.step(
      "abort", guards: [model.eq(tm, coordinator[0])],
      writes: [(tm, coordinator[2]), (abort, .bool(true))])
    for r in 0..<managers {
      model.step(
        "receive(\(r))", guards: [model.eq(tm, coordinator[0]), model.isTrue(sent[r])],
        writes: [(known[r], .bool(true))])
      model.step(
        "prepare(\(r))", guards: [model.eq(rm[r], phases[0])],
        writes: [(rm[r], phases[1]), (sent[r], .bool(true))])
      model.step(
        "choose to abort(\(r))", guards: [model.eq(rm[r], phases[0])], writes: [(rm[r], phases[3])])
      model.step(
        "receive commit(\(r))", guards: [model.isTrue(commit)], writes: [(rm[r], phases[2])])
      model.step("receive abort(\(r))", guards: [model.isTrue(abort)], writes: [(rm[r], phases[3])])
    }
    var clauses: [Term] = []
    for a in 0..<managers {
      for b in 0..<managers where a != b {
        clauses.append(
          model.store.not(model.store.and(model.eq(rm[a], phases[2]), model.eq(rm[b], phases[3]))))
      }
    }
    let isConsistent = model.store.and(clauses)
    // INVARIANT: the table is copied after all terms are made.
    return (model.system, [StateProperty(.always, holds: isConsistent)])
  }

  /// Dining philosophers who all take the left fork first, and the property that somebody can
  /// always do something. Spin, TLC and NuSMV find 82 states for 5 philosophers.
  static func philosophers(_ count: Int) -> (TransitionSystem, [StateProperty]) {
    var model = ModelBuilder()
    let moods: [Value] = ["think", "one", "eat"].map { .string(Text($0)) }
    let p = (0..<count).map { model.variable("p\($0)", sort: .finite(moods), first: moods[0]) }
    // The philosopher on its right holds a fork, or the left neighbour who eats.
    func isFree(_ fork: Int) -> [Term] {
      [
        model.eq(p[fork], moods[0]),
        model.store.not(model.eq(p[(fork + count - 1) % count], moods[2])),
      ]
    }
    for i in 0..<count {
      model.step("first(\(i))", guards: isFree(i), writes: [(p[i], moods[1])])
      model.step(
        "second(\(i))", guards: [model.eq(p[i], moods[1])] + isFree((i + 1) % count),
        writes: [(p[i], moods[2])])
      model.step("drop(\(i))", guards: [model.eq(p[i], moods[2])], writes: [(p[i], moods[0])])
    }
    let stuck = model.store.and(p.map { model.eq($0, moods[1]) })
    let eats = model.eq(p[0], moods[2])
    let goesOn = model.store.not(stuck)
    return (
      model.system,
      [
        StateProperty(.always, holds: goesOn),
        StateProperty(.atTerminal(includingStart: false), holds: .never),
        StateProperty(.reachable, holds: eats),
        StateProperty(.overRuns(.eventually, [eats]), holds: .always),
      ]
    )
  }
}

/// Builds a transition system with one agent, in which each step is one transition.
struct ModelBuilder {
  let store = TermStore()
  private(set) var variables: [StateVariable] = []
  private(set) var initial: [Term?] = []
  private(set) var steps: [AgentStep] = []
  private(set) var transitions: [Transition] = []
  private(set) var lines: [String] = []

  /// Adds a variable; without an initial value, it can start with any.
  mutating func variable(
    _ name: String, sort: Sort, first: Value?, mayBeNull: Bool = false
  ) -> Int {
    variables.append(StateVariable(name: name, sort: sort, mayBeNull: mayBeNull))
    initial.append(first.map(store.constant))
    return variables.count - 1
  }

  func eq(_ variable: Int, _ value: Value) -> Term {
    store.equal(store.variable(variable), store.constant(value))
  }

  func isTrue(_ variable: Int) -> Term { store.isTrue(store.variable(variable)) }

  /// Adds a step that writes constants.
  mutating func step(_ name: String, guards: [Term], writes: [(Int, Value)]) {
    step(name, guards, updates: writes.map { Transition.Update($0.0, store.constant($0.1)) })
  }

  /// Adds a step.
  mutating func step(
    _ name: String, _ guards: [Term], updates: [Transition.Update], inputs: [Int] = []
  ) {
    steps.append(AgentStep(name: name, agent: ""))
    let requirements = guards.map { guardTerm in
      lines.append("\(name), line \(lines.count + 1)")
      return Transition.Requirement(guardTerm, index: lines.count - 1)
    }
    transitions.append(
      Transition(
        step: steps.count - 1, inputs: inputs, requirements: requirements, updates: updates))
  }

  var system: TransitionSystem { system(inputs: [:]) }

  func system(inputs: [Int: Sort]) -> TransitionSystem {
    TransitionSystem(
      terms: store.table, variables: variables, initial: initial, assumptions: [], inputs: inputs,
      steps: steps, transitions: transitions, requirements: lines)
  }
}
