import CSQLite

/// A row of a result, whose columns are read by name.
///
/// A column that is missing, or has a value of another storage class, is an error: the file can be one that
/// another program wrote.
public struct SQLiteRow: Sendable {
  /// The names of the columns, which the rows of a result share.
  let names: [String]
  /// The values in the order of the names.
  public let values: [SQLiteValue]

  /// The value of a column.
  public func value(_ column: String) throws(SQLiteError) -> SQLiteValue {
    guard let index = names.firstIndex(of: column) else {
      throw SQLiteError(code: SQLITE_RANGE, message: "there is no column \(column)")
    }
    return values[index]
  }

  /// The text of a column.
  public func text(_ column: String) throws(SQLiteError) -> String {
    guard case .text(let text) = try value(column) else { throw mismatch(column, "a text") }
    return text
  }

  /// The text of a column; `nil` for `NULL`.
  public func optionalText(_ column: String) throws(SQLiteError) -> String? {
    if case .null = try value(column) { return nil }
    return try text(column)
  }

  /// The whole number of a column.
  public func integer(_ column: String) throws(SQLiteError) -> Int {
    guard case .integer(let number) = try value(column), let number = Int(exactly: number) else {
      throw mismatch(column, "a whole number")
    }
    return number
  }

  /// The bytes of a column.
  public func blob(_ column: String) throws(SQLiteError) -> [UInt8] {
    guard case .blob(let bytes) = try value(column) else { throw mismatch(column, "bytes") }
    return bytes
  }

  private func mismatch(_ column: String, _ expected: String) -> SQLiteError {
    SQLiteError(code: SQLITE_MISMATCH, message: "the column \(column) does not have \(expected)")
  }
}
