import GRDB
import Proviso
import ProvisoInput
import ProvisoKernel

/// The calls of one session on disk, so that each process that decides for a session knows what was
/// decided before.
///
/// A session has a file of its own, so sessions do not wait for each other. Within a session one process
/// decides at a time (an `IMMEDIATE` transaction), and a decision is on disk before the host hears of it: a
/// process that is killed in between leaves a call without an outcome, which may have happened.
package struct SessionStore: Sendable {
  /// A call that was decided.
  package struct Entry: Sendable, Equatable {
    package let call: GateCall
    package let decision: GateDecision.Kind
    package let outcome: GateOutcome?
  }

  /// The reason why a session cannot be read or written: a sentence.
  package struct Failure: Error, Sendable {
    package let message: String
  }

  private let queue: DatabaseQueue

  /// The time that a process waits for another one of the same session, in seconds.
  private static let patience = 10.0

  /// Opens or makes the file of a session.
  ///
  /// - Parameters:
  ///   - session: the host's name of the session.
  ///   - folder: the folder of all sessions, which exists.
  package init(session: String, in folder: String) throws(Failure) {
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.patience)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      try database.execute(sql: "PRAGMA synchronous = FULL")
    }
    let name = Digest(of: Array(session.utf8)).value
    do {
      queue = try DatabaseQueue(path: "\(folder)/\(name).sqlite", configuration: configuration)
      try queue.write { database in
        try database.execute(
          sql: """
            CREATE TABLE IF NOT EXISTS call (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              id TEXT NOT NULL UNIQUE,
              tool TEXT NOT NULL,
              arguments TEXT NOT NULL,
              directory TEXT,
              decision TEXT NOT NULL,
              outcome TEXT
            )
            """)
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  private static func sentence(_ error: any Error) -> String {
    guard let error = error as? DatabaseError else { return "the session's file: \(error)" }
    return "the session's file: \(error.message ?? "\(error.resultCode)")"
  }

  /// Decides about a call while no other process does, and records the decision.
  ///
  /// - Parameters:
  ///   - call: the call. Its id is replaced if it is empty, because the host gives none.
  ///   - decide: returns the decision, given the calls before.
  package func deciding(
    _ call: GateCall, _ decide: @Sendable ([Entry], GateCall) -> GateDecision
  ) throws(Failure) -> GateDecision {
    do {
      // A transaction that writes is `IMMEDIATE`: others wait before they read.
      return try queue.write { database in
        let earlier = try Self.entries(in: database)
        let own =
          call.id.isEmpty
          ? GateCall(
            id: "#\(earlier.count + 1)", tool: call.tool, arguments: call.arguments,
            directory: call.directory)
          : call
        let decision = decide(earlier, own)
        // A host that repeats an id is told so, and the first call stays.
        if !earlier.contains(where: { $0.call.id == own.id }) {
          try database.execute(
            sql:
              "INSERT INTO call (id, tool, arguments, directory, decision) VALUES (?, ?, ?, ?, ?)",
            arguments: [
              own.id, own.tool, own.argumentsText, own.directory, decision.kind.rawValue,
            ])
        }
        return decision
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Records what became of a call.
  ///
  /// - Parameter call: the call. If its id is empty, the last call of the tool with these arguments that
  ///   has no outcome is meant.
  package func settle(_ call: GateCall, _ outcome: GateOutcome) throws(Failure) {
    do {
      try queue.write { database in
        if !call.id.isEmpty {
          try database.execute(
            sql: "UPDATE call SET outcome = ? WHERE id = ?", arguments: [outcome.rawValue, call.id])
        } else {
          try database.execute(
            sql: """
              UPDATE call SET outcome = ? WHERE number = (
                SELECT MAX(number) FROM call WHERE tool = ? AND arguments = ? AND outcome IS NULL)
              """, arguments: [outcome.rawValue, call.tool, call.argumentsText])
        }
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Records an outcome for every call that has none.
  package func settleAll(_ outcome: GateOutcome) throws(Failure) {
    do {
      try queue.write { database in
        try database.execute(
          sql: "UPDATE call SET outcome = ? WHERE outcome IS NULL", arguments: [outcome.rawValue])
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Every call so far, in order.
  package func entries() throws(Failure) -> [Entry] {
    do {
      return try queue.read { try Self.entries(in: $0) }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  private static func entries(in database: Database) throws -> [Entry] {
    try Row.fetchAll(
      database,
      sql:
        "SELECT id, tool, arguments, directory, decision, outcome FROM call ORDER BY number"
    ).map { row in
      let call = try GateCall(
        id: row["id"], tool: row["tool"], arguments: row["arguments"], directory: row["directory"])
      guard let decision = GateDecision.Kind(rawValue: row["decision"]) else {
        throw Failure(message: "the session's file has a decision that is none")
      }
      let outcome: String? = row["outcome"]
      return Entry(
        call: call, decision: decision, outcome: outcome.flatMap(GateOutcome.init(rawValue:)))
    }
  }
}
