/// The reason why a source cannot be read as calls or as a plan of agents: one mistake, or several.
package struct AgentFormatError: Error, Hashable, Sendable {
  /// The mistake: the expected and the found value.
  package let message: String
  /// The line of the mistake, from 1.
  package let line: Int?
  /// The column of the mistake, from 1.
  package let column: Int?
  /// The file with the mistake, as a path from the source; `nil` if it is the source itself.
  package let file: String?
  /// The other mistakes in the same source, in the order of their positions. None of these has
  /// further ones.
  package let further: [AgentFormatError]
  /// The formats in which the source can be read, if it fits several.
  package let fitting: [AgentFormat]

  /// Describes what is wrong.
  package init(_ message: String, line: Int? = nil, column: Int? = nil, file: String? = nil) {
    self.message = message
    self.line = line
    self.column = column
    self.file = file
    further = []
    fitting = []
  }

  /// The error of a source that fits several formats.
  init(fitting formats: [AgentFormat]) {
    message =
      "the source can be read as \(formats.map(\.rawValue).joined(separator: " and ")): expected exactly one format"
    line = nil
    column = nil
    file = nil
    further = []
    fitting = formats
  }

  /// Combines the mistakes of a source into one error; `nil` if there are none.
  package init?(_ mistakes: [AgentFormatError]) {
    guard let first = mistakes.first else { return nil }
    message = first.message
    line = first.line
    column = first.column
    file = first.file
    fitting = first.fitting
    further = mistakes.dropFirst().map {
      AgentFormatError($0.message, line: $0.line, column: $0.column, file: $0.file)
    }
  }

  /// Every mistake as a separate error, this one first.
  package var all: [AgentFormatError] {
    [AgentFormatError(message, line: line, column: column, file: file)] + further
  }
}
