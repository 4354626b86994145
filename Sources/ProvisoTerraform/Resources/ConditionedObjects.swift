import JSON

/// The objects with conditions, from `checks` of the plan.
struct ConditionedObjects: Sendable {
  /// Addresses of resource instances with conditions.
  var instances: Set<String> = []
  /// Addresses of resources with conditions for which `checks` lists no instances.
  var resources: Set<String> = []
  /// Addresses of outputs with conditions, spelled like the node names of `Configuration`.
  var outputs: Set<String> = []
  /// Addresses of variables with validations that are not decided yet, spelled like the node names of
  /// `Configuration`.
  var variables: Set<String> = []

  init() {}

  init(_ list: JSONValue) throws(TerraformPlanError) {
    for check in list.elements {
      guard check.kind == .object, let address = try check.objectField("address", of: "checks")
      else { throw check.mismatch("checks", expected: "objects with an address") }
      let kind = try address.textField("kind", of: "checks.address") ?? ""
      let shown = try address.textField("to_display", of: "checks.address") ?? ""
      switch kind {
      case "resource":
        let list = try check.arrayField("instances", of: "checks")
        if let list, !list.elements.isEmpty {
          for instance in list.elements {
            if let text = instance["address"]?["to_display"]?.string { instances.insert(text) }
          }
        } else {
          resources.insert(shown)
        }
      case "output_value":
        outputs.insert(shown)
      case "var":
        // The value of one that has passed is the same during the apply.
        if check["status"]?.stringEquals("pass") != true { variables.insert(shown) }
      default:
        // No step waits for the conditions of a `check` block: a failure is a warning.
        break
      }
    }
  }

  func hasConditions(_ resource: TerraformResource) -> Bool {
    if !instances.isEmpty, instances.contains(resource.address) { return true }
    return !resources.isEmpty && resources.contains(ModuleAddresses.withoutKeys(resource.address))
  }
}
