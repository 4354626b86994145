import JSON
import Proviso
import ProvisoInput
import ProvisoKernel
import SQLite

/// The log of one session as a decision reads it: calls and their outcomes in the order in which they
/// happened, and a summary of the first of them.
///
/// It is valid only in the transaction of the decision. The log is the truth: a summary that is damaged, of
/// other rules or ahead of the log is left out.
package struct SessionLog {
  /// A call with its outcome.
  package struct Entry: Sendable, Equatable {
    /// The number of its row.
    package let row: Int
    package let call: GateCall
    package let decision: GateDecision.Kind
    package let outcome: GateOutcome?
    /// The result of the call, if it was kept.
    package let output: Value?
    /// The digest of the rules that allowed it; `nil` if it was not simply allowed.
    package let decidedBy: String?
  }

  /// An entry of the log.
  package enum Event: Sendable, Equatable {
    /// A call was let through.
    case call(Entry)
    /// The outcome of a call was reported.
    case outcome(Entry)
  }

  /// A position in the log.
  struct Position: Sendable, Equatable {
    /// The row of the last call.
    var calls = 0
    /// The number of the last report.
    var reports = 0
  }

  /// The state of a session at a position of its log.
  package struct Summary: Sendable, Equatable {
    /// The digest of the rules that it was made with.
    let rules: String
    let position: Position
    package let bytes: [UInt8]
  }

  /// The calls that a decision needs.
  package struct Filter: Sendable {
    /// The digest of the rules by which calls are harmless that need not be read; `nil` to read all.
    package var harmlessBy: String?
    /// Whether calls that were denied have happened all the same.
    package var includesDenied = false
    /// Whether the results of calls are read.
    package var includesOutputs = false

    package init(
      harmlessBy: String? = nil, includesDenied: Bool = false, includesOutputs: Bool = false
    ) {
      self.harmlessBy = harmlessBy
      self.includesDenied = includesDenied
      self.includesOutputs = includesOutputs
    }
  }

  let connection: SQLiteConnection
  /// The plan that the session follows.
  package let plan: SessionStore.Plan?

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    plan = try connection.row("SELECT name, text, calls FROM plan LIMIT 1").map { row in
      try SessionStore.Plan(
        name: row.text("name"), text: row.blob("text"), calls: row.integer("calls"))
    }
  }

  /// The end of the log.
  func end() throws -> Position {
    let row = try connection.row(
      """
      SELECT (SELECT COALESCE(MAX(number), 0) FROM call) AS calls,
        (SELECT COALESCE(MAX(reported), 0) FROM call WHERE reported IS NOT NULL) AS reports
      """)
    return try Position(
      calls: row?.integer("calls") ?? 0, reports: row?.integer("reports") ?? 0)
  }

  /// The summary of the session by rules with this digest; `nil` if there is none that can be trusted.
  package func summary(by rules: String) -> Summary? {
    // Whatever is wrong with it, the log has everything.
    guard
      let row = try? connection.row(
        "SELECT rules, calls, reports, bytes, digest FROM summary WHERE rules = ?", [.text(rules)]),
      let bytes = try? row.blob("bytes"), let digest = try? row.text("digest"),
      let calls = try? row.integer("calls"), let reports = try? row.integer("reports"),
      let end = try? end(), calls <= end.calls, reports <= end.reports
    else { return nil }
    let found = Summary(
      rules: rules, position: Position(calls: calls, reports: reports), bytes: bytes)
    return Self.digest(of: found) == digest ? found : nil
  }

  /// The summary of the whole log.
  package func newSummary(_ bytes: [UInt8], by rules: String) throws -> Summary {
    Summary(rules: rules, position: try end(), bytes: bytes)
  }

  /// Keeps a summary in place of the one before it.
  func keep(_ summary: Summary) throws {
    try connection.run(
      "INSERT OR REPLACE INTO summary (id, rules, calls, reports, bytes, digest) VALUES (1, ?, ?, ?, ?, ?)",
      [
        .text(summary.rules), SQLiteValue(summary.position.calls),
        SQLiteValue(summary.position.reports), .blob(summary.bytes),
        .text(Self.digest(of: summary)),
      ])
  }

  private static func digest(of summary: Summary) -> String {
    let head = "\(summary.rules) \(summary.position.calls) \(summary.position.reports)\n"
    return Digest(of: Array(head.utf8) + summary.bytes).value
  }

  /// The calls and outcomes in the order in which they happened.
  ///
  /// - Parameter summary: the summary after which they begin; `nil` for the beginning of the session.
  package func events(after summary: Summary? = nil, _ filter: Filter = Filter()) throws
    -> [Event]
  {
    let start = summary?.position ?? Position()
    let condition = """
      (harmless_by IS NULL OR harmless_by IS NOT ?) AND (decision <> 'deny' OR ?)
      """
    let values = [SQLiteValue(filter.harmlessBy), SQLiteValue(filter.includesDenied ? 1 : 0)]
    let output = filter.includesOutputs ? "output" : "NULL AS output"
    let columns = "number, id, tool, arguments, directory, decision, decided_by, outcome"
    let calls = try connection.rows(
      "SELECT \(columns), \(output) FROM call WHERE number > ? AND \(condition) ORDER BY number",
      [SQLiteValue(start.calls)] + values)
    let reports = try connection.rows(
      """
      SELECT \(columns), \(output), ended FROM call WHERE reported > ? AND \(condition)
      ORDER BY ended, reported, number
      """, [SQLiteValue(start.reports)] + values)
    var out: [Event] = []
    var next = reports.makeIterator()
    var report = next.next()
    for row in calls {
      let number = try row.integer("number")
      while let before = report, try before.integer("ended") < number {
        out.append(.outcome(try Self.entry(before)))
        report = next.next()
      }
      out.append(.call(try Self.entry(row)))
    }
    while let last = report {
      out.append(.outcome(try Self.entry(last)))
      report = next.next()
    }
    return out
  }

  /// The call of a row.
  package func call(row number: Int) throws -> GateCall {
    let row = try connection.row(
      "SELECT id, tool, arguments, directory FROM call WHERE number = ?", [SQLiteValue(number)])
    guard let row else {
      throw SessionStore.Failure(message: "the session's file lacks the call \(number)")
    }
    return try Self.call(row)
  }

  private static func call(_ row: SQLiteRow) throws -> GateCall {
    try GateCall(
      id: row.text("id"), tool: row.text("tool"), arguments: row.text("arguments"),
      directory: row.optionalText("directory"))
  }

  private static func entry(_ row: SQLiteRow) throws -> Entry {
    guard let decision = GateDecision.Kind(rawValue: try row.text("decision")) else {
      throw SessionStore.Failure(message: "the session's file has a decision that is none")
    }
    let output = try row.optionalText("output")
    return Entry(
      row: try row.integer("number"), call: try call(row), decision: decision,
      outcome: try row.optionalText("outcome").flatMap(GateOutcome.init(rawValue:)),
      output: output.flatMap { try? JSONDocument(text: $0).root.kernelValue },
      decidedBy: try row.optionalText("decided_by"))
  }
}
