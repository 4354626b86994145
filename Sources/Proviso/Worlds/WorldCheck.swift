import Foundation
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoWorlds
import Z3

/// Checks what one file says of a world.
struct WorldCheck: Sendable {
  let loaded: LoadedSpecs.CheckedFile
  let model: WorldModel
  let explorer: Explorer
  /// What is taken for granted of the plan; `nil` where agents act freely.
  var plan: PlanTaken?

  /// What came of it.
  struct Answer: Sendable {
    var properties: [PropertyResult]
    let exploration: ExplorationInfo
    let assumptions: [String]
    let diagnostics: [ResultDiagnostic]
  }

  private var spec: Spec { loaded.spec }

  /// - Throws: `InputError` where the world cannot be grounded, has no first state, or contradicts
  ///   itself in a run.
  func run() throws(InputError) -> Answer {
    // Grounding goes as deep as actions make choices, and the solver as deep as it likes.
    let answer = Z3Worker.wait { Result { () throws(InputError) in try explored() } }
    guard let answer else { throw InputError("no thread could be started") }
    return try answer.get()
  }

  private func explored() throws(InputError) -> Answer {
    let problem: WorldProblem
    do throws(WorldBuilder.Failure) {
      problem = try WorldProblem(spec, model)
    } catch {
      throw InputError("\(spec.path): \(error.reason)")
    }
    let found = explorer.run(problem.system, problem.questions.map(\.asked))
    if found.hasNoStart { throw noStart(problem) }
    let telling = WorldTelling(problem)
    if let (fault, run) = found.fault, fault.kind == .doubleWrite {
      throw doubleWrite(fault, run, problem, telling)
    }
    let properties = spec.properties.indices.map { place in
      answer(place, problem, found, telling)
    }
    return Answer(
      properties: properties,
      exploration: ExplorationInfo(
        states: found.states, transitions: found.transitions,
        terminalStates: found.terminalStates, depth: found.depth,
        isExhaustive: found.isExhaustive),
      assumptions: assumptions(), diagnostics: [])
  }

  // MARK: One property

  private func answer(
    _ place: Int, _ problem: WorldProblem, _ found: Exploration, _ telling: WorldTelling
  ) -> PropertyResult {
    let property = spec.properties[place]
    var result = PropertyResult(of: property)
    result.method = ExplorationMethod.exhaustive.rawValue
    var reasons: [Reason] = []
    for (number, question) in problem.questions.enumerated() where question.property == place {
      let answer = found.answers[number]
      if question.isProbe {
        switch answer.verdict {
        case .fails:
          result.isVacuous = true
          result.coverage.append(whereNeverMet(property, .never))
        case .undecided: result.coverage.append(whereNeverMet(property, .notWithinLimit))
        case .holds: break
        }
        continue
      }
      result.method = answer.method.rawValue
      if let depth = answer.depth { result.depth = max(result.depth ?? 0, depth) }
      if property.kind == .possible {
        goal(answer, question, &result, telling)
      } else {
        instance(answer, question, &result, telling)
      }
      if let certificate = self.certificate(answer, problem),
        !result.certificates.contains(certificate)
      {
        result.certificates.append(certificate)
      }
      for reason in self.reasons(answer, problem) where !reasons.contains(reason) {
        reasons.append(reason)
      }
    }
    if let reason = problem.openInstances[place] {
      result.instances.undecided += 1
      result.reason = result.reason ?? reason
    }
    result.verdict =
      result.instances.violated > 0
      ? .violated : result.instances.undecided > 0 ? .undecided : .proved
    if let trouble = obstacle(to: property), result.verdict == .proved {
      result.verdict = .undecided
      result.reason = trouble
    }
    if result.verdict == .proved {
      result.reason = nil
      result.holdsBecause = Array(reasons.prefix(PropertyCheck.mostReasons))
    } else {
      result.isVacuous = false
    }
    return result
  }

  /// Why a proof would not be one, where that is so.
  private func obstacle(to property: Property) -> String? {
    let uses = CallUse(property.expressions)
    guard let plan else {
      return uses.mentionsCalls
        ? "it speaks of the calls of a plan, and here the agents act freely: check a plan against it"
        : nil
    }
    if let spoiler = plan.spoiler { return spoiler }
    return uses.countsCalls && model.program?.isCyclic == true
      ? "it counts calls, and a call in a loop without a bound is one call here however often it is made"
      : nil
  }

  private func whereNeverMet(
    _ property: Property, _ reach: CoverageFinding.Reach
  ) -> CoverageFinding {
    let binders = PropertyShape.split(property.body).0
    let place =
      binders.lazy.compactMap(\.condition).first.map { loaded.sources.location(of: $0.span) }
      ?? property.location
    return CoverageFinding(
      kind: .whereNeverMet,
      location: ResultLocation(path: place.path, line: place.line, column: place.column),
      message: reach == .never
        ? "nothing in this \(plan == nil ? "world" : "plan") ever meets the `where` of `\(property.name)`"
        : "nothing was found that meets the `where` of `\(property.name)`", reached: reach)
  }

  private func instance(
    _ answer: ExplorationAnswer, _ question: WorldProblem.Question, _ result: inout PropertyResult,
    _ telling: WorldTelling
  ) {
    switch answer.verdict {
    case .holds: result.instances.proved += 1
    case .undecided(let reason):
      result.instances.undecided += 1
      result.reason = result.reason ?? bounded(reason, answer, question)
    case .fails:
      var told: [Violation] = []
      var trouble: String?
      for run in answer.runs {
        switch telling.tell(run, for: question) {
        case .told(let violation): told.append(violation)
        case .open(let reason): trouble = trouble ?? reason
        }
      }
      guard !told.isEmpty else {
        result.instances.undecided += 1
        result.reason = result.reason ?? trouble ?? "no run was kept that shows it"
        return
      }
      result.instances.violated += 1
      result.violations += told
    }
  }

  /// Why it is not decided, with how far the search came: what was not found within a limit may be
  /// beyond it.
  private func bounded(
    _ reason: String, _ answer: ExplorationAnswer, _ question: WorldProblem.Question
  ) -> String {
    guard question.asked.question == .always, let depth = answer.depth, depth > 0,
      !reason.hasPrefix("no violation within")
    else { return reason }
    return "no violation within \(depth) \(depth == 1 ? "step" : "steps"): \(reason)"
  }

  private func goal(
    _ answer: ExplorationAnswer, _ question: WorldProblem.Question, _ result: inout PropertyResult,
    _ telling: WorldTelling
  ) {
    switch answer.verdict {
    case .undecided(let reason):
      result.instances.undecided = 1
      result.reason = reason
    case .fails:
      result.instances.violated = 1
      result.violations = [
        Violation(
          bindings: [], message: "no run comes to such a moment", certainty: .definite,
          isPreexisting: false, needsGraph: false, unknowns: [], trace: [])
      ]
    case .holds:
      guard let run = answer.runs.first else {
        result.instances.undecided = 1
        result.reason = "no run was kept that shows it"
        return
      }
      switch telling.tell(run, for: question) {
      case .told(let witness):
        result.instances.proved = 1
        result.witness = witness
      case .open(let reason):
        result.instances.undecided = 1
        result.reason = reason
      }
    }
  }

  private func certificate(
    _ answer: ExplorationAnswer, _ problem: WorldProblem
  ) -> ProofCertificate? {
    guard let found = answer.certificate else { return nil }
    let text = TermText(terms: found.terms, system: problem.system, model: model)
    return ProofCertificate(
      k: found.k, invariant: found.invariant.map(text.text), queries: found.queries)
  }

  private func reasons(_ answer: ExplorationAnswer, _ problem: WorldProblem) -> [Reason] {
    guard case .holds = answer.verdict else { return [] }
    return answer.neededRequirements.map { Reason(.guard, problem.system.requirements[$0]) }
      + answer.neededInitial.map { place in
        let name = problem.system.variables[place].name
        guard let term = problem.system.initial[place],
          case .constant(let value) = problem.system.terms[term]
        else { return Reason(.initial, "\(name) is what it is at first") }
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
      out.append("a call that fails has had its effect or not; what waits for it does not begin")
      out += plan.assumptions
    } else {
      out.append("each action does what it says, and nothing else changes the world")
    }
    for entity in model.entities where entity.most > 0 {
      out.append(
        "no more than \(entity.most) objects of `\(entity.name)` come into being")
    }
    for assumption in spec.assumptions {
      out.append(
        loaded.sources.text(of: assumption.span).split(whereSeparator: \.isWhitespace)
          .joined(separator: " "))
    }
    return out
  }

  func noStart(_ problem: WorldProblem) -> InputError {
    let places = spec.assumptions.map { assumption -> String in
      let location = loaded.sources.location(of: assumption.span)
      return
        "\(location.path):\(location.line):\(location.column): \(loaded.sources.text(of: assumption.span))"
    }
    return InputError(
      "\(spec.path): no first state meets what is assumed, so everything would follow from it:\n  "
        + places.joined(separator: "\n  "))
  }

  private func doubleWrite(
    _ fault: Fault, _ run: TransitionRun, _ problem: WorldProblem, _ telling: WorldTelling
  ) -> InputError {
    let last = run.moves.last.map { problem.system.transitions[$0.transition] }
    var text = "\(spec.path): \(fault.text)"
    if let last,
      case let action = problem.builder.origins[run.moves[run.moves.count - 1].transition].action
    {
      let location = loaded.sources.location(of: model.actions[action].span)
      text = "\(location.path):\(location.line):\(location.column): \(fault.text)"
      let before = TransitionRun(start: run.start, moves: Array(run.moves.dropLast()))
      if case .success(let history) = telling.replay(before) {
        let steps =
          telling.trace(history, before).map {
            [$0.action, $0.step].filter { !$0.isEmpty }.joined(separator: " ")
          }
          + [
            [problem.system.steps[last.step].agent, problem.system.steps[last.step].name]
              .filter { !$0.isEmpty }.joined(separator: " ")
          ]
        text += "\n  in this run:\n"
        text += steps.enumerated().map { "    \($0.offset + 1). \($0.element)" }.joined(
          separator: "\n")
      }
    }
    return InputError(text)
  }
}

extension PropertyResult {
  /// Starts the answer for a property of a spec.
  init(of property: Property) {
    self.init(
      name: property.name, title: property.title, severity: property.severity,
      kind: property.kind.rawValue, timing: property.timing,
      location: ResultLocation(
        path: property.location.path, line: property.location.line,
        column: property.location.column),
      because: property.because, reference: property.reference)
  }
}
