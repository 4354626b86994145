/// Where a step stands at a moment.
public enum StepState: Int, Hashable, Sendable {
  case pending, inFlight, failed, done
}

/// A state of a run: how far each step has come, and the value of each variable.
public struct Moment: Hashable, Sendable {
  public internal(set) var steps: [StepState]
  /// The values before the first step: one array for all moments of a system.
  private let initial: [Value]
  /// What is no longer as it was at first, so that a moment costs what has changed.
  private var changed: [Int: Value] = [:]
  /// The parts of steps in flight or failed that have happened.
  public internal(set) var happened: Set<PartID>

  /// The moment before the first step.
  public init(initialOf system: System) {
    steps = Array(repeating: .pending, count: system.steps.count)
    initial = system.initialValues
    happened = []
  }

  /// A state of a system without steps.
  public init(values: [Value]) {
    steps = []
    initial = values
    happened = []
  }

  /// The value of a variable.
  public func value(of variable: Int) -> Value { changed[variable] ?? initial[variable] }

  /// The value of each variable.
  public var values: [Value] { initial.indices.map(value) }

  mutating func set(_ variable: Int, to value: Value) {
    changed[variable] = value == initial[variable] ? nil : value
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(steps)
    hasher.combine(changed)
    hasher.combine(happened)
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
