import Foundation
import Synchronization
import Testing

/// A run of the executable that answers messages while it runs.
final class Conversation: Sendable {
  struct Silence: Error, CustomStringConvertible {
    let description: String
  }

  private struct State: Sendable {
    var lines: [String] = []
    var rest = Data()
    var hasEnded = false
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors: URL
  /// The folder stays as long as the process may use it.
  private let scratch: Scratch
  private let state = Mutex(State())
  private let changed = DispatchSemaphore(value: 0)

  init(_ arguments: [String], in scratch: Scratch) throws {
    signal(SIGPIPE, SIG_IGN)
    self.scratch = scratch
    errors = try scratch.write("stderr-\(UUID().uuidString)", "")
    process.executableURL = try Executable.found.get()
    process.arguments = arguments
    process.currentDirectoryURL = scratch.folder
    process.standardInput = input
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    output.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      self?.take(data)
    }
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var identifier: Int32 { process.processIdentifier }

  private func take(_ data: Data) {
    state.withLock { state in
      state.rest += data
      state.hasEnded = data.isEmpty
      while let end = state.rest.firstIndex(of: 0x0A) {
        state.lines.append(String(decoding: state.rest[state.rest.startIndex..<end], as: UTF8.self))
        state.rest = state.rest[state.rest.index(after: end)...]
      }
    }
    changed.signal()
  }

  /// Sends a line as it is.
  func send(_ line: String) {
    try? input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Sends a request, with its members in the usual order.
  func request(_ method: String, id: Any, _ params: [String: Any]? = nil) throws {
    func json(_ value: Any) throws -> String {
      let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys]
      return String(
        decoding: try JSONSerialization.data(withJSONObject: value, options: options),
        as: UTF8.self)
    }
    let rest = try params.map { ",\"params\":\(try json($0))" } ?? ""
    send("{\"jsonrpc\":\"2.0\",\"id\":\(try json(id)),\"method\":\(try json(method))\(rest)}")
  }

  /// The next message that fits, without those before it that do not.
  func receive(
    where fits: ([String: Any]) -> Bool = { _ in true }
  ) throws -> [String: Any] {
    let limit = DispatchTime.now() + 30
    while true {
      let lines = state.withLock { state in
        defer { state.lines = [] }
        return state.lines
      }
      for (index, line) in lines.enumerated() {
        let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let message = json as? [String: Any] else {
          throw Silence(description: "no message: \(line)")
        }
        guard fits(message) else { continue }
        state.withLock { $0.lines = Array(lines[(index + 1)...]) + $0.lines }
        return message
      }
      guard lines.isEmpty else { continue }
      if state.withLock({ $0.hasEnded && $0.lines.isEmpty }) {
        throw Silence(description: "the executable has ended: \(complaints)")
      }
      guard changed.wait(timeout: limit) == .success else {
        throw Silence(description: "no message: \(complaints)")
      }
    }
  }

  /// The next line, whatever it is.
  func nextLine() throws -> String {
    let limit = DispatchTime.now() + 30
    while true {
      if let line = state.withLock({ $0.lines.isEmpty ? nil : $0.lines.removeFirst() }) {
        return line
      }
      if state.withLock(\.hasEnded) {
        throw Silence(description: "the executable has ended: \(complaints)")
      }
      guard changed.wait(timeout: limit) == .success else {
        throw Silence(description: "no line: \(complaints)")
      }
    }
  }

  /// The response to a request.
  func response(to id: AnyHashable) throws -> [String: Any] {
    try receive { ($0["id"] as? AnyHashable) == id && $0["method"] == nil }
  }

  /// The result of a request.
  func result(of method: String, id: Int, _ params: [String: Any]? = nil) throws -> [String: Any] {
    try request(method, id: id, params)
    let response = try response(to: id)
    guard let result = response["result"] as? [String: Any] else {
      throw Silence(description: "no result: \(response)")
    }
    return result
  }

  /// Begins as a client of a revision with a handshake.
  func begin(
    _ revision: String = "2025-11-25", capabilities: [String: Any] = [:]
  ) throws -> [String: Any] {
    let result = try result(
      of: "initialize", id: 0,
      [
        "protocolVersion": revision, "capabilities": capabilities,
        "clientInfo": ["name": "test", "version": "1"],
      ])
    send(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    return result
  }

  var complaints: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// Ends the input, and waits for the end of the process.
  func end() -> Int32 {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
