/// Why a graph cannot be used: one clear sentence and, where a place of the text is at fault, that
/// place.
public struct GraphError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence, without the place.
  public let message: String
  /// Line of the text, from 1; nil when no single place is at fault.
  public let line: Int?
  /// Column in the line, from 1, counted in characters.
  public let column: Int?

  init(_ message: String) {
    self.message = message
    line = nil
    column = nil
  }

  /// An error at a place of a text, given as an offset in bytes.
  init(_ message: String, at offset: Int, of text: [UInt8]) {
    self.message = message
    var line = 1
    var column = 1
    for byte in text.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80 {
        column += 1
      }
    }
    self.line = line
    self.column = column
  }

  /// The sentence, with line and column in front where they are known.
  public var description: String {
    guard let line, let column else { return message }
    return "\(line):\(column): \(message)"
  }
}
