import Dispatch
import Synchronization

/// A small server on the loopback address, for pages of this machine's own user.
///
/// A connection has one request. The number of connections, their time and the size of what they send are
/// bounded.
package final class LoopbackServer: Sendable {
  package struct Limits: Sendable {
    package var request = HTTPRequestParser.Limits()
    /// The most connections at one time; the next ones are refused.
    package var connections = 64
    /// The time in which a request must have arrived.
    package var timeOfRequest: Duration = .seconds(30)
    /// The time in which a response must have been taken.
    package var timeOfResponse: Duration = .seconds(30)

    package init() {}
  }

  /// Work that gives a response to each request.
  package typealias Answer = @Sendable (HTTPRequest) async -> HTTPResponse

  private let socket: Socket
  private let limits: Limits
  private let open = Mutex(0)
  private let queue = DispatchQueue(label: "proviso.loopback", attributes: .concurrent)

  /// Listens, so that connections wait for ``serve(_:)``.
  ///
  /// - Parameter port: the port; 0 for any that is free.
  /// - Throws: `LoopbackError` if the port is taken or not allowed.
  package init(port: UInt16, limits: Limits = Limits()) throws(LoopbackError) {
    socket = try .listening(at: port)
    self.limits = limits
  }

  /// The port.
  package var port: UInt16 { socket.port }

  /// Serves for as long as the process runs.
  package func serve(_ answer: @escaping Answer) -> Never {
    while true {
      guard let descriptor = socket.nextConnection() else { continue }
      let isFull = open.withLock { count in
        guard count < limits.connections else { return true }
        count += 1
        return false
      }
      guard !isFull else {
        let connection = Socket(descriptor: descriptor)
        let response = HTTPResponse(.unavailable, line: "there are too many connections")
        connection.send(response.bytes(withBody: true), before: .now + .milliseconds(100))
        continue
      }
      queue.async { [self] in
        handle(descriptor, answer)
        open.withLock { $0 -= 1 }
      }
    }
  }

  private func handle(_ descriptor: Int32, _ answer: @escaping Answer) {
    let connection = Socket(descriptor: descriptor)
    connection.closesInChildren()
    guard let (response, isHead) = response(to: connection, answer) else { return }
    connection.send(
      response.bytes(withBody: !isHead), before: .now + limits.timeOfResponse)
    connection.finish()
  }

  /// The response to the request of a connection; `nil` where the other side has left without one.
  private func response(
    to connection: borrowing Socket, _ answer: @escaping Answer
  ) -> (HTTPResponse, isHead: Bool)? {
    let deadline = ContinuousClock.now + limits.timeOfRequest
    var parser = HTTPRequestParser(limits: limits.request)
    var hasBegun = false
    do throws(HTTPRefusal) {
      while true {
        guard let piece = connection.received(before: deadline) else {
          guard hasBegun else { return nil }
          throw HTTPRefusal(.requestTimeout, "the request did not arrive in time")
        }
        guard !piece.isEmpty else { return nil }
        hasBegun = true
        if let request = try parser.take(piece) {
          return (Self.wait { await answer(request) }, request.method == "HEAD")
        }
      }
    } catch {
      return (HTTPResponse(error.status, line: error.reason), false)
    }
  }

  /// Waits on this thread for work of the concurrency pool.
  private static func wait(
    _ work: @escaping @Sendable () async -> HTTPResponse
  ) -> HTTPResponse {
    final class Result: Sendable { let value = Mutex<HTTPResponse?>(nil) }
    let result = Result()
    let end = DispatchSemaphore(value: 0)
    Task {
      let response = await work()
      result.value.withLock { $0 = response }
      end.signal()
    }
    end.wait()
    return result.value.withLock(\.self) ?? HTTPResponse(.unavailable, line: "no answer")
  }
}
