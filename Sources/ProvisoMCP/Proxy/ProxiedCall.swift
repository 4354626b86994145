import JSON
import JSONOutput
import JSONRPC

/// A request of `tools/call`, as far as the proxy and the server both understand it.
struct ProxiedCall: Sendable {
  let id: MessageID
  /// The server's name of the tool.
  let tool: String
  /// The arguments, as an object.
  let arguments: JSONText
  /// The bytes of the arguments in the one spelling that the server gets.
  let argumentsText: String
  /// The `_meta` of the request; `nil` for none.
  let meta: JSONValue?
  /// The parameters apart from the name, the arguments and `_meta`.
  let others: [JSONText.Member]
  /// The state that an earlier result has asked to send back, and the answers with it.
  let requestState: String?
  let answers: JSONValue?

  private static let stateName = "requestState"
  private static let answersName = "inputResponses"
  private static let names = ["name", "arguments", "_meta", "task", answersName, stateName]

  /// Reads the parameters.
  ///
  /// - Throws: `RPCError` if a server could read the request in another way.
  init(_ request: RPCRequest) throws(RPCError) {
    guard let params = request.params, params.kind == .object else {
      throw .invalidParameters("`params` is an object")
    }
    for member in params.members where !Self.names.contains(where: { member.key.equals($0) }) {
      throw .invalidParameters(
        "`params` has no other members than \(Self.names.joined(separator: ", "))")
    }
    guard let tool = params["name"]?.string, !tool.isEmpty else {
      throw .invalidParameters("`name` of a tool is a text")
    }
    let arguments = params["arguments"]
    guard arguments == nil || arguments?.kind == .object else {
      throw .invalidParameters("`arguments` is an object")
    }
    // Some readers of JSON do not tell letters apart by their case.
    var seen: Set<String> = []
    for member in arguments?.members.map(\.key.string) ?? []
    where !seen.insert(member.uppercased().lowercased()).inserted {
      throw .invalidParameters("two arguments differ only in the case of their letters")
    }
    guard params["_meta"] == nil || params["_meta"]?.kind == .object else {
      throw .invalidParameters("`_meta` is an object")
    }
    id = request.id
    self.tool = tool
    self.arguments = arguments.map { JSONText($0) } ?? .object([])
    argumentsText =
      arguments.map { String(decoding: CompactJSON.bytes(of: $0), as: UTF8.self) } ?? "{}"
    meta = params["_meta"]
    others = ["task", Self.answersName, Self.stateName].compactMap { name in
      params[name].map { .init(name, JSONText($0)) }
    }
    requestState = params["requestState"]?.string
    answers = params["inputResponses"]
  }

  /// The revision that the request names; `nil` if it names none, as in a session that began with
  /// `initialize`.
  var revision: String? { meta?[RequestMeta.revisionKey]?.string }

  /// Whether the request belongs to no session.
  var isStateless: Bool { meta?[RequestMeta.revisionKey] != nil }

  /// The request for the server.
  ///
  /// - Parameter other: the request whose id and `_meta` are used; `nil` for its own.
  func forwarded(as other: ProxiedCall? = nil) -> JSONText {
    let sender = other ?? self
    return RPCAnswer.request(
      "tools/call", id: sender.id,
      params: .object(
        [.init("name", .string(tool)), .init("arguments", arguments)] + others
          + (sender.meta.map { [.init("_meta", JSONText($0))] } ?? [])))
  }

  /// Whether another request asks for the same.
  func isSame(as other: ProxiedCall) -> Bool {
    tool.utf8.elementsEqual(other.tool.utf8)
      && argumentsText.utf8.elementsEqual(other.argumentsText.utf8)
  }

  /// The answer that the call does not happen.
  func denial(_ reason: String) -> JSONText {
    let members = ToolResult.failure(reason).members
    return RPCAnswer.result(
      .object(isStateless ? [.init("resultType", .string("complete"))] + members : members), to: id)
  }
}
