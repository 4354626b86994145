import JSONOutput

/// The error of a response.
package struct RPCError: Error, Sendable, Hashable {
  /// A number that programs compare. Those from -32768 to -32000 are reserved.
  package let code: Int
  /// One sentence.
  package let message: String
  /// Further information as a value; `nil` for none.
  package let data: JSONText?

  package init(code: Int, message: String, data: JSONText? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  // The codes that the specification defines (JSON-RPC 2.0, section 5.1).

  /// The text is not JSON.
  package static func parse(_ message: String) -> RPCError {
    RPCError(code: -32700, message: message)
  }

  /// The JSON is no message.
  package static func invalidRequest(_ message: String) -> RPCError {
    RPCError(code: -32600, message: message)
  }

  /// There is no such method.
  package static func methodNotFound(_ message: String) -> RPCError {
    RPCError(code: -32601, message: message)
  }

  /// The parameters do not fit the method.
  package static func invalidParameters(_ message: String) -> RPCError {
    RPCError(code: -32602, message: message)
  }

  /// The receiver has failed.
  package static func `internal`(_ message: String) -> RPCError {
    RPCError(code: -32603, message: message)
  }

  /// The error as JSON.
  package var json: JSONText {
    .object(
      [.init("code", .integer(code)), .init("message", .string(message))]
        + (data.map { [.init("data", $0)] } ?? []))
  }
}
