import JSON
import JSONRPC
import Proviso

/// The host's requests that have no answer yet, and the questions to a person.
struct OpenRequests: Sendable {
  /// A call that a person is asked about.
  struct Question: Sendable {
    let call: ProxiedCall
    /// The call as it was decided. It did not happen.
    let decided: GateCall
    /// The reasons that the person was shown.
    let reasons: [String]
    let isOver: @Sendable () -> Bool
  }

  private enum State {
    /// A request of another method.
    case other
    /// A decision has begun.
    case deciding(since: ContinuousClock.Instant)
    /// A person decides; the id is that of the question.
    case asking(MessageID)
    /// The server has the call.
    case sent(GateCall)
  }

  private var requests: [MessageID: State] = [:]
  /// The questions that were sent as requests.
  private var questions: [MessageID: (request: MessageID, question: Question)] = [:]
  /// The questions whose answer comes with a new request, by the state that it sends back.
  private var states: [String: Question] = [:]

  /// The most questions that wait for a new request.
  private static let mostStates = 1_000

  // MARK: Requests

  /// Adds a request.
  ///
  /// - Returns: whether no other request has its id.
  mutating func add(_ id: MessageID, isCall: Bool) -> Bool {
    guard requests[id] == nil else { return false }
    requests[id] = isCall ? .deciding(since: .now) : .other
    return true
  }

  /// Ends the decision about a call: it gets an answer, or goes to the server.
  ///
  /// - Returns: whether somebody still waits for the decision.
  mutating func endDecision(of id: MessageID, sent: GateCall? = nil) -> Bool {
    guard case .deciding = requests[id] else { return false }
    requests[id] = sent.map(State.sent)
    return true
  }

  /// Whether the decision about a call is waited for.
  ///
  /// - Parameter time: the time for which it has been waited for at least.
  func isUndecided(_ id: MessageID, for time: Duration = .zero) -> Bool {
    guard case .deciding(let since) = requests[id] else { return false }
    return since.duration(to: .now) >= time
  }

  /// Whether the server has not been sent the call of this id, so that it cannot answer it.
  func isHeld(_ id: MessageID) -> Bool {
    switch requests[id] {
    case .deciding, .asking: true
    case .other, .sent, nil: false
    }
  }

  /// Takes in a response of the server.
  ///
  /// - Returns: the call that it answers; `nil` for another request.
  mutating func take(response id: MessageID) -> GateCall? {
    switch requests[id] {
    case .sent(let call):
      requests[id] = nil
      return call
    case .other: requests[id] = nil
    case .deciding, .asking, nil: break
    }
    return nil
  }

  /// The meaning of a request to cancel a request.
  enum Cancellation: Equatable {
    /// The server hears of it.
    case forServer
    /// The call did not get to the server; the question about it is withdrawn.
    case ofCall(question: MessageID?)
  }

  mutating func cancel(_ id: MessageID) -> Cancellation {
    switch requests[id] {
    case .deciding:
      requests[id] = nil
      return .ofCall(question: nil)
    case .asking(let question):
      requests[id] = nil
      questions[question] = nil
      return .ofCall(question: question)
    case .other:
      // No answer has to come.
      requests[id] = nil
      return .forServer
    case .sent, nil: return .forServer
    }
  }

  // MARK: Questions

  /// Asks by a request to the host.
  ///
  /// - Returns: whether somebody still waits for the decision.
  mutating func ask(_ id: MessageID, _ question: Question) -> Bool {
    guard case .deciding = requests[question.call.id] else { return false }
    requests[question.call.id] = .asking(id)
    questions[id] = (question.call.id, question)
    return true
  }

  /// Ends a question. The decision about its call goes on.
  ///
  /// - Returns: the question; `nil` if the id is that of none.
  mutating func take(question id: MessageID) -> Question? {
    guard let (request, question) = questions.removeValue(forKey: id) else { return nil }
    requests[request] = .deciding(since: .now)
    return question
  }

  /// Asks by a result, which ends the request. The answer comes with a new one.
  ///
  /// - Returns: whether somebody still waits for the decision.
  mutating func ask(state: String, _ question: Question) -> Bool {
    guard endDecision(of: question.call.id) else { return false }
    states = states.filter { !$0.value.isOver() }
    if states.count < Self.mostStates { states[state] = question }
    return true
  }

  /// Ends the question that a state belongs to: each is good for one answer to the same call.
  mutating func take(state: String, for call: ProxiedCall) -> Question? {
    guard let question = states.removeValue(forKey: state), !question.isOver(),
      question.call.isSame(as: call)
    else { return nil }
    return question
  }
}
