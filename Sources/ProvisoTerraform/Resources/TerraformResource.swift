import JSON
import ProvisoKernel

/// The mode of a resource: Terraform manages the object or only reads it.
package enum ResourceMode: String, Sendable, Hashable {
  case managed, data
}

/// One object of a plan: a managed resource instance, a data source instance, or a deposed object,
/// which an earlier replacement left.
package struct TerraformResource: Sendable {
  /// Absolute address with instance keys, for example `module.net["a"].aws_subnet.x[0]`.
  package let address: String
  /// Address of the module instance; "" for the root module.
  package let moduleAddress: String
  /// The mode: managed or data.
  package let mode: ResourceMode
  /// Resource type, for example `aws_subnet`.
  package let type: String
  /// Name in the configuration.
  package let name: String
  /// The instance key, a number for `count` or a string for `for_each`; nil without either.
  package let key: JSONValue?
  /// The key of a deposed object; nil for the current one.
  package let deposed: String?
  /// Source address of the provider, for example `registry.terraform.io/hashicorp/aws`; "" when the
  /// plan does not contain it.
  package let providerName: String
  /// The address before a move; nil when the object was not moved.
  package let previousAddress: String?
  /// The action list.
  package let actions: TerraformActionList
  /// The action list as one word.
  package let action: TerraformAction
  /// Terraform's code for the reason of the action; nil without one.
  package let actionReason: String?
  /// The object before the apply; nil when there is none.
  package let before: JSONValue?
  /// The object after the apply, without its unknown values; nil when there is none.
  package let after: JSONValue?
  /// The shape of `after`, with `true` in place of each value that is known only after apply.
  package let afterUnknown: JSONValue?
  /// The shape of `before`, with `true` in place of each sensitive value.
  package let beforeSensitive: JSONValue?
  /// The shape of `after`, with `true` in place of each sensitive value.
  package let afterSensitive: JSONValue?
  /// The same for the object's values in `prior_state`, which are those of `before`.
  var priorSensitive: JSONValue?
  /// The same for the object's values in `planned_values`, which are those of `after`.
  var plannedSensitive: JSONValue?
  /// The parts of `before` and `after` that have a secret of the plan in them.
  var copies = Mask.none
  /// The parts of `importing` that have a secret of the plan in them.
  var importCopies = Mask.none
  /// The import that brings the object under management; nil without one.
  package let importing: JSONValue?
  /// The attribute paths that forced a replacement; nil when the plan does not contain them.
  package let replacePaths: JSONValue?
  /// The order of a replacement: true when the new object is created first. Nil for everything that
  /// is not a replacement with a deletion. The flag of a deletion without a replacement is only in
  /// the raw state.
  package let createBeforeDestroy: Bool?
  /// Index of the resource's node in `TerraformPlan.configuration`; nil when the resource is not
  /// configured, or when the plan has no configuration.
  package let configuration: Int?
  /// Whether `resource_changes` lists the object. If false, the object comes from the prior state
  /// or the planned values and does not change.
  package let isListed: Bool
  /// Index of the module instance in the plan's `ModuleAddresses`.
  let moduleInstance: Int
  /// Index of the address without instance keys in `TerraformPlan.addressNames`.
  let configurationAddress: Int
  /// `depends_on` of the current object in the prior state.
  var storedDependencies: JSONValue?
  /// Whether the prior state holds a current object at this address.
  var hasPriorObject: Bool
  /// Whether `planned_values` holds the object, although `resource_changes` does not list it.
  var isPlanned = false

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
