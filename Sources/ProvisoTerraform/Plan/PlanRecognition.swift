import JSON

extension TerraformPlan {
  /// Refuses a document that is not a plan.
  ///
  /// - Throws: `TerraformPlanError` with the kind of the document, if it is a known one.
  static func refuseOthers(_ root: JSONValue) throws(TerraformPlanError) {
    let advice = "run `terraform show -json` on a plan file"
    switch root.kind {
    case .object: break
    case .string where root.string.map(looksLikeConfiguration) ?? false:
      throw TerraformPlanError("this is Terraform configuration, not a plan: \(advice)", at: root)
    default:
      throw TerraformPlanError(
        "this is not a Terraform plan: expected an object, found \(root.kindDescription); \(advice)",
        at: root)
    }
    let hasChanges = root.field("resource_changes") != nil
    let hasPlanParts =
      hasChanges || root.field("planned_values") != nil || root.field("output_changes") != nil
    if !hasPlanParts {
      if root.field("lineage") != nil
        || (root.field("serial") != nil && root.field("version") != nil)
      {
        throw TerraformPlanError("this is a state file, not a plan: \(advice)")
      }
      if root.field("provider_schemas") != nil {
        throw TerraformPlanError("this is a schema of providers, not a plan: \(advice)")
      }
      if root.field("values") != nil || root.field("format_version") != nil && root.count <= 2 {
        throw TerraformPlanError(
          "this is what `terraform show -json` prints for a state, not a plan: \(advice)")
      }
      if root.field("@level") != nil || root.field("@message") != nil {
        throw TerraformPlanError("this is a log of `terraform plan -json`, not a plan: \(advice)")
      }
      throw TerraformPlanError(
        "this is not a Terraform plan: it has neither `resource_changes` nor `planned_values`; \(advice)"
      )
    }
    if !hasChanges, let resource = firstManagedResource(root.field("planned_values")) {
      throw TerraformPlanError(
        "`resource_changes` is missing, but `planned_values` has resources: the plan is cut off",
        at: resource)
    }
  }

  private static func looksLikeConfiguration(_ text: String) -> Bool {
    text.contains("resource \"") || text.contains("terraform {")
  }

  private static func firstManagedResource(_ values: JSONValue?) -> JSONValue? {
    var pending = [values?["root_module"]].compactMap { $0 }
    while let module = pending.popLast() {
      if let resource = module["resources"]?.elements.first(where: {
        !($0["mode"]?.stringEquals("data") ?? false)
      }) {
        return resource
      }
      if let children = module["child_modules"] { pending.append(contentsOf: children.elements) }
    }
    return nil
  }

  static func readFormatVersion(_ root: JSONValue) throws(TerraformPlanError) -> String? {
    guard let version = try root.textField("format_version", of: "") else { return nil }
    let major = version.split(separator: ".", omittingEmptySubsequences: false).first ?? ""
    guard major == "0" || major == "1" else {
      throw TerraformPlanError(
        "format_version \(version.isEmpty ? "\"\"" : version) is not supported: Proviso reads 0.x and 1.x",
        at: root["format_version"] ?? root)
    }
    return version
  }

  /// Whether this version lists every object with conditions under `checks`, as Terraform does
  /// since 1.3.
  static func listsChecks(_ version: String?) -> Bool {
    let parts = (version ?? "").split(separator: ".").prefix(2).map { Int($0) ?? 0 }
    guard parts.count == 2 else { return false }
    return parts[0] > 1 || (parts[0] == 1 && parts[1] >= 3)
  }
}
