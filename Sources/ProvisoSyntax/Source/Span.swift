/// A range of bytes in one source file.
package struct Span: Hashable, Sendable {
  /// The index of the file in the `SourceSet`.
  package let file: Int
  /// The offset of the first byte.
  package let start: Int
  /// The offset after the last byte.
  package let end: Int

  /// Makes a span.
  package init(file: Int, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// The smallest span that contains this one and another of the same file.
  package func through(_ other: Span) -> Span {
    Span(file: file, start: min(start, other.start), end: max(end, other.end))
  }
}

/// A position in a file, as people count: path, line and column.
package struct SourceLocation: Hashable, Sendable {
  package let path: String
  /// The line, from 1.
  package let line: Int
  /// The column, from 1, in Unicode code points.
  package let column: Int

  /// Makes a location.
  package init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }
}
