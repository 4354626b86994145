import ProvisoKernel

/// A policy document of AWS, read as AWS reads it, for the judge: whether it lets everyone in.
///
/// A statement lets everyone in if it allows something to any caller and no condition restricts it
/// to named ones. Each pair of an allowed action and a resource counts on its own; a pair that some
/// denial takes back from everyone does not count. The lowering has this meaning a second time, over
/// symbols (`Lowering+Policies.swift`), and shares only ``PolicyKeys`` and the reading of address
/// blocks with it.
struct PolicyDocument {
  /// Why a value that is neither a map nor a JSON text of one has no answer.
  static let noPolicy = "a value that is not a policy"

  private let statements: [PolicyStatement]

  /// Reads the document; `nil` unless it is a map.
  init?(_ document: Value) {
    guard case .map = document else { return nil }
    statements = document["Statement"].asList.compactMap { PolicyStatement($0) }
  }

  var isOpenToEveryone: Bool {
    statements.contains { allowance in
      guard allowance.letsEveryoneIn else { return false }
      return allowance.actions.parts.contains { action in
        allowance.resources.parts.contains { resource in
          !statements.contains { $0.takesBack(action: action, resource: resource) }
        }
      }
    }
  }
}

/// One statement of a policy: the judge's reading.
private struct PolicyStatement {
  private let effect: Value
  private let principal: Value
  private let exempt: Value
  private let condition: PolicyCondition
  let actions: PolicyScope
  let resources: PolicyScope

  init?(_ statement: Value) {
    guard case .map = statement else { return nil }
    effect = statement["Effect"]
    principal = statement["Principal"]
    exempt = statement["NotPrincipal"]
    condition = PolicyCondition(statement["Condition"])
    actions = PolicyScope(statement, named: "Action", except: "NotAction", ignoresCase: true)
    resources = PolicyScope(statement, named: "Resource", except: "NotResource", ignoresCase: false)
  }

  /// Whether it allows something to any caller, before denials.
  var letsEveryoneIn: Bool {
    guard effect == .string("Allow"), !condition.namesCallers else { return false }
    return Self.isAnyone(principal, orOfAKind: true)
      || !exempt.isNull && !Self.isAnyone(exempt, orOfAKind: false)
  }

  /// Whether it denies the action on the resource to all but named callers.
  func takesBack(action: PolicyScope, resource: PolicyScope) -> Bool {
    guard effect == .string("Deny"), condition.exceptsOnlyNamed else { return false }
    let isForAll =
      exempt.isNull
      ? Self.isAnyone(principal, orOfAKind: false)
      : principal.isNull && !Self.isAnyone(exempt, orOfAKind: false)
    guard isForAll, actions.covers(action) else { return false }
    if case .unstated = resource, case .unstated = resources { return true }
    return resources.covers(resource)
  }

  /// Whether a `Principal` is everyone.
  ///
  /// - Parameter orOfAKind: whether everyone of one kind counts, such as every federated user.
  private static func isAnyone(_ principal: Value, orOfAKind: Bool) -> Bool {
    let anyone = Value.string("*")
    guard case .map(let kinds) = principal else { return principal.asList.contains(anyone) }
    return kinds.contains { kind, members in
      (orOfAKind || kind == "AWS" || kind == "*") && members.asList.contains(anyone)
    }
  }
}
