import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A running playground, and requests to it that are written byte by byte.
struct PlayPage {
  /// A reply of the server.
  struct Reply {
    let status: Int
    let head: String
    let body: String

    /// The body as an object.
    var object: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }
  }

  let conversation: Conversation
  /// The address that was printed.
  let address: String
  let port: UInt16
  let key: String

  init(_ arguments: [String] = [], in scratch: Scratch) throws {
    conversation = try Conversation(["play"] + arguments, in: scratch)
    let line = try conversation.nextLine()
    address = try #require(line.split(separator: " ").last.map(String.init), "\(line)")
    let parts = try #require(URLComponents(string: address), "\(line)")
    port = UInt16(try #require(parts.port))
    key = try #require(parts.queryItems?.first { $0.name == "key" }?.value)
  }

  /// Sends a request with the key and the right host, unless headers say otherwise.
  func send(
    _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil
  ) throws -> Reply {
    var all = ["Host": "127.0.0.1:\(port)", "X-Proviso-Key": key, "Connection": "close"]
    if let body { all["Content-Length"] = String(body.utf8.count) }
    all.merge(headers) { $1 }
    let head = all.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.joined()
    let answer = try Self.exchange("\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body ?? "")", port)
    let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let status = parts.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return Reply(
      status: try #require(status, "\(answer.prefix(200))"), head: String(parts[0]),
      body: parts.count > 1 ? String(parts[1]) : "")
  }

  /// The processor time that the server has used, in ticks; nil if the system does not say.
  var ticks: Int? {
    let path = "/proc/\(conversation.identifier)/stat"
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text?.split(separator: ")").last?.split(separator: " ").dropFirst(11).first.flatMap {
      Int($0)
    }
  }

  /// Checks texts.
  func check(spec: String, plan: String = "") throws -> Reply {
    let body = try JSONSerialization.data(withJSONObject: ["spec": spec, "plan": plan])
    return try send("POST", "/api/check", body: String(decoding: body, as: UTF8.self))
  }

  /// Sends bytes and gives what comes back.
  ///
  /// - Parameter ends: whether the sending side ends after them.
  static func exchange(_ text: String, _ port: UInt16, ends: Bool = false) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isOpen = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isOpen, "no connection to port \(port)")
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    try? handle.write(contentsOf: Data(text.utf8))
    if ends { shutdown(descriptor, Int32(SHUT_WR)) }
    return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
  }
}
