import Dispatch
import JSON
import JSONOutput
import JSONRPC
import Proviso
import ProvisoInput
import ProvisoRuntime
import Synchronization

/// Decisions about calls, and the questions to people.
extension MCPProxy {
  /// The name of the question in a result that asks for input.
  private static let question = "proviso"

  /// The last sentence of a reason against a call.
  private static let ending = "The call was not made."

  /// Decides about a call on another thread.
  func decide(_ call: ProxiedCall) {
    if let sent = call.requestState, sent.hasPrefix(statePrefix) {
      return decide(call, answering: sent)
    }
    denyIfLate(call.id, call)
    worker.async { self.decideNow(call) }
  }

  /// Denies a call about which there is no decision in time.
  private func denyIfLate(_ id: MessageID, _ call: ProxiedCall) {
    let limit = options.decisionLimit
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + limit.interval) {
      [weak self] in
      guard let self, state.withLock({ $0.open.isUndecided(id, for: limit) }) else { return }
      deny(
        call,
        "There was no decision within \(Int(limit / .seconds(1))) s, so it is not known whether this call is safe."
      )
    }
  }

  /// Decides about a call, and does what the decision says.
  ///
  /// - Parameter question: the question about the same call that a person has answered with yes; `nil` for the
  ///   first decision.
  private func decideNow(_ call: ProxiedCall, after question: OpenRequests.Question? = nil) {
    guard state.withLock({ $0.open.isUndecided(call.id) }) else { return }
    let decided: GateCall
    let decision: GateDecision
    do {
      decided = try gateCall(call)
      decision = try gate.decide(decided, confirmed: question?.decided.id)
    } catch let error as InputError {
      return deny(call, error.messages.joined(separator: "\n"))
    } catch {
      let reason = (error as? SessionGate.Failure)?.message ?? "\(error)"
      return deny(call, "Proviso cannot decide about this call: \(reason)")
    }
    switch decision.kind {
    case _ where options.observes: send(call, question?.call, as: decided)
    case .allow: send(call, question?.call, as: decided)
    case .deny: deny(call, decision.explanation)
    case .ask where gate.usesApprovals: deny(call, decision.explanation)
    case .ask:
      if let question {
        // A person lets a call through for the reasons that were shown, and for no others.
        guard decision.reasons.allSatisfy(question.reasons.contains) else {
          settle(decided, .refused)
          return deny(
            call, "What a person was asked has changed meanwhile. \(decision.explanation)")
        }
        return send(call, question.call, as: decided)
      }
      // It does not happen now. If a person lets it through, it is decided once more.
      settle(decided, .refused)
      ask(call, decided, decision)
    }
  }

  private func gateCall(_ call: ProxiedCall) throws(InputError) -> GateCall {
    let (number, tool) = state.withLock { state in
      state.count += 1
      return (state.count, state.names.action(for: call.tool))
    }
    return try GateCall(
      id: "\(options.server)-\(own)-\(number)", tool: tool, arguments: call.argumentsText)
  }

  /// Sends a call to the server.
  ///
  /// - Parameter original: the call that is sent, with the id of the other one; `nil` for that itself.
  private func send(_ call: ProxiedCall, _ original: ProxiedCall?, as decided: GateCall) {
    guard state.withLock({ $0.open.endDecision(of: call.id, sent: decided) }) else {
      // The host has withdrawn it, or was told that it is late.
      return settle(decided, .refused)
    }
    server.input.write((original ?? call).forwarded(as: call))
  }

  private func deny(_ call: ProxiedCall, _ reason: String) {
    guard state.withLock({ $0.open.endDecision(of: call.id) }) else { return }
    host.write(call.denial("\(reason)\n\(Self.ending)"))
  }

  // MARK: Questions

  private var statePrefix: String { "proviso-\(own)-" }

  private func ask(_ call: ProxiedCall, _ decided: GateCall, _ decision: GateDecision) {
    let canAsk =
      call.isStateless
      ? call.revision == ProtocolRevision.july2026.rawValue
        && call.meta?[RequestMeta.capabilitiesKey]?.offersForms == true
      : state.withLock { $0.offersForms && $0.revision?.hasHandshake == true }
    guard canAsk, let parameters = PersonsAnswer.question(about: call, decision) else {
      return deny(
        call,
        decision.explanation
          + "\nA person has to decide this, and \(canAsk ? "the call is too long to be shown" : "this host cannot ask one"): ask the user to do it, or to change the rules."
      )
    }
    let name = statePrefix + Self.random()
    let end = ContinuousClock.now + options.answerLimit
    let question = OpenRequests.Question(
      call: call, decided: decided, reasons: decision.reasons,
      isOver: { ContinuousClock.now >= end })
    if call.isStateless {
      guard state.withLock({ $0.open.ask(state: name, question) }) else { return }
      host.write(RPCAnswer.result(Self.inputRequired(parameters, state: name), to: call.id))
      return
    }
    let id = MessageID.text(name)
    guard state.withLock({ $0.open.ask(id, question) }) else { return }
    host.write(RPCAnswer.request("elicitation/create", id: id, params: parameters))
    DispatchQueue.global(qos: .userInitiated).asyncAfter(
      deadline: .now() + options.answerLimit.interval
    ) { [weak self] in
      guard let self, let question = state.withLock({ $0.open.take(question: id) }) else { return }
      host.write(
        RPCAnswer.notification(
          "notifications/cancelled", params: .object([.init("requestId", id.json)])))
      answered(question, .none)
    }
  }

  /// A result that asks for a person's answer (2026-07-28, `basic/patterns/mrtr`).
  private static func inputRequired(_ parameters: JSONText, state: String) -> JSONText {
    .object([
      .init("resultType", .string("input_required")),
      .init(
        "inputRequests",
        .object([
          .init(
            question,
            .object([
              .init("method", .string("elicitation/create")), .init("params", parameters),
            ]))
        ])),
      .init("requestState", .string(state)),
    ])
  }

  /// Goes on after the answer to a question that was a request.
  func answered(_ question: OpenRequests.Question, _ answer: PersonsAnswer) {
    answered(question, answer, by: question.call)
  }

  /// Goes on with a new request for the same call, which brings the answer.
  private func decide(_ call: ProxiedCall, answering sent: String) {
    guard let question = state.withLock({ $0.open.take(state: sent, for: call) }) else {
      return deny(
        call, "The answer of a person belongs to another call, was used before, or came too late.")
    }
    answered(question, PersonsAnswer(call.answers?[Self.question]), by: call)
  }

  private func answered(
    _ question: OpenRequests.Question, _ answer: PersonsAnswer, by call: ProxiedCall
  ) {
    denyIfLate(call.id, call)
    worker.async {
      do throws(SessionGate.Failure) {
        try self.gate.record(answer: answer.rawValue, to: question.decided)
      } catch {
        return self.deny(call, "Proviso cannot record the answer of a person: \(error.message)")
      }
      switch answer {
      case .allowed:
        self.decideNow(call, after: question)
      case .refused: self.deny(call, "A person has refused this call.")
      case .none: self.deny(call, "No person has let this call through.")
      }
    }
  }
}
