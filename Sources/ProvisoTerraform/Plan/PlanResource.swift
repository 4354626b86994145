import JSON

/// Whether Terraform manages an object or only reads it.
public enum ResourceMode: String, Sendable, Hashable {
  case managed, data
}

/// One object of a plan: a managed resource instance, a data source instance, or an object that an
/// earlier replacement left over (deposed).
public struct PlanResource: Sendable {
  /// Absolute address with instance keys, as in `module.net["a"].aws_subnet.x[0]`.
  public let address: String
  /// Address of the module instance, "" at the root.
  public let moduleAddress: String
  /// Managed or data.
  public let mode: ResourceMode
  /// Resource type, as in `aws_subnet`.
  public let type: String
  /// Name in the configuration.
  public let name: String
  /// The `count` or `for_each` key, a number or a string; nil without either.
  public let key: JSONValue?
  /// The key of a deposed object; nil for the current one.
  public let deposed: String?
  /// Source address of the provider, as in `registry.terraform.io/hashicorp/aws`; "" when the plan
  /// does not say.
  public let providerName: String
  /// The address before a move; nil when it did not move.
  public let previousAddress: String?
  /// The action list.
  public let actions: PlanActions
  /// The one word for it.
  public let action: PlanAction
  /// Terraform's reason code, where it gives one.
  public let actionReason: String?
  /// The object before the plan; nil when there is none.
  public let before: JSONValue?
  /// The object after the plan, what is unknown left out; nil when there is none.
  public let after: JSONValue?
  /// The shape of `after` with `true` where a value is known only after apply.
  public let afterUnknown: JSONValue?
  /// The shape of `before` with `true` where a value is sensitive.
  public let beforeSensitive: JSONValue?
  /// The shape of `after` with `true` where a value is sensitive.
  public let afterSensitive: JSONValue?
  /// The import that brings the object under management; nil without one.
  public let importing: JSONValue?
  /// The attribute paths that forced a replacement.
  public let replacePaths: JSONValue?
  /// The order of a replacement: true when the new object is made first. Nil for everything else,
  /// a pure deletion included: there the flag is in the raw state only.
  public let createBeforeDestroy: Bool?
  /// Index of the resource in `TerraformPlan.configuration`; nil when it is not configured
  /// (any more), or when the plan has no configuration.
  public let configuration: Int?
  /// Whether `resource_changes` lists the object; false when only the prior state or the planned
  /// values know it (it then stays as it is).
  public let isListed: Bool
  /// Index of the module instance among those of the plan.
  let moduleInstance: Int
  /// Index of the address without keys among those of the plan.
  let configurationAddress: Int
  /// `depends_on` as stored with the current object in the prior state.
  var storedDependencies: JSONValue?
  /// Whether the prior state holds a current object at this address.
  var hasPriorObject: Bool

  /// The address without its instance keys' last part: the text of the key as the address writes
  /// it, `0` or `"a"`; nil without a key.
  var keyText: Substring? {
    guard key != nil, let open = keyOpening else { return nil }
    return address[open...].dropFirst().dropLast()
  }

  private var keyOpening: String.Index? {
    // Everything in front of the key is module path, type and name, whose lengths are known.
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
