/// A moment of a run of a plan: what is left for each agent, and what is known of the calls so far.
struct PlanMoment: Hashable, Sendable {
  /// The rest of the plan, by the number of the agent.
  var rests: [PlanRest]
  /// The latest call of each identifier.
  var calls: [String: Int] = [:]
  /// The reasons why this may be no moment of the run, as sentences.
  var doubts: [String] = []

  func doubting(_ reason: String?) -> PlanMoment {
    guard let reason, !doubts.contains(reason) else { return self }
    var copy = self
    copy.doubts.append(reason)
    return copy
  }
}
