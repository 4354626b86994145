import JSONOutput
import Proviso
import ProvisoInput
import ProvisoKernel

/// The gate of one session for a process that sees many of its calls: it decides about a call, and records
/// decisions, answers of people and outcomes.
///
/// The world is read once, so no call of the session can change the rules of the session. Other processes
/// can decide for the same session: each decision sees what all of them have let through.
package struct SessionGate: Sendable {
  /// The reason why there is no decision, or why it cannot be recorded: a sentence.
  package struct Failure: Error, Sendable {
    package let message: String
  }

  private let host: String
  private let session: String
  private let decider: SessionDecider
  private let store: SessionStore

  /// Reads a world and specs, and opens a session.
  ///
  /// - Parameters:
  ///   - host: the name of the program that asks, for the log.
  ///   - session: the name of the session.
  ///   - rules: the rules of the session.
  /// - Throws: `InputError` if the world cannot be used or the session cannot be opened.
  package init(host: String, session: String, rules: SessionRules) throws(InputError) {
    self.host = host
    self.session = session
    decider = try SessionDecider(rules)
    do throws(SessionStore.Failure) {
      store = try SessionStore(session: session, in: rules.folder)
    } catch {
      throw InputError(error.message)
    }
  }

  private var rules: SessionRules { decider.rules }

  /// Whether a question waits for `approve`, so that nobody else is asked.
  package var usesApprovals: Bool { rules.usesApprovals }

  /// Decides about a call while the calling thread waits, and records the decision.
  ///
  /// - Parameter confirmed: the id of the same call when a person was asked about it. It did not happen; this
  ///   is the call that the person lets through, unless something that happened meanwhile denies it.
  /// - Throws: `Failure` if the decision is not recorded. The call must not happen then.
  package func decide(
    _ call: GateCall, confirmed: String? = nil
  ) throws(Failure) -> GateDecision {
    let decision: GateDecision
    let attack = SelfDefence.reason(
      against: call, folder: rules.folder, world: rules.worldPath)
    do throws(SessionStore.Failure) {
      // Another process can hear the user.
      let prompts = rules.policies == nil ? [] : try store.prompts()
      decision = try store.deciding(call) { log, call in
        if let attack { return SessionStore.Answer(denying: attack) }
        return try decider.answer(
          on: call, after: SessionDecider.Past(session: session, log: log, prompts: prompts),
          asksPeople: !usesApprovals)
      }
    } catch {
      throw Failure(message: error.message)
    }
    try append(
      lines(call).decision(
        decision, world: rules.world.name, isOnlyObserved: rules.observes, confirmed: confirmed))
    return decision
  }

  /// Records what a person has answered to the question about a call.
  package func record(answer: String, to call: GateCall) throws(Failure) {
    try append(lines(call).answer(answer))
  }

  /// Records what became of a call.
  ///
  /// - Parameter output: what it returned; `nil` if that is not known.
  package func settle(
    _ call: GateCall, _ outcome: GateOutcome, output: Value? = nil
  ) throws(Failure) {
    do throws(SessionStore.Failure) {
      try store.settle(call, outcome, output: output, keepsOutput: rules.policies != nil)
    } catch {
      throw Failure(message: error.message)
    }
    try append(lines(call).outcome(outcome))
  }

  private func lines(_ call: GateCall) -> CallLines {
    CallLines(host: host, session: session, id: call.id, call: call)
  }

  private func append(_ line: [JSONText.Member]) throws(Failure) {
    do throws(AuditLog.Failure) {
      try rules.log.append(line)
    } catch {
      throw Failure(message: error.message)
    }
  }
}
