import ProvisoKernel

/// The entry of a spec in a list of specs.
public struct SpecSummary: Sendable {
  public let name: String
  public let path: String
  /// The `///` comment above the first line.
  public let documentation: String
  public let properties: [PropertySummary]
  /// The world that the spec declares or is about.
  public let world: WorldSummary?

  /// Makes a summary.
  public init(
    name: String, path: String, documentation: String, properties: [PropertySummary],
    world: WorldSummary? = nil
  ) {
    self.world = world
    self.name = name
    self.path = path
    self.documentation = documentation
    self.properties = properties
  }
}

/// The entry of a world in a list of specs.
public struct WorldSummary: Sendable {
  public let name: String
  /// The actions as they are declared, without their effects: `drop(db: Database) may fail`.
  public let actions: [String]
  /// The permissions of each agent: `cleaner may backup, drop at most 6 steps`. Empty if every action
  /// is always permitted.
  public let agents: [String]

  /// Makes a summary.
  public init(name: String, actions: [String], agents: [String]) {
    self.name = name
    self.actions = actions
    self.agents = agents
  }
}

/// The entry of a property in a list of specs.
public struct PropertySummary: Sendable {
  public let name: String
  public let title: String
  public let severity: Severity
  public let kind: PropertyKind
  public let timing: Timing
  /// Whether the property is about complete runs, like `eventually`.
  public let isOverRuns: Bool
  /// The `///` comment above the property.
  public let documentation: String
  public let because: String?
  public let reference: String?
  public let tags: [String]
  public let location: ResultLocation

  /// Makes a summary.
  public init(
    name: String, title: String, severity: Severity, kind: PropertyKind, timing: Timing,
    isOverRuns: Bool = false, documentation: String, because: String?, reference: String?,
    tags: [String], location: ResultLocation
  ) {
    self.isOverRuns = isOverRuns
    self.name = name
    self.title = title
    self.severity = severity
    self.kind = kind
    self.timing = timing
    self.documentation = documentation
    self.because = because
    self.reference = reference
    self.tags = tags
    self.location = location
  }

  /// The times at which the property must hold, in words.
  public var moment: String {
    guard kind == .invariant else { return kind.rawValue }
    if isOverRuns { return "in every complete run" }
    return switch timing {
    case .everyMoment: "at every moment"
    case .atRest: "at rest"
    case .atEnd: "at end"
    }
  }
}
