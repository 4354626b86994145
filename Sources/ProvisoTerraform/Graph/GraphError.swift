/// The reason why a graph cannot be used: one sentence, with the position in the text where there
/// is one.
package struct GraphError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence, without the position.
  package let message: String
  /// Line of the text, from 1; nil when the error has no single position.
  package let line: Int?
  /// Column in the line, from 1, counted in characters.
  package let column: Int?

  init(_ message: String) {
    self.message = message
    line = nil
    column = nil
  }

  /// Creates an error at an offset in bytes.
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

  /// The sentence, after the line and the column if they are known.
  package var description: String {
    guard let line, let column else { return message }
    return "\(line):\(column): \(message)"
  }
}
