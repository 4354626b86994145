/// Why a JSON text could not be read, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What sort of error it is.
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
    /// The text has nothing but white space.
    case empty
    /// The text does not even begin like JSON.
    case notJSON
    /// The text ends too early.
    case truncated
    /// Something stands where it may not.
    case syntax
    /// The bytes are not UTF-8.
    case invalidUTF8
    /// The bytes are not the UTF-16 that their byte order mark says, or are in an encoding that is
    /// not read.
    case invalidEncoding
    /// The text has a NUL byte.
    case nulByte
    /// Something follows the value that the text should be.
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

  /// What sort of error it is.
  public let kind: Kind
  /// What the input is called: its path, or the name that the caller gave.
  public let name: String
  /// Where in the text, when it is a matter of the text.
  public let position: JSONPosition?
  /// Where in the input, in bytes from its start; nil when it is no matter of the text, and for
  /// text that was converted from UTF-16.
  public let offset: Int?
  /// One sentence that says what is wrong and what was expected, without a full stop.
  public let message: String

  /// The line of ``position``, from 1.
  public var line: Int? { position?.line }
  /// The column of ``position``, from 1, in characters.
  public var column: Int? { position?.column }

  /// The name, the place and the message, as in `plan.json:3:14: expected a value, found '}'`.
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
