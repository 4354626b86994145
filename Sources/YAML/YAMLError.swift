/// Why a text is not read as YAML, and where.
public struct YAMLError: Error, Hashable, Sendable {
  /// What is wrong, without a full stop.
  public let message: String
  /// From 1; the column counts Unicode scalars.
  public let line: Int
  public let column: Int

  init(_ message: String, line: Int, column: Int) {
    self.message = message
    self.line = line
    self.column = column
  }
}
