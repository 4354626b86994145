import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// Combines an agents' plan with a world whose actions are the contracts of the plan's tools.
package enum PlannedWorld {
  /// Why a plan does not fit a world.
  package struct Failure: Error, Sendable {
    package let mistakes: [AgentPlanMistake]
  }

  /// The world in which the agents follow the plan.
  ///
  /// - Parameters:
  ///   - world: the world; `nil` if no contracts describe the tools.
  ///   - changes: the changes of the Terraform plans that calls refer to, by their paths.
  /// - Throws: every mistake of the plan in this world: tools without an action, arguments without
  ///   a parameter or of another type, agents without permission for their calls, invalid
  ///   conditions.
  package static func model(
    of plan: AgentPlan, in world: WorldModel?, changes: [String: PartialValue] = [:]
  ) throws(Failure) -> WorldModel {
    let base = world ?? .withoutContracts
    let binder = ArgumentBinder(base, plan: plan, hasContracts: world != nil)
    var mistakes: [AgentPlanMistake] = []
    let declared = Set(base.agents.map(\.name))
    var indices: [Int] = []
    var newAgents: [String] = []
    for agent in plan.agents {
      if let index = base.agents.firstIndex(where: { $0.name == agent.name }) {
        indices.append(index)
        continue
      }
      if !declared.isEmpty {
        let meant = Suggestion.nearest(to: agent.name, among: declared.sorted())
        mistakes.append(
          AgentPlanMistake(
            "the world has no agent `\(agent.name)`"
              + (meant.map { "; did you mean `\($0)`?" }
                ?? "; it has \(base.agents.map { "`\($0.name)`" }.listed())"),
            at: agent.steps.first?.position))
      }
      indices.append(base.objectNames[WorldModel.EntityIndex.agent].count + newAgents.count)
      newAgents.append(agent.name)
    }
    var compiler = ProgramCompiler(
      binder,
      conditions: ConditionReader(
        binder.model, identifiers: identifiers(of: plan), hasContracts: world != nil),
      changes: changes)
    let program = compiler.compile(plan, agents: indices)
    mistakes += compiler.mistakes
    if mistakes.isEmpty, let program {
      for call in program.calls {
        guard let action = call.action, base.agents.indices.contains(call.agent),
          !base.agents[call.agent].actions.contains(action)
        else { continue }
        mistakes.append(
          AgentPlanMistake(
            "the agent `\(base.agents[call.agent].name)` may not call `\(call.tool)` in this world",
            at: call.position))
      }
    }
    guard mistakes.isEmpty, let program else {
      var seen: Set<AgentPlanMistake> = []
      throw Failure(mistakes: mistakes.filter { seen.insert($0).inserted })
    }
    var taken = program.assumptions
    if !binder.newObjects.isEmpty {
      taken.append(
        "each object that the plan names and the world does not declare is a separate one with unknown fields: "
          + binder.newObjects.joined(separator: ", "))
    }
    return binder.model.running(program.taking(taken), agents: newAgents)
  }

  private static func identifiers(of plan: AgentPlan) -> Set<String> {
    Set(plan.allSteps.compactMap { step in if case .call = step.kind { step.id } else { nil } })
  }
}
