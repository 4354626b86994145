/// A value of a column or of a parameter, in one of SQLite's five storage classes.
public enum SQLiteValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  /// A text, or `null` for none.
  public init(_ text: String?) { self = text.map(Self.text) ?? .null }

  /// A whole number.
  public init(_ number: Int) { self = .integer(Int64(number)) }
}
