/// A stretch of one source file, in UTF-8 bytes.
public struct Span: Hashable, Sendable {
  /// The file's place in the `SourceSet`.
  public let file: Int
  /// The first byte.
  public let start: Int
  /// One past the last byte.
  public let end: Int

  /// Makes a span.
  public init(file: Int, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// The stretch from the start of this one to the end of the other.
  public func through(_ other: Span) -> Span {
    Span(file: file, start: min(start, other.start), end: max(end, other.end))
  }
}

/// A place that a person can go to.
public struct SourceLocation: Hashable, Sendable {
  public let path: String
  /// From 1.
  public let line: Int
  /// From 1, in characters.
  public let column: Int

  /// Makes a location.
  public init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }
}
