/// What a list of specs shows of one.
public struct SpecSummary: Sendable {
  public let name: String
  public let path: String
  /// The `///` comment above the first line.
  public let documentation: String
  public let properties: [PropertySummary]

  /// Makes a summary.
  public init(name: String, path: String, documentation: String, properties: [PropertySummary]) {
    self.name = name
    self.path = path
    self.documentation = documentation
    self.properties = properties
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
  /// The `///` comment above it.
  public let documentation: String
  public let because: String?
  public let reference: String?
  public let tags: [String]
  public let location: ResultLocation

  /// Makes a summary.
  public init(
    name: String, title: String, severity: Severity, kind: String, timing: Timing,
    documentation: String, because: String?, reference: String?, tags: [String],
    location: ResultLocation
  ) {
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
    return switch timing {
    case .everyMoment: "at every moment"
    case .atRest: "at rest"
    case .atEnd: "at end"
    }
  }
}
