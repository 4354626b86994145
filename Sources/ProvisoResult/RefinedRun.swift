/// The states of another world in a run of the world that refines it.
public struct RefinedRun: Sendable {
  /// A part of a state.
  public struct Part: Hashable, Sendable {
    public let what: String
    /// The value as JSON text.
    public let json: String

    /// Describes a part.
    public init(what: String, json: String) {
      self.what = what
      self.json = json
    }
  }

  /// The counterpart of a step in the other world.
  public enum Step: Hashable, Sendable {
    /// It changes nothing there.
    case stays
    /// A step of the other world, by its name.
    case step(String)
    /// No step of the other world.
    case none

    /// The word in results.
    public var word: String {
      switch self {
      case .stays: "stays"
      case .step: "step"
      case .none: "no_step"
      }
    }

    /// The name of the step; `nil` if it is none.
    public var name: String? {
      if case .step(let name) = self { name } else { nil }
    }
  }

  /// The name of the other world.
  public let world: String
  /// The state at each moment of the run, from the initial one on.
  public let states: [[Part]]
  /// The counterpart of each step of the run.
  public let steps: [Step]

  /// Describes a run.
  public init(world: String, states: [[Part]], steps: [Step]) {
    self.world = world
    self.states = states
    self.steps = steps
  }
}
