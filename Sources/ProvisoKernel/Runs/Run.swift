/// The outcome of one step in a run.
public struct RunEntry: Hashable, Sendable {
  /// The state of the step when the run ends.
  public enum Outcome: String, Hashable, Sendable {
    case done, failed, refused
    case inFlight = "in_flight"
  }

  public let step: Int
  public let outcome: Outcome
  /// The parts that have happened; a done step has all of them, also those that are not in this set.
  public let parts: Set<Int>

  /// Describes the outcome of a step.
  public init(step: Int, outcome: Outcome, parts: Set<Int> = []) {
    self.step = step
    self.outcome = outcome
    self.parts = parts
  }
}

/// A run: the steps that begin, in the order in which they begin, each with its outcome. Steps that
/// end in flight or failed come last.
public struct Run: Hashable, Sendable {
  public let entries: [RunEntry]
  /// The values of the order's flags in the world of this run.
  public let world: FlagValues

  /// Makes a run.
  public init(entries: [RunEntry], world: FlagValues = FlagValues()) {
    self.entries = entries
    self.world = world
  }
}
