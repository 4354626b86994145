import JSON
import Proviso
import ProvisoInput
import ProvisoKernel
import SQLite

/// The calls of one session on disk, so that each process that decides for a session knows what was
/// decided before.
///
/// A session has a file of its own, so sessions do not wait for each other. Within a session one process
/// decides at a time (an `IMMEDIATE` transaction), and a decision is on disk before the host hears of it: a
/// process that is killed in between leaves a call without an outcome, which may have happened.
package struct SessionStore: Sendable {
  /// A plan that a session follows.
  package struct Plan: Sendable, Equatable {
    package let name: String
    package let text: [UInt8]
    /// The number of calls before it.
    package let calls: Int
  }

  /// The reason why a session cannot be read or written: a sentence.
  package struct Failure: Error, Sendable {
    package let message: String
  }

  /// The answer about a call.
  package struct Answer: Sendable {
    package let decision: GateDecision
    /// The decision as the session counts it: a call that does not happen is one that was denied.
    package let counted: GateDecision.Kind
    /// The plan that the session follows from now on; `nil` for no change.
    package let plan: Plan?
    /// The digest of the rules, if these alone have allowed the call.
    package var decidedBy: String?
    /// A summary of the session before the call; `nil` to keep the one that there is.
    package var summary: SessionLog.Summary?
  }

  /// The path of the session's file.
  let path: String
  private let database: SQLiteDatabase

  /// The longest output that is kept, in bytes.
  private static let longestOutput = 1 << 18
  /// The time that a process waits for another one of the same session, in seconds.
  private static let busyTimeout = 10.0

  /// Opens or makes the file of a session.
  ///
  /// - Parameters:
  ///   - session: the host's name of the session.
  ///   - folder: the folder of all sessions, which exists.
  package init(session: String, in folder: String) throws(Failure) {
    let name = "\(Digest(of: Array(session.utf8)).value).sqlite"
    path = "\(folder)/\(name)"
    for file in [path, path + "-wal"] {
      if let reason = SoleFile.reason(against: file) {
        throw Failure(message: "the session's file: \(file): \(reason)")
      }
    }
    SharedFolder.makeFile(name, in: folder)
    do {
      database = try SQLiteDatabase(path: path, busyTimeout: Self.busyTimeout)
      try database.write { connection in
        try SessionTables.make(on: connection)
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  private static func sentence(_ error: any Error) -> String {
    "the session's file: \(error)"
  }

  /// Decides about a call while no other process does, and records the decision.
  ///
  /// - Parameters:
  ///   - call: the call. Its id is replaced if it is empty, because the host gives none.
  ///   - decide: returns the answer, given the log of the session before the call.
  package func deciding(
    _ call: GateCall, _ decide: (SessionLog, GateCall) throws -> Answer
  ) throws(Failure) -> GateDecision {
    do {
      // A transaction that writes is `IMMEDIATE`: others wait before they read.
      return try database.write { connection in
        let log = try SessionLog(connection)
        let own = try Self.named(call, in: connection)
        let isRepeated = try Self.has(own.id, in: connection)
        let answer =
          isRepeated
          ? Answer(decision: Self.repeated(own), counted: .deny, plan: nil)
          : try decide(log, own)
        if let next = answer.plan, log.plan == nil {
          try connection.run(
            "INSERT INTO plan (name, text, calls) VALUES (?, ?, ?)",
            [.text(next.name), .blob(next.text), SQLiteValue(next.calls)])
        }
        if let summary = answer.summary { try log.keep(summary) }
        // A host that repeats an id is told so, and the first call stays.
        if !isRepeated {
          try Self.insert(own, answer.counted, decidedBy: answer.decidedBy, in: connection)
        }
        return answer.decision
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Records a call that is harmless by rules with this digest.
  ///
  /// - Returns: whether it was recorded. A call whose id the session has already, or of a session that
  ///   follows a plan, has to be decided.
  package func record(_ call: GateCall, harmlessBy rules: String) throws(Failure) -> Bool {
    do {
      return try database.write { connection in
        guard try SessionLog(connection).plan == nil else { return false }
        let own = try Self.named(call, in: connection)
        guard try !Self.has(own.id, in: connection) else { return false }
        try Self.insert(own, .allow, harmlessBy: rules, in: connection)
        return true
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  private static func repeated(_ call: GateCall) -> GateDecision {
    GateDecision(
      .deny, reasons: ["Another call of this session has the id \(Value.quoted(call.id))."])
  }

  private static func has(_ id: String, in connection: SQLiteConnection) throws -> Bool {
    try connection.row("SELECT 1 FROM call WHERE id = ?", [.text(id)]) != nil
  }

  /// The call with a name of its own, if the host gives none.
  private static func named(_ call: GateCall, in connection: SQLiteConnection) throws -> GateCall {
    guard call.id.isEmpty else { return call }
    let last = try connection.row("SELECT COALESCE(MAX(number), 0) AS last FROM call")
    return GateCall(
      id: "#\((try last?.integer("last") ?? 0) + 1)", tool: call.tool, arguments: call.arguments,
      directory: call.directory)
  }

  private static func insert(
    _ call: GateCall, _ decision: GateDecision.Kind, harmlessBy rules: String? = nil,
    decidedBy: String? = nil, in connection: SQLiteConnection
  ) throws {
    try connection.run(
      """
      INSERT INTO call (id, tool, arguments, directory, decision, harmless_by, decided_by)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(call.id), .text(call.tool), .text(call.argumentsText), SQLiteValue(call.directory),
        .text(decision.rawValue), SQLiteValue(rules), SQLiteValue(decidedBy),
      ])
  }

  /// The condition that a row is a call's, with its values. A call without an id is the last one of the tool with
  /// these arguments that has no outcome.
  private static func row(of call: GateCall) -> (condition: String, values: [SQLiteValue]) {
    guard call.id.isEmpty else { return ("id = ?", [.text(call.id)]) }
    let last = """
      SELECT number FROM call WHERE tool = ? AND arguments = ? AND outcome IS NULL
      ORDER BY number DESC LIMIT 1
      """
    return ("number = (\(last))", [.text(call.tool), .text(call.argumentsText)])
  }

  /// Records that a call goes on after its result, so that it is not over when the turn ends.
  package func keepRunning(_ call: GateCall) throws(Failure) {
    do {
      try database.write { connection in
        let row = Self.row(of: call)
        try connection.run("UPDATE call SET goes_on = 1 WHERE \(row.condition)", row.values)
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Records what became of a call. Nothing takes back that a call has failed or was refused.
  ///
  /// - Parameters:
  ///   - call: the call. If its id is empty, the last call of the tool with these arguments that
  ///     has no outcome is meant.
  ///   - output: what it returned. It is kept while the session follows a plan, which may use it.
  ///   - keepsOutput: whether it is kept in any case.
  package func settle(
    _ call: GateCall, _ outcome: GateOutcome, output: Value? = nil, keepsOutput: Bool = false
  ) throws(Failure) {
    do {
      try database.write { connection in
        let followed = try keepsOutput || SessionLog(connection).plan != nil
        let text = followed ? output.map(\.description) : nil
        let kept = (text?.utf8.count ?? 0) <= Self.longestOutput ? text : nil
        let row = Self.row(of: call)
        try connection.run(
          """
          UPDATE call SET outcome = ?, output = ?, \(SessionTables.report)
          WHERE \(row.condition) AND (outcome IS NULL OR outcome = 'succeeded')
          """,
          [.text(outcome.rawValue), SQLiteValue(kept)] + row.values)
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Records an outcome for every call that a person was asked about and that has none. A call that was
  /// allowed, or that goes on after its result, can still be running.
  package func settleQuestions(_ outcome: GateOutcome) throws(Failure) {
    do {
      try database.write { connection in
        try connection.run(
          """
          UPDATE call SET outcome = ?, \(SessionTables.report)
          WHERE outcome IS NULL AND decision = 'ask' AND goes_on IS NULL
          """, [.text(outcome.rawValue)])
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Keeps a text of the user.
  package func add(prompt text: String) throws(Failure) {
    do {
      try database.write { connection in
        try connection.run("INSERT INTO prompt (text) VALUES (?)", [.text(text)])
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// The texts of the user so far.
  package func prompts() throws(Failure) -> [String] {
    do {
      return try database.read {
        try $0.rows("SELECT text FROM prompt ORDER BY number").map { try $0.text("text") }
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// The calls and outcomes so far, in order.
  package func events() throws(Failure) -> [SessionLog.Event] {
    do {
      return try database.read {
        try SessionLog($0).events(
          SessionLog.Filter(includesDenied: true, includesOutputs: true))
      }
    } catch {
      throw Failure(message: Self.sentence(error))
    }
  }

  /// Every call so far, in order.
  package func entries() throws(Failure) -> [SessionLog.Entry] {
    try events().compactMap { event in
      if case .call(let entry) = event { entry } else { nil }
    }
  }
}
