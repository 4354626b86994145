import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel

/// Answers the events of a host: decides about calls, and records what became of them.
///
/// A call does not happen if anything goes wrong before it. A mistake after it leaves the call without an
/// outcome, so that it counts as one that may have happened.
package struct HookHandler: Sendable {
  package let host: HookHost
  /// The file with the world.
  package let world: SpecSource
  /// The absolute path of the directory that the names of paths in the world are relative to; `nil` for
  /// that of the session's first call.
  package let directory: String?
  package let verifier: Verifier
  /// Checks the plans that calls carry out; `nil` for `verifier`.
  package let plans: Verifier?
  /// The path of the plan that the agent declares and follows; `nil` for none.
  package let plan: String?
  /// Whether a question waits for `approve`, also where the host could ask its user.
  package let usesApprovals: Bool
  /// The policies of the tools, by which values are judged; `nil` to judge none.
  package let policies: ToolPolicies?
  /// The folder of the sessions and of the audit log, which exists.
  package let folder: String
  /// Whether every call is let through, and only recorded with what would have been said.
  package let observes: Bool

  package init(
    _ host: HookHost, world: SpecSource, directory: String? = nil, verifier: Verifier,
    plans: Verifier? = nil, plan: String? = nil,
    usesApprovals: Bool = false, policies: ToolPolicies? = nil, folder: String, observes: Bool
  ) {
    self.policies = policies
    self.directory = directory
    self.host = host
    self.world = world
    self.verifier = verifier
    self.plans = plans
    self.plan = plan
    self.usesApprovals = usesApprovals
    self.folder = folder
    self.observes = observes
  }

  /// The log of all decisions.
  package var log: AuditLog { AuditLog("\(folder)/audit.jsonl") }

  /// The reply to an event.
  package func reply(to bytes: [UInt8]) -> HookReply {
    let event: HookEvent
    do throws(HookEvent.Mistake) {
      event = try HookEvent(bytes, of: host)
    } catch {
      return .failure(error.message, of: host, isBefore: true)
    }
    switch event.moment {
    case .before: return decide(event)
    case .after, .failed: return record(event)
    // A session that is resumed has no call that still runs.
    case .turnEnds, .sessionBegins, .sessionEnds: return settle(event)
    case .other: return .silent
    }
  }

  // MARK: Before a call

  private func decide(_ event: HookEvent) -> HookReply {
    // A canary tells only whether the hook blocks.
    if event.tool == Canary.tool {
      return observes ? .silent : HookReply(Canary.decision, for: host)
    }
    let attack = SelfDefence.reason(against: event.call, folder: folder)
    let decision: GateDecision
    // The outputs of harmless calls can decide values.
    let rules = policies == nil ? cache.entry() : nil
    do throws(SessionStore.Failure) {
      let store = try SessionStore(session: event.session, in: folder)
      if let rules, plan == nil, attack == nil,
        rules.harmless.contains(event.call, base: directory),
        try store.record(event.call, harmlessBy: rules.key)
      {
        return end(event, GateDecision(.allow))
      }
      let prompts = policies == nil ? [] : try store.prompts()
      decision = try store.deciding(
        event.call, rules: plan == nil ? rules?.key : nil
      ) { earlier, plan, call in
        if let attack {
          return SessionStore.Answer(
            decision: GateDecision(.deny, reasons: [attack]), counted: .deny, plan: nil)
        }
        let (decision, next) = self.decision(
          on: call, after: earlier, following: plan, keepsRules: rules == nil, prompts)
        let approved = self.approved(decision, on: call, session: event.session)
        // A question is a refusal where nobody is asked.
        let isQuestion = approved.kind == .ask && !self.asksHost && !self.observes
        return SessionStore.Answer(
          decision: approved,
          counted: isQuestion ? .deny : decision.kind == .ask ? .ask : approved.kind, plan: next)
      }
    } catch {
      return .failure(error.message, of: host, isBefore: true)
    }
    return end(event, decision)
  }

  private var cache: RuleCache {
    RuleCache(folder: folder, world: world, specs: verifier.specs)
  }

  /// Writes a decision to the log, and then tells it to the host.
  private func end(_ event: HookEvent, _ decision: GateDecision) -> HookReply {
    do throws(AuditLog.Failure) {
      try log.append(
        lines(event).decision(decision, world: world.name, isOnlyObserved: observes))
    } catch {
      return .failure(error.message, of: host, isBefore: true)
    }
    return observes ? .silent : HookReply(decision, for: host, asksHost: asksHost)
  }

  /// Whether the host asks its user where the gate has a question.
  private var asksHost: Bool { host.asks && !usesApprovals }

  /// A decision that has a question, after a look at what persons have approved.
  private func approved(
    _ decision: GateDecision, on call: GateCall, session: String
  ) -> GateDecision {
    guard decision.kind == .ask, !asksHost, !observes else { return decision }
    return Approvals(folder: folder).decision(decision, on: call, session: session)
  }

  private func decision(
    on call: GateCall, after earlier: [SessionStore.Entry], following followed: SessionStore.Plan?,
    keepsRules: Bool, _ prompts: [String]
  ) -> (decision: GateDecision, plan: SessionStore.Plan?) {
    do throws(InputError) {
      var gate = try GateCore(
        world: world, directory: directory, verifier, plans: plans, policies: policies)
      for prompt in prompts { gate.add(userText: prompt) }
      if keepsRules { _ = cache.keep(gate) }
      let declared = plan.map { DeclaredPlan(path: $0) }
      // The agent may write its plan. What it writes there changes nothing that the rules are about.
      let made = earlier.filter {
        ($0.decision != .deny || observes) && !(declared?.isWritten(by: $0.call) ?? false)
      }
      let before = followed.map { $0.calls } ?? made.count
      for entry in made.prefix(before) { resume(entry, in: &gate) }
      var next: SessionStore.Plan?
      if let declared {
        switch try declared.answer(on: call, by: verifier, following: followed, in: &gate) {
        case .follows(let text):
          next = text.map { SessionStore.Plan(name: declared.path, text: $0, calls: made.count) }
        case .decision(let decision): return (decision, nil)
        }
      }
      for entry in made.dropFirst(before) { resume(entry, in: &gate) }
      return (gate.decide(call, by: verifier), next)
    } catch {
      return (
        GateDecision(
          .deny,
          reasons: ["Proviso cannot decide about this call, because its rules cannot be read:"]
            + error.messages), nil
      )
    }
  }

  private func resume(_ entry: SessionStore.Entry, in gate: inout GateCore) {
    gate.resume(
      entry.call, outcome: entry.outcome, wasAsked: entry.decision != .allow, output: entry.output)
  }

  // MARK: After a call

  private func record(_ event: HookEvent) -> HookReply {
    let outcome = event.outcome ?? .succeeded
    do throws(SessionStore.Failure) {
      try SessionStore(session: event.session, in: folder).settle(
        event.call, outcome, output: event.output, keepsOutput: policies != nil)
    } catch {
      return .failure(error.message, of: host, isBefore: false)
    }
    do throws(AuditLog.Failure) {
      try log.append(lines(event).outcome(outcome))
    } catch {
      return .failure(error.message, of: host, isBefore: false)
    }
    return .silent
  }

  /// Takes every call that a person was asked about to be over. It may have been refused, or have had a part of
  /// its effect.
  private func settle(_ event: HookEvent) -> HookReply {
    do throws(SessionStore.Failure) {
      let store = try SessionStore(session: event.session, in: folder)
      try store.settleQuestions(.failed)
      if policies != nil, let prompt = event.prompt { try store.add(prompt: prompt) }
    } catch {
      return .failure(error.message, of: host, isBefore: false)
    }
    return .silent
  }

  private func lines(_ event: HookEvent) -> CallLines {
    CallLines(host: host.rawValue, session: event.session, id: event.id, call: event.call)
  }
}
