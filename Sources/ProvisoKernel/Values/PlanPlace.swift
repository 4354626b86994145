/// A position in a source; line and column count from 1.
public struct PlanPosition: Hashable, Sendable {
  public let line: Int
  public let column: Int

  /// Makes a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
