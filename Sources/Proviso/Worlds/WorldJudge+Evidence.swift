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
      return .undecided("the run is one of a plan's steps, and this input is a world")
    }
    let question = problem.questions.first {
      $0.property == index && !$0.isProbe && $0.values == recorded.values
    }
    guard let question else { return .undecided("the property has no such instance here") }
    guard problem.admits(run) else {
      return .undecided("the world has no such run: a step or a value is not one of it")
    }
    switch WorldReplay(problem).violation(run, for: question) {
    case .undecided(let reason): return .undecided(reason)
    case .violation(let violation):
      return spec.properties[index].kind == .possible
        ? .reached(violation) : .violated([violation])
    }
  }
}

extension WorldProblem {
  /// Whether a run has a value for each variable, and only transitions and inputs of the system.
  fileprivate func admits(_ run: TransitionRun) -> Bool {
    run.start.count == system.variables.count
      && run.moves.allSatisfy { system.transitions.indices.contains($0.transition) }
      && (run.loop.map { $0 >= 0 && $0 < run.moves.count } ?? true)
  }
}
