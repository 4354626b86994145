import JSON
import ProvisoInput
import ProvisoKernel

/// Addresses of objects, which must fit what else the plan says of them.
extension ResourceReader {
  /// The address of an object in a module.
  ///
  /// Terraform before 0.13 left the module and the instance key out of the addresses in `prior_state` and
  /// `planned_values`.
  static func address(
    of entry: JSONValue, in module: String, path: () -> String
  ) throws(TerraformPlanError) -> String {
    guard var address = try entry.textField("address", of: path()) else {
      throw TerraformPlanError("\(path()): a resource has no `address`", at: entry)
    }
    guard !module.isEmpty, !address.hasPrefix("module.") else { return address }
    address = module + "." + address
    if !address.hasSuffix("]"), let key = entry.field("index") { address += "[\(key.kernelValue)]" }
    return address
  }

  /// Refuses an object whose address is not made of its module, mode, type and name.
  static func requireAddress(
    _ address: String, module: String?, of entry: JSONValue, names local: String, path: () -> String
  ) throws(TerraformPlanError) {
    let given: String
    if let module {
      given = module
    } else {
      given = try entry.textField("module_address", of: path()) ?? ""
    }
    let expected = given.isEmpty ? local : given + "." + local
    guard address.hasPrefix(expected) else {
      throw TerraformPlanError(
        "\(path()): the address \(Value.quoted(address)) does not fit the module, mode, type and name of the object: expected \(Value.quoted(expected))",
        at: entry)
    }
    guard
      address.utf8.count == expected.utf8.count || address.dropFirst(expected.count).first == "["
    else {
      throw TerraformPlanError(
        "\(path()): the address \(Value.quoted(address)) does not fit the name of the object",
        at: entry)
    }
  }
}
