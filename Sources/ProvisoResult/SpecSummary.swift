import ProvisoKernel

/// What a list of specs shows of one.
public struct SpecSummary: Sendable {
  public let name: String
  public let path: String
  /// The `///` comment above the first line.
  public let documentation: String
  public let properties: [PropertySummary]
  /// The world that the spec is for, or is itself.
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

/// What a list of specs shows of a world.
public struct WorldSummary: Sendable {
  public let name: String
  /// The actions as they are declared, without what they do: `drop(db: Database) may fail`.
  public let actions: [String]
  /// What each agent may do: `cleaner may backup, drop at most 6 steps`; empty where anyone may act.
  public let agents: [String]

  /// Makes a summary.
  public init(name: String, actions: [String], agents: [String]) {
    self.name = name
    self.actions = actions
    self.agents = agents
  }
}

/// What a list of specs shows of a property.
public struct PropertySummary: Sendable {
  public let name: String
  public let title: String
  public let severity: Severity
  /// `invariant` or `possible`.
  public let kind: String
  public let timing: Timing
  /// Whether it is judged of whole runs, as `eventually` is.
  public let isOverRuns: Bool
  /// The `///` comment above it.
  public let documentation: String
  public let because: String?
  public let reference: String?
  public let tags: [String]
  public let location: ResultLocation

  /// Makes a summary.
  public init(
    name: String, title: String, severity: Severity, kind: String, timing: Timing,
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

  /// When it is judged, in words.
  public var moment: String {
    guard kind == "invariant" else { return kind }
    if isOverRuns { return "in every complete run" }
    return switch timing {
    case .everyMoment: "at every moment"
    case .atRest: "at rest"
    case .atEnd: "at end"
    }
  }
}
