import CSQLite
import Synchronization

/// A database in a file, which several processes use at the same time.
///
/// Every access is a transaction. The journal is a write-ahead log, and a transaction is on disk before
/// ``write(_:)`` returns (`synchronous = FULL`), so a process that is killed loses none that has returned and
/// leaves none half done. Threads take turns.
public final class SQLiteDatabase: Sendable {
  /// The connection, used only with the lock.
  nonisolated(unsafe) private let handle: OpaquePointer
  private let lock = Mutex<Void>(())

  /// Opens a database, or makes an empty one.
  ///
  /// - Parameters:
  ///   - path: the file. Its folder exists.
  ///   - busyTimeout: the time that a transaction waits for those of other processes, in seconds. After it,
  ///     the transaction fails with `SQLITE_BUSY`.
  public init(path: String, busyTimeout: Double) throws(SQLiteError) {
    var handle: OpaquePointer?
    // This class takes the turns that SQLite's own mutex would.
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      // SQLite makes a connection for the error, too.
      let error = SQLiteError(code, on: handle)
      sqlite3_close_v2(handle)
      throw error
    }
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, Int32(clamping: Int(busyTimeout * 1000)))
    let connection = SQLiteConnection(handle: handle)
    try connection.run("PRAGMA journal_mode = WAL")
    try connection.run("PRAGMA synchronous = FULL")
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs a transaction that may write. No other process writes from its beginning to its end.
  ///
  /// - Parameter body: reads and writes. If it throws, nothing that it wrote stays.
  public func write<Result: Sendable>(
    _ body: (SQLiteConnection) throws -> Result
  ) throws -> Result {
    try transaction("BEGIN IMMEDIATE", body)
  }

  /// Runs a transaction that reads one state of the database. Statements that write fail.
  public func read<Result: Sendable>(
    _ body: (SQLiteConnection) throws -> Result
  ) throws -> Result {
    try transaction("BEGIN DEFERRED") { connection in
      try connection.run("PRAGMA query_only = 1")
      defer { try? connection.run("PRAGMA query_only = 0") }
      return try body(connection)
    }
  }

  private func transaction<Result: Sendable>(
    _ begin: String, _ body: (SQLiteConnection) throws -> Result
  ) throws -> Result {
    try lock.withLock { _ in
      let connection = SQLiteConnection(handle: handle)
      try connection.run(begin)
      do {
        let result = try body(connection)
        try connection.run("COMMIT")
        return result
      } catch {
        // Some errors, such as a full disk, have rolled back already.
        if sqlite3_get_autocommit(handle) == 0 { try? connection.run("ROLLBACK") }
        throw error
      }
    }
  }
}
