import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

extension WorldJudge {
  /// The argument for an answer that no run shows and no induction proves; `nil` for other answers.
  func argument(
    for answer: ExplorationAnswer, to question: WorldProblem.Question
  ) -> PropertyEvidence.Argument? {
    if case .undecided = answer.verdict { return nil }
    guard answer.runs.isEmpty else { return nil }
    switch answer.method {
    case .exhaustive: return .init(.exhaustive, "every reachable state was visited and evaluated")
    case .orderIdeals:
      return .init(.exhaustive, "every reachable set of steps was visited and evaluated")
    case .bounded:
      let depth = answer.depth.map { " (\($0) steps)" } ?? ""
      return .init(
        .bounded,
        "the solver searched all runs up to the longest one\(depth); its queries are not written")
    case .kInduction, .pdr: return nil
    }
  }

  /// The result of a run that was recorded earlier, which is replayed from the source of the world.
  func replayed(_ recorded: RecordedRun, of problem: WorldProblem) -> Answer {
    var properties: [PropertyResult] = []
    var depth = 0
    for (index, property) in spec.properties.enumerated() where property.name == recorded.property {
      var tally = PropertyTally(of: property)
      tally.add(outcome(of: recorded, for: index, in: problem), by: .replay)
      properties.append(tally.finish { _, _ in })
    }
    if case .world(let run) = recorded.steps { depth = run.moves.count }
    return Answer(
      properties: properties,
      exploration: ExplorationInfo(
        states: nil, transitions: nil, terminalStates: nil, depth: depth, isExhaustive: false),
      assumptions: assumptions())
  }

  private func outcome(
    of recorded: RecordedRun, for index: Int, in problem: WorldProblem
  ) -> InstanceOutcome {
    guard case .world(let run) = recorded.steps else {
      return .undecided(
        ForeignRun.reason("the run is one of a plan's steps, and the input is a world"))
    }
    let question = problem.questions.first {
      $0.property == index && !$0.isProbe && $0.values == recorded.values
    }
    guard let question else { return .undecided("the property has no such instance here") }
    if let absence = problem.absence(of: run) { return .undecided(ForeignRun.reason(absence)) }
    let replay = WorldReplay(problem)
    if case .failure(let trouble) = replay.history(of: run), let place = trouble.place {
      return .undecided(ForeignRun.reason(place))
    }
    switch replay.violation(run, for: question) {
    case .undecided(let reason):
      return .undecided(
        reason == OrderReplay.disagreement
          ? ForeignRun.noEvidence(for: spec.properties[index]) : reason)
    case .violation(let violation):
      return spec.properties[index].kind == .possible
        ? .reached(violation) : .violated([violation])
    }
  }
}

extension WorldProblem {
  /// Why a run has other steps or values than the world, as a clause; `nil` if it has not.
  fileprivate func absence(of run: TransitionRun) -> String? {
    guard run.start.count == system.variables.count else {
      return
        "its first state has \(run.start.count) values, and a state of the world has \(system.variables.count)"
    }
    for (index, variable) in system.variables.enumerated()
    where !variable.sort.contains(run.start[index]) {
      return "value \(index + 1) of its first state is of another type"
    }
    for (number, move) in run.moves.enumerated() {
      let place = "step \(number + 1) of \(run.moves.count)"
      guard system.transitions.indices.contains(move.transition) else {
        return "\(place) is no step of the world"
      }
      for input in system.transitions[move.transition].inputs {
        guard let value = move.inputs[input], let sort = system.inputs[input], !sort.contains(value)
        else { continue }
        return "\(place) has a value of another type"
      }
    }
    if let loop = run.loop, loop < 0 || loop >= run.moves.count {
      return "it repeats from a state that it does not have"
    }
    return nil
  }
}
