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
  /// The rules of its sessions, read for each call.
  package let rules: SessionRules

  package init(_ host: HookHost, rules: SessionRules) {
    self.host = host
    self.rules = rules
  }

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
      return rules.observes ? .silent : HookReply(Canary.decision, for: host)
    }
    let attack = SelfDefence.reason(
      against: event.call, folder: rules.folder, world: rules.worldPath)
    let decision: GateDecision
    // The outputs of harmless calls can decide values.
    let cached = rules.policies == nil ? cache.entry() : nil
    do throws(SessionStore.Failure) {
      let store = try SessionStore(session: event.session, in: rules.folder)
      if let cached, rules.plan == nil, attack == nil,
        cached.harmless.contains(event.call, base: rules.directory),
        try store.record(event.call, harmlessBy: cached.key)
      {
        return end(event, GateDecision(.allow))
      }
      let prompts = rules.policies == nil ? [] : try store.prompts()
      decision = try store.deciding(event.call) { log, call in
        if let attack { return SessionStore.Answer(denying: attack) }
        let decider: SessionDecider
        do throws(InputError) {
          decider = try SessionDecider(rules)
        } catch {
          return SessionStore.Answer(
            decision: SessionDecider.unreadable(error), counted: .deny, plan: nil)
        }
        if cached == nil, rules.policies == nil { _ = cache.keep(decider.beginning) }
        return try decider.answer(
          on: call,
          after: SessionDecider.Past(
            session: event.session, log: log, prompts: prompts,
            harmlessBy: rules.plan == nil ? cached?.key : nil),
          asksPeople: asksHost)
      }
    } catch {
      return .failure(error.message, of: host, isBefore: true)
    }
    return end(event, decision)
  }

  private var cache: RuleCache {
    RuleCache(folder: rules.folder, world: rules.world, specs: rules.verifier.specs)
  }

  /// Writes a decision to the log, and then tells it to the host.
  private func end(_ event: HookEvent, _ decision: GateDecision) -> HookReply {
    do throws(AuditLog.Failure) {
      try rules.log.append(
        lines(event).decision(decision, world: rules.world.name, isOnlyObserved: rules.observes))
    } catch {
      return .failure(error.message, of: host, isBefore: true)
    }
    return rules.observes ? .silent : HookReply(decision, for: host, asksHost: asksHost)
  }

  /// Whether the host asks its user where the gate has a question.
  private var asksHost: Bool { host.asks && !rules.usesApprovals }

  // MARK: After a call

  private func record(_ event: HookEvent) -> HookReply {
    do throws(SessionStore.Failure) {
      let store = try SessionStore(session: event.session, in: rules.folder)
      if let outcome = event.outcome {
        try store.settle(
          event.call, outcome, output: event.output, keepsOutput: rules.policies != nil)
      } else {
        try store.keepRunning(event.call)
      }
    } catch {
      return .failure(error.message, of: host, isBefore: false)
    }
    do throws(AuditLog.Failure) {
      try rules.log.append(lines(event).outcome(event.outcome))
    } catch {
      return .failure(error.message, of: host, isBefore: false)
    }
    return .silent
  }

  /// Takes every call that a person was asked about to be over. It may have been refused, or have had a part of
  /// its effect.
  private func settle(_ event: HookEvent) -> HookReply {
    do throws(SessionStore.Failure) {
      let store = try SessionStore(session: event.session, in: rules.folder)
      try store.settleQuestions(.failed)
      if rules.policies != nil, let prompt = event.prompt { try store.add(prompt: prompt) }
    } catch {
      return .failure(error.message, of: host, isBefore: false)
    }
    return .silent
  }

  private func lines(_ event: HookEvent) -> CallLines {
    CallLines(host: host.rawValue, session: event.session, id: event.id, call: event.call)
  }
}
