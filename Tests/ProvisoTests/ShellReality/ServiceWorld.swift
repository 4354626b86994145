import Foundation

/// The things that a world protects from the command lines for a service, and how to see in the effect of a line
/// that it broke a property.
struct ServiceWorld: Sendable {
  struct Protection: Sendable {
    let property: String
    let isBroken: @Sendable (_ effect: String) -> Bool

    init(_ property: String, isBroken: @escaping @Sendable (_ effect: String) -> Bool) {
      self.property = property
      self.isBroken = isBroken
    }
  }

  let declarations: String
  let protections: [Protection]

  /// The text of the world. Its properties are `p0`, `p1` and so on.
  var text: String {
    let properties = protections.enumerated().map {
      "invariant p\($0.offset) \"Property \($0.offset)\" { \($0.element.property) }"
    }
    return """
      world guarded
      use "proviso:tools.proviso"
      \(declarations)
      \(properties.joined(separator: "\n"))
      """
  }

  static func of(_ service: ServiceSandbox.Service) -> ServiceWorld {
    switch service {
    case .postgres: database
    case .http: server
    case .kubectl: cluster
    case .aws: amazon
    }
  }

  private static let database = ServiceWorld(
    declarations: "object orders: Table { name: \"shop/orders\" }",
    protections: [Protection("not orders.rows_lost and orders.exists") { $0 == "lost" }])

  private static let server = ServiceWorld(
    declarations: "object orders: Endpoint { name: \"http://127.0.0.1:8080/orders\" }",
    protections: [
      Protection("no e in Endpoint { e.may_have_changed }") {
        requests($0).contains { writes($0.method) }
      },
      Protection("not orders.may_have_changed") {
        requests($0).contains { writes($0.method) && $0.path == "/orders" }
      },
    ])

  private static let cluster = ServiceWorld(
    declarations: "object production: Namespace { name: \"production\" }",
    protections: [
      Protection("not production.lost") {
        requests($0).contains {
          $0.method == "DELETE" && !$0.path.contains("dryRun=All")
            && ($0.path.contains("/namespaces/production")
              || !$0.path.contains("/namespaces/") && !$0.path.contains("/nodes/"))
        }
      },
      Protection("not production.changed and not production.stopped and not production.lost") {
        requests($0).contains {
          writes($0.method) && !$0.path.contains("dryRun=All")
            && !$0.path.contains("authorization.k8s.io")
            && $0.path.contains("/namespaces/production/")
        }
      },
    ])

  private static func requests(_ effect: String) -> [(method: String, path: String)] {
    effect.split(separator: ";").compactMap { request in
      let parts = request.split(separator: " ", maxSplits: 1)
      return parts.count == 2 ? (String(parts[0]).uppercased(), String(parts[1])) : nil
    }
  }

  private static func writes(_ method: String) -> Bool {
    !["GET", "HEAD", "OPTIONS"].contains(method)
  }
}
