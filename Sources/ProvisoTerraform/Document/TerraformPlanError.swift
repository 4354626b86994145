import JSON
import ProvisoKernel

/// The reason why a document cannot be read as a Terraform plan: one sentence, with the position of
/// the wrong value where there is one.
package struct TerraformPlanError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence, without the position.
  package let message: String
  /// Line of the wrong value, from 1; nil when the error has no single position.
  package let line: Int?
  /// Column of the wrong value, from 1.
  package let column: Int?

  /// Creates an error about the whole document.
  package init(_ message: String) {
    self.message = Self.printable(message)
    line = nil
    column = nil
  }

  /// Creates an error about one value.
  package init(_ message: String, at value: JSONValue) {
    self.message = Self.printable(message)
    let position = value.position
    line = position.line
    column = position.column
  }

  /// Cuts a text of more than 400 bytes to its first 300 characters, and escapes control characters
  /// so that a plan cannot send commands to the terminal that shows the error.
  private static func printable(_ whole: String) -> String {
    let text = whole.utf8.count > 400 ? whole.prefix(300) + "…" : whole
    return text.printable
  }

  /// The sentence, after the line and the column if they are known.
  package var description: String {
    guard let line, let column else { return message }
    return "\(line):\(column): \(message)"
  }
}
