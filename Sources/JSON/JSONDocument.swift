import CSimdJSON

/// A JSON text, parsed and checked, to be read in place.
///
/// The text is parsed by simdjson's DOM parser into its tape (Langdale and Lemire, "Parsing
/// gigabytes of JSON per second", VLDB Journal 28, 2019), and every ``JSONValue`` is a place on that
/// tape: no object is made for a value, and a string is made only when it is asked for. The document
/// does not change after it was made, so it can be read from several threads at once.
///
/// Beyond the grammar of RFC 8259, every object's keys are known to differ once their escapes are
/// resolved, containers nest at most `maximumDepth` deep, and no number has more than 10,000
/// characters or an exponent beyond ±100,000.
public final class JSONDocument: Sendable {
  /// The deepest nesting of arrays and objects that is accepted unless told otherwise.
  public static let defaultMaximumDepth = 1000

  /// What the document is called in errors, most often its path.
  public let name: String

  /// simdjson's tape; see `csj_tape`.
  @usableFromInline nonisolated(unsafe) let tape: UnsafePointer<UInt64>
  /// The strings of the tape, without escapes.
  @usableFromInline nonisolated(unsafe) let strings: UnsafePointer<UInt8>
  /// The number of words of the tape.
  @usableFromInline let tapeEnd: Int

  nonisolated(unsafe) let handle: OpaquePointer
  /// The bytes as they were given.
  private let source: SourceBuffer
  /// The text that was parsed: a part of `source`, unless that was UTF-16.
  let text: SourceText

  /// Reads and parses a regular file.
  ///
  /// - Parameters:
  ///   - path: The file's path. It becomes the document's name.
  ///   - maximumDepth: How many arrays and objects may be inside one another.
  /// - Throws: A ``JSONError`` when the path is missing, is not a regular file or cannot be read,
  ///   and when its content is not accepted.
  public static func load(
    path: String, maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) -> JSONDocument {
    let source = try SourceBuffer.read(path: path)
    return try JSONDocument(source: source, name: path, maximumDepth: maximumDepth)
  }

  /// Reads a file descriptor to its end (standard input, a pipe) and parses what it gave.
  ///
  /// - Parameters:
  ///   - fileDescriptor: Where to read from. It stays open.
  ///   - name: What to call the document in errors.
  ///   - maximumDepth: How many arrays and objects may be inside one another.
  /// - Throws: A ``JSONError`` when reading fails and when the content is not accepted.
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
  ///   - name: What to call the document in errors.
  ///   - maximumDepth: How many arrays and objects may be inside one another.
  /// - Throws: A ``JSONError`` when the content is not accepted.
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
  ///   - name: What to call the document in errors.
  ///   - maximumDepth: How many arrays and objects may be inside one another.
  /// - Throws: A ``JSONError`` when the content is not accepted.
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
  ///   - name: What to call the document in errors.
  ///   - maximumDepth: How many arrays and objects may be inside one another.
  /// - Throws: A ``JSONError`` when the text is not accepted.
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

  /// The value that the whole text is.
  @inlinable public var root: JSONValue { JSONValue(document: self, index: 1) }

  /// The number of bytes that were read, before any conversion.
  public var sourceByteCount: Int { source.count }

  /// Calls `body` with the bytes as they were read, before any conversion: what a digest of the file
  /// is made from. The pointer must not leave `body`.
  public func withSourceBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: source.bytes, count: source.count))
  }
}
