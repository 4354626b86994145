import ProvisoKernel

/// A system without the variables and inputs that no guard, fault or property can see: its cone of
/// influence.
///
/// Guards and properties depend only on the visible part, so each finite run of the part becomes a
/// run of the system once the hidden variables and inputs have values. A loop need not: the hidden
/// part may never return to the same state. So each run is completed and replayed on the whole
/// system.
struct VisiblePart {
  let system: TransitionSystem
  private let whole: TransitionSystem
  /// The variables that are left out.
  private let hidden: Set<Int>

  /// `nil` if everything is visible.
  ///
  /// - Parameter keepsFinite: Whether to keep all variables and inputs of finite sorts, so that
  ///   figures about states and loops stay those of the whole system.
  init?(_ whole: TransitionSystem, properties: [StateProperty], keepsFinite: Bool = true) {
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
    system = whole.hiding(
      hidden,
      transitions: whole.transitions.map { old in
        Transition(
          step: old.step, choices: old.choices,
          inputs: old.inputs.filter { !hiddenInputs.contains($0) }, requirements: old.requirements,
          updates: old.updates.filter { !hidden.contains($0.variable) }, faults: old.faults,
          isFailure: old.isFailure)
      })
  }

  /// The variables and inputs on which guards, faults and properties depend, directly or through
  /// others. If finite variables are kept, everything that these depend on is included, too.
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
    for index in system.variables.indices
    where keepsFinite && system.variables[index].sort.values != nil {
      see(index)
    }
    var met: Set<Term> = []
    while let term = roots.popLast() {
      guard met.insert(term).inserted else { continue }
      switch system.terms[term] {
      case .variable(let index): see(index)
      case .unknown(let index): inputs.insert(index)
      case let node: roots += node.operands
      }
    }
    return (variables, inputs)
  }

  /// The results for the whole system: runs with values for the hidden variables and inputs, and no
  /// figures, because the whole has other states.
  func told(_ found: Exploration) -> Exploration {
    var told = found
    told.states = nil
    told.transitions = nil
    told.terminalStates = nil
    told.representatives = nil
    for index in told.answers.indices {
      let runs = told.answers[index].runs
      let known = runs.compactMap(completed)
      told.answers[index].runs = known
      if known.isEmpty, !runs.isEmpty {
        // The loop of the part is not a loop of the whole, which never returns to the same state.
        let names = hidden.sorted().map { "`\(whole.variables[$0].name)`" }.joined(separator: ", ")
        told.answers[index].verdict = .undecided(
          "the run that was found is a loop only if changes of \(names) are ignored")
      }
    }
    if let fault = told.fault { told.fault = completed(fault.run).map { (fault.fault, $0) } }
    return told
  }

  /// The run with values for the hidden variables and inputs; `nil` if the whole system does not
  /// allow it.
  private func completed(_ run: TransitionRun) -> TransitionRun? {
    let completed = whole.completed(run, hidden: hidden)
    return TransitionInterpreter(whole).replay(completed) == nil ? nil : completed
  }
}

extension TransitionSystem {
  /// The system without the values of some variables, under the same indices.
  ///
  /// - Parameter transitions: the transitions, which neither read nor write these variables.
  func hiding(_ hidden: Set<Int>, transitions: [Transition]) -> TransitionSystem {
    let store = TermStore(terms)
    let null = store.constant(.null)
    return TransitionSystem(
      terms: store.table,
      variables: variables.enumerated().map { index, variable in
        guard hidden.contains(index) else { return variable }
        return StateVariable(
          name: variable.name, sort: variable.sort, mayBeNull: true, isFixed: true)
      },
      initial: initial.enumerated().map { hidden.contains($0) ? null : $1 },
      assumptions: assumptions, inputs: inputs, steps: steps, transitions: transitions,
      requirements: requirements, control: control)
  }

  /// A run of a part of the system, with simple values for the hidden variables and inputs. The system
  /// need not have it.
  func completed(_ run: TransitionRun, hidden: Set<Int>) -> TransitionRun {
    let interpreter = TransitionInterpreter(self)
    var start = run.start
    for index in hidden where initial[index] == nil {
      start[index] = variables[index].sort.plainest
    }
    for index in InitialStates.order(self) ?? [] where hidden.contains(index) {
      if let term = initial[index] { start[index] = interpreter.value(term, in: start) }
    }
    let moves = run.moves.map { move in
      var values = move.inputs
      for input in transitions[move.transition].inputs where values[input] == nil {
        values[input] = inputs[input]?.plainest
      }
      return TransitionRun.Move(move.transition, inputs: values)
    }
    return TransitionRun(start: start, moves: moves, loop: run.loop)
  }
}

extension Sort {
  /// A simple value of the sort.
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
