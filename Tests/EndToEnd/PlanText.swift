/// Small plans, as text.
enum PlanText {
  /// Returns a plan with these entries in `resource_changes`.
  static func plan(_ changes: String..., rest: String = "") -> String {
    """
    {"format_version": "1.2", "terraform_version": "1.9.0",
     "resource_changes": [\(changes.joined(separator: ",\n  "))],
     "configuration": {"root_module": {}}\(rest)}
    """
  }

  /// Returns one entry of `resource_changes`. Its type is the address up to the first dot.
  static func change(
    _ address: String, _ actions: String, before: String = "null", after: String = "null",
    more: String = ""
  ) -> String {
    let parts = address.split(separator: ".", maxSplits: 1).map(String.init)
    return """
      {"address": "\(address)", "mode": "managed", "type": "\(parts[0])", "name": "\(parts[1])", \
      "provider_name": "registry.terraform.io/hashicorp/aws", "change": {"actions": \(actions), \
      "before": \(before), "after": \(after), "after_unknown": {}\(more.isEmpty ? "" : ", " + more)}}
      """
  }

  static let creation = change("aws_s3_bucket.logs", #"["create"]"#, after: #"{"bucket": "logs"}"#)

  /// The deletion of a production database.
  static let deletion = change(
    "aws_db_instance.orders", #"["delete"]"#,
    before: #"{"id": "orders", "tags": {"env": "production"}}"#)

  /// A spec: no production resource is deleted.
  static let survival = """
    spec survival for terraform

    invariant survives "What is there stays" {
      every r in resources { not r.destroyed }
    }
    """
}
