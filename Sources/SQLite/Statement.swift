import CSQLite

/// A compiled statement, which is finalized with its last use.
struct Statement: ~Copyable {
  private let connection: OpaquePointer
  private let handle: OpaquePointer
  private let names: [String]

  /// Compiles the one statement of a text.
  init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v2(connection, sql, -1, &handle, nil)
    guard code == SQLITE_OK else { throw SQLiteError(code, on: connection) }
    guard let handle else {
      throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement")
    }
    self.connection = connection
    self.handle = handle
    names = (0..<sqlite3_column_count(handle)).map {
      sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? ""
    }
  }

  deinit { sqlite3_finalize(handle) }

  /// Gives the parameters their values, in order.
  func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
    guard values.count == Int(sqlite3_bind_parameter_count(handle)) else {
      throw SQLiteError(
        code: SQLITE_RANGE,
        message:
          "the statement has \(sqlite3_bind_parameter_count(handle)) parameters, and \(values.count) values"
      )
    }
    for (index, value) in values.enumerated() {
      let code = bind(value, at: Int32(index + 1))
      guard code == SQLITE_OK else { throw SQLiteError(code, on: connection) }
    }
  }

  private func bind(_ value: SQLiteValue, at index: Int32) -> Int32 {
    // SQLite copies a text or bytes before the call returns.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: return sqlite3_bind_null(handle, index)
    case .integer(let number): return sqlite3_bind_int64(handle, index, number)
    case .real(let number): return sqlite3_bind_double(handle, index, number)
    case .text(var text):
      return text.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) {
          // An empty text may have no address, and no address would be `NULL`.
          guard let start = $0.baseAddress else {
            return sqlite3_bind_text(handle, index, "", 0, transient)
          }
          return sqlite3_bind_text64(
            handle, index, start, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
        }
      }
    case .blob(let bytes):
      if bytes.isEmpty { return sqlite3_bind_zeroblob(handle, index, 0) }
      return bytes.withUnsafeBytes {
        sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient)
      }
    }
  }

  /// Runs to the next row.
  ///
  /// - Returns: the row; `nil` after the last one.
  func step() throws(SQLiteError) -> SQLiteRow? {
    switch sqlite3_step(handle) {
    case SQLITE_ROW:
      return SQLiteRow(names: names, values: (0..<Int32(names.count)).map { value($0) })
    case SQLITE_DONE: return nil
    case let code: throw SQLiteError(code, on: connection)
    }
  }

  private func value(_ column: Int32) -> SQLiteValue {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
    case SQLITE_TEXT:
      // The order of the calls is SQLite's rule: the count is that of the text that was asked for before.
      let start = sqlite3_column_text(handle, column)
      let count = Int(sqlite3_column_bytes(handle, column))
      return .text(
        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(handle, column)
      let count = Int(sqlite3_column_bytes(handle, column))
      return .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
    default: return .null
    }
  }
}
