import SQLite

/// The tables of a session's file.
enum SessionTables {
  /// Makes the tables, and brings those of an earlier version up to date.
  static func make(on connection: SQLiteConnection) throws(SQLiteError) {
    try connection.run(
      script: """
        CREATE TABLE IF NOT EXISTS call (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          tool TEXT NOT NULL,
          arguments TEXT NOT NULL,
          directory TEXT,
          decision TEXT NOT NULL,
          outcome TEXT,
          output TEXT,
          harmless_by TEXT,
          decided_by TEXT,
          ended INTEGER,
          reported INTEGER,
          goes_on INTEGER
        );
        CREATE TABLE IF NOT EXISTS plan (
          name TEXT NOT NULL, text BLOB NOT NULL, calls INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS prompt (
          number INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS summary (
          id INTEGER PRIMARY KEY CHECK (id = 1), rules TEXT NOT NULL, calls INTEGER NOT NULL,
          reports INTEGER NOT NULL, bytes BLOB NOT NULL, digest TEXT NOT NULL);
        """)
    let columns = Set(try connection.columns(of: "call"))
    for (name, type) in [
      ("output", "TEXT"), ("harmless_by", "TEXT"), ("decided_by", "TEXT"), ("ended", "INTEGER"),
      ("reported", "INTEGER"), ("goes_on", "INTEGER"),
    ] where !columns.contains(name) {
      try connection.run("ALTER TABLE call ADD COLUMN \(name) \(type)")
    }
    try connection.run(
      script: """
        CREATE INDEX IF NOT EXISTS call_open ON call (tool) WHERE outcome IS NULL;
        CREATE INDEX IF NOT EXISTS call_asked ON call (number)
          WHERE outcome IS NULL AND decision = 'ask';
        CREATE INDEX IF NOT EXISTS call_reported ON call (reported) WHERE reported IS NOT NULL;
        CREATE INDEX IF NOT EXISTS call_undated ON call (number)
          WHERE outcome IS NOT NULL AND reported IS NULL;
        """)
    // An earlier version does not say when a call ended: it can have overlapped with every later one.
    let undated = "outcome IS NOT NULL AND reported IS NULL"
    if try connection.row("SELECT 1 FROM call WHERE \(undated) LIMIT 1") != nil {
      try connection.run("UPDATE call SET \(report) WHERE \(undated)")
    }
  }

  /// The assignments that date the report of an outcome. A later report says more about a call, and not when
  /// it ended.
  static let report = """
    ended = COALESCE(ended, (SELECT MAX(number) FROM call)),
    reported = (SELECT COALESCE(MAX(reported), 0) + 1 FROM call WHERE reported IS NOT NULL)
    """
}
