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
    self.message = Self.printable(message)
    line = nil
    column = nil
  }

  /// An error about one value.
  public init(_ message: String, at value: JSONValue) {
    self.message = Self.printable(message)
    let position = value.position
    line = position.line
    column = position.column
  }

  /// The text cut to a length that can be read, with control characters escaped: a plan must not
  /// steer the terminal that shows its error.
  private static func printable(_ whole: String) -> String {
    let text = whole.utf8.count > 400 ? whole.prefix(300) + "…" : whole
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return text
    }
    return text.unicodeScalars.map { scalar in
      guard scalar.properties.generalCategory == .control else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }.joined()
  }

  /// The sentence, with line and column in front where they are known.
  public var description: String {
    guard let line, let column else { return message }
    return "\(line):\(column): \(message)"
  }
}
