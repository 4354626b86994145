/// The steps of an input and the order between them, for reports that draw it.
public struct StepGraph: Sendable {
  /// A step as a person knows it.
  public struct Step: Hashable, Sendable {
    public let name: String
    public let action: String
    /// The indices of the steps that it waits for.
    public let waits: [Int]

    /// Describes a step.
    public init(name: String, action: String, waits: [Int]) {
      self.name = name
      self.action = action
      self.waits = waits
    }
  }

  public let steps: [Step]

  /// Makes a graph.
  public init(steps: [Step]) { self.steps = steps }
}
