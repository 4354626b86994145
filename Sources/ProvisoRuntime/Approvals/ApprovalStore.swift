import Proviso
import ProvisoInput
import ProvisoKernel
import SQLite

/// The calls that wait for a person, and what persons have approved.
///
/// An approval is for one call with exactly these values (``CallDigest``): it counts once, and it ends.
package struct ApprovalStore: Sendable {
  /// A call that waits for a person.
  package struct Request: Sendable, Equatable {
    /// The digest of the call.
    package let digest: String
    package let session: String
    package let tool: String
    /// The arguments as a JSON object.
    package let arguments: String
    package let directory: String?
    /// The reasons why a person has to decide, as sentences.
    package let reasons: [String]
    /// The number of persons who have to approve it.
    package let needed: Int
    /// The user that the agent runs as.
    package let proposer: String
    /// The time of the request, in seconds since 1970.
    package let at: Int

    package init(
      digest: String, session: String, call: GateCall, reasons: [String], needed: Int,
      proposer: String, at: Int
    ) {
      self.init(
        digest: digest, session: session, tool: call.tool, arguments: call.argumentsText,
        directory: call.directory, reasons: reasons, needed: needed, proposer: proposer, at: at)
    }

    fileprivate init(
      digest: String, session: String, tool: String, arguments: String, directory: String?,
      reasons: [String], needed: Int, proposer: String, at: Int
    ) {
      self.digest = digest
      self.session = session
      self.tool = tool
      self.arguments = arguments
      self.directory = directory
      self.reasons = reasons
      self.needed = needed
      self.proposer = proposer
      self.at = at
    }
  }

  /// The reason why something cannot be approved, or the store cannot be used: a sentence.
  package struct Failure: Error, Sendable {
    package let message: String

    package init(message: String) { self.message = message }
  }

  private let database: SQLiteDatabase

  /// The time that a process waits for another one, in seconds.
  private static let busyTimeout = 10.0
  /// Requests are forgotten after this time, in seconds.
  private static let longestWait = 7 * 86_400

  /// Opens or makes the store.
  ///
  /// - Parameter folder: the folder of the sessions, which exists.
  package init(in folder: String) throws(Failure) {
    let path = "\(folder)/approvals.sqlite"
    for file in [path, path + "-wal"] {
      if let reason = SoleFile.reason(against: file) {
        throw Failure(message: "the file of approvals: \(file): \(reason)")
      }
    }
    SharedFolder.makeFile("approvals.sqlite", in: folder)
    do {
      database = try SQLiteDatabase(path: path, busyTimeout: Self.busyTimeout)
      try database.write { connection in
        try connection.run(
          script: """
            CREATE TABLE IF NOT EXISTS request (
              digest TEXT PRIMARY KEY, session TEXT NOT NULL, tool TEXT NOT NULL,
              arguments TEXT NOT NULL, directory TEXT, reasons TEXT NOT NULL,
              needed INTEGER NOT NULL, proposer TEXT NOT NULL, at INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS consent (
              digest TEXT NOT NULL, approver TEXT NOT NULL, given INTEGER NOT NULL,
              expires INTEGER NOT NULL, PRIMARY KEY (digest, approver));
            """)
      }
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: any Error) -> Failure {
    if let failure = error as? Failure { return failure }
    return Failure(message: "the file of approvals: \(error)")
  }

  /// Takes the approvals of a call, so that they count no more.
  ///
  /// - Returns: the persons who approved it; `nil` if they are not enough. Then the request is kept.
  package func take(_ request: Request, now: Int) throws(Failure) -> [String]? {
    do {
      return try database.write { connection in
        // A clock that was set back must not make an approval live longer.
        try connection.run(
          "DELETE FROM consent WHERE expires <= ? OR given > ?",
          [SQLiteValue(now), SQLiteValue(now)])
        try connection.run(
          "DELETE FROM request WHERE at <= ?", [SQLiteValue(now - Self.longestWait)])
        let approvers = try connection.rows(
          """
          SELECT approver FROM consent WHERE digest = ? AND (? = 1 OR approver <> ?)
          ORDER BY approver
          """, [.text(request.digest), SQLiteValue(request.needed), .text(request.proposer)]
        ).map { try $0.text("approver") }
        guard approvers.count >= request.needed else {
          try connection.run(
            "INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
              .text(request.digest), .text(request.session), .text(request.tool),
              .text(request.arguments), SQLiteValue(request.directory),
              .text(request.reasons.map(\.printable).joined(separator: "\n")),
              SQLiteValue(request.needed),
              .text(request.proposer), SQLiteValue(request.at),
            ])
          return nil
        }
        for table in ["consent", "request"] {
          try connection.run("DELETE FROM \(table) WHERE digest = ?", [.text(request.digest)])
        }
        return approvers
      }
    } catch {
      throw Self.failure(error)
    }
  }

  /// The calls that wait for a person, the latest first, each with the persons who approved it already.
  package func waiting(now: Int) throws(Failure) -> [(request: Request, approvers: [String])] {
    do {
      return try database.read { connection in
        try connection.rows(
          "SELECT * FROM request WHERE at > ? ORDER BY at DESC, digest",
          [SQLiteValue(now - Self.longestWait)]
        ).map { row in
          let request = try Self.request(row)
          let approvers = try connection.rows(
            """
            SELECT approver FROM consent WHERE digest = ? AND expires > ? AND given <= ?
            ORDER BY approver
            """, [.text(request.digest), SQLiteValue(now), SQLiteValue(now)])
          return (request, try approvers.map { try $0.text("approver") })
        }
      }
    } catch {
      throw Self.failure(error)
    }
  }

  private static func request(_ row: SQLiteRow) throws(SQLiteError) -> Request {
    try Request(
      digest: row.text("digest"), session: row.text("session"), tool: row.text("tool"),
      arguments: row.text("arguments"), directory: row.optionalText("directory"),
      reasons: row.text("reasons").split(separator: "\n").map(String.init),
      needed: row.integer("needed"), proposer: row.text("proposer"), at: row.integer("at"))
  }

  /// Records that a person approves a call.
  ///
  /// - Parameters:
  ///   - digest: the digest of the call.
  ///   - given: the current time, in seconds since 1970.
  ///   - expires: the time at which the approval ends, in the same form.
  /// - Throws: `Failure` if no such call waits, or this person may not approve it.
  package func approve(
    _ digest: String, by approver: String, at given: Int, until expires: Int
  ) throws(Failure) {
    do {
      try database.write { connection in
        guard
          let row = try connection.row(
            "SELECT * FROM request WHERE digest = ?", [.text(digest)])
        else { throw Failure(message: "no call with this digest waits for an approval") }
        let request = try Self.request(row)
        guard request.needed == 1 || approver != request.proposer else {
          throw Failure(
            message:
              "\(request.needed) persons have to approve this call, and none of them may be \(approver), whom the agent works for"
          )
        }
        try connection.run(
          """
          INSERT OR REPLACE INTO consent (digest, approver, given, expires) VALUES (?, ?, ?, ?)
          """, [.text(digest), .text(approver), SQLiteValue(given), SQLiteValue(expires)])
      }
    } catch {
      throw Self.failure(error)
    }
  }
}
