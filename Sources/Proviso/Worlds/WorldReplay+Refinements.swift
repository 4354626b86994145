import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoWorlds

/// Runs that break a `refines`.
extension WorldReplay {
  /// The steps of the other world that are named in a message at most.
  private static let mostNamed = 3
  /// The parts of a state that are named in a message at most.
  private static let mostParts = 12

  /// Describes a run whose last step, or a step that is possible after it, is no step of the other world.
  func violation(
    _ run: TransitionRun, _ history: WorldHistory, of refinement: Refinement,
    for question: WorldProblem.Question
  ) -> Outcome {
    let executor: RefinementExecutor
    do throws(WorldLayout.Failure) {
      executor = try RefinementExecutor(refinement, own: problem.builder.universe)
    } catch {
      return .undecided(error.reason)
    }
    var states: [[Value]] = []
    for state in history.states {
      switch executor.state(for: state) {
      case .open(let reason): return .undecided(reason)
      case .known(let state): states.append(state)
      }
    }
    switch executor.isInitial(states[0]) {
    case .open(let reason): return .undecided(reason)
    case .known(true): break
    case .known(false):
      return outsideStart(run, history, states, of: executor, for: question)
    }
    var steps: [RefinedRun.Step] = []
    for index in history.moves.indices {
      switch step(from: states[index], to: states[index + 1], executor) {
      case .open(let reason): return .undecided(reason)
      case .known(let step): steps.append(step)
      }
      if steps.last == RefinedRun.Step.none, question.isAbout(history.moves[index].action) {
        let prefix = TransitionRun(start: run.start, moves: Array(run.moves.prefix(index + 1)))
        return described(
          prefix, history.prefix(index + 1), Array(states.prefix(index + 2)), steps, executor,
          question)
      }
    }
    return next(after: run, history, states, steps, executor, question)
  }

  /// The counterpart of a step between two states in the other world.
  private func step(
    from before: [Value], to after: [Value], _ executor: RefinementExecutor
  ) -> RefinementExecutor.Answer<RefinedRun.Step> {
    if before == after { return .known(.stays) }
    switch executor.steps(in: before) {
    case .open(let reason): return .open(reason)
    case .known(let steps):
      return .known(steps.first { $0.next == after }.map { .step($0.name) } ?? .none)
    }
  }

  /// Describes the run with a further step that is no step of the other world.
  private func next(
    after run: TransitionRun, _ history: WorldHistory, _ states: [[Value]],
    _ steps: [RefinedRun.Step], _ executor: RefinementExecutor, _ question: WorldProblem.Question
  ) -> Outcome {
    guard let last = history.states.last, let current = states.last,
      let moves = self.executor.moves(in: last)
    else { return .undecided("the steps of the world cannot be enumerated") }
    var open: String?
    for (move, outcome) in moves where question.isAbout(move.action) {
      guard case .done(let next, failed: false) = outcome else { continue }
      switch executor.state(for: next) {
      case .open(let reason): open = open ?? reason
      case .known(let state):
        switch step(from: current, to: state, executor) {
        case .open(let reason): open = open ?? reason
        case .known(let step):
          guard step == .none, let transition = transition(of: move) else { continue }
          let longer = TransitionRun(
            start: run.start, moves: run.moves + [TransitionRun.Move(transition)])
          guard case .success(let whole) = self.history(of: longer) else { continue }
          return described(longer, whole, states + [state], steps + [step], executor, question)
        }
      }
    }
    return .undecided(open ?? OrderReplay.disagreement)
  }

  /// The transition of a step that does not fail and has no inputs.
  private func transition(of move: WorldExecutor.Move) -> Int? {
    problem.builder.origins.indices.first { index in
      let transition = problem.system.transitions[index]
      return transition.inputs.isEmpty && !transition.isFailure
        && problem.builder.origins[index].move(inputs: [:], fails: false) == move
    }
  }

  // MARK: Description

  /// A state of the other world in words: what is not true is left out.
  private func text(_ state: [Value], _ executor: RefinementExecutor) -> String {
    let parts = executor.description(of: state).filter { $0.json != "false" }.map {
      $0.json == "true" ? $0.what : "\($0.what) = \($0.json)"
    }
    guard !parts.isEmpty else { return "nothing that is true" }
    let text = parts.prefix(Self.mostParts).joined(separator: ", ")
    return parts.count > Self.mostParts ? text + ", …" : text
  }

  private func refined(
    _ states: [[Value]], _ steps: [RefinedRun.Step], _ executor: RefinementExecutor, _ world: String
  ) -> RefinedRun {
    RefinedRun(
      world: world,
      states: states.map { state in
        executor.description(of: state).map { RefinedRun.Part(what: $0.what, json: $0.json) }
      }, steps: steps)
  }

  private func violation(
    _ run: TransitionRun, _ history: WorldHistory, _ question: WorldProblem.Question,
    message: String, facts: [String], action: Int?
  ) -> Violation {
    let read = indicesRead(by: run, question.asked)
    let free = freeIndices.filter(read.contains)
    var violation = Violation(
      bindings: action.map {
        [.init(name: "action", object: model.actions[$0].name, isConstant: true)]
      } ?? [], message: message, certainty: free.isEmpty ? .definite : .possible,
      isPreexisting: false, needsGraph: false, unknowns: firstValues(of: history, at: free),
      trace: trace(history, run: run))
    violation.facts = facts
    violation.recorded = RecordedRun(
      property: problem.spec.properties[question.property].name, values: question.values,
      steps: .world(run))
    violation.states = self.states(of: history)
    return violation
  }

  private func outsideStart(
    _ run: TransitionRun, _ history: WorldHistory, _ states: [[Value]],
    of executor: RefinementExecutor, for question: WorldProblem.Question
  ) -> Outcome {
    let world = problem.spec.properties[question.property].name
    let start = TransitionRun(start: run.start, moves: [])
    var violation = violation(
      start, history.prefix(0), question,
      message: "the initial state is no initial state of `\(world)`",
      facts: ["`\(world)` has there \(text(states[0], executor))"], action: nil)
    violation.refinement = refined([states[0]], [], executor, world)
    return .violation(violation)
  }

  private func described(
    _ run: TransitionRun, _ history: WorldHistory, _ states: [[Value]],
    _ steps: [RefinedRun.Step], _ executor: RefinementExecutor, _ question: WorldProblem.Question
  ) -> Outcome {
    guard let move = history.moves.last, states.count > 1 else {
      return .undecided(OrderReplay.disagreement)
    }
    let world = problem.spec.properties[question.property].name
    let before = states[states.count - 2]
    let after = states[states.count - 1]
    let changed = zip(executor.description(of: before), executor.description(of: after))
      .filter { $0.json != $1.json }
    let change = changed.map { "\($0.what) from \($0.json) to \($1.json)" }.listed("and")
    var facts = ["at first, `\(world)` has \(text(states[0], executor))"]
    if states.count > 2 {
      facts.append("before the last step, `\(world)` has \(text(before, executor))")
    }
    if case .known(let possible) = executor.steps(in: before) {
      var seen: Set<String> = []
      let names = possible.filter { $0.next != before }.map { step in
        let parts = zip(executor.description(of: before), executor.description(of: step.next))
          .filter { $0.json != $1.json }.map { "\($1.what) is \($1.json)" }
        return "`\(step.name)` (\(parts.joined(separator: ", ")))"
      }.filter { seen.insert($0).inserted }
      facts.append(
        names.isEmpty
          ? "`\(world)` has no step there"
          : "there `\(world)` can only take \(names.prefix(Self.mostNamed).joined(separator: " or "))"
            + (names.count > Self.mostNamed ? ", or \(names.count - Self.mostNamed) more" : ""))
    }
    var violation = violation(
      run, history, question,
      message: "no step of `\(world)` changes \(change)", facts: facts, action: move.action)
    violation.trace = zip(violation.trace, states.indices).map { step, index in
      adding(executor, world, from: states[index], to: states[index + 1], to: step)
    }
    violation.breakingStep = violation.trace.count - 1
    violation.refinement = refined(states, steps, executor, world)
    return .violation(violation)
  }

  /// A step with what it changes in the other world.
  private func adding(
    _ executor: RefinementExecutor, _ world: String, from before: [Value], to after: [Value],
    to step: TraceStep
  ) -> TraceStep {
    let changes = zip(executor.description(of: before), executor.description(of: after))
      .filter { $0.json != $1.json }
      .map { TraceStep.Change(what: "\(world): \($0.what)", from: $0.json, to: $1.json) }
    var out = TraceStep(
      step: step.step, action: step.action, outcome: step.outcome, changes: step.changes + changes)
    out.call = step.call
    return out
  }
}

extension WorldProblem.Question {
  /// Whether the question is about the steps by an action.
  fileprivate func isAbout(_ action: Int) -> Bool {
    switch refined {
    case .action(let own): own == action
    case .start, nil: true
    }
  }
}
