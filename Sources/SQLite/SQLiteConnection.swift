import CSQLite

/// A connection to a database inside a transaction: what statements run on.
///
/// Only ``SQLiteDatabase`` makes one, and it is valid only in the closure that got it.
public struct SQLiteConnection {
  let handle: OpaquePointer

  /// Runs a statement that returns no rows, or whose rows are not used.
  ///
  /// - Parameters:
  ///   - sql: the statement.
  ///   - values: the values of its parameters, in order.
  public func run(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) {
    let statement = try Statement(sql, on: handle)
    try statement.bind(values)
    while try statement.step() != nil {}
  }

  /// Runs statements without parameters, which are separated by semicolons.
  public func run(script sql: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteError(code, on: handle) }
  }

  /// The rows that a query returns.
  public func rows(
    _ sql: String, _ values: [SQLiteValue] = []
  ) throws(SQLiteError) -> [SQLiteRow] {
    let statement = try Statement(sql, on: handle)
    try statement.bind(values)
    var rows: [SQLiteRow] = []
    while let row = try statement.step() { rows.append(row) }
    return rows
  }

  /// The first row that a query returns; `nil` for none.
  public func row(
    _ sql: String, _ values: [SQLiteValue] = []
  ) throws(SQLiteError) -> SQLiteRow? {
    let statement = try Statement(sql, on: handle)
    try statement.bind(values)
    return try statement.step()
  }

  /// The names of a table's columns; none if there is no such table.
  public func columns(of table: String) throws(SQLiteError) -> [String] {
    try rows("SELECT name FROM pragma_table_info(?)", [.text(table)]).map {
      row throws(SQLiteError) in try row.text("name")
    }
  }
}
