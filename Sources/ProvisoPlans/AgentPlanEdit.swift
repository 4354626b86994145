/// Changes of the steps of a plan. Steps are named by their numbers in ``AgentPlan/allSteps``.
package struct AgentPlanEdit {
  /// The steps that take the place of a step, made from the step with the changes inside of it.
  private let replacements: [Int: (AgentPlanStep) -> [AgentPlanStep]]
  private var next = 0

  /// Prepares changes.
  package init(_ replacements: [Int: (AgentPlanStep) -> [AgentPlanStep]]) {
    self.replacements = replacements
  }

  /// The plan with the changes.
  package mutating func plan(from plan: AgentPlan) -> AgentPlan {
    next = 0
    var agents: [PlannedAgent] = []
    for agent in plan.agents {
      agents.append(PlannedAgent(name: agent.name, steps: steps(agent.steps)))
    }
    return AgentPlan(
      format: plan.format, name: plan.name, userTexts: plan.userTexts, world: plan.world,
      agents: agents, isNamedByLabels: plan.isNamedByLabels, annotations: plan.annotations,
      destructive: plan.destructive, assumptions: plan.assumptions, notModelled: plan.notModelled,
      gaps: plan.gaps)
  }

  private mutating func steps(_ steps: [AgentPlanStep]) -> [AgentPlanStep] {
    var out: [AgentPlanStep] = []
    for step in steps {
      let number = next
      next += 1
      let inner = self.inner(step)
      out += replacements[number]?(inner) ?? [inner]
    }
    return out
  }

  /// A step with the changes inside of it. The parts are numbered in the order of ``AgentPlanStep/parts``.
  private mutating func inner(_ step: AgentPlanStep) -> AgentPlanStep {
    let kind: AgentPlanStep.Kind
    switch step.kind {
    case .call, .jump, .stop, .fail: kind = step.kind
    case .sequence(let parts): kind = .sequence(steps(parts))
    case .parallel(let branches):
      var changed: [[AgentPlanStep]] = []
      for branch in branches { changed.append(steps(branch)) }
      kind = .parallel(changed)
    case .either(let branches):
      var changed: [[AgentPlanStep]] = []
      for branch in branches { changed.append(steps(branch)) }
      kind = .either(changed)
    case .branch(let condition, let then, let otherwise):
      let first = steps(then)
      kind = .branch(condition, then: first, else: steps(otherwise))
    case .loop(let loop):
      kind = .loop(
        AgentPlanLoop(
          most: loop.most, isExact: loop.isExact, while: loop.whileCondition,
          until: loop.untilCondition, body: steps(loop.body)))
    }
    guard case .steps(let handler) = step.onFailure else { return step.with(kind: kind) }
    return step.with(kind: kind, onFailure: .steps(steps(handler)))
  }
}

extension AgentPlanStep {
  /// A copy of the step with the given parts replaced.
  package func with(
    kind: Kind? = nil, id: String? = nil, onFailure: FailureHandling? = nil, retries: Int? = nil
  ) -> AgentPlanStep {
    AgentPlanStep(
      kind ?? self.kind, id: id ?? self.id, onFailure: onFailure ?? self.onFailure,
      retries: retries ?? self.retries, endsEarly: endsEarly, position: position)
  }
}
