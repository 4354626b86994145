import JSON

/// Why a document cannot be read as a Terraform plan: one clear sentence and, where a part of the
/// document is at fault, its place.
public struct PlanError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence, without the place.
  public let message: String
  /// Line of the offending value, from 1; nil when no single value is at fault.
  public let line: Int?
  /// Column of the offending value, from 1.
  public let column: Int?

  /// An error about the document as a whole.
  public init(_ message: String) {
    self.message = message
    line = nil
    column = nil
  }

  /// An error about one value.
  public init(_ message: String, at value: JSONValue) {
    self.message = message
    let position = value.position
    line = position.line
    column = position.column
  }

  /// The sentence, with line and column in front where they are known.
  public var description: String {
    guard let line, let column else { return message }
    return "\(line):\(column): \(message)"
  }
}
