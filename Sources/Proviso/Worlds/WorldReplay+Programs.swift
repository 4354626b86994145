import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoWorlds

/// Describes the calls of agents that follow a plan, without the internal steps between them.
extension WorldReplay {
  /// The steps of a run. If a call begins, has its effect and ends with no other call in between,
  /// it is one step.
  func trace(_ history: WorldHistory, run: TransitionRun, of program: Program) -> [TraceStep] {
    var moves: [(index: Int, step: ProgramStep)] = []
    for (index, move) in history.moves.enumerated() {
      if let step = move.program, step.call != nil { moves.append((index, step)) }
    }
    var out: [TraceStep] = []
    var next = 0
    while next < moves.count {
      var last = next
      if case .begin = moves[next].step.event {
        while last + 1 < moves.count, moves[last + 1].step.call == moves[next].step.call,
          last - next < 2
        {
          last += 1
        }
      } else if case .effect = moves[next].step.event, next + 1 < moves.count,
        moves[next + 1].step.call == moves[next].step.call
      {
        last = next + 1
      }
      out.append(
        step(
          at: moves[next...last].map(\.index), last: moves[last].step, history: history, run: run))
      next = last + 1
    }
    return out
  }

  /// A call that is about to begin.
  func beginning(of call: Int, in program: Program) -> TraceStep {
    let step = problem.system.steps[call]
    return TraceStep(step: step.name, action: step.agent, outcome: .inFlight, changes: [])
  }

  private func step(
    at indices: [Int], last: ProgramStep, history: WorldHistory, run: TransitionRun
  ) -> TraceStep {
    var choices: [String] = []
    var changes: [TraceStep.Change] = []
    for index in indices {
      let transition = problem.system.transitions[run.moves[index].transition]
      if !transition.isFailure || indices.count == 1 {
        choices += self.choices(of: transition, run.moves[index])
      }
      changes += self.changes(from: history.states[index], to: history.states[index + 1])
    }
    let first = run.moves[indices[0]]
    let step = problem.system.steps[problem.system.transitions[first.transition].step]
    let outcome: StepOutcome =
      switch last.event {
      case .fail, .refuse: .failed
      case .done: .done
      default: .inFlight
      }
    let name = choices.isEmpty ? step.name : "\(step.name) with \(choices.joined(separator: ", "))"
    return TraceStep(
      step: last.event == .refuse ? "\(name), not allowed here by its contract," : name,
      action: step.agent, outcome: outcome, changes: changes)
  }

  private func choices(of transition: Transition, _ move: TransitionRun.Move) -> [String] {
    var parts = transition.choices
    for input in transition.inputs {
      guard let value = move.inputs[input] else { continue }
      let name = problem.system.terms.unknowns[input].name
      let short =
        name.split(whereSeparator: { $0 == "." || $0 == " " }).last.map(String.init) ?? name
      parts.append("\(short) = \(WorldLayout.name(of: value, problem.model))")
    }
    return parts
  }
}
