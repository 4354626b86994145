/// A range of bytes in one source file.
public struct Span: Hashable, Sendable {
  /// The index of the file in the `SourceSet`.
  public let file: Int
  /// The offset of the first byte.
  public let start: Int
  /// The offset after the last byte.
  public let end: Int

  /// Makes a span.
  public init(file: Int, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// The smallest span that contains this one and another of the same file.
  public func through(_ other: Span) -> Span {
    Span(file: file, start: min(start, other.start), end: max(end, other.end))
  }
}

/// A position in a file, as people count: path, line and column.
public struct SourceLocation: Hashable, Sendable {
  public let path: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in Unicode code points.
  public let column: Int

  /// Makes a location.
  public init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }
}
