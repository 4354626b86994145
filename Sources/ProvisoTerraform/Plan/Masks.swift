import JSON
import ProvisoKernel

/// The parts of a plan that must not be printed.
///
/// A value that is secret on one side of a change is secret on the other side too: one that has just
/// become sensitive was secret before, and one that is no longer so stays secret. A value that has a secret
/// in it is one itself, wherever it is: so is what is computed from it.
extension TerraformResource {
  /// The parts of the object that must not be printed.
  var mask: Mask { marked.union(copies) }

  /// The parts of the object that are marked.
  var marked: Mask {
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
    guard mask.hidesAnything || importCopies.hidesAnything else { return .none }
    return mask[Text("id")].hidesAnything
      ? .all : Mask.map([Text("identity"): mask]).union(importCopies)
  }
}

extension TerraformPlan {
  /// The parts of an output's values that must not be printed.
  func mask(ofOutput name: String, change: JSONValue) -> Mask {
    marked(ofOutput: name, change: change)
      .union(secretTexts.copies(in: change["before"]))
      .union(secretTexts.copies(in: change["after"]))
  }

  private func marked(ofOutput name: String, change: JSONValue) -> Mask {
    let root = document.root
    let declarations = [
      root["configuration"]?["root_module"]?["outputs"]?[name],
      root["planned_values"]?["outputs"]?[name],
      root["prior_state"]?["values"]?["outputs"]?[name],
    ]
    if declarations.contains(where: { $0?["sensitive"].map { $0.bool != false } ?? false }) {
      return .all
    }
    return Self.marked(change)
  }

  /// The parts of an object's values in `resource_drift` that must not be printed.
  ///
  /// - Parameter resource: the object, whose values in the plan can be marked where the drift is not.
  func mask(ofDrift entry: JSONValue, resource: Int?) -> Mask {
    let change = entry["change"]
    return Self.marked(change)
      .union(resource.map { resources[$0].mask } ?? .none)
      .union(secretTexts.copies(in: change?["before"]))
      .union(secretTexts.copies(in: change?["after"]))
  }

  private static func marked(_ change: JSONValue?) -> Mask {
    (change?["before_sensitive"]?.mask(of: change?["before"]) ?? .none)
      .union(change?["after_sensitive"]?.mask(of: change?["after"]) ?? .none)
  }

  /// The texts that the plan marks as sensitive anywhere.
  func findSecrets() -> SecretTexts {
    var texts = SecretTexts()
    var marks: [String: Mask] = [:]
    for object in resources {
      let mask = object.marked
      guard mask.hidesAnything else { continue }
      if object.deposed == nil, !drift.isEmpty { marks[object.address] = mask }
      texts.add(object.before, mask)
      texts.add(object.after, mask)
    }
    for (key, change) in outputChanges?.members.map({ ($0.key.string, $0.value) }) ?? [] {
      let mask = marked(ofOutput: key, change: change)
      guard mask.hidesAnything else { continue }
      texts.add(change["before"], mask)
      texts.add(change["after"], mask)
    }
    for entry in drift {
      let mask = Self.marked(entry["change"])
        .union(entry["address"]?.string.flatMap { marks[$0] } ?? .none)
      guard mask.hidesAnything else { continue }
      texts.add(entry["change"]?["before"], mask)
      texts.add(entry["change"]?["after"], mask)
    }
    for (key, variable) in document.root["variables"]?.members.map({ ($0.key.string, $0.value) })
      ?? [] where hidesVariable(key)
    {
      texts.add(variable["value"], .all)
    }
    return texts
  }

  /// The objects, each with the parts that have a secret in them although they are not marked.
  func withCopies() -> [TerraformResource] {
    guard !secretTexts.isEmpty else { return resources }
    return resources.map { object in
      var object = object
      object.copies = secretTexts.copies(in: object.before)
      if object.isListed {
        object.copies = object.copies.union(secretTexts.copies(in: object.after))
      }
      object.importCopies = secretTexts.copies(in: object.importing)
      return object
    }
  }
}
