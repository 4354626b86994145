/// What becomes of a step in a run that ends at some moment.
public struct RunEntry: Hashable, Sendable {
  /// How the step stands when the run ends.
  public enum Outcome: String, Hashable, Sendable {
    case done, failed
    case inFlight = "in_flight"
  }

  public let step: Int
  public let outcome: Outcome
  /// The parts that have happened; all of them where the step is done.
  public let parts: Set<Int>

  /// Describes what becomes of a step.
  public init(step: Int, outcome: Outcome, parts: Set<Int> = []) {
    self.step = step
    self.outcome = outcome
    self.parts = parts
  }
}

/// A run: the steps that begin, in the order in which they do, each with what becomes of it. Steps
/// that end in flight or failed come last.
public struct Run: Hashable, Sendable {
  public let entries: [RunEntry]
  /// The values of the order's flags in the world of this run.
  public let world: World

  /// Makes a run.
  public init(entries: [RunEntry], world: World = World()) {
    self.entries = entries
    self.world = world
  }
}
