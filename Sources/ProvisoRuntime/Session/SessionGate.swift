import JSONOutput
import Proviso
import ProvisoInput

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
  private let world: SpecSource
  private let verifier: Verifier
  private let observes: Bool
  private let store: SessionStore
  private let log: AuditLog
  /// The gate before the first call.
  private let beginning: GateCore

  /// Reads a world and specs, and opens a session.
  ///
  /// - Parameters:
  ///   - host: the name of the program that asks, for the log.
  ///   - session: the name of the session.
  ///   - world: the file with the world whose actions say what the tools do.
  ///   - directory: the absolute path of the directory that the names of paths in the world are relative
  ///     to.
  ///   - verifier: its specs are checked beside the world's properties; its deadline is that of one
  ///     decision.
  ///   - folder: the folder of the sessions and of the audit log, which exists.
  ///   - observes: whether calls happen whatever the decision is.
  /// - Throws: `InputError` if the world cannot be used or the session cannot be opened.
  package init(
    host: String, session: String, world: SpecSource, directory: String, verifier: Verifier,
    folder: String, observes: Bool
  ) throws(InputError) {
    self.host = host
    self.session = session
    self.world = world
    self.verifier = verifier
    self.observes = observes
    log = AuditLog("\(folder)/audit.jsonl")
    beginning = try GateCore(world: world, directory: directory, verifier)
    do throws(SessionStore.Failure) {
      store = try SessionStore(session: session, in: folder)
    } catch {
      throw InputError(error.message)
    }
  }

  /// Decides about a call while the calling thread waits, and records the decision.
  ///
  /// - Parameter confirmed: the id of the same call when a person was asked about it. It did not happen; this
  ///   is the call that the person lets through, unless something that happened meanwhile denies it.
  /// - Throws: `Failure` if the decision is not recorded. The call must not happen then.
  package func decide(
    _ call: GateCall, confirmed: String? = nil
  ) throws(Failure) -> GateDecision {
    let decision: GateDecision
    do throws(SessionStore.Failure) {
      decision = try store.deciding(call) { earlier, _, call in
        let decision = self.decision(on: call, after: earlier)
        return SessionStore.Answer(decision: decision, counted: decision.kind, plan: nil)
      }
    } catch {
      throw Failure(message: error.message)
    }
    try append(
      lines(call).decision(
        decision, world: world.name, isOnlyObserved: observes, confirmed: confirmed))
    return decision
  }

  private func decision(
    on call: GateCall, after earlier: [SessionStore.Entry]
  ) -> GateDecision {
    var gate = beginning
    for entry in earlier where entry.decision != .deny || observes {
      gate.resume(entry.call, outcome: entry.outcome, wasAsked: entry.decision != .allow)
    }
    return gate.decide(call, by: verifier)
  }

  /// Records what a person has answered to the question about a call.
  package func record(answer: String, to call: GateCall) throws(Failure) {
    try append(lines(call).answer(answer))
  }

  /// Records what became of a call.
  package func settle(_ call: GateCall, _ outcome: GateOutcome) throws(Failure) {
    do throws(SessionStore.Failure) {
      try store.settle(call, outcome)
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
      try log.append(line)
    } catch {
      throw Failure(message: error.message)
    }
  }
}
