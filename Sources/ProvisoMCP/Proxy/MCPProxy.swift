import Dispatch
import JSON
import JSONOutput
import JSONRPC
import Proviso
import ProvisoKernel
import ProvisoRuntime
import Synchronization

/// Stands between a host and a server of the Model Context Protocol, and lets a call of a tool through only
/// if the gate allows it, or a person does.
///
/// The proxy writes every message itself, in one spelling, from what it has read: a server cannot read
/// another call than the one that was checked. Messages that programs could read in different ways are
/// refused. Without a decision in time a call is denied.
///
/// Sources: `basic`, `server/tools` and `client/elicitation` of the specification, revisions of
/// ``ProtocolRevision``.
package final class MCPProxy: Sendable {
  let options: ProxyOptions
  let gate: SessionGate
  let server: ServerProcess
  let host: MessageWriter
  let state: Mutex<State>
  /// Decides and records, one call after the other.
  let worker = DispatchQueue(label: "decisions", qos: .userInitiated)
  private let report: @Sendable (String) -> Void
  /// A name that no other proxy has.
  let own = MCPProxy.random()

  struct State: Sendable {
    var open = OpenRequests()
    var names: ToolNames
    /// The number of calls and questions so far.
    var count = 0
    /// The id of `initialize` while it has no answer.
    var initialize: MessageID?
    /// Whether the host of this session can show a form; only a revision with forms makes it count.
    var offersForms = false
    var revision: ProtocolRevision?
  }

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - words: the program of the server and its arguments.
  ///   - folder: the folder in which it starts: that of the world, so that relative paths mean the same to
  ///     both.
  ///   - gate: the gate of the session.
  ///   - host: the way to the host.
  ///   - report: called with lines for people, from any thread. Their characters are not escaped.
  /// - Throws: `StartFailure` if the program cannot be started.
  package init(
    _ words: [String], in folder: String, gate: SessionGate, options: ProxyOptions,
    host: MessageWriter, report: @escaping @Sendable (String) -> Void
  ) throws(StartFailure) {
    do throws(ServerProcess.Failure) {
      server = try ServerProcess(words, in: folder)
    } catch {
      throw StartFailure(message: error.message)
    }
    self.gate = gate
    self.options = options
    self.host = host
    self.report = report
    state = Mutex(State(names: ToolNames(server: options.server)))
  }

  /// A name that nobody can guess: 128 random bits.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in String(generator.next() as UInt64, radix: 36) }.joined()
  }

  /// The reason why the server cannot be started: a sentence.
  package struct StartFailure: Error, Sendable {
    package let message: String
  }

  // MARK: Life

  private enum End { case host, server }

  /// Relays messages until the host or the server ends, and then ends the server. Call it on the thread that
  /// started the server.
  ///
  /// - Returns: whether the host ended it.
  package func run(reading descriptor: Int32) -> Bool {
    let ended = DispatchSemaphore(value: 0)
    let first = Mutex<End?>(nil)
    @Sendable func end(_ by: End) {
      first.withLock { $0 = $0 ?? by }
      ended.signal()
    }
    let queue = DispatchQueue(label: "streams", qos: .userInitiated, attributes: .concurrent)
    queue.async {
      self.relayHost(descriptor)
      end(.host)
    }
    queue.async {
      self.relayServer()
      end(.server)
    }
    let errors = DispatchGroup()
    queue.async(group: errors) { self.relayErrors() }
    ended.wait()
    // Messages that came before are decided and recorded before the end.
    drain()
    let isByHost = first.withLock { $0 } == .host
    let status = server.end()
    if isByHost { _ = ended.wait(timeout: .now() + .seconds(1)) }
    _ = errors.wait(timeout: .now() + .seconds(1))
    drain()
    guard !isByHost else { return true }
    report(
      "the server \(options.server) has ended"
        + (status.map { " with status \($0)" } ?? " by a signal"))
    return false
  }

  /// Waits for the decisions that have begun, as long as they may take.
  private func drain() {
    let done = DispatchSemaphore(value: 0)
    worker.async { done.signal() }
    _ = done.wait(timeout: .now() + options.decisionLimit.interval)
  }

  private func relayErrors() {
    var lines = MessageLines(from: server.errors, limit: 1 << 16)
    while let line = lines.next() {
      switch line {
      case .text(let bytes):
        var text = String(decoding: bytes, as: UTF8.self)
        if text.hasSuffix("\r") { text.removeLast() }
        report(text.printable)
      case .tooLong: report("(a long line of the server is left out)")
      }
    }
  }

  // MARK: From the host

  private func relayHost(_ descriptor: Int32) {
    var lines = MessageLines(from: descriptor, limit: ProxyOptions.mostBytesOfHost)
    while let line = lines.next() {
      guard case .text(let bytes) = line else {
        host.write(
          RPCAnswer.error(
            .invalidRequest("the message has more than \(lines.limit >> 20) MB"), to: nil))
        continue
      }
      do throws(RPCMessage.Refusal) {
        try relay(RPCMessage(bytes))
      } catch {
        host.write(error.answer)
      }
    }
  }

  private func relay(_ message: RPCMessage) throws(RPCMessage.Refusal) {
    switch message {
    case .request(let request):
      do throws(RPCError) {
        try relay(request)
      } catch {
        throw RPCMessage.Refusal(request.id, error)
      }
    case .notification(let notification):
      // Nobody hears what becomes of a call without an id, so no host makes one.
      guard notification.method != Self.call else {
        return complain("a call of a tool without an id was left out")
      }
      guard PassedMethods.admits(notification: notification.method) else {
        return complain(
          "a notification that is not known was left out: \(notification.method.prefix(100))")
      }
      if notification.method == "notifications/cancelled",
        let id = notification.params?["requestId"].flatMap({ MessageID($0) })
      {
        guard cancel(id) else { return }
      }
      server.input.write(notification.json)
    case .response(let response):
      if let id = response.id, let question = state.withLock({ $0.open.take(question: id) }) {
        return answered(question, PersonsAnswer(response.result))
      }
      server.input.write(response.json)
    }
  }

  private func relay(_ request: RPCRequest) throws(RPCError) {
    let isCall = request.method == Self.call
    if !isCall { try PassedMethods.require(request.method, toolsOnly: options.toolsOnly) }
    let call = isCall ? try ProxiedCall(request) : nil
    guard state.withLock({ $0.open.add(request.id, isCall: isCall) }) else {
      throw .invalidRequest("the id of another request that has no answer yet")
    }
    if let call { return decide(call) }
    if request.method == "initialize" {
      state.withLock { state in
        state.initialize = request.id
        state.offersForms = request.params?["capabilities"]?.offersForms ?? false
        state.revision = nil
      }
    }
    server.input.write(request.json)
  }

  /// The method by which a tool is called.
  private static let call = "tools/call"

  /// Cancels a request.
  ///
  /// - Returns: whether the server hears of it.
  private func cancel(_ id: MessageID) -> Bool {
    switch state.withLock({ $0.open.cancel(id) }) {
    case .forServer: return true
    case .ofCall(let question):
      if let question {
        host.write(
          RPCAnswer.notification(
            "notifications/cancelled", params: .object([.init("requestId", question.json)])))
      }
      return false
    }
  }

  // MARK: From the server

  private func relayServer() {
    var lines = MessageLines(from: server.output, limit: ProxyOptions.mostBytesOfServer)
    while let line = lines.next() {
      guard case .text(let bytes) = line else {
        report("a message of the server \(options.server) is too long, and was left out")
        continue
      }
      do throws(RPCMessage.Refusal) {
        let message = try RPCMessage(bytes)
        switch message {
        case .request(let request): host.write(request.json)
        case .notification(let notification): host.write(notification.json)
        case .response(let response): relay(response)
        }
      } catch {
        report(
          "a line of the server \(options.server) is no message, and was left out: \(error.error.message)"
        )
      }
    }
  }

  private func relay(_ response: RPCResponse) {
    if let id = response.id, state.withLock({ $0.open.isHeld(id) }) {
      return complain(
        "a response of the server \(options.server) to a call that it was not sent was left out")
    }
    let call: GateCall? = state.withLock { state in
      guard let id = response.id else { return nil }
      state.names.add(response.result)
      if state.initialize == id {
        state.initialize = nil
        state.revision = response.result?["protocolVersion"]?.string.flatMap(
          ProtocolRevision.init(rawValue:))
      }
      return state.open.take(response: id)
    }
    guard let call, let outcome = Self.outcome(of: response) else {
      host.write(response.json)
      return
    }
    worker.async {
      // The outcome is recorded before the host hears of it, which can act on it at once.
      self.settle(call, outcome, output: response.result?.kernelValue)
      self.host.write(response.json)
    }
  }

  /// The outcome of a call; `nil` if the response does not say it.
  private static func outcome(of response: RPCResponse) -> GateOutcome? {
    guard let result = response.result else { return .failed }
    if result["isError"]?.bool == true { return .failed }
    // A task goes on after the response that names it.
    if result["task"] != nil { return nil }
    switch result["resultType"]?.string {
    case nil, "complete": return .succeeded
    // The call has ended before it was complete.
    case "input_required": return .failed
    default: return nil
    }
  }

  func settle(_ call: GateCall, _ outcome: GateOutcome, output: Value? = nil) {
    do throws(SessionGate.Failure) {
      try gate.settle(call, outcome, output: output)
    } catch {
      // The call counts as one that may have happened.
      complain(error.message)
    }
  }

  func complain(_ message: String) { report(message.printable) }
}
