import JSON
import ProvisoKernel

/// Which attributes identify an object, and whether a text is one that no other thing would be called.
enum Identifiers {
  /// Attributes that identify an object of any type.
  static let general = ["id", "arn", "self_link"]

  /// What else is known to identify objects of a type.
  static let byType: [String: [String]] = [
    "aws_db_instance": ["identifier", "resource_id"],
    "aws_db_subnet_group": ["name"],
    "aws_dynamodb_table": ["name"],
    "aws_ecr_repository": ["repository_url"],
    "aws_iam_instance_profile": ["name"],
    "aws_iam_role": ["name", "unique_id"],
    "aws_iam_user": ["name"],
    "aws_kms_key": ["key_id"],
    "aws_lb": ["arn_suffix", "dns_name"],
    "aws_rds_cluster": ["cluster_identifier", "cluster_resource_id"],
    "aws_route53_zone": ["zone_id"],
    "aws_s3_bucket": ["bucket", "bucket_domain_name", "bucket_regional_domain_name"],
    "aws_sqs_queue": ["url"],
    "google_compute_network": ["name"],
    "google_compute_subnetwork": ["name"],
    "google_service_account": ["email", "unique_id"],
    "google_storage_bucket": ["name"],
    "azurerm_resource_group": ["name"],
    "kubernetes_namespace": ["metadata.0.name"],
  ]

  /// Attributes that name or label the object itself: a plain word there refers to nothing else.
  private static let naming: Set<String> = [
    "name", "name_prefix", "identifier", "description", "display_name", "comment",
  ]
  private static let labels: Set<String> = ["tags", "tags_all", "labels", "annotations"]

  /// Whether a plain word at this place is a name of the object's own.
  static func isOwnName(top: String, last: String) -> Bool {
    labels.contains(top) || naming.contains(last)
  }

  /// Whether the text can only be an identifier: it has a separator, or a long run of digits and hex.
  static func isDistinctive(_ text: String) -> Bool {
    var run = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ":"), UInt8(ascii: "/"): return true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
        run += 1
        if run >= 8 { return true }
      default: run = 0
      }
    }
    return false
  }

  /// The identifiers of an object.
  ///
  /// An `id` that is also the value of an attribute with another purpose is borrowed from what that
  /// attribute refers to (a bucket's policy has the bucket's name for an `id`), and is left out.
  static func of(_ object: PlanResource, in value: JSONValue?) -> [String] {
    guard let value else { return [] }
    let own = general + (byType[object.type] ?? [])
    var out: [String] = []
    for path in own {
      var at: JSONValue? = value
      for part in path.split(separator: ".") {
        if let place = Int(part) {
          at = at.flatMap { list in list.elements.dropFirst(place).first { _ in true } }
        } else {
          at = at?[String(part)]
        }
      }
      guard let text = at?.string, text.utf8.count >= 3, !out.contains(text) else { continue }
      if !isBorrowed(text, value, own) { out.append(text) }
    }
    return out
  }

  private static func isBorrowed(_ text: String, _ value: JSONValue, _ own: [String]) -> Bool {
    for (key, member) in value.members where member.stringEquals(text) {
      let name = key.string
      if !own.contains(name) && !naming.contains(name) { return true }
    }
    return false
  }
}

/// One place at which an object carries the identifier of another.
struct Carried: Hashable {
  /// The top-level attribute.
  let attribute: String
  /// The object that is referred to.
  let target: Int
}

/// What an object's attributes refer to.
struct References {
  /// In `before`: objects as they stood before the plan.
  var before: Set<Carried> = []
  /// In `after`, by a text that the plan knows: objects as they stood before the plan, …
  var afterToBefore: Set<Carried> = []
  /// … and as the plan puts them there.
  var afterToAfter: Set<Carried> = []
  /// In `before`, identifiers that objects have after the plan.
  var beforeToAfter: Set<Carried> = []
  /// Unknown attributes whose expression names the object itself, as it is after.
  var certain: Set<Carried> = []
  /// Unknown attributes that may name the object, for their expression is indirect.
  var possible: Set<Carried> = []
  /// Unknown attributes that may name anything that the plan creates.
  var hidden: Set<String> = []

  /// Every object that could be referred to, `hidden` apart.
  var targets: Set<Int> {
    Set(
      [before, afterToBefore, afterToAfter, beforeToAfter, certain, possible]
        .flatMap { $0.map(\.target) })
  }
}
