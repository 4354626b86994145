import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax
import ProvisoWorlds

/// Proofs that hold only because nothing is asked: parts of properties that never come true, and parts of
/// a world that never happen.
extension WorldJudge {
  /// The parts of a property that ask for nothing, and whether that is the whole property.
  func coverage(
    of index: Int, in problem: WorldProblem, _ found: Exploration
  ) -> (findings: [CoverageFinding], isVacuous: Bool) {
    let property = spec.properties[index]
    let messages = CoverageMessages(
      property: property, sources: loaded.isBuiltIn ? nil : loaded.sources)
    var findings: [CoverageFinding] = []
    var isVacuous = false
    var met: [Int: Bool] = [:]
    for (number, question) in problem.questions.enumerated() where question.property == index {
      guard let isMet = question.isMet(by: found.answers[number]) else { continue }
      switch question.probe {
      case .trigger(let trigger): met[trigger] = isMet
      case .end where !isMet:
        isVacuous = true
        findings.append(noCompleteRun(property))
      case .moves where !isMet:
        isVacuous = true
        findings.append(neverMoves(property))
      case .leadsTo where !isMet:
        guard let part = PropertyShape.overRuns(property.body)?.parts.first else { continue }
        isVacuous = true
        findings.append(messages.neverLeads(part, reach: .never))
      default: continue
      }
    }
    if let watch = problem.triggers[index], !isVacuous {
      let silent = watch.triggers.indices.map { trigger in
        !watch.isMet[trigger] && !watch.isCut[trigger]
          && (watch.conditions[trigger].isEmpty || met[trigger] == false)
      }
      for (number, trigger) in watch.triggers.enumerated()
      where silent[number] && !(trigger.parent.map { silent[$0] } ?? false) {
        findings.append(messages.finding(trigger, reach: .never))
      }
      isVacuous =
        PropertyShape.split(property.body).1.consistsOfTriggers
        && watch.triggers.indices.allSatisfy { silent[$0] || watch.triggers[$0].parent != nil }
    }
    if let finding = judgedAtStart(property, problem) { findings.append(finding) }
    return (findings, isVacuous)
  }

  private func noCompleteRun(_ property: Property) -> CoverageFinding {
    CoverageFinding(
      kind: .noCompleteRun, location: ResultLocation(property.location),
      message: property.timing == .atEnd
        ? "no run without a failed step ends, so `at end` requires nothing of `\(property.name)`"
        : "a step fails in every complete run, so `\(property.name)` requires nothing",
      reached: .never)
  }

  private func neverMoves(_ property: Property) -> CoverageFinding {
    CoverageFinding(
      kind: .refinementNeverMoves, location: ResultLocation(property.location),
      message:
        "no step ever changes the state of `\(property.name)`, so only the initial states are compared",
      reached: .never)
  }

  /// The finding that the `where` of a property of whole runs names what changes.
  private func judgedAtStart(_ property: Property, _ problem: WorldProblem) -> CoverageFinding? {
    guard let (kind, _) = PropertyShape.overRuns(property.body) else { return nil }
    for binder in PropertyShape.split(property.body).0 {
      guard let condition = binder.condition, !condition.isFixed else { continue }
      // The `where` of an object that is created is evaluated at each moment.
      if case .collection(let collection) = binder.source,
        model.entities.contains(where: {
          $0.index == model.schema.collections[collection].entity && $0.most > 0
        })
      {
        continue
      }
      let text = CoverageMessages(property: property, sources: loaded.sources)
        .quoted(condition.span)
      return CoverageFinding(
        kind: .whereJudgedAtStart,
        location: ResultLocation(loaded.sources.location(of: condition.span)),
        message:
          "\(text) changes, but the `where` of `\(kind.rawValue)` is evaluated only before the "
          + "first step; for later moments, move it into the property, as in `P leads to Q`",
        reached: .never)
    }
    return nil
  }

  // MARK: The world

  /// The actions that never happen, and a world in which nothing changes.
  func idleness(of problem: WorldProblem, in found: Exploration) -> [CoverageFinding] {
    guard found.isExhaustive, found.fault == nil, (found.states ?? found.representatives) != nil
    else { return [] }
    var out: [CoverageFinding] = []
    let system = problem.system
    var successes: Set<Int> = []
    var failures: Set<Int> = []
    for transition in found.taken where system.transitions.indices.contains(transition) {
      let action = problem.builder.origins[transition].action
      if system.transitions[transition].isFailure {
        failures.insert(action)
      } else {
        successes.insert(action)
      }
    }
    let permitted = Set(model.agents.flatMap(\.actions))
    for (index, action) in model.actions.enumerated() where !successes.contains(index) {
      // The checker has warned about an action that no agent may take.
      guard model.agents.isEmpty || permitted.contains(index) else { continue }
      let location = loaded.sources.location(of: action.span)
      guard !location.path.hasPrefix("proviso:") else { continue }
      out.append(
        CoverageFinding(
          kind: .actionNeverHappens, location: ResultLocation(location),
          message: failures.contains(index)
            ? "the action `\(action.name)` fails whenever it is taken"
            : "the action `\(action.name)` can never happen",
          reached: .never))
    }
    if found.states == 1 {
      out.append(
        CoverageFinding(
          kind: .singleState,
          location: ResultLocation(path: spec.path, line: 1, column: 1),
          message: "the world has a single state, so its properties are about that state alone",
          reached: .never))
    }
    return out
  }
}

extension Expression {
  /// Whether the expression asks for nothing where none of its outermost triggers comes true.
  fileprivate var consistsOfTriggers: Bool {
    switch kind {
    case .implies, .before, .wheneverStarts, .wheneverHappens: true
    case .and(let parts): parts.allSatisfy(\.consistsOfTriggers)
    case .call(let definition, _): definition.body.consistsOfTriggers
    case .quantifier(.every, let binders, let body?):
      binders.contains { $0.condition != nil } || body.consistsOfTriggers
    default: false
    }
  }
}

extension WorldAction {
  /// The binder of an `every` that assigns a field which another statement of the body assigns, too:
  /// an attempt to clear all and then set one. `nil` if there is none.
  var clearingBinder: String? {
    func fields(_ statements: [Statement]) -> [Int] {
      statements.compactMap {
        if case .assign(.field(_, let field), _, _) = $0.kind { field } else { nil }
      }
    }
    let own = Set(fields(body))
    for statement in body {
      guard case .every(let binders, let inner) = statement.kind else { continue }
      if !own.isDisjoint(with: fields(inner)) { return binders.last?.name }
    }
    return nil
  }
}
