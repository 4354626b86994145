import JSON
import JSONOutput
import JSONRPC
import Proviso
import ProvisoEngine
import ProvisoInput
import Synchronization

/// A server of the Model Context Protocol whose tools check plans and calls.
///
/// One server speaks all revisions that it knows: a client that begins with `initialize` gets the revision
/// that both know, and a request that names a stateless revision in its `_meta` is answered by itself.
/// Sources: the pages `basic/lifecycle`, `basic/versioning` and `server/tools` of the specification.
package final class MCPServer: Sendable {
  private let tools: [any ServerTool]
  private let settings: any ProjectSettings
  private let folder: String
  private let limits: ServerLimits
  private let output: MessageWriter
  private let calls: RunningCalls
  /// The revision of the client that began with `initialize`; `nil` before that.
  private let session = Mutex<ProtocolRevision?>(nil)

  /// The time for which a client may keep the list of tools, in milliseconds. It changes only with the
  /// program.
  private static let timeToLive = 3_600_000

  private static let instructions = """
    Check a plan before it is carried out: check_plan for a whole plan, check_call for a single call of a \
    tool. A violated property comes with the run that breaks it; suggest_repair searches what would make it \
    hold. `undecided` and `ask` are no permission.
    """

  /// - Parameters:
  ///   - settings: the settings of projects.
  ///   - folder: the absolute path of the current folder, below which files are read.
  ///   - world: the path of the world for single calls, if a call names none.
  ///   - output: the way to the client.
  package init(
    settings: any ProjectSettings, folder: String, world: String, limits: ServerLimits,
    output: MessageWriter
  ) {
    tools = [
      CheckPlanTool(), CheckCallTool(world: world), SuggestRepairTool(), ExplainRuleTool(),
      ListSpecsTool(),
    ]
    self.settings = settings
    self.folder = folder
    self.limits = limits
    self.output = output
    calls = RunningCalls(limits)
  }

  /// Answers messages until there are no more, and then waits for the calls that run.
  package func run(reading descriptor: Int32) {
    var lines = MessageLines(from: descriptor, limit: ServerLimits.mostBytes)
    while let line = lines.next() {
      guard case .text(let bytes) = line else {
        output.write(
          RPCAnswer.error(
            .invalidRequest("the message has more than \(lines.limit >> 20) MB"), to: nil))
        continue
      }
      do throws(RPCMessage.Refusal) {
        try receive(RPCMessage(bytes))
      } catch {
        output.write(error.answer)
      }
    }
    calls.wait()
  }

  private func receive(_ message: RPCMessage) throws(RPCMessage.Refusal) {
    switch message {
    case .notification(let notification):
      if notification.method == "notifications/cancelled",
        let id = notification.params?["requestId"].flatMap({ MessageID($0) })
      {
        calls.cancel(id)
      }
    // The server asks nothing, so nobody answers it.
    case .response: break
    case .request(let request):
      do throws(RPCError) {
        guard request.params?.kind != .array else {
          throw .invalidParameters("`params` is an object")
        }
        try answer(request)
      } catch {
        throw RPCMessage.Refusal(request.id, error)
      }
    }
  }

  // MARK: Requests

  private func answer(_ request: RPCRequest) throws(RPCError) {
    let meta = try RequestMeta(request.params)
    if request.method == "initialize", meta == nil { return try initialize(request) }
    if request.method == "ping", meta == nil { return send([], to: request, of: .june2025) }
    guard let revision = meta?.revision ?? session.withLock({ $0 }) else {
      throw .invalidParameters(
        "begin with `initialize`, or name the protocol's revision in `_meta` (\(Self.known))")
    }
    switch request.method {
    case "tools/list":
      guard request.params?["cursor"] == nil else {
        throw .invalidParameters("there is no such page of the list")
      }
      send(
        [.init("tools", .list(tools.map(\.json)))] + cached(revision), to: request, of: revision)
    case "tools/call": try call(request, revision)
    case "server/discover" where !revision.hasHandshake:
      send(
        [
          .init("supportedVersions", .strings(ProtocolRevision.stateless.map(\.rawValue))),
          .init("capabilities", capabilities), .init("instructions", .string(Self.instructions)),
        ] + cached(revision), to: request, of: revision)
    default: throw .methodNotFound("there is no method `\(request.method.prefix(100))`")
    }
  }

  private static var known: String {
    ProtocolRevision.stateless.map(\.rawValue).joined(separator: ", ")
  }

  private func initialize(_ request: RPCRequest) throws(RPCError) {
    guard let requested = request.params?["protocolVersion"]?.string else {
      throw .invalidParameters("`protocolVersion` is a text")
    }
    let revision = ProtocolRevision.negotiated(requested)
    session.withLock { $0 = revision }
    send(
      [
        .init("protocolVersion", .string(revision.rawValue)), .init("capabilities", capabilities),
        .init("serverInfo", serverInfo), .init("instructions", .string(Self.instructions)),
      ], to: request, of: revision)
  }

  private var capabilities: JSONText { .object([.init("tools", .object([]))]) }

  private var serverInfo: JSONText {
    .object([
      .init("name", .string("proviso")), .init("title", .string("Proviso")),
      .init("version", .string(Verifier.version)),
    ])
  }

  private func cached(_ revision: ProtocolRevision) -> [JSONText.Member] {
    revision.hasHandshake
      ? []
      : [.init("ttlMs", .integer(Self.timeToLive)), .init("cacheScope", .string("public"))]
  }

  /// Sends a result with what every result of the revision has.
  private func send(
    _ members: [JSONText.Member], to request: RPCRequest, of revision: ProtocolRevision
  ) {
    let all =
      revision.hasHandshake
      ? members
      : [.init("resultType", .string("complete"))] + members + [
        .init("_meta", .object([.init(RequestMeta.serverKey, serverInfo)]))
      ]
    output.write(RPCAnswer.result(.object(all), to: request.id))
  }

  // MARK: Tools

  private func call(_ request: RPCRequest, _ revision: ProtocolRevision) throws(RPCError) {
    guard let name = request.params?["name"]?.string else {
      throw .invalidParameters("`name` of a tool is a text")
    }
    guard let tool = tools.first(where: { $0.name == name }) else {
      throw .invalidParameters("there is no tool `\(name.prefix(100))`")
    }
    let arguments = request.params?["arguments"]
    guard arguments == nil || arguments?.kind == .object else {
      throw .invalidParameters("`arguments` is an object")
    }
    let refusal = calls.start(request.id) { cancellation in
      let result = self.result(of: tool, arguments, cancellation)
      // Nobody waits for the answer to a request that was cancelled.
      guard cancellation.reason != .requested else { return }
      self.send(result.members, to: request, of: revision)
    }
    switch refusal {
    case .usedID: throw .invalidRequest("the id of another request that has no answer yet")
    case .tooMany: throw .internal("too many calls wait; send this one again later")
    case nil: break
    }
  }

  private func result(
    of tool: any ServerTool, _ arguments: JSONValue?, _ cancellation: Cancellation
  ) -> ToolResult {
    let context = ToolContext(
      settings: settings, folder: folder, deadline: limits.deadline,
      memoryLimit: limits.memoryLimit, cancellation: cancellation)
    do throws(InputError) {
      // Specs and answers can be nested deeply, so all of the work has a large stack.
      return try Verifier().wait { (_) throws(InputError) in
        try tool.call(ToolArguments(arguments, of: tool), in: context)
      }
    } catch {
      return .failure(error.messages.joined(separator: "\n"))
    }
  }
}
