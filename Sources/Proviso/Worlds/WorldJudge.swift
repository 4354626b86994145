import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoWorlds

/// Judges the properties of one spec file about a world.
struct WorldJudge: Sendable {
  let loaded: LoadedSpecs.CheckedFile
  let model: WorldModel
  let explorer: Explorer
  /// The plan that the agents follow; `nil` if they act freely.
  var plan: PlanAssumptions?
  /// A run to replay instead of an exploration.
  var recorded: RecordedRun?

  /// The results for the properties, with the exploration that gave them.
  struct Answer: Sendable {
    var properties: [PropertyResult]
    /// The properties that hold only because the world does little.
    var coverage: [CoverageFinding] = []
    let exploration: ExplorationInfo
    let assumptions: [String]
  }

  var spec: Spec { loaded.spec }

  /// Explores the world and judges every property. The caller must provide a large stack, because
  /// grounding recurses once for each choice that an action makes.
  ///
  /// - Throws: `InputError` if the world cannot be grounded, has no initial state, or contradicts itself in
  ///   a run.
  func answer() throws(InputError) -> Answer {
    let problem: WorldProblem
    do throws(WorldBuilder.Failure) {
      // The rules of a pack are for any plan, so a plan does not meet most of their conditions.
      problem = try WorldProblem(
        spec, model: model, asksForTriggers: plan == nil || !loaded.isBuiltIn)
    } catch {
      throw InputError("\(spec.path): \(error.reason)")
    }
    if let recorded { return replayed(recorded, of: problem) }
    let found = explorer.run(problem.system, for: problem.questions.map(\.asked))
    if found.hasNoInitialState { throw noStart(problem) }
    let replay = WorldReplay(problem)
    if let (fault, run) = found.fault, fault.kind == .doubleWrite {
      throw doubleWrite(fault, in: run, of: problem, replay: replay)
    }
    return Answer(
      properties: spec.properties.indices.map { result(for: $0, of: problem, in: found, replay) },
      coverage: plan == nil ? idleness(of: problem, in: found) : [],
      exploration: ExplorationInfo(
        states: found.states, transitions: found.transitions,
        terminalStates: found.terminalStates, depth: found.depth,
        isExhaustive: found.isExhaustive, representatives: found.representatives),
      assumptions: assumptions())
  }

  // MARK: One property

  /// The result for one property from the answers for its instances.
  ///
  /// - Parameter index: the index of the property in the spec.
  private func result(
    for index: Int, of problem: WorldProblem, in found: Exploration, _ replay: WorldReplay
  ) -> PropertyResult {
    let property = spec.properties[index]
    var tally = PropertyTally(of: property)
    tally.update { $0.method = .exhaustive }
    for (number, question) in problem.questions.enumerated() where question.property == index {
      let answer = found.answers[number]
      if question.probe == .condition {
        tally.update { result in
          switch question.isMet(by: answer) {
          case false:
            result.isVacuous = true
            result.coverage.append(whereNeverMet(property, reach: .never))
          case nil: result.coverage.append(whereNeverMet(property, reach: .notWithinLimit))
          default: break
          }
        }
      }
      if question.isProbe { continue }
      let outcome =
        property.kind == .possible
        ? goal(answer, for: question, replay: replay)
        : instance(answer, for: question, of: problem, replay: replay)
      tally.add(outcome, by: AnswerMethod(answer.method), depth: answer.depth)
      if let certificate = certificate(of: answer, in: problem) {
        tally.update { result in
          result.evidence = result.evidence ?? PropertyEvidence()
          if !result.certificates.contains(certificate) { result.certificates.append(certificate) }
        }
      } else if let argument = argument(for: answer, to: question) {
        tally.update { result in
          var evidence = result.evidence ?? PropertyEvidence()
          evidence.add(argument)
          result.evidence = evidence
        }
      }
    }
    if tally.result.instances.total == 0 {
      tally.update { result in
        var evidence = PropertyEvidence()
        evidence.add(.init(.evaluation, "no object of the world has an instance of it"))
        result.evidence = evidence
      }
    }
    tally.exclude(problem.excluded[index])
    if let reason = problem.openInstances[index] { tally.addUndecided(reason) }
    // Where a part of the plan is not known, nothing is known never to happen.
    let judgesCoverage = plan == nil || !loaded.isBuiltIn && obstacle(to: property) == nil
    if judgesCoverage, !tally.result.isVacuous {
      let coverage = coverage(of: index, in: problem, found)
      tally.update { result in
        result.coverage += coverage.findings
        result.isVacuous = coverage.isVacuous
      }
    }
    return tally.finish(obstacle: obstacle(to: property) ?? contradiction(in: problem, found)) {
      result, reasons in
      result.holdsBecause = reasons
    }
  }

  /// The reason why the property cannot be proved, even if every instance holds; `nil` if it can.
  private func obstacle(to property: Property) -> String? {
    let uses = CallObservations(property.expressions)
    guard let plan else {
      return uses.mentionsCalls
        ? "the property is about the calls of a plan, but here the agents act freely: check a plan against it"
        : nil
    }
    if let incompleteness = plan.incompleteness { return incompleteness }
    if let obstacle = plan.obstacle(property) { return obstacle }
    if property.kind == .possible, let excess = model.program?.excess.first {
      return "the run that shows it may be none of the plan's, because \(excess)"
    }
    return uses.countsCalls && model.program?.isCyclic == true
      ? "the property counts calls, but a call in an unbounded loop counts as one, however often it is made"
      : nil
  }

  /// The reason why the contracts do not fit a record; `nil` if they do, or there is none.
  ///
  /// No run makes the calls after one that has succeeded and that fails by its contract, so nothing about these
  /// would be judged.
  private func contradiction(in problem: WorldProblem, _ found: Exploration) -> String? {
    guard let number = problem.record,
      problem.questions[number].isMet(by: found.answers[number]) != true
    else { return nil }
    return
      "the record contradicts its contracts: by them, a call fails that the record says succeeded, so no run makes all of its calls"
  }

  private func whereNeverMet(
    _ property: Property, reach: CoverageFinding.Reach
  ) -> CoverageFinding {
    let binders = PropertyShape.split(property.body).0
    let location =
      binders.lazy.compactMap(\.condition).first.map { loaded.sources.location(of: $0.span) }
      ?? property.location
    return CoverageFinding(
      kind: .whereNeverMet, location: ResultLocation(location),
      message: reach == .never
        ? PropertyShape.overRuns(property.body) != nil && plan == nil
          ? "nothing meets the `where` of `\(property.name)` before the first step, where it is evaluated"
          : "nothing in this \(plan == nil ? "world" : "plan") ever meets the `where` of `\(property.name)`"
        : "nothing was found that meets the `where` of `\(property.name)`", reached: reach)
  }

  private static let noRun = "the engine recorded no run that shows it"

  private func instance(
    _ answer: ExplorationAnswer, for question: WorldProblem.Question, of problem: WorldProblem,
    replay: WorldReplay
  ) -> InstanceOutcome {
    switch answer.verdict {
    case .holds: return .proved(reasons(of: answer, in: problem))
    case .undecided(let reason): return .undecided(bounded(reason, answer: answer, to: question))
    case .fails:
      var violations: [Violation] = []
      var trouble: String?
      for run in answer.runs {
        switch replay.violation(run, for: question) {
        case .violation(let violation): violations.append(violation)
        case .undecided(let reason): trouble = trouble ?? reason
        }
      }
      return violations.isEmpty
        ? .undecided(trouble ?? Self.noRun) : .violated(violations)
    }
  }

  /// The reason why an instance is undecided, with the depth of the search.
  private func bounded(
    _ reason: String, answer: ExplorationAnswer, to question: WorldProblem.Question
  ) -> String {
    guard question.asked.question == .always, let depth = answer.depth, depth > 0,
      !reason.hasPrefix("no violation within")
    else { return reason }
    return "no violation within \(depth) \(depth == 1 ? "step" : "steps"): \(reason)"
  }

  private func goal(
    _ answer: ExplorationAnswer, for question: WorldProblem.Question, replay: WorldReplay
  ) -> InstanceOutcome {
    switch (answer.verdict, question.asked.question) {
    case (.undecided(let reason), _): return .undecided(reason)
    case (.fails, .reachable), (.holds, .atTerminal): return .violated([PropertyTally.unreachable])
    case (.holds, _), (.fails, _):
      guard let run = answer.runs.first else {
        return .undecided(Self.noRun)
      }
      switch replay.violation(run, for: question) {
      case .violation(let witness): return .reached(witness)
      case .undecided(let reason): return .undecided(reason)
      }
    }
  }

  private func certificate(
    of answer: ExplorationAnswer, in problem: WorldProblem
  ) -> ProofCertificate? {
    guard let found = answer.certificate else { return nil }
    let text = TermText(terms: found.terms, system: problem.system, model: model)
    return ProofCertificate(
      k: found.k, invariant: found.invariant.map(text.text), queries: found.queries)
  }

  /// The guards and initial values without which an instance would not hold.
  private func reasons(of answer: ExplorationAnswer, in problem: WorldProblem) -> [Reason] {
    answer.neededRequirements.map { Reason(.guard, problem.system.requirements[$0]) }
      + answer.neededInitial.map { variable in
        let name = problem.system.variables[variable].name
        guard let term = problem.system.initial[variable],
          case .constant(let value) = problem.system.terms[term]
        else { return Reason(.initial, "\(name) has its initial value") }
        return Reason(.initial, "\(name) is \(WorldLayout.name(of: value, model)) at first")
      }
  }

  // MARK: The world as a whole

  func assumptions() -> [String] {
    var out: [String] = []
    if let plan {
      if plan.hasContracts {
        out.append("each tool does what its contract says, and nothing else changes the world")
      }
      out.append(
        "a call that fails may have had its effect or not; calls that wait for it do not begin")
      out += plan.assumptions
    } else {
      out.append("each action does what it says, and nothing else changes the world")
    }
    for entity in model.entities where entity.most > 0 {
      out.append(
        "at most \(entity.most) objects of `\(entity.name)` are created")
    }
    for assumption in spec.assumptions {
      out.append(
        loaded.sources.line(of: assumption.span))
    }
    return out
  }

  private func noStart(_ problem: WorldProblem) -> InputError {
    let assumptions = spec.assumptions.map { assumption -> String in
      let location = loaded.sources.location(of: assumption.span)
      return InputError.position(location.path, line: location.line, column: location.column)
        + loaded.sources.text(of: assumption.span)
    }
    return InputError(
      "\(spec.path): no initial state meets the assumptions, so every property would hold:\n  "
        + assumptions.joined(separator: "\n  "))
  }

  /// The error about a step that assigns two values to one variable, with the run that leads to it.
  private func doubleWrite(
    _ fault: Fault, in run: TransitionRun, of problem: WorldProblem, replay: WorldReplay
  ) -> InputError {
    guard let last = run.moves.last else { return InputError("\(spec.path): \(fault.text)") }
    let action = problem.builder.origins[last.transition].action
    let location = loaded.sources.location(of: model.actions[action].span)
    var text =
      InputError.position(location.path, line: location.line, column: location.column) + fault.text
    let before = TransitionRun(start: run.start, moves: Array(run.moves.dropLast()))
    if case .success(let history) = replay.history(of: before) {
      let step = problem.system.steps[problem.system.transitions[last.transition].step]
      let names =
        replay.trace(history, run: before).map { [$0.action, $0.step] } + [[step.agent, step.name]]
      let steps = names.map { $0.filter { !$0.isEmpty }.joined(separator: " ") }
      text += "\n  in this run:\n"
      text += steps.enumerated().map { "    \($0.offset + 1). \($0.element)" }
        .joined(separator: "\n")
    }
    if let name = model.actions[action].clearingBinder {
      text +=
        "\n  help: all statements happen at once; leave the other object out of the `every`, as in "
        + "`every \(name) in … where \(name) != …`"
    }
    return InputError(text)
  }
}
