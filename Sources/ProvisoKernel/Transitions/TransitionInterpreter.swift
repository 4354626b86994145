/// Executes a transition system concretely, one transition at a time, with the meaning that
/// `TermEvaluator` gives to terms. It is slow and simple, and the tests compare the engines with
/// it.
public struct TransitionInterpreter {
  private let system: TransitionSystem
  private let evaluator: TermEvaluator

  /// Executes `system`.
  public init(_ system: TransitionSystem) {
    self.system = system
    evaluator = TermEvaluator(terms: system.terms, system: .empty)
  }

  /// The value of a term in a state.
  public func value(_ term: Term, in state: [Value], inputs: [Int: Value] = [:]) -> Value {
    evaluator.value(of: term, at: Moment(values: state), unknowns: inputs)
  }

  /// Whether a condition holds in a state.
  public func holds(_ term: Term, in state: [Value], inputs: [Int: Value] = [:]) -> Bool {
    value(term, in: state, inputs: inputs) == .bool(true)
  }

  /// Whether the state is an initial state.
  public func isInitial(_ state: [Value]) -> Bool {
    guard state.count == system.variables.count else { return false }
    for (index, variable) in system.variables.enumerated() {
      if let term = system.initial[index] {
        if value(term, in: state) != state[index] { return false }
      } else if !variable.sort.contains(state[index]) {
        return false
      }
    }
    return system.assumptions.allSatisfy { holds($0, in: state) }
  }

  /// Whether the transition can happen.
  public func isEnabled(_ transition: Int, in state: [Value], inputs: [Int: Value] = [:]) -> Bool {
    system.transitions[transition].requirements.allSatisfy {
      holds($0.condition, in: state, inputs: inputs)
    }
  }

  /// The state after an enabled transition.
  public func state(after transition: Int, from state: [Value], inputs: [Int: Value] = [:])
    -> [Value]
  {
    var next = state
    for update in system.transitions[transition].updates {
      next[update.variable] = value(update.value, in: state, inputs: inputs)
    }
    return next
  }

  /// The states of a run, the initial one included; `nil` if the system does not have this run.
  public func replay(_ run: TransitionRun) -> [[Value]]? {
    guard isInitial(run.start) else { return nil }
    var states = [run.start]
    var state = run.start
    for move in run.moves {
      guard system.transitions.indices.contains(move.transition) else { return nil }
      for input in system.transitions[move.transition].inputs {
        guard let value = move.inputs[input], let sort = system.inputs[input],
          sort.contains(value)
        else { return nil }
      }
      guard isEnabled(move.transition, in: state, inputs: move.inputs) else { return nil }
      state = self.state(after: move.transition, from: state, inputs: move.inputs)
      states.append(state)
    }
    if let loop = run.loop {
      guard states.indices.contains(loop), loop < states.count - 1, states[loop] == state else {
        return nil
      }
    }
    return states
  }
}

extension Sort {
  /// Whether the value belongs to the sort.
  public func contains(_ value: Value) -> Bool {
    switch (self, value) {
    case (.bool, .bool), (.decimal, .number), (.string, .string), (.any, _): true
    case (.integer, .number(let number)): number.isInteger
    case (.finite(let values), _): values.contains(value)
    default: false
    }
  }
}
