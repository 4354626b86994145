/// A part of a property with its value at the moment that decides a violation.
public struct FormulaNode: Sendable {
  /// The part as it is written, or the choice of a quantifier, such as `r = aws_vpc.main`.
  public let text: String
  /// The value as a person reads it; `nil` for a choice.
  public let value: String?
  public let parts: [FormulaNode]

  /// Describes a part.
  public init(_ text: String, value: String?, parts: [FormulaNode] = []) {
    self.text = text
    self.value = value
    self.parts = parts
  }
}
