/// What a plan does to one object (SemanticsOfTerraform, "Actions and steps").
public enum PlanAction: String, Sendable, Hashable, CaseIterable {
  case noOp = "no-op"
  case create, update, delete, replace, forget, read
  /// Nothing but taking an existing object under management, which happened while planning.
  case `import`
}

/// The action list of a change as Terraform and OpenTofu write it: a closed set.
public enum PlanActions: Sendable, Hashable {
  case noOp, create, read, update, delete, forget
  /// `["delete", "create"]`.
  case deleteThenCreate
  /// `["create", "delete"]`: the old object stays, deposed, until the new one stands.
  case createThenDelete
  /// `["create", "forget"]`, in OpenTofu `["forget", "create"]`: the old object lives on unmanaged.
  case createAndForget

  /// Nil for a list that no known version writes.
  init?(_ list: [String]) {
    switch list {
    case ["no-op"]: self = .noOp
    case ["create"]: self = .create
    case ["read"]: self = .read
    case ["update"]: self = .update
    case ["delete"]: self = .delete
    case ["forget"]: self = .forget
    case ["delete", "create"]: self = .deleteThenCreate
    case ["create", "delete"]: self = .createThenDelete
    case ["create", "forget"], ["forget", "create"]: self = .createAndForget
    default: return nil
    }
  }

  /// The list as Terraform writes it.
  public var list: [String] {
    switch self {
    case .noOp: ["no-op"]
    case .create: ["create"]
    case .read: ["read"]
    case .update: ["update"]
    case .delete: ["delete"]
    case .forget: ["forget"]
    case .deleteThenCreate: ["delete", "create"]
    case .createThenDelete: ["create", "delete"]
    case .createAndForget: ["create", "forget"]
    }
  }

  /// The one word for the list. `importing` tells an import from an object that stays as it is.
  func action(importing: Bool) -> PlanAction {
    switch self {
    case .noOp: importing ? .import : .noOp
    case .create: .create
    case .read: .read
    case .update: .update
    case .delete: .delete
    case .forget: .forget
    case .deleteThenCreate, .createThenDelete, .createAndForget: .replace
    }
  }
}
