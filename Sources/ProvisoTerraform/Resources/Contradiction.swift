import JSON
import ProvisoKernel

/// An action that another part of the plan contradicts.
///
/// Terraform writes none of these. A plan that has one was changed after it was made, or by a tool that
/// read it in another way, so no part of it is known to be what will be applied. Nothing is proved then.
/// Values are not compared with those of `planned_values` and `prior_state`: tools leave them out or put words in
/// their place.
enum Contradiction: String, CaseIterable {
  /// Terraform lists an object that is gone already, and no longer configured, as `no-op` without objects.
  case oneSidedNoOp = "is a no-op, but has an object on one side only"
  case changingNoOp = "is a no-op, but differs in `before` and `after`"
  case unknownNoOp = "is a no-op, but has values that are known only after apply"
  case readOfManaged = "is a managed resource, but its action is read"
  case writtenData = "is a data source, but the plan creates or changes it"
  case reasonOfReplacement = "has a reason for a replacement, but is not replaced"
  case reasonOfDeletion = "has a reason for a deletion, but is not deleted"
  case replacePaths = "has `replace_paths`, but is not replaced"
  case createdAgain = "is created, but is in `prior_state`"
  case keptNotPlanned = "is kept, but is not in `planned_values`"
  case deletedPlanned = "is deleted, but is in `planned_values`"

  /// The contradictions of a change in itself.
  static func inChange(_ object: TerraformResource) -> [Contradiction] {
    var found: [Contradiction] = []
    let isSomewhere = object.before != nil || object.after != nil
    let reason = object.actionReason ?? ""
    switch object.actions {
    case .noOp:
      if (object.before == nil) != (object.after == nil) { found.append(.oneSidedNoOp) }
      if let before = object.before, let after = object.after, !before.isSame(as: after) {
        found.append(.changingNoOp)
      }
      if object.afterUnknown?.hasTrue == true { found.append(.unknownNoOp) }
    case .read: if object.mode == .managed { found.append(.readOfManaged) }
    case .create, .update, .deleteThenCreate, .createThenDelete, .createAndForget:
      if object.mode == .data { found.append(.writtenData) }
    case .delete, .forget: break
    }
    switch object.actions {
    case .noOp, .update:
      if isSomewhere, reason.hasPrefix("replace_") { found.append(.reasonOfReplacement) }
      if (object.replacePaths?.count ?? 0) > 0 { found.append(.replacePaths) }
      if isSomewhere, reason.hasPrefix("delete_") { found.append(.reasonOfDeletion) }
    case .create, .read: if reason.hasPrefix("delete_") { found.append(.reasonOfDeletion) }
    case .deleteThenCreate, .createThenDelete, .createAndForget, .delete, .forget: break
    }
    return found
  }
}

/// The contradictions of a plan: for each kind, the first object and how many there are.
struct Contradictions {
  private var found: [Contradiction: (address: String, count: Int)] = [:]

  mutating func add(_ contradiction: Contradiction, of object: TerraformResource) {
    let name = object.deposed.map { "\(object.address) (deposed \($0))" } ?? object.address
    found[contradiction, default: (name, 0)].count += 1
  }

  /// Notes a managed object of `prior_state` that `resource_changes` lists.
  mutating func addPrior(_ object: TerraformResource) {
    if object.actions == .create, object.before == nil { add(.createdAgain, of: object) }
  }

  /// Notes a managed object of `planned_values` that `resource_changes` lists.
  mutating func addPlanned(_ object: TerraformResource) {
    if object.actions == .delete { add(.deletedPlanned, of: object) }
  }

  /// The contradictions as clauses, in a fixed order.
  var clauses: [String] {
    Contradiction.allCases.compactMap { kind in
      found[kind].map { first in
        let more = first.count - 1
        return "\(first.address) \(kind.rawValue)"
          + (more == 0 ? "" : " (and \(more) more object\(more == 1 ? "" : "s") like it)")
      }
    }
  }
}
