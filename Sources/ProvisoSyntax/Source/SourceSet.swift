/// One source file: its path, its bytes, and the offsets of its lines.
package struct SourceFile: Sendable {
  /// The largest file that is read, in bytes.
  package static let largest = 4 << 20

  /// The path as the user gave it, or as a `use` resolved it.
  package let path: String
  /// The file as it was read; it need not be valid UTF-8.
  package let bytes: [UInt8]
  /// The offset of each line's first byte.
  package let lineStarts: [Int]

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    lineStarts = starts
  }

  /// The line (from 0) that contains the byte at `offset`.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The range of the bytes of a line (counted from 0), without its line end.
  func lineRange(_ line: Int) -> Range<Int> {
    guard lineStarts.indices.contains(line) else { return bytes.count..<bytes.count }
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return start..<max(start, end)
  }
}

/// The files that a check has read, in the order of reading. Spans point into it.
package struct SourceSet: Sendable {
  /// The files; the `file` of a span is an index of this array.
  package private(set) var files: [SourceFile] = []

  /// An empty set.
  package init() {}

  /// Adds a file and returns its index.
  package mutating func add(path: String, bytes: [UInt8]) -> Int {
    files.append(SourceFile(path: path, bytes: bytes))
    return files.count - 1
  }

  /// The position at which a span begins. If no file here has the span, it is line 1, column 1 of a file
  /// without a path.
  package func location(of span: Span) -> SourceLocation {
    guard files.indices.contains(span.file) else {
      return SourceLocation(path: "", line: 1, column: 1)
    }
    let file = files[span.file]
    let offset = min(max(span.start, 0), file.bytes.count)
    let line = file.line(at: offset)
    let before = file.bytes[file.lineStarts[line]..<offset]
    // Lines can be long, and be asked about often.
    let column =
      before.allSatisfy { $0 < 0x80 }
      ? before.count : String(decoding: before, as: UTF8.self).unicodeScalars.count
    return SourceLocation(path: file.path, line: line + 1, column: column + 1)
  }

  /// The text of a span; invalid UTF-8 is replaced by U+FFFD.
  package func text(of span: Span) -> String {
    guard files.indices.contains(span.file) else { return "" }
    let bytes = files[span.file].bytes
    let start = min(max(span.start, 0), bytes.count)
    return String(decoding: bytes[start..<min(max(span.end, start), bytes.count)], as: UTF8.self)
  }
}
