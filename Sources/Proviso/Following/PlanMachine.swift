import ProvisoPlans

/// The moves of a plan: which calls it can make at a moment, and what is left after each.
struct PlanMachine {
  let steps: PlanSteps
  /// The calls so far.
  let facts: PlanFacts
  /// The work of one question, so that no plan takes long.
  private let work = Work()

  init(steps: PlanSteps, facts: PlanFacts) {
    self.steps = steps
    self.facts = facts
  }

  final class Work {
    var terms = 0
    var isCut = false
  }

  /// Whether the answers so far may lack ways, because the plan has too many.
  var isCut: Bool { work.isCut }

  /// A call that the plan can make.
  struct Offer {
    let step: AgentPlanStep
    let call: PlannedCall
    /// The number of the agent that makes it.
    let agent: Int
    /// The moment after the call has begun, given the call's number.
    let after: (Int) -> PlanMoment
  }

  /// Every call that can be made next from a moment.
  func offers(at moment: PlanMoment) -> [Offer] {
    var out: [Offer] = []
    for agent in moment.rests.indices {
      for way in ways(at: moment).ways(of: moment.rests[agent], agent: agent) {
        guard case .call(let step, let call, let rest) = way.kind else { continue }
        out.append(
          Offer(step: step, call: call, agent: agent) { number in
            var next = moment
            next.rests[agent] = rest(number)
            if let id = step.id { next.calls[id] = number }
            for doubt in way.doubts { next = next.doubting(doubt) }
            return next
          })
      }
    }
    return out
  }

  /// Whether a run can be over at a moment: no call has to follow. The doubts of the most certain way;
  /// `nil` if there is none.
  func end(at moment: PlanMoment) -> [String]? {
    var doubts = moment.doubts
    for agent in moment.rests.indices {
      let ends = ways(at: moment).ways(of: moment.rests[agent], agent: agent).filter {
        switch $0.kind {
        case .over, .failed, .stuck: true
        case .call, .jump: false
        }
      }
      guard let best = ends.min(by: { $0.doubts.count < $1.doubts.count }) else { return nil }
      doubts += best.doubts
    }
    return doubts
  }

  private func ways(at moment: PlanMoment) -> PlanWays {
    PlanWays(steps: steps, facts: facts, calls: moment.calls, work: work)
  }
}
