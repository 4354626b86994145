import CSQLite

/// A failure of a call to SQLite, or of reading what it returned.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// SQLite's extended result code, such as 5 (`SQLITE_BUSY`).
  public let code: Int32
  /// SQLite's message, or this layer's: without a full stop.
  public let message: String

  init(code: Int32, message: String) {
    self.code = code
    self.message = message
  }

  /// The error that a connection reports for its last call.
  ///
  /// - Parameter connection: the connection; `nil` if there was no memory for one.
  init(_ code: Int32, on connection: OpaquePointer?) {
    let text = connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
    self.init(code: code, message: text.map { String(cString: $0) } ?? "error \(code)")
  }

  /// The message alone.
  public var description: String { message }
}
