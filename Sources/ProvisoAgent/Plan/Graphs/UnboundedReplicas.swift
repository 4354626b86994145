import ProvisoKernel
import ProvisoPlans

/// Steps that an unknown number of concurrent copies can take any number of times.
///
/// The copies of one procedure are merged. A step can be taken once any copy has begun one of its
/// predecessors. This over-approximates any number of copies: it forgets which copy took which
/// earlier steps.
struct UnboundedReplicas {
  struct Member {
    /// Some copy must have begun one of these calls before; `nil` if a copy starts with the step.
    let after: [String]?
    let steps: [AgentPlanStep]
    let position: PlanPosition?
  }

  var members: [Member] = []

  /// All members as one step, which fails as soon as one of them fails.
  func step(onFailure: AgentPlanStep.FailureHandling = .propagate, position: PlanPosition?)
    -> AgentPlanStep
  {
    let threads = members.map { member -> [AgentPlanStep] in
      var body = member.steps
      if let after = member.after {
        let begun = after.map { "\($0).started or \($0).failed" }
        let condition = begun.isEmpty ? "false" : begun.joined(separator: " or ")
        body = [
          AgentPlanStep(
            .branch(.expression(condition, position: member.position), then: body, else: []),
            position: member.position)
        ]
      }
      return [AgentPlanStep(.loop(AgentPlanLoop(most: nil, body: body)), position: member.position)]
    }
    guard let only = threads.first, threads.count == 1 else {
      return AgentPlanStep(
        .parallel(threads), onFailure: onFailure, endsEarly: true, position: position)
    }
    return AgentPlanStep(.sequence(only), onFailure: onFailure, position: position)
  }
}
