import CSimdJSON

/// A position in a text: a line and a column.
public struct JSONPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The line, from 1. A line ends with a line feed.
  public let line: Int
  /// The column, from 1, counted in characters (Unicode scalars); a byte order mark is not counted.
  public let column: Int

  /// Makes a position from a line and a column, both from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  init(_ position: csj_place) {
    self.init(line: Int(clamping: position.line), column: Int(clamping: position.column))
  }

  /// `LINE:COLUMN`.
  public var description: String { "\(line):\(column)" }

  /// Whether `left` comes before `right` in the text.
  public static func < (left: JSONPosition, right: JSONPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
