/// The state of a step at a moment.
public enum StepState: Int, Hashable, Sendable {
  case pending, inFlight, failed, done
  /// Failed before it began.
  case refused

  /// Whether the step has begun.
  public var hasBegun: Bool { self != .pending && self != .refused }
  /// Whether the step has failed, before it began or afterwards.
  public var hasFailed: Bool { self == .failed || self == .refused }
}

/// A state of a run: the state of each step and the value of each variable.
public struct Moment: Hashable, Sendable {
  public internal(set) var steps: [StepState]
  /// The values before the first step; all moments of a system share this array.
  private let initial: [Value]
  /// The values that differ from the initial ones, so that the cost of a moment grows only with its
  /// changes.
  private var changed: [Int: Value] = [:]
  /// The parts that have happened, of steps that are in flight or failed.
  public internal(set) var happened: Set<PartID>

  /// The moment before the first step.
  public init(initialOf system: System) {
    steps = Array(repeating: .pending, count: system.steps.count)
    initial = system.initialValues
    happened = []
  }

  /// Makes a state of a system without steps.
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
  public func hasBegun(_ step: Int) -> Bool { steps[step].hasBegun }

  /// Whether the part has happened.
  public func hasHappened(_ part: PartID) -> Bool {
    switch steps[part.step] {
    case .pending, .refused: false
    case .done: true
    case .inFlight, .failed: happened.contains(part)
    }
  }
}
