import Foundation
import SQLite
import Testing

@Suite("SQLite") struct SQLiteTests {
  /// A folder of a test, which is removed with it.
  private final class Folder {
    let path = NSTemporaryDirectory() + "sqlite-" + UUID().uuidString

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func database(_ busyTimeout: Double = 10) throws -> SQLiteDatabase {
      try SQLiteDatabase(path: path + "/data.sqlite", busyTimeout: busyTimeout)
    }
  }

  private struct Refused: Error {}

  @Test func valuesComeBack() throws {
    let folder = try Folder()
    let database = try folder.database()
    let values: [SQLiteValue] = [
      .null, .integer(.min), .integer(.max), .real(-0.5), .text(""), .text("a\0b"),
      .text("Ünïcode 🌍"), .blob([]), .blob([0, 255, 0]),
    ]
    try database.write { connection in
      try connection.run("CREATE TABLE t (n INTEGER PRIMARY KEY, v)")
      for value in values { try connection.run("INSERT INTO t (v) VALUES (?)", [value]) }
    }
    let back = try database.read { connection in
      try connection.rows("SELECT v FROM t ORDER BY n").map { try $0.value("v") }
    }
    #expect(back == values)
  }

  @Test func columnsHaveTheirType() throws {
    let folder = try Folder()
    let row = try #require(
      try folder.database().read { connection in
        try connection.row("SELECT 'x' AS t, 7 AS n, x'01' AS b, NULL AS none, 1.5 AS r")
      })
    #expect(try row.text("t") == "x" && row.integer("n") == 7 && row.blob("b") == [1])
    #expect(try row.optionalText("none") == nil && row.optionalText("t") == "x")
    for read in [
      { _ = try row.text("n") }, { _ = try row.text("none") }, { _ = try row.integer("r") },
      { _ = try row.blob("t") }, { _ = try row.optionalText("n") }, { _ = try row.text("missing") },
    ] as [() throws -> Void] {
      #expect(throws: SQLiteError.self) { try read() }
    }
  }

  @Test func aTransactionThatThrowsLeavesNothing() throws {
    let folder = try Folder()
    let database = try folder.database()
    try database.write { try $0.run(script: "CREATE TABLE t (v); INSERT INTO t VALUES (1)") }
    #expect(throws: Refused.self) {
      try database.write { connection in
        try connection.run("INSERT INTO t VALUES (2)")
        throw Refused()
      }
    }
    // A statement that fails throws the message of SQLite.
    #expect(throws: SQLiteError.self) {
      try database.write { connection in
        try connection.run("INSERT INTO t VALUES (3)")
        try connection.run("INSERT INTO missing VALUES (3)")
      }
    }
    #expect(throws: SQLiteError.self) { try database.read { try $0.run("DELETE FROM t") } }
    try database.write { try $0.run("INSERT INTO t VALUES (4)") }
    let left = try folder.database().read { connection in
      try connection.rows("SELECT v FROM t").map { try $0.integer("v") }
    }
    #expect(left == [1, 4])
  }

  @Test func badStatementsAreErrors() throws {
    let folder = try Folder()
    let database = try folder.database()
    for (sql, values, says) in [
      ("SELEC 1", [], "syntax error"), ("", [], "no statement"),
      ("SELECT ?", [], "1 parameters"), ("SELECT 1", [.null], "0 parameters"),
    ] as [(String, [SQLiteValue], String)] {
      do {
        _ = try database.read { try $0.rows(sql, values) }
        Issue.record("\(sql) ran")
      } catch {
        #expect("\(error)".contains(says), "\(error)")
      }
    }
  }

  @Test func filesThatAreNoDatabasesAreErrors() throws {
    let folder = try Folder()
    try Data("this is a text, and not a database".utf8).write(
      to: URL(fileURLWithPath: folder.path + "/data.sqlite"))
    #expect(throws: SQLiteError.self) { try folder.database() }
    #expect {
      try SQLiteDatabase(path: folder.path + "/none/data.sqlite", busyTimeout: 1)
    } throws: { "\($0)" == "unable to open database file" }
  }

  /// The second writer waits as long as the timeout says, and fails then.
  @Test func aWriterWaitsForAnother() throws {
    let folder = try Folder()
    let first = try folder.database()
    try first.write { try $0.run("CREATE TABLE t (v)") }
    let second = try folder.database(0.1)
    try first.write { connection in
      try connection.run("INSERT INTO t VALUES (1)")
      let start = ContinuousClock.now
      #expect {
        try second.write { try $0.run("INSERT INTO t VALUES (2)") }
      } throws: { ($0 as? SQLiteError)?.code == 5 }
      #expect(ContinuousClock.now - start >= .milliseconds(90))
      // A reader sees the state before, and does not wait.
      let count = try second.read { try $0.row("SELECT COUNT(*) AS n FROM t")?.integer("n") }
      #expect(count == 0)
    }
    try second.write { try $0.run("INSERT INTO t VALUES (2)") }
  }

  @Test func threadsAndConnectionsLoseNothing() async throws {
    let folder = try Folder()
    let databases = try (0..<3).map { _ in try folder.database() }
    try databases[0].write { try $0.run("CREATE TABLE t (v); ") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<12 {
        let database = databases[task % 3]
        group.addTask {
          for _ in 0..<20 {
            try database.write { connection in
              let count = try connection.row("SELECT COUNT(*) AS n FROM t")?.integer("n") ?? 0
              try connection.run("INSERT INTO t VALUES (?)", [SQLiteValue(count)])
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let values = try databases[0].read { connection in
      try connection.rows("SELECT v FROM t ORDER BY v").map { try $0.integer("v") }
    }
    #expect(values == Array(0..<240))
  }

  /// The kind of database that Proviso has always made: a write-ahead log, synchronized with each transaction.
  @Test func theJournalIsALog() throws {
    let folder = try Folder()
    let modes = try folder.database().read { connection in
      (
        try connection.row("PRAGMA journal_mode")?.text("journal_mode"),
        try connection.row("PRAGMA synchronous")?.integer("synchronous")
      )
    }
    #expect(modes.0 == "wal" && modes.1 == 2)
  }
}
