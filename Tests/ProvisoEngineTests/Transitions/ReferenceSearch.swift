import ProvisoKernel

/// A plain search to compare the engines with: it uses sets of states and the term evaluator.
struct ReferenceSearch {
  struct Step {
    let move: TransitionRun.Move
    let state: [Value]
  }

  /// All initial states; the free variables have finite sorts.
  static func firstStates(of system: TransitionSystem, _ interpreter: TransitionInterpreter)
    -> [[Value]]
  {
    var states: [[Value]] = [[]]
    for (index, variable) in system.variables.enumerated() {
      let values: [Value]
      if let term = system.initial[index] {
        guard case .constant(let value) = system.terms[term] else { return [] }
        values = [value]
      } else {
        values = variable.sort.values ?? []
      }
      states = states.flatMap { state in values.map { state + [$0] } }
    }
    return states.filter(interpreter.isInitial)
  }

  /// All moves that are enabled in a state, each with the state after it.
  static func successors(
    of state: [Value], in system: TransitionSystem, _ interpreter: TransitionInterpreter
  ) -> [Step] {
    var found: [Step] = []
    for (index, transition) in system.transitions.enumerated() {
      var choices: [[Int: Value]] = [[:]]
      for input in transition.inputs {
        let values = system.inputs[input]?.values ?? []
        choices = choices.flatMap { choice in
          values.map { choice.merging([input: $0]) { $1 } }
        }
      }
      for inputs in choices where interpreter.isEnabled(index, in: state, inputs: inputs) {
        found.append(
          Step(
            move: TransitionRun.Move(index, inputs: inputs),
            state: interpreter.state(after: index, from: state, inputs: inputs)))
      }
    }
    return found
  }
}
