import Foundation

/// A request that `aws` has sent.
struct AmazonRequest {
  let method: String
  /// The path without the query.
  let path: String
  let query: String
  let body: String

  /// Reads the requests of a line, as ``ServiceSandbox/effects(of:on:in:)`` returns them.
  static func all(in effect: String) -> [AmazonRequest] {
    effect.split(separator: ";").compactMap { text in
      let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count > 1 else { return nil }
      let place = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
      return AmazonRequest(
        method: String(parts[0]), path: String(place[0]),
        query: place.count > 1 ? String(place[1]) : "",
        body: parts.count > 2 ? String(parts[2]) : ""
      )
    }
  }

  /// Whether the request asks a service other than S3 for an action on something with this name.
  func asks(_ actions: String..., about name: String) -> Bool {
    let words = body.split { !$0.isLetter && !$0.isNumber && !"-_".contains($0) }.map(String.init)
    return method == "POST" && path == "/" && !Set(words).isDisjoint(with: actions)
      && words.contains { $0.lowercased() == name } && !body.contains("DryRun=true")
  }

  /// Whether the request deletes or replaces an object of S3.
  func loses(_ key: String, in bucket: String) -> Bool {
    let object = "/\(bucket)/\(key)"
    switch method {
    case "DELETE": return path == object
    case "PUT": return path == object
    case "POST":
      return path == object
        || path == "/\(bucket)" && query.hasPrefix("delete") && body.contains("<Key>\(key)</Key>")
    default: return false
    }
  }
}

extension ServiceWorld {
  /// Things of several services of Amazon.
  static let amazon = ServiceWorld(
    declarations: """
      object own_customers: Location { name: "s3://shop/data/customers.db" }
      object own_folder: Location { name: "s3://shop/data" }
      object own_bucket: Location { name: "s3://shop" }
      object own_prod: DatabaseInstance { name: "prod" }
      object own_last: Snapshot { name: "last", exists: true }
      object own_orders: DynamoTable { name: "orders" }
      object own_web: Machine { name: "i-1" }
      object own_disk: Volume { name: "vol-1" }
      object own_copy: VolumeSnapshot { name: "snap-1" }
      object own_network: Stack { name: "network" }
      """,
    protections: [
      Protection("not own_customers.lost") { loses("data/customers.db", $0) },
      Protection("not own_folder.lost") {
        loses("data/customers.db", $0) || loses("data/other.txt", $0)
      },
      Protection("not own_bucket.lost") {
        loses("data/customers.db", $0) || loses("data/other.txt", $0) || loses("logs/a.txt", $0)
      },
      Protection("own_prod.exists") { asks($0, "prod", "DeleteDBInstance") },
      Protection("own_prod.has_automated_backups") { effect in
        AmazonRequest.all(in: effect).contains {
          $0.asks("DeleteDBInstance", about: "prod")
            && !$0.body.contains("DeleteAutomatedBackups=false")
        }
      },
      Protection("keeps_its_data(own_prod)") { effect in
        AmazonRequest.all(in: effect).contains {
          $0.asks("DeleteDBInstance", about: "prod") && $0.body.contains("SkipFinalSnapshot=true")
        } && !effect.contains("CreateDBSnapshot")
      },
      Protection("own_last.exists") { asks($0, "last", "DeleteDBSnapshot") },
      Protection("own_orders.exists") { asks($0, "orders", "DeleteTable") },
      Protection("own_web.exists") { asks($0, "i-1", "TerminateInstances") },
      Protection("own_web.running and own_web.exists") {
        asks($0, "i-1", "TerminateInstances", "StopInstances")
      },
      Protection("own_disk.exists") { asks($0, "vol-1", "DeleteVolume") },
      Protection("own_copy.exists") { asks($0, "snap-1", "DeleteSnapshot") },
      Protection("own_network.exists") { asks($0, "network", "DeleteStack") },
      Protection("not users_deleted") { effect in
        AmazonRequest.all(in: effect).contains { $0.body.contains("Action=DeleteUser&") }
      },
    ])

  private static func loses(_ key: String, _ effect: String) -> Bool {
    AmazonRequest.all(in: effect).contains { $0.loses(key, in: "shop") }
  }

  private static func asks(_ effect: String, _ name: String, _ actions: String...) -> Bool {
    AmazonRequest.all(in: effect).contains { request in
      actions.contains { request.asks($0, about: name) }
    }
  }
}
