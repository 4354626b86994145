import Dispatch
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoResult
import Synchronization

/// A gate in the hands of the caller. Its calls happen one after the other, from whatever thread.
final class GateHandle: Sendable {
  private let core: Mutex<GateCore>
  private let verifier: Verifier
  /// The files that requests may name.
  let files: RequestFiles
  private let turn = DispatchSemaphore(value: 1)

  /// The time between two looks at the cancellation of a call that waits for its turn.
  private static let interval = DispatchTimeInterval.milliseconds(10)

  init(_ core: GateCore, _ verifier: Verifier, files: RequestFiles) {
    self.core = Mutex(core)
    self.verifier = verifier
    self.files = files
  }

  /// Decides about a call. A call whose turn does not come in time is denied, and so is no part of the
  /// session.
  func decide(_ call: GateCall, within bounds: CallBounds) -> GateDecision {
    guard waitForTurn(within: bounds) else {
      return GateDecision(
        .deny,
        reasons: [
          "Another call was being decided until the deadline of this one or its cancellation. Propose the "
            + "call again."
        ])
    }
    defer { turn.signal() }
    var verifier = verifier
    bounds.apply(to: &verifier)
    return core.withLock { $0.decide(call, by: verifier) }
  }

  /// Takes a call into the session that was let through before.
  func resume(_ call: GateCall, outcome: GateOutcome?, wasAsked: Bool, output: Value?) {
    inTurn { $0.resume(call, outcome: outcome, wasAsked: wasAsked, output: output) }
  }

  /// Says what became of a call.
  func report(_ outcome: GateOutcome, of id: String, output: Value?) {
    inTurn { $0.report(outcome, of: id, output: output) }
  }

  /// Adds a text of the user.
  func add(userText text: String) { inTurn { $0.add(userText: text) } }

  /// Notes that a person approved a value.
  func approve(_ value: ApprovedValue) { inTurn { $0.approve(value) } }

  private func inTurn(_ change: (inout GateCore) -> Void) {
    turn.wait()
    defer { turn.signal() }
    core.withLock { change(&$0) }
  }

  /// Proves a plan, and lets through from now on exactly its runs if it is proved.
  ///
  /// - Throws: `InputError` if the text is no plan, it makes no sense in the world, or the turn of this call
  ///   does not come in time.
  func follow(
    _ plan: (bytes: [UInt8], name: String), within bounds: CallBounds
  ) throws(InputError) -> CheckResult {
    guard waitForTurn(within: bounds) else {
      throw InputError(
        "another call was being decided until the deadline of this one or its cancellation",
        remedy: .largerBudget)
    }
    defer { turn.signal() }
    var verifier = verifier
    bounds.apply(to: &verifier)
    let changed = verifier
    return try core.withLock { (core) throws(InputError) in
      try core.follow(plan.bytes, named: plan.name, by: changed)
    }
  }

  private func waitForTurn(within bounds: CallBounds) -> Bool {
    while turn.wait(timeout: .now() + Self.interval) == .timedOut {
      if bounds.cancellation?.isCancelled ?? false { return false }
      if let left = bounds.remaining, left <= .zero { return false }
    }
    return true
  }
}

extension GateCall {
  /// The members of a request that describes a call.
  static let members = ["id", "tool", "arguments", "directory"]

  /// Reads a call.
  init(_ request: RequestObject) throws(InputError) {
    self.init(
      id: try request.requiredText("id"), tool: try request.requiredText("tool"),
      arguments: try request.members("arguments").map {
        Argument($0.name, $0.value.kernelValue)
      }, directory: try request.text("directory"))
  }
}
