import JSON
import ProvisoKernel

/// The attributes that identify an object, and tests for texts that are identifiers.
enum Identifiers {
  /// Attributes that identify an object of any type.
  static let general = ["id", "arn", "self_link"]

  /// Further attributes that identify an object, by resource type.
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

  /// Attributes that name or describe the object itself. A plain word there is not a reference.
  private static let naming: Set<String> = [
    "name", "name_prefix", "identifier", "description", "display_name", "comment",
  ]
  /// Attributes whose members are labels of the object itself. A plain word there is not a
  /// reference.
  private static let labels: Set<String> = ["tags", "tags_all", "labels", "annotations"]

  /// Whether a plain word in this attribute names or labels the object itself.
  ///
  /// - Parameters:
  ///   - top: The top-level attribute.
  ///   - last: The innermost member name.
  static func isOwnName(top: String, last: String) -> Bool {
    labels.contains(top) || naming.contains(last)
  }

  /// Whether a text can only be an identifier: it contains `:` or `/`, or at least eight
  /// hexadecimal digits in a row.
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

  /// Returns the identifiers of an object in `value`, its `before` or its `after`. Texts of fewer
  /// than three bytes are ignored.
  ///
  /// An identifier that is also the value of another attribute is left out, because it belongs to
  /// the object to which that attribute refers. For example, the `id` of a bucket policy is the
  /// name of the bucket. Attributes that identify or name the object itself do not count here.
  static func of(_ object: TerraformResource, in value: JSONValue?) -> [String] {
    guard let value else { return [] }
    let own = general + (byType[object.type] ?? [])
    var out: [String] = []
    for path in own {
      var at: JSONValue? = value
      for part in path.split(separator: ".") {
        if let index = Int(part) {
          at = at.flatMap { list in list.elements.dropFirst(index).first { _ in true } }
        } else {
          at = at?[String(part)]
        }
      }
      guard let text = at.flatMap(text), !text.isEmpty, !out.contains(text) else { continue }
      if !isBorrowed(text, in: value, own: own) { out.append(text) }
    }
    return out
  }

  /// The text of an identifier, which can be a whole number; nil if the value is none.
  static func text(_ value: JSONValue) -> String? {
    value.string ?? value.number?.integer.map { "\($0)" }
  }

  /// Whether a number in an attribute can be an identifier, and is no size or port.
  static func canIdentify(_ number: Int, in attribute: String) -> Bool {
    abs(number) >= 1_000_000 || attribute.hasSuffix("_id") || attribute.hasSuffix("_ids")
  }

  /// Whether a path behind an object leads to an identifier of it.
  static func isIdentifier(_ path: [String], of object: TerraformResource) -> Bool {
    general.contains(path.joined(separator: "."))
      || byType[object.type]?.contains(path.joined(separator: ".")) == true
  }

  /// Whether an attribute is named after the kind of an object, or after the object: `bucket` and
  /// `bucket_id` after an `aws_s3_bucket`, `subnet_ids` after an `aws_subnet`.
  static func isName(_ attribute: String, of object: TerraformResource) -> Bool {
    var kind = attribute
    if let suffix = identifierSuffixes.first(where: attribute.hasSuffix) {
      kind = String(attribute.dropLast(suffix.count))
    }
    kind = synonyms[kind] ?? kind
    return kind.count >= 2
      && (object.type.hasSuffix("_" + kind) || object.name == kind)
  }

  /// Kinds that attributes spell differently from types.
  private static let synonyms = [
    "load_balancer": "lb", "public_ip_address": "public_ip", "kms_key": "kms_key",
  ]

  private static let identifierSuffixes = [
    "_ids", "_id", "_arns", "_arn", "_names", "_name", "_identifier", "_self_link", "_url",
  ]

  private static func isBorrowed(_ text: String, in value: JSONValue, own: [String]) -> Bool {
    for (key, member) in value.members
    where member.stringEquals(text) || member.kind == .number && Identifiers.text(member) == text {
      let name = key.string
      if !own.contains(name) && !naming.contains(name) { return true }
    }
    return false
  }
}

/// The texts that identify an object itself, and the attributes in which they do.
struct OwnIdentifiers {
  private var texts: Set<String> = []
  private let attributes: Set<String>

  init(_ object: TerraformResource) {
    attributes = Set(Identifiers.general + (Identifiers.byType[object.type] ?? []))
    for side in [object.before, object.after] {
      texts.formUnion(Identifiers.general.compactMap { side?[$0].flatMap(Identifiers.text) })
      texts.formUnion(Identifiers.of(object, in: side))
    }
  }

  /// Whether a text in an attribute identifies the object itself.
  func contains(_ text: String, at attribute: String) -> Bool {
    texts.contains(text)
      && (attributes.contains(attribute) || Identifiers.isOwnName(top: attribute, last: attribute))
  }
}

/// A reference from an attribute of one object to another object.
struct AttributeLink: Hashable {
  /// The top-level attribute.
  let attribute: String
  /// The object that is referred to.
  let target: Int
}

/// The references of one object.
struct ObjectReferences {
  /// Texts in `before` that identify an object as it is before the apply.
  var before: Set<AttributeLink> = []
  /// Known texts in `after` that identify an object as it is before the apply.
  var afterToBefore: Set<AttributeLink> = []
  /// Known texts in `after` that identify an object as it is after the apply.
  var afterToAfter: Set<AttributeLink> = []
  /// Texts in `before` that identify an object as it is after the apply.
  var beforeToAfter: Set<AttributeLink> = []
  /// Unknown attributes whose own expression names exactly this object.
  var certain: Set<AttributeLink> = []
  /// Unknown attributes whose expression may name the object: it names several instances, or it
  /// uses a variable or an output of a module.
  var possible: Set<AttributeLink> = []
  /// Unknown attributes whose expression names a known text that identifies the object as it is before
  /// the apply.
  var possibleToBefore: Set<AttributeLink> = []
  /// The attributes of `possible` whose expression names an identifier of the object and no other
  /// object.
  var expected: Set<AttributeLink> = []
  /// Unknown attributes that may refer to any object whose identifier is known only after apply.
  var hidden: Set<String> = []

  /// Whether a reference may lead to an object, without those of `hidden`.
  func names(_ target: Int) -> Bool {
    func names(_ links: Set<AttributeLink>) -> Bool { links.contains { $0.target == target } }
    return names(before) || names(afterToBefore) || names(afterToAfter) || names(beforeToAfter)
      || names(certain) || names(possible) || names(possibleToBefore)
  }

  /// Every object to which a reference may lead, without those of `hidden`.
  var targets: Set<Int> {
    Set(
      [
        before, afterToBefore, afterToAfter, beforeToAfter, certain, possible, possibleToBefore,
      ]
      .flatMap { $0.map(\.target) })
  }
}
