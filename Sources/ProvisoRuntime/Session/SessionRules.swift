import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel

/// The rules of a session, and what they are kept in.
package struct SessionRules: Sendable {
  /// The file with the world whose actions say what the tools do.
  package let world: SpecSource
  /// The absolute path of the directory that the names of paths in the world are relative to; `nil` for
  /// that of the session's first call.
  package let directory: String?
  /// Its specs are checked beside the world's properties; its deadline is that of one decision.
  package let verifier: Verifier
  /// Checks the plans that calls carry out; `nil` for `verifier`.
  package let plans: Verifier?
  /// The path of the plan that the agent declares and follows; `nil` for none.
  package let plan: String?
  /// Whether a question waits for `approve`, also where somebody else could ask a person.
  package let usesApprovals: Bool
  /// The policies of the tools, by which values are judged; `nil` to judge none.
  package let policies: ToolPolicies?
  /// The folder of the sessions and of the audit log, which exists.
  package let folder: String
  /// Whether every call is let through, and only recorded with what would have been said.
  package let observes: Bool

  /// Puts the rules together.
  package init(
    world: SpecSource, directory: String? = nil, verifier: Verifier, plans: Verifier? = nil,
    plan: String? = nil, usesApprovals: Bool = false, policies: ToolPolicies? = nil,
    folder: String, observes: Bool
  ) {
    self.world = world
    self.directory = directory
    self.verifier = verifier
    self.plans = plans
    self.plan = plan
    self.usesApprovals = usesApprovals
    self.policies = policies
    self.folder = folder
    self.observes = observes
  }

  /// The log of all decisions.
  package var log: AuditLog { AuditLog("\(folder)/audit.jsonl") }
}

/// Decides about the calls of sessions by rules that were read once.
struct SessionDecider: Sendable {
  let rules: SessionRules
  /// The gate before the first call.
  let beginning: GateCore

  /// Reads the rules.
  ///
  /// - Throws: `InputError` if the world cannot be used.
  init(_ rules: SessionRules) throws(InputError) {
    self.rules = rules
    beginning = try GateCore(
      world: rules.world, directory: rules.directory, rules.verifier, plans: rules.plans,
      policies: rules.policies)
  }

  /// The calls and texts that a session has seen so far.
  struct Past {
    let session: String
    let calls: [SessionStore.Entry]
    /// The plan that it follows.
    let plan: SessionStore.Plan?
    /// The texts of the user.
    let prompts: [String]
  }

  /// The answer about a call.
  ///
  /// - Parameter asksPeople: whether a person is asked where the gate has a question. Otherwise it waits for
  ///   `approve`.
  func answer(
    on call: GateCall, after past: Past, asksPeople: Bool
  ) -> SessionStore.Answer {
    let (decision, next) = decision(on: call, after: past)
    var approved = decision
    if decision.kind == .ask, !asksPeople, !rules.observes {
      approved = Approvals(folder: rules.folder).decision(
        decision, on: call, session: past.session)
    }
    // A question is a refusal where nobody is asked.
    let isQuestion = approved.kind == .ask && !asksPeople && !rules.observes
    return SessionStore.Answer(
      decision: approved,
      counted: isQuestion ? .deny : decision.kind == .ask ? .ask : approved.kind, plan: next)
  }

  private func decision(
    on call: GateCall, after past: Past
  ) -> (decision: GateDecision, plan: SessionStore.Plan?) {
    do throws(InputError) {
      var gate = beginning
      for prompt in past.prompts { gate.add(userText: prompt) }
      let declared = rules.plan.map { DeclaredPlan(path: $0) }
      // The agent may write its plan. What it writes there changes nothing that the rules are about.
      let made = past.calls.filter {
        ($0.decision != .deny || rules.observes) && !(declared?.isWritten(by: $0.call) ?? false)
      }
      let before = past.plan.map { $0.calls } ?? made.count
      for entry in made.prefix(before) { resume(entry, in: &gate) }
      var next: SessionStore.Plan?
      if let declared {
        switch try declared.answer(on: call, by: rules.verifier, following: past.plan, in: &gate) {
        case .follows(let text):
          next = text.map { SessionStore.Plan(name: declared.path, text: $0, calls: made.count) }
        case .decision(let decision): return (decision, nil)
        }
      }
      for entry in made.dropFirst(before) { resume(entry, in: &gate) }
      return (gate.decide(call, by: rules.verifier), next)
    } catch {
      return (Self.unreadable(error), nil)
    }
  }

  /// The decision where the rules cannot be read.
  static func unreadable(_ error: InputError) -> GateDecision {
    GateDecision(
      .deny,
      reasons: ["Proviso cannot decide about this call, because its rules cannot be read:"]
        + error.messages)
  }

  private func resume(_ entry: SessionStore.Entry, in gate: inout GateCore) {
    gate.resume(
      entry.call, outcome: entry.outcome, wasAsked: entry.decision != .allow, output: entry.output)
  }
}

extension SessionStore.Answer {
  /// The answer about a call that is denied for a reason of its own.
  init(denying reason: String) {
    self.init(decision: GateDecision(.deny, reasons: [reason]), counted: .deny, plan: nil)
  }
}
