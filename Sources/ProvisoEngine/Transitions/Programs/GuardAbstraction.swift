import ProvisoKernel

/// A program without the variables that a question does not read, directly or through assignments.
///
/// The guards that read such variables are left out, so the abstraction has every run of the program and
/// more. A condition that it keeps in every state is kept by the program, and a state that it does not
/// reach is not reached. A run that it has counts only if the program has it, too; otherwise the
/// variables of the guard that forbids it are added, and the search begins anew. This is localization
/// reduction with refinement by counterexamples (R. Kurshan, "Computer-Aided Verification of
/// Coordinating Processes", 1994; E. Clarke, O. Grumberg, S. Jha, Y. Lu, H. Veith,
/// "Counterexample-Guided Abstraction Refinement", CAV 2000).
///
/// Threads whose calls the question cannot see no longer depend on one another, so that their moves
/// need not be interleaved (`AmpleSets`).
struct GuardAbstraction {
  private let whole: TransitionSystem
  private let property: StateProperty
  /// The variables that each guard reads, by transition.
  private let reads: [[Set<Int>]]
  /// The terms that are assigned to each variable.
  private let assigned: [Int: [Term]]
  /// The variables that are not left out.
  private var kept: Set<Int> = []

  /// `nil` if the question is about more than single states, or the abstraction would be the whole.
  init?(_ whole: TransitionSystem, for property: StateProperty) {
    switch property.question {
    case .always, .reachable: break
    case .atTerminal, .overRuns: return nil
    }
    guard !whole.control.isEmpty else { return nil }
    self.whole = whole
    self.property = property
    reads = whole.transitions.map { transition in
      transition.requirements.map { whole.terms.variables(in: [$0.condition]) }
    }
    var assigned: [Int: [Term]] = [:]
    for update in whole.transitions.flatMap(\.updates) {
      assigned[update.variable, default: []].append(update.value)
    }
    self.assigned = assigned
    let roots =
      [property.holds, property.open] + whole.assumptions
      + whole.transitions.flatMap(\.faults).map(\.condition)
    keep(whole.terms.variables(in: roots).union(whole.control))
    guard leavesGuardsOut else { return nil }
  }

  /// Whether some guard is left out.
  private var leavesGuardsOut: Bool {
    reads.contains { $0.contains { !$0.isSubset(of: kept) } }
  }

  /// Adds variables, and those on which their values depend.
  private mutating func keep(_ variables: Set<Int>) {
    var open = Array(variables)
    while let variable = open.popLast() {
      guard kept.insert(variable).inserted else { continue }
      let values = (assigned[variable] ?? []) + [whole.initial[variable]].compactMap(\.self)
      open += whole.terms.variables(in: values)
    }
  }

  // MARK: Search

  /// The answer; `nil` if the limits end the search, or no variable that could be added rules a run out.
  func answer(
    within limits: ExplorationLimits, _ cancellation: Cancellation
  ) throws(Cancelled) -> Exploration? {
    var abstraction = self
    let watch = SearchLimit(seconds: limits.seconds, cancellation: cancellation)
    let start = ContinuousClock.now
    while watch.stopReason == nil {
      var own = limits
      own.seconds = max(limits.seconds - (ContinuousClock.now - start) / .seconds(1), 0.01)
      let system = try DeadVariables.applied(
        to: abstraction.system, for: [property], cancellation)
      guard ExplicitSearch.obstacle(to: system) == nil else { return nil }
      var found = ExplicitSearch.run(
        system, for: [property], limits: own, cancellation: cancellation, isReduced: true)
      guard found.fault == nil, !found.hasNoInitialState, let answer = found.answers.first,
        answer.isDecided
      else { return nil }
      guard !answer.runs.isEmpty else { return found.isExhaustive ? found : nil }
      let runs = answer.runs.map(abstraction.completed)
      let interpreter = TransitionInterpreter(whole)
      let real = runs.filter { interpreter.replay($0) != nil }
      if !real.isEmpty {
        found.answers[0].runs = real
        found.isExhaustive = false
        return found
      }
      guard abstraction.refine(by: runs[0]) else { return nil }
    }
    return nil
  }

  /// The abstraction as a system, whose transitions, variables and inputs have the same indices.
  private var system: TransitionSystem {
    whole.hiding(
      hidden,
      transitions: zip(whole.transitions, reads).map { old, reads in
        let requirements = zip(old.requirements, reads).filter { $1.isSubset(of: kept) }.map(\.0)
        let updates = old.updates.filter { kept.contains($0.variable) }
        let terms =
          requirements.map(\.condition) + updates.map(\.value) + old.faults.map(\.condition)
        let inputs = whole.terms.unknowns(in: terms)
        return Transition(
          step: old.step, choices: old.choices, inputs: old.inputs.filter(inputs.contains),
          requirements: requirements, updates: updates, faults: old.faults,
          isFailure: old.isFailure)
      })
  }

  /// The run with values for what is left out: initial values, and inputs.
  private func completed(_ run: TransitionRun) -> TransitionRun {
    whole.completed(run, hidden: hidden)
  }

  private var hidden: Set<Int> { Set(whole.variables.indices).subtracting(kept) }

  /// Adds the variables of the guards that forbid a run of the abstraction.
  ///
  /// - Returns: Whether there are any.
  private mutating func refine(by run: TransitionRun) -> Bool {
    let interpreter = TransitionInterpreter(whole)
    guard interpreter.isInitial(run.start) else { return false }
    var state = run.start
    for move in run.moves {
      let transition = whole.transitions[move.transition]
      let forbidding = zip(transition.requirements, reads[move.transition]).filter { guardTerm, _ in
        !interpreter.holds(guardTerm.condition, in: state, inputs: move.inputs)
      }
      if !forbidding.isEmpty {
        let before = kept.count
        for (_, variables) in forbidding { keep(variables) }
        return kept.count > before
      }
      state = interpreter.state(after: move.transition, from: state, inputs: move.inputs)
    }
    return false
  }
}
