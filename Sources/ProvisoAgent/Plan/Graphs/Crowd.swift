import ProvisoKernel
import ProvisoPlans

/// Steps that an unknown number of concurrent copies can take any number of times.
///
/// The copies of one procedure are merged. A step can be taken once any copy has begun one of its
/// predecessors. This over-approximates any number of copies: it forgets which copy took which
/// earlier steps.
struct Crowd {
  struct Member {
    /// The calls one of which some copy must have begun before; `nil` if a copy starts with the
    /// step.
    let after: [String]?
    let steps: [PlanStep]
    let place: PlanPlace?
  }

  var members: [Member] = []

  /// All members as one step, which fails as soon as one of them fails.
  func step(onFailure: PlanStep.FailureHandling = .propagate, place: PlanPlace?) -> PlanStep {
    let threads = members.map { member -> [PlanStep] in
      var body = member.steps
      if let after = member.after {
        let begun = after.map { "\($0).started or \($0).failed" }
        let condition = begun.isEmpty ? "false" : begun.joined(separator: " or ")
        body = [
          PlanStep(
            .branch(.expression(condition, place: member.place), then: body, else: []),
            place: member.place)
        ]
      }
      return [PlanStep(.loop(PlanLoop(most: nil, body: body)), place: member.place)]
    }
    guard let only = threads.first, threads.count == 1 else {
      return PlanStep(.parallel(threads), onFailure: onFailure, endsEarly: true, place: place)
    }
    return PlanStep(.sequence(only), onFailure: onFailure, place: place)
  }
}
