/// A position in a spec.
public struct ResultLocation: Hashable, Sendable {
  public let path: String
  public let line: Int
  public let column: Int

  /// Makes a position. Lines and columns count from 1.
  public init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }
}

/// A message about an input, with its stable code.
public struct ResultDiagnostic: Hashable, Sendable {
  public let code: String
  public let level: DiagnosticLevel
  public let message: String
  public let location: ResultLocation?
  /// How to correct the input; `nil` if that is not known.
  public let fix: String?
  /// The message as it is printed, with an excerpt of the source.
  public let rendered: String

  /// Describes a message.
  public init(
    code: String, level: DiagnosticLevel, message: String, location: ResultLocation?, fix: String?,
    rendered: String
  ) {
    self.code = code
    self.level = level
    self.message = message
    self.location = location
    self.fix = fix
    self.rendered = rendered
  }
}
