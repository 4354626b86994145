import JSONRPC
import ProvisoKernel

/// The methods that a host may use of a server without a decision about each message.
///
/// The list is one of what passes: a server can have methods of its own, and a later revision others by which
/// a tool is called. The schemas of the revisions of ``ProtocolRevision`` have these requests and
/// notifications of clients, beside `tools/call`; the extension for tasks has `tasks/update`.
enum PassedMethods {
  /// Requests that begin a session, list something, or are about a call that was decided before.
  private static let requests: Set<String> = [
    "initialize", "ping", "server/discover", "subscriptions/listen", "logging/setLevel",
    "tools/list", "prompts/list", "resources/list", "resources/templates/list",
    "resources/subscribe", "resources/unsubscribe",
    "tasks/get", "tasks/result", "tasks/list", "tasks/cancel", "tasks/update",
  ]

  /// Requests for a content that the server makes from what the host sends. By the protocol they only read.
  private static let contents: Set<String> = [
    "resources/read", "prompts/get", "completion/complete",
  ]

  private static let notifications: Set<String> = [
    "notifications/initialized", "notifications/cancelled", "notifications/progress",
    "notifications/roots/list_changed", "notifications/tasks/status",
  ]

  /// Whether a notification passes.
  static func admits(notification method: String) -> Bool { notifications.contains(method) }

  /// - Parameter toolsOnly: whether requests for contents are refused, too.
  /// - Throws: `RPCError` if a request does not pass.
  static func require(_ method: String, toolsOnly: Bool) throws(RPCError) {
    if requests.contains(method) || !toolsOnly && contents.contains(method) { return }
    let name = "`\(String(method.prefix(100)).printable)`"
    throw .methodNotFound(
      contents.contains(method)
        ? "\(name) is refused, because the proxy passes calls of tools only"
        : "\(name) is no method that this proxy knows to change nothing, so it is not passed on"
    )
  }
}
