import Proviso
import ProvisoInput

/// Decides about the calls of sessions by rules that were read once.
///
/// A session is restored from its log. The log is read from the last summary on, and the calls before it only
/// where the decision is about them, so the time does not grow with the session. A summary is made again when
/// the log after it has grown (`longestTail`), and by other rules, another program or damage the whole log is
/// read. A session that follows a plan, or whose values are judged, is read as a whole.
struct SessionDecider: Sendable {
  let rules: SessionRules
  /// The gate before the first call.
  let beginning: GateCore
  /// The digest of the rules and the program; `nil` if they cannot be told from others.
  let identity: String?

  /// The most calls and outcomes after a summary.
  var longestTail = 16

  /// Reads the rules.
  ///
  /// - Throws: `InputError` if the world cannot be used.
  init(_ rules: SessionRules) throws(InputError) {
    self.rules = rules
    beginning = try GateCore(
      world: rules.world, directory: rules.directory, rules.verifier, plans: rules.plans,
      policies: rules.policies)
    identity = ProgramIdentity.text.flatMap { [beginning] program in
      guard rules.plan == nil, let text = beginning.identity(of: rules.verifier) else { return nil }
      return Digest(of: Array("\(program)\n\(rules.observes)\n".utf8) + text).value
    }
  }

  /// The calls and texts that a session has seen so far.
  struct Past {
    let session: String
    let log: SessionLog
    /// The texts of the user.
    let prompts: [String]
    /// The digest of the rules by which calls are harmless that need not be read.
    var harmlessBy: String?
  }

  /// The answer about a call.
  ///
  /// - Parameter asksPeople: whether a person is asked where the gate has a question. Otherwise it waits for
  ///   `approve`.
  /// - Throws: an error if the log cannot be read.
  func answer(
    on call: GateCall, after past: Past, asksPeople: Bool
  ) throws -> SessionStore.Answer {
    let found = try found(call, past)
    var approved = found.decision
    if approved.kind == .ask, !asksPeople, !rules.observes {
      approved = Approvals(folder: rules.folder, isNamed: rules.namesFolder).decision(
        approved, on: call, session: past.session)
    }
    // A question is a refusal where nobody is asked.
    let isQuestion = approved.kind == .ask && !asksPeople && !rules.observes
    let kind = found.decision.kind == .ask ? .ask : approved.kind
    var answer = SessionStore.Answer(
      decision: approved, counted: isQuestion ? .deny : kind, plan: found.plan)
    answer.decidedBy = kind == .allow && past.log.plan == nil ? identity : nil
    answer.summary = found.summary
    return answer
  }

  private typealias Found = (
    decision: GateDecision, plan: SessionStore.Plan?, summary: SessionLog.Summary?
  )

  private func found(_ call: GateCall, _ past: Past) throws -> Found {
    do {
      if let plan = rules.plan {
        return try found(call, past, declaring: DeclaredPlan(path: plan))
      }
      var restored = try restored(before: call, past)
      var summary: SessionLog.Summary?
      if let identity, past.log.plan == nil, restored.events > longestTail {
        summary = try restored.gate.summary.map { try past.log.newSummary($0, by: identity) }
      }
      return (restored.gate.decide(call, by: rules.verifier), nil, summary)
    } catch let error as InputError {
      return (Self.unreadable(error), nil, nil)
    }
  }

  /// The decision where the rules cannot be read.
  static func unreadable(_ error: InputError) -> GateDecision {
    GateDecision(
      .deny,
      reasons: ["Proviso cannot decide about this call, because its rules cannot be read:"]
        + error.messages)
  }

  // MARK: Sessions

  /// The gate before a call, and the number of calls and outcomes that it has read for that.
  func restored(
    before call: GateCall, _ past: Past
  ) throws -> (gate: GateCore, events: Int) {
    if let identity, past.log.plan == nil, let summary = past.log.summary(by: identity),
      let start = beginning.restored(from: summary.bytes)
    {
      var gate = start
      let events = try past.log.events(after: summary, filter(past))
      if resume(events, in: &gate), try load(call, past.log, into: &gate) {
        return (gate, events.count)
      }
    }
    var gate = beginning
    for prompt in past.prompts { gate.add(userText: prompt) }
    let events = try past.log.events(filter(past))
    _ = resume(events, in: &gate)
    return (gate, events.count)
  }

  private func filter(_ past: Past) -> SessionLog.Filter {
    SessionLog.Filter(
      harmlessBy: past.log.plan == nil ? past.harmlessBy : nil, includesDenied: rules.observes,
      includesOutputs: rules.plan != nil || rules.policies != nil)
  }

  /// Loads the earlier calls that a decision is about.
  ///
  /// - Returns: whether they are the calls of the summary.
  private func load(
    _ call: GateCall, _ log: SessionLog, into gate: inout GateCore
  ) throws -> Bool {
    for row in gate.rowsToLoad(for: call) {
      guard try gate.load(log.call(row: row), row: row) else { return false }
    }
    return true
  }

  /// - Returns: whether every call that was loaded is the one of the summary.
  private func resume(
    _ events: some Sequence<SessionLog.Event>, in gate: inout GateCore
  ) -> Bool {
    for event in events {
      switch event {
      case .call(let entry):
        gate.resume(
          GateCore.LoggedCall(
            entry.call, row: entry.row, wasAsked: entry.decision != .allow,
            wasDecided: entry.decidedBy != nil && entry.decidedBy == identity))
      case .outcome(let entry):
        guard let outcome = entry.outcome else { continue }
        if outcome == .refused, !gate.load(entry.call, row: entry.row) { return false }
        gate.report(outcome, of: entry.call.id, row: entry.row, output: entry.output)
      }
    }
    return true
  }

  // MARK: Plans

  private func found(
    _ call: GateCall, _ past: Past, declaring declared: DeclaredPlan
  ) throws -> Found {
    var gate = beginning
    for prompt in past.prompts { gate.add(userText: prompt) }
    // The agent may write its plan. What it writes there changes nothing that the rules are about.
    let events = try past.log.events(filter(past)).filter { !declared.isWritten(by: $0.entry.call) }
    let calls = events.indices.filter { events[$0].isCall }
    let before = past.log.plan.map(\.calls) ?? calls.count
    let start = before < calls.count ? calls[before] : events.endIndex
    _ = resume(events[..<start], in: &gate)
    var next: SessionStore.Plan?
    switch try declared.answer(
      on: call, by: rules.verifier, following: past.log.plan, in: &gate)
    {
    case .follows(let text):
      next = text.map { SessionStore.Plan(name: declared.path, text: $0, calls: calls.count) }
    case .decision(let decision): return (decision, nil, nil)
    }
    _ = resume(events[start...], in: &gate)
    return (gate.decide(call, by: rules.verifier), next, nil)
  }
}

extension SessionLog.Event {
  /// The call that it is about.
  fileprivate var entry: SessionLog.Entry {
    switch self {
    case .call(let entry), .outcome(let entry): entry
    }
  }

  fileprivate var isCall: Bool {
    if case .call = self { true } else { false }
  }
}

extension SessionStore.Answer {
  /// The answer about a call that is denied for a reason of its own.
  init(denying reason: String) {
    self.init(decision: GateDecision(.deny, reasons: [reason]), counted: .deny, plan: nil)
  }
}
