import ProvisoKernel

/// A run that breaks an instance of a property, or reaches a goal, as data.
public struct RecordedRun: Hashable, Sendable {
  /// The steps of a run.
  public enum Steps: Hashable, Sendable {
    /// Steps that happen at most once. The events are those of a complete run, if the property is
    /// about complete runs.
    case order(Run, events: [Interpreter.Event])
    /// Transitions of a world, or of agents that follow a plan.
    case world(TransitionRun)
  }

  /// The name of the property.
  public let property: String
  /// The values of the instance, by the slots of the property's binders.
  public let values: [Value]
  public let steps: Steps
  /// The values of the unknowns that the run needs, by name.
  public let unknowns: [String: Value]

  /// Records a run.
  public init(property: String, values: [Value], steps: Steps, unknowns: [String: Value] = [:]) {
    self.property = property
    self.values = values
    self.steps = steps
    self.unknowns = unknowns
  }
}
