import JSON

/// The mode of a resource: Terraform manages the object or only reads it.
public enum ResourceMode: String, Sendable, Hashable {
  case managed, data
}

/// One object of a plan: a managed resource instance, a data source instance, or a deposed object,
/// which an earlier replacement left.
public struct PlanResource: Sendable {
  /// Absolute address with instance keys, for example `module.net["a"].aws_subnet.x[0]`.
  public let address: String
  /// Address of the module instance; "" for the root module.
  public let moduleAddress: String
  /// The mode: managed or data.
  public let mode: ResourceMode
  /// Resource type, for example `aws_subnet`.
  public let type: String
  /// Name in the configuration.
  public let name: String
  /// The instance key, a number for `count` or a string for `for_each`; nil without either.
  public let key: JSONValue?
  /// The key of a deposed object; nil for the current one.
  public let deposed: String?
  /// Source address of the provider, for example `registry.terraform.io/hashicorp/aws`; "" when the
  /// plan does not contain it.
  public let providerName: String
  /// The address before a move; nil when the object was not moved.
  public let previousAddress: String?
  /// The action list.
  public let actions: PlanActions
  /// The action list as one word.
  public let action: PlanAction
  /// Terraform's code for the reason of the action; nil without one.
  public let actionReason: String?
  /// The object before the apply; nil when there is none.
  public let before: JSONValue?
  /// The object after the apply, without its unknown values; nil when there is none.
  public let after: JSONValue?
  /// The shape of `after`, with `true` in place of each value that is known only after apply.
  public let afterUnknown: JSONValue?
  /// The shape of `before`, with `true` in place of each sensitive value.
  public let beforeSensitive: JSONValue?
  /// The shape of `after`, with `true` in place of each sensitive value.
  public let afterSensitive: JSONValue?
  /// The import that brings the object under management; nil without one.
  public let importing: JSONValue?
  /// The attribute paths that forced a replacement; nil when the plan does not contain them.
  public let replacePaths: JSONValue?
  /// The order of a replacement: true when the new object is created first. Nil for everything that
  /// is not a replacement with a deletion. The flag of a deletion without a replacement is only in
  /// the raw state.
  public let createBeforeDestroy: Bool?
  /// Index of the resource's node in `TerraformPlan.configuration`; nil when the resource is not
  /// configured, or when the plan has no configuration.
  public let configuration: Int?
  /// Whether `resource_changes` lists the object. If false, the object comes from the prior state
  /// or the planned values and does not change.
  public let isListed: Bool
  /// Index of the module instance in the plan's `ModuleAddresses`.
  let moduleInstance: Int
  /// Index of the address without instance keys in `TerraformPlan.addressNames`.
  let configurationAddress: Int
  /// `depends_on` of the current object in the prior state.
  var storedDependencies: JSONValue?
  /// Whether the prior state holds a current object at this address.
  var hasPriorObject: Bool

  /// The instance key as the address spells it, `0` or `"a"`; nil without a key.
  var keyText: Substring? {
    guard key != nil, let open = keyOpening else { return nil }
    return address[open...].dropFirst().dropLast()
  }

  private var keyOpening: String.Index? {
    // The text before the key consists of the module address, `data.`, the type and the name.
    var length = type.utf8.count + name.utf8.count + 1
    if !moduleAddress.isEmpty { length += moduleAddress.utf8.count + 1 }
    if mode == .data { length += 5 }
    guard
      let index = address.utf8.index(
        address.startIndex, offsetBy: length, limitedBy: address.endIndex),
      index < address.endIndex, address.utf8[index] == UInt8(ascii: "["), address.hasSuffix("]")
    else { return nil }
    return index
  }
}
