/// Where a step stands at a moment.
public enum StepState: Int, Hashable, Sendable {
  case pending, inFlight, failed, done
}

/// A state of a run: how far each step has come, and the value of each variable.
public struct Moment: Hashable, Sendable {
  public internal(set) var steps: [StepState]
  public internal(set) var values: [Value]
  /// The parts of steps in flight or failed that have happened.
  public internal(set) var happened: Set<PartID>

  /// The moment before the first step.
  public init(initialOf system: System) {
    steps = Array(repeating: .pending, count: system.steps.count)
    values = system.variables.map(\.initial)
    happened = []
  }

  /// Whether the step has begun.
  public func hasBegun(_ step: Int) -> Bool { steps[step] != .pending }

  /// Whether the part has happened.
  public func hasHappened(_ part: PartID) -> Bool {
    switch steps[part.step] {
    case .pending: false
    case .done: true
    case .inFlight, .failed: happened.contains(part)
    }
  }
}
