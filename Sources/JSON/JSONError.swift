/// The reason why a JSON text cannot be read, with its position.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of error.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// There is no such file.
    case notFound
    /// The path is a directory.
    case directory
    /// The path is a pipe, a socket or a device.
    case notRegularFile
    /// The file cannot be opened or read.
    case notReadable
    /// The text has more bytes than the parser can address (4 GB).
    case tooLarge
    /// There is not enough memory.
    case outOfMemory
    /// The text has only white space.
    case empty
    /// The text does not begin like JSON.
    case notJSON
    /// The text ends too early.
    case truncated
    /// The text breaks JSON's grammar.
    case syntax
    /// The bytes are not UTF-8.
    case invalidUTF8
    /// The bytes are not valid UTF-16 although their byte order mark says so, or are in an
    /// unsupported encoding.
    case invalidEncoding
    /// The text has a NUL byte.
    case nulByte
    /// The text continues after its value.
    case trailingContent
    /// Arrays and objects are nested too deeply.
    case tooDeep
    /// An object has two members with the same key.
    case duplicateKey
    /// A number has too many characters or too large an exponent.
    case numberLimit
    /// The parser and its error reporting disagree: a defect of this library.
    case `internal`
  }

  /// The kind of error.
  public let kind: Kind
  /// The input's name: its path, or the name that the caller gave.
  public let name: String
  /// The position in the text; nil if the error is not about the text.
  public let position: JSONPosition?
  /// The offset in the input, in bytes from its start; nil if the error is not about the text, and
  /// for text converted from UTF-16.
  public let offset: Int?
  /// One sentence that says what is wrong and what was expected, without a full stop.
  public let message: String

  /// The message without any text of the input but single characters, for an input that may be
  /// something else than it should.
  public var messageWithoutContent: String {
    kind == .duplicateKey ? "a key occurs twice in one object" : message
  }

  /// The line of ``position``, from 1.
  public var line: Int? { position?.line }
  /// The column of ``position``, from 1, in characters.
  public var column: Int? { position?.column }

  /// The name, the position and the message, as in `plan.json:3:14: expected a value, found '}'`.
  public var description: String {
    if let position { "\(name):\(position): \(message)" } else { "\(name): \(message)" }
  }

  init(
    _ kind: Kind, name: String, position: JSONPosition? = nil, offset: Int? = nil,
    message: String
  ) {
    self.kind = kind
    self.name = name
    self.position = position
    self.offset = offset
    self.message = message
  }
}
