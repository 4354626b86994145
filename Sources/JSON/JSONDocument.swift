import CSimdJSON

/// A parsed and checked JSON text, whose values are read in place.
///
/// simdjson's DOM parser turns the text into its tape (Langdale and Lemire, "Parsing gigabytes of
/// JSON per second", VLDB Journal 28, 2019), and every ``JSONValue`` is an index into that tape: no
/// object is made for a value, and a string is made only on request. The document does not change
/// after initialization, so several threads can read it at once.
///
/// The document also meets conditions beyond the grammar of RFC 8259: the unescaped keys of an
/// object differ, containers nest at most `maximumDepth` deep, and no number has more than 10,000
/// characters or an exponent beyond ±10,000.
public final class JSONDocument: Sendable {
  /// The default limit on the nesting of arrays and objects.
  public static let defaultMaximumDepth = 1000

  /// The document's name in errors, usually its path.
  public let name: String

  /// simdjson's tape; see `csj_tape`.
  @usableFromInline nonisolated(unsafe) let tape: UnsafePointer<UInt64>
  /// The strings of the tape, without escapes.
  @usableFromInline nonisolated(unsafe) let strings: UnsafePointer<UInt8>
  /// The number of words of the tape.
  @usableFromInline let tapeEnd: Int

  nonisolated(unsafe) let handle: OpaquePointer
  /// The bytes of the input.
  private let source: SourceBuffer
  /// The parsed text: a part of `source`, unless `source` was UTF-16.
  let text: SourceText

  /// Reads and parses a regular file.
  ///
  /// - Parameters:
  ///   - path: The file's path. It becomes the document's name.
  ///   - maximumDepth: The limit on the nesting of arrays and objects.
  /// - Throws: A ``JSONError`` if the path is missing, is not a regular file or cannot be read, or
  ///   if its content is not accepted.
  public static func load(
    path: String, name: String? = nil, maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) -> JSONDocument {
    let name = name ?? path
    let source = try SourceBuffer.read(path: path, name: name)
    return try JSONDocument(source: source, name: name, maximumDepth: maximumDepth)
  }

  /// Reads a file descriptor (standard input, a pipe) to its end, and parses the bytes.
  ///
  /// - Parameters:
  ///   - fileDescriptor: The descriptor to read. It stays open.
  ///   - name: The document's name in errors.
  ///   - maximumDepth: The limit on the nesting of arrays and objects.
  /// - Throws: A ``JSONError`` if reading fails, or if the content is not accepted.
  public static func load(
    fileDescriptor: Int32, name: String, maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) -> JSONDocument {
    let source = try SourceBuffer.read(fileDescriptor: fileDescriptor, sizeHint: 0, name: name)
    return try JSONDocument(source: source, name: name, maximumDepth: maximumDepth)
  }

  /// Parses a copy of some bytes: UTF-8 with or without a byte order mark, or UTF-16 with one.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of the text.
  ///   - name: The document's name in errors.
  ///   - maximumDepth: The limit on the nesting of arrays and objects.
  /// - Throws: A ``JSONError`` if the content is not accepted.
  public convenience init(
    bytes: UnsafeRawBufferPointer, name: String = "JSON",
    maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) {
    let source = try SourceBuffer.copy(of: bytes, name: name)
    try self.init(source: source, name: name, maximumDepth: maximumDepth)
  }

  /// Parses a copy of some bytes: UTF-8 with or without a byte order mark, or UTF-16 with one.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of the text.
  ///   - name: The document's name in errors.
  ///   - maximumDepth: The limit on the nesting of arrays and objects.
  /// - Throws: A ``JSONError`` if the content is not accepted.
  public convenience init(
    bytes: [UInt8], name: String = "JSON", maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) {
    let source = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      try SourceBuffer.copy(of: UnsafeRawBufferPointer(buffer), name: name)
    }
    try self.init(source: source, name: name, maximumDepth: maximumDepth)
  }

  /// Parses a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - name: The document's name in errors.
  ///   - maximumDepth: The limit on the nesting of arrays and objects.
  /// - Throws: A ``JSONError`` if the text is not accepted.
  public convenience init(
    text: String, name: String = "JSON", maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) {
    try self.init(bytes: Array(text.utf8), name: name, maximumDepth: maximumDepth)
  }

  private init(source: SourceBuffer, name: String, maximumDepth: Int) throws(JSONError) {
    let text = try SourceText(source, name: name)
    var failure = csj_error()
    let depth = min(max(maximumDepth, 0), 1_000_000)
    guard let handle = csj_parse(text.bytes, text.count, depth, &failure) else {
      throw JSONError(failure, text: text, name: name, maximumDepth: depth)
    }
    self.name = name
    self.source = source
    self.text = text
    self.handle = handle
    self.tape = csj_tape(handle)
    self.tapeEnd = csj_tape_end(handle)
    self.strings = csj_strings(handle)
  }

  deinit { csj_free(handle) }

  /// The value of the whole text.
  @inlinable public var root: JSONValue { JSONValue(document: self, index: 1) }

  /// The number of input bytes, before any conversion.
  public var sourceByteCount: Int { source.count }

  /// Calls `body` with the input bytes before any conversion, for example to compute a digest of
  /// the file. The pointer must not leave `body`.
  public func withSourceBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: source.bytes, count: source.count))
  }
}
