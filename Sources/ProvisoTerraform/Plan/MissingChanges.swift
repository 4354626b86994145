import JSON

/// The signs that a plan lacks some of its changes.
///
/// A plan that is cut, by a filter or by hand, looks like one that changes less. Terraform lists every
/// managed object, also one that does not change, except with `-target` and `-refresh-only`.
extension TerraformPlan {
  /// Whether the plan may be one with `-target` or `-exclude`: it says that changes are left for a later
  /// plan, or is of a version that does not say so and lacks objects of the prior state.
  var isPartial: Bool { complete == false || (complete == nil && lacksObjects) }

  /// Why the plan may lack changes, as clauses.
  static func findMissing(
    _ root: JSONValue, complete: Bool?, applyable: Bool?, changesNothing: Bool, unplanned: [String]
  ) -> [String] {
    var found: [String] = []
    // A plan with `-refresh-only` lists no object, and there is nothing to apply.
    if let first = unplanned.first, applyable != false, complete != false {
      let more = unplanned.count > 1 ? " and \(unplanned.count - 1) more are" : " is"
      let advice =
        complete == nil ? " (a plan with `-target` has `complete: false` since Terraform 1.8)" : ""
      found.append(
        "\(first)\(more) in `prior_state`, but neither in `resource_changes` nor in `planned_values`\(advice)"
      )
    }
    if applyable == true, changesNothing {
      found.append("`applyable` is true, but the plan lists no change")
    }
    for (key, _) in root["planned_values"]?["outputs"]?.members.map({ ($0.key.string, $0.value) })
      ?? []
    where complete != nil && root["output_changes"]?[key] == nil {
      found.append("the output \(key) is in `planned_values`, but not in `output_changes`")
    }
    return found
  }

  /// Why the plan may lack values of its changes, as clauses.
  ///
  /// Terraform lists every attribute of an object that it makes: in `after`, also where it is null, or
  /// in `after_unknown`. So one that is configured and in neither has been cut out.
  static func findUnstated(
    _ resources: [TerraformResource], in configuration: Configuration
  ) -> [String] {
    var found: [String] = []
    for object in resources where object.isListed && object.action.makesObject {
      guard let node = object.configuration, let after = object.after,
        case .resource(let value) = configuration.nodes[node].role
      else { continue }
      guard let key = unstated(value["expressions"], in: after, object.afterUnknown) else {
        continue
      }
      found.append(
        "\(object.address) has no `\(key)` in `after` or `after_unknown`, although it is configured"
      )
    }
    return found
  }

  /// The first configured attribute that is neither in `after` nor in `after_unknown`.
  private static func unstated(
    _ expressions: JSONValue?, in after: JSONValue, _ unknown: JSONValue?
  ) -> String? {
    guard let expressions, unknown?.bool != true else { return nil }
    // Terraform sorts the members of both, so each is usually among the next ones.
    let keys = after.members.map { $0.key }
    var next = 0
    for (key, expression) in expressions.members {
      if let index = keys[next...].prefix(lookAhead).firstIndex(where: { $0.isSame(as: key) }) {
        next = index + 1
        continue
      }
      let name = key.string
      guard after[name] == nil, unknown?[name]?.hasTrue != true,
        expression["references"] != nil || expression["constant_value"] != nil
      else { continue }
      return name
    }
    return nil
  }

  /// How many members are compared before all of them are searched.
  private static var lookAhead: Int { 16 }

  /// Whether the plan lists nothing that an apply would do.
  static func changesNothing(
    _ root: JSONValue, resources: [TerraformResource], outputs: JSONValue?
  ) -> Bool {
    let others = [
      "resource_drift", "deferred_changes", "action_invocations", "deferred_action_invocations",
    ]
    guard others.allSatisfy({ (root[$0]?.count ?? 0) == 0 }) else { return false }
    let isChange = { (object: TerraformResource) in
      object.isListed && (object.action != .noOp || object.previousAddress != nil)
    }
    if resources.contains(where: isChange) { return false }
    return
      !(outputs?.members.contains { _, change in
        change["actions"]?.elements.contains { !$0.stringEquals("no-op") } ?? true
      } ?? false)
  }
}
