import ProvisoKernel
import Synchronization

/// The names of the attributes that some resource of a type has in a plan, before or after it.
///
/// The JSON of a resource lists every attribute of its type, `null` where it is not set, so these are
/// the attributes of the type. Only blocks and attributes that are known after apply can differ.
final class AttributeNames: Sendable {
  private let plan: TerraformPlan
  private let known = Mutex<[String: Value]>([:])

  init(_ plan: TerraformPlan) { self.plan = plan }

  /// The names as the members of a map, each with the value `true`.
  func names(of type: String) -> Value {
    known.withLock { known in
      if let value = known[type] { return value }
      var members: [Text: Value] = [:]
      for object in plan.resources where object.type == type {
        for side in [object.before, object.after, object.afterUnknown] {
          guard let side else { continue }
          for (key, _) in side.members { members[Text(key.string)] = .bool(true) }
        }
      }
      known[type] = .map(members)
      return .map(members)
    }
  }
}
