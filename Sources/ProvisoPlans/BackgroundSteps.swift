/// Steps that start other ones in the background.
public struct BackgroundSteps: Sendable {
  /// The index of the step that starts them.
  public let index: Int
  public let steps: [AgentPlanStep]
  /// Whether they can be started several times.
  public let isRepeated: Bool

  /// Describes steps in the background.
  public init(index: Int, steps: [AgentPlanStep], isRepeated: Bool) {
    self.index = index
    self.steps = steps
    self.isRepeated = isRepeated
  }
}

extension [AgentPlanStep] {
  /// These steps, with others that run at the same time as the step that starts them and all later
  /// ones. Nothing waits for them, and their failure has no consequence.
  public func running(_ background: [BackgroundSteps]) -> [AgentPlanStep] {
    var out = self
    for started in background.sorted(by: { $0.index > $1.index }) where out.count > started.index {
      let position = out[started.index].position
      let body = AgentPlanStep(.sequence(started.steps), onFailure: .goOn, position: position)
      let branch =
        started.isRepeated
        ? AgentPlanStep(.loop(AgentPlanLoop(most: nil, body: [body])), position: position) : body
      let rest = Array(out[started.index...])
      out.replaceSubrange(
        started.index..., with: [AgentPlanStep(.parallel([[branch], rest]), position: position)])
    }
    return out
  }
}
