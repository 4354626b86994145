/// The reason why a source cannot be read as calls or as a plan of agents: one mistake, or several.
public struct AgentFormatError: Error, Hashable, Sendable {
  /// What was expected and what was found.
  public let message: String
  /// The line of the mistake, from 1.
  public let line: Int?
  /// The column of the mistake, from 1.
  public let column: Int?
  /// The file with the mistake, as a path from the source; `nil` if it is the source itself.
  public let file: String?
  /// The other mistakes in the same source, in the order of their positions. None of these has
  /// further ones.
  public let further: [AgentFormatError]

  /// Describes what is wrong.
  public init(_ message: String, line: Int? = nil, column: Int? = nil, file: String? = nil) {
    self.message = message
    self.line = line
    self.column = column
    self.file = file
    further = []
  }

  /// Combines the mistakes of a source into one error; `nil` if there are none.
  public init?(_ mistakes: [AgentFormatError]) {
    guard let first = mistakes.first else { return nil }
    message = first.message
    line = first.line
    column = first.column
    file = first.file
    further = mistakes.dropFirst().map {
      AgentFormatError($0.message, line: $0.line, column: $0.column, file: $0.file)
    }
  }

  /// Every mistake as a separate error, this one first.
  public var all: [AgentFormatError] {
    [AgentFormatError(message, line: line, column: column, file: file)] + further
  }
}
