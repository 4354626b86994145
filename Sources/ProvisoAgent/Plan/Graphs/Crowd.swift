import ProvisoKernel

/// Steps that are taken any number of times, by nobody knows how many at once.
///
/// Copies of one procedure that run side by side are taken together: of each step it is only known that it
/// is not taken before one of those that come before it has been begun by some copy. That is more than
/// what the copies can do, whatever their number; what one copy knows of its own earlier steps is lost.
struct Crowd {
  struct Member {
    /// The calls one of which some copy has begun before; `nil` where a copy begins with the step.
    let after: [String]?
    let steps: [PlanStep]
    let place: PlanPlace?
  }

  var members: [Member] = []

  /// The crowd as one step, which fails as soon as something in it does.
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
