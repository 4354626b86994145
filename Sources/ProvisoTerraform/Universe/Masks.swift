import JSON
import ProvisoKernel

/// The parts of a plan that must not be printed.
///
/// A value that is secret on one side of a change is secret on the other side too: one that has just
/// become sensitive was secret before, and one that is no longer so stays secret.
extension TerraformResource {
  /// The parts of the object that must not be printed.
  var mask: Mask {
    let marks = [
      (beforeSensitive, before), (priorSensitive, before), (afterSensitive, after),
      (plannedSensitive, after),
    ]
    return marks.reduce(Mask.none) { $0.union($1.0?.mask(of: $1.1) ?? .none) }
  }

  /// The parts of the import that must not be printed: the identifier and the identity of an object
  /// are attributes of it.
  var importMask: Mask {
    let mask = mask
    guard mask.hidesAnything else { return .none }
    return mask[Text("id")].hidesAnything
      ? .all : .map([Text("identity"): mask])
  }
}

extension TerraformPlan {
  /// The parts of an output's values that must not be printed.
  func mask(ofOutput name: String, change: JSONValue) -> Mask {
    let root = document.root
    let declarations = [
      root["configuration"]?["root_module"]?["outputs"]?[name],
      root["planned_values"]?["outputs"]?[name],
      root["prior_state"]?["values"]?["outputs"]?[name],
    ]
    if declarations.contains(where: { $0?["sensitive"].map { $0.bool != false } ?? false }) {
      return .all
    }
    return (change["before_sensitive"]?.mask(of: change["before"]) ?? .none)
      .union(change["after_sensitive"]?.mask(of: change["after"]) ?? .none)
  }

  /// The parts of an object's values in `resource_drift` that must not be printed.
  ///
  /// - Parameter resource: the object, whose values in the plan can be marked where the drift is not.
  func mask(ofDrift entry: JSONValue, resource: Int?) -> Mask {
    let change = entry["change"]
    return (change?["before_sensitive"]?.mask(of: change?["before"]) ?? .none)
      .union(change?["after_sensitive"]?.mask(of: change?["after"]) ?? .none)
      .union(resource.map { resources[$0].mask } ?? .none)
  }
}
