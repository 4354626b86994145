import ProvisoKernel

/// A system without the variables and inputs that no guard, fault or question can see: what is left of a
/// system whose own states cannot all be enumerated.
///
/// What agents can do and what holds depends on the visible part alone, so every run of the part is one of
/// the system, with any values for the rest.
struct VisiblePart {
  let system: TransitionSystem
  private let whole: TransitionSystem
  /// The variables left out.
  private let hidden: Set<Int>

  /// `nil` where everything can be seen.
  ///
  /// - Parameter keepsFinite: whether variables and inputs of finite sorts stay in any case, for the sake of
  ///   figures and of loops.
  init?(_ whole: TransitionSystem, _ properties: [StateProperty], keepsFinite: Bool = true) {
    let (variables, inputs) = VisiblePart.seen(in: whole, by: properties, keepsFinite)
    let hidden = Set(
      whole.variables.indices.filter {
        !(keepsFinite && whole.variables[$0].sort.values != nil) && !variables.contains($0)
      })
    let hiddenInputs = Set(
      whole.inputs.keys.filter {
        !(keepsFinite && whole.inputs[$0]?.values != nil) && !inputs.contains($0)
      })
    guard !hidden.isEmpty || !hiddenInputs.isEmpty else { return nil }
    self.whole = whole
    self.hidden = hidden
    let store = TermStore(whole.terms)
    let null = store.constant(.null)
    system = TransitionSystem(
      terms: store.table,
      variables: whole.variables.enumerated().map { place, variable in
        guard hidden.contains(place) else { return variable }
        return StateVariable(
          name: variable.name, sort: variable.sort, mayBeNull: true, isFixed: true)
      },
      initial: whole.initial.enumerated().map { hidden.contains($0) ? null : $1 },
      assumptions: whole.assumptions, inputs: whole.inputs, steps: whole.steps,
      transitions: whole.transitions.map { old in
        Transition(
          step: old.step, choices: old.choices,
          inputs: old.inputs.filter { !hiddenInputs.contains($0) }, requirements: old.requirements,
          updates: old.updates.filter { !hidden.contains($0.variable) }, faults: old.faults,
          isFailure: old.isFailure)
      }, requirements: whole.requirements, control: whole.control)
  }

  /// The variables and inputs on which guards, faults and questions depend, at once or by way of others;
  /// a variable of a finite sort that is kept counts as a question, too.
  private static func seen(
    in system: TransitionSystem, by properties: [StateProperty], _ keepsFinite: Bool
  ) -> (variables: Set<Int>, inputs: Set<Int>) {
    var roots = system.assumptions
    for property in properties {
      roots += [property.holds, property.open]
      if case .overRuns(_, let terms) = property.question { roots += terms }
    }
    var writers: [Int: [Term]] = [:]
    for transition in system.transitions {
      roots += transition.requirements.map(\.condition) + transition.faults.map(\.condition)
      for update in transition.updates {
        writers[update.variable, default: []].append(update.value)
      }
    }
    var variables: Set<Int> = []
    var inputs: Set<Int> = []
    func see(_ variable: Int) {
      guard variables.insert(variable).inserted else { return }
      roots += writers[variable] ?? []
      if let term = system.initial[variable] { roots.append(term) }
    }
    for place in system.variables.indices
    where keepsFinite && system.variables[place].sort.values != nil {
      see(place)
    }
    var met: Set<Term> = []
    while let term = roots.popLast() {
      guard met.insert(term).inserted else { continue }
      switch system.terms[term] {
      case .variable(let place): see(place)
      case .unknown(let place): inputs.insert(place)
      case let node: roots += node.operands
      }
    }
    return (variables, inputs)
  }

  /// What was found out about the part, told of the whole: runs with values for what was left out, and no
  /// figures, for those are not of the whole.
  func told(_ found: Exploration) -> Exploration {
    var told = found
    told.states = nil
    told.transitions = nil
    told.terminalStates = nil
    for place in told.answers.indices {
      let runs = told.answers[place].runs
      let known = runs.compactMap(completed)
      told.answers[place].runs = known
      if known.isEmpty, !runs.isEmpty {
        // The loop of the part is none of the whole, which never comes back to the same state.
        let names = hidden.sorted().map { "`\(whole.variables[$0].name)`" }.joined(separator: ", ")
        told.answers[place].verdict = .undecided(
          "a run goes on for ever in a loop, but for changes of \(names)")
      }
    }
    if let fault = told.fault { told.fault = completed(fault.run).map { (fault.fault, $0) } }
    return told
  }

  /// The run with values for what was left out; `nil` where that is no run of the whole.
  private func completed(_ run: TransitionRun) -> TransitionRun? {
    let interpreter = TransitionInterpreter(whole)
    var start = run.start
    for place in hidden where whole.initial[place] == nil {
      start[place] = whole.variables[place].sort.plainest
    }
    for place in FirstStates.order(whole) ?? [] where hidden.contains(place) {
      if let term = whole.initial[place] { start[place] = interpreter.value(term, in: start) }
    }
    let moves = run.moves.map { move in
      var inputs = move.inputs
      for input in whole.transitions[move.transition].inputs where inputs[input] == nil {
        inputs[input] = whole.inputs[input]?.plainest
      }
      return TransitionRun.Move(move.transition, inputs: inputs)
    }
    let completed = TransitionRun(start: start, moves: moves, loop: run.loop)
    return interpreter.replay(completed) == nil ? nil : completed
  }
}

extension Sort {
  /// Some value of the sort that needs no explanation.
  fileprivate var plainest: Value {
    switch self {
    case .bool: .bool(false)
    case .integer, .decimal: .number(.zero)
    case .string: .string("")
    case .finite(let values): values.first ?? .null
    case .any: .null
    }
  }
}
