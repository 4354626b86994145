/// A response of the server.
package struct HTTPResponse: Sendable {
  /// The status codes that are used here (RFC 9110, section 15).
  package enum Status: Int, Sendable {
    case ok = 200
    case badRequest = 400
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case lengthRequired = 411
    case contentTooLarge = 413
    case headersTooLarge = 431
    case notImplemented = 501
    case unavailable = 503
    case versionNotSupported = 505

    /// The phrase that RFC 9110 gives.
    var phrase: String {
      switch self {
      case .ok: "OK"
      case .badRequest: "Bad Request"
      case .forbidden: "Forbidden"
      case .notFound: "Not Found"
      case .methodNotAllowed: "Method Not Allowed"
      case .requestTimeout: "Request Timeout"
      case .lengthRequired: "Length Required"
      case .contentTooLarge: "Content Too Large"
      case .headersTooLarge: "Request Header Fields Too Large"
      case .notImplemented: "Not Implemented"
      case .unavailable: "Service Unavailable"
      case .versionNotSupported: "HTTP Version Not Supported"
      }
    }
  }

  package let status: Status
  /// The headers in their order. The length and the end of the connection are added.
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(_ status: Status, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A response that is one line of text.
  package init(_ status: Status, line: String) {
    self.init(
      status, headers: [("Content-Type", "text/plain; charset=utf-8")],
      body: Array((line + "\n").utf8))
  }

  /// The bytes that are sent.
  ///
  /// - Parameter withBody: false for the response to `HEAD`.
  func bytes(withBody: Bool) -> [UInt8] {
    var head = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    head += "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    return Array(head.utf8) + (withBody ? body : [])
  }
}
