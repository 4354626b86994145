import JSON
import JSONOutput

/// A message of JSON-RPC 2.0.
///
/// Programs differ in what they take from a strange message: of two members with one name, of a member
/// in other letters (`Method`), of a list of messages. So a message has the members that the
/// specification names, each once, and no others.
package enum RPCMessage: Sendable {
  case request(RPCRequest)
  case notification(RPCNotification)
  case response(RPCResponse)

  /// The most levels of nested lists and objects.
  package static let mostLevels = 128

  /// Reads a message.
  ///
  /// - Parameter bytes: the text of the message, without the end of its line.
  /// - Throws: `Refusal` with the answer that the sender gets.
  package init(_ bytes: [UInt8]) throws(Refusal) {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(bytes: bytes, name: "message", maximumDepth: Self.mostLevels).root
    } catch {
      guard error.kind == .duplicateKey else {
        throw Refusal(nil, .parse("the message is not JSON: \(error.messageWithoutContent)"))
      }
      throw Refusal(nil, .invalidRequest(error.messageWithoutContent))
    }
    guard root.kind == .object else {
      throw Refusal(
        nil,
        .invalidRequest(
          root.kind == .array
            ? "lists of messages are not supported; send each message by itself"
            : "a message is an object, found \(root.kindDescription)"))
    }
    let id = root["id"].flatMap { MessageID($0) }
    func refuse(_ message: String) -> Refusal { Refusal(id, .invalidRequest(message)) }
    for member in root.members where !Self.members.contains(where: { member.key.equals($0) }) {
      throw refuse(
        "a message has no other members than \(Self.members.joined(separator: ", "))")
    }
    guard root["jsonrpc"]?.stringEquals("2.0") == true else {
      throw refuse("`jsonrpc` is \"2.0\" in every message")
    }
    let params = root["params"]
    guard params == nil || params?.kind == .object || params?.kind == .array else {
      throw refuse("`params` is an object or a list")
    }
    guard let methodValue = root["method"] else {
      guard params == nil else { throw refuse("a message with `params` has a `method`") }
      self = .response(try Self.response(root, id))
      return
    }
    guard let method = methodValue.string else { throw refuse("`method` is a text") }
    guard root["result"] == nil, root["error"] == nil else {
      throw refuse("a message is a request or a response, not both")
    }
    guard root["id"] != nil else {
      self = .notification(RPCNotification(method: method, params: params, json: root))
      return
    }
    guard let id else { throw refuse("`id` is a text or an integer") }
    self = .request(RPCRequest(id: id, method: method, params: params, json: root))
  }

  private static let members = ["jsonrpc", "id", "method", "params", "result", "error"]

  private static func response(
    _ root: JSONValue, _ id: MessageID?
  ) throws(Refusal) -> RPCResponse {
    func refuse(_ message: String) -> Refusal { Refusal(id, .invalidRequest(message)) }
    let (result, error) = (root["result"], root["error"])
    guard (result == nil) != (error == nil) else {
      throw refuse("a message has a `method`, or a `result`, or an `error`")
    }
    // The error of a request whose id could not be read has none.
    guard id != nil || root["id"] == nil || root["id"]?.isNull == true else {
      throw refuse("`id` is a text or an integer")
    }
    if let error {
      guard error["code"]?.number?.integer != nil, error["message"]?.string != nil else {
        throw refuse("`error` has a `code` and a `message`")
      }
    } else if id == nil {
      throw refuse("a response with a `result` has an `id`")
    }
    return RPCResponse(id: id, result: result, error: error, json: root)
  }

  /// A message that is refused.
  package struct Refusal: Error, Sendable {
    /// The id of the request; `nil` if it could not be read.
    package let id: MessageID?
    package let error: RPCError

    package init(_ id: MessageID?, _ error: RPCError) {
      self.id = id
      self.error = error
    }

    /// The answer to the sender.
    package var answer: JSONText { RPCAnswer.error(error, to: id) }
  }
}

/// A message that expects a response.
package struct RPCRequest: Sendable {
  package let id: MessageID
  package let method: String
  /// An object or a list; `nil` if there are none.
  package let params: JSONValue?
  /// The whole message.
  package let json: JSONValue
}

/// A message that expects no response.
package struct RPCNotification: Sendable {
  package let method: String
  package let params: JSONValue?
  package let json: JSONValue
}

/// The response to a request: a result or an error.
package struct RPCResponse: Sendable {
  /// The id of the request; `nil` if that could not be read.
  package let id: MessageID?
  package let result: JSONValue?
  package let error: JSONValue?
  package let json: JSONValue
}

/// The messages that a program writes.
package enum RPCAnswer {
  package static func result(_ result: JSONText, to id: MessageID) -> JSONText {
    message([.init("id", id.json), .init("result", result)])
  }

  /// - Parameter id: the id of the request; `nil` if it could not be read.
  package static func error(_ error: RPCError, to id: MessageID?) -> JSONText {
    message([.init("id", id?.json ?? .null), .init("error", error.json)])
  }

  package static func request(
    _ method: String, id: MessageID, params: JSONText? = nil
  ) -> JSONText {
    message(
      [.init("id", id.json), .init("method", .string(method))]
        + (params.map { [.init("params", $0)] } ?? []))
  }

  package static func notification(_ method: String, params: JSONText? = nil) -> JSONText {
    message(
      [.init("method", .string(method))] + (params.map { [.init("params", $0)] } ?? []))
  }

  private static func message(_ members: [JSONText.Member]) -> JSONText {
    .object([.init("jsonrpc", .string("2.0"))] + members)
  }
}
