/// The reason why a text is not accepted as YAML, with its position.
public struct YAMLError: Error, Hashable, Sendable {
  /// One sentence that says what is wrong, without a full stop.
  public let message: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in Unicode scalars.
  public let column: Int

  init(_ message: String, line: Int, column: Int) {
    self.message = message
    self.line = line
    self.column = column
  }
}
