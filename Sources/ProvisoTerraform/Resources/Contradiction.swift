import JSON
import ProvisoKernel

/// Parts of a plan that say different things about one object, or about one change.
///
/// Terraform writes none of these. A plan that has one was changed after it was made, or by a tool that
/// read it in another way, so no part of it is known to be what will be applied. Nothing is proved then.
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
  case otherPrior = "has other values in `prior_state` than in `before`"
  case otherPlanned = "has other values in `planned_values` than in `after`"
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

  /// Notes an object of `prior_state` that `resource_changes` lists.
  mutating func compare(_ object: TerraformResource, withPrior values: JSONValue?) {
    guard object.mode == .managed else { return }
    guard let before = object.before else {
      if object.actions == .create { add(.createdAgain, of: object) }
      return
    }
    if let values, Self.differ(values, before, besides: object.marked) {
      add(.otherPrior, of: object)
    }
  }

  /// Notes an object of `planned_values` that `resource_changes` lists.
  mutating func compare(_ object: TerraformResource, withPlanned values: JSONValue?) {
    guard object.mode == .managed else { return }
    switch object.actions {
    case .delete: add(.deletedPlanned, of: object)
    case .forget, .read: break
    case .noOp, .create, .update, .deleteThenCreate, .createThenDelete, .createAndForget:
      guard let values, let after = object.after else { return }
      if Self.differ(values, after, besides: object.marked) { add(.otherPlanned, of: object) }
    }
  }

  /// Whether two values differ in a part that is not sensitive: tools put words in the place of secrets.
  ///
  /// The document's depth limit bounds the recursion.
  private static func differ(
    _ first: JSONValue?, _ second: JSONValue?, besides mask: Mask
  ) -> Bool {
    if mask == .all { return false }
    let first = first.flatMap { $0.isNull ? nil : $0 }
    let second = second.flatMap { $0.isNull ? nil : $0 }
    guard let first, let second else { return (first == nil) != (second == nil) }
    if first.isSame(as: second) { return false }
    guard mask.hidesAnything, first.kind == second.kind else { return true }
    switch first.kind {
    case .object:
      let names = Set((Array(first.members) + Array(second.members)).map { $0.key.string })
      return names.contains { differ(first[$0], second[$0], besides: mask[Text($0)]) }
    case .array:
      guard first.count == second.count else { return true }
      return zip(first.elements, second.elements).enumerated().contains {
        differ($0.element.0, $0.element.1, besides: mask[element: $0.offset])
      }
    case .null, .bool, .number, .string: return true
    }
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
