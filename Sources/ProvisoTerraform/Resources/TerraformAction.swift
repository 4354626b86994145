/// The action of a plan on one object, as one word (SemanticsOfTerraform, "Actions and steps").
package enum TerraformAction: String, Sendable, Hashable, CaseIterable {
  case noOp = "no-op"
  case create, update, delete, replace, forget, read
  /// An import without a change of the object. Terraform imports during planning.
  case `import`
}

extension TerraformAction {
  /// Whether the plan states what the object is like afterwards, because the apply makes it so.
  var makesObject: Bool {
    switch self {
    case .create, .update, .replace, .read: true
    case .noOp, .delete, .forget, .import: false
    }
  }
}

/// The action list of a change. Terraform and OpenTofu write only these lists.
package enum TerraformActionList: Sendable, Hashable {
  case noOp, create, read, update, delete, forget
  /// `["delete", "create"]`.
  case deleteThenCreate
  /// `["create", "delete"]`: the old object stays, deposed, until the new object exists.
  case createThenDelete
  /// `["create", "forget"]`, in OpenTofu `["forget", "create"]`: the old object continues to exist,
  /// but is no longer managed.
  case createAndForget

  /// Creates the value for a list; nil for a list that no known version writes.
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
  package var list: [String] {
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

  /// Returns the list as one word.
  ///
  /// - Parameter importing: Whether the change imports the object. If true, `noOp` is an import.
  func action(importing: Bool) -> TerraformAction {
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
