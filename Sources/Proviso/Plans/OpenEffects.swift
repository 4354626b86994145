import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// Calls whose effects go beyond their contracts: they carry out a description, such as a Terraform
/// configuration, that is not part of the plan. They can change everything that another file of
/// the world describes.
enum OpenEffects {
  /// The tools that carry out a description, with its name for people.
  static let tools: [String: String] = [
    "terraform_apply": "a Terraform configuration",
    "terraform_destroy": "a Terraform configuration",
    "kubectl_apply": "the manifests in files",
    "kubectl_create": "the manifests in files",
    "aws_cloudformation_delete_stack": "the template of a stack",
    "gcloud_projects_delete": "the content of a project",
  ]

  /// The reason why a property cannot be proved although no run of the model violates it; `nil` if it can.
  ///
  /// - Parameter checked: the paths of plans whose changes leave nothing open.
  static func obstacle(
    to property: Property, in model: WorldModel, apartFrom checked: Set<String> = []
  ) -> String? {
    var judged: Set<String> = []
    for call in model.program?.calls ?? [] {
      guard let described = tools[call.tool], let index = call.action, !call.onlyCreates,
        !call.isDry, call.changesPath.map({ !checked.contains($0) }) ?? true,
        judged.insert(call.tool).inserted,
        let state = model.stateRead(
          by: property.expressions, declaredApartFrom: model.actions[index])
      else { continue }
      return
        "`\(call.tool)` carries out \(described), which can change \(state) in a way that its contract does not describe"
    }
    return nil
  }
}

extension BoundValue {
  /// The member of a complete map; `nil` if there is none.
  fileprivate func member(_ name: String) -> BoundValue? {
    switch self {
    case .constant(.map(let members)): members[Text(name)].map(BoundValue.constant)
    case .map(let members): members.first { $0.name == Text(name) }?.value
    default: nil
    }
  }
}

extension ProgramCall {
  /// Whether a call of kubectl only prints what it would do, or names no file.
  fileprivate var isDry: Bool {
    guard tool.hasPrefix("kubectl_") else { return false }
    func text(_ name: String) -> String? {
      guard let action = arguments.member(name), case .constant(.string(let text)) = action else {
        return nil
      }
      return text.string
    }
    if ["client", "server"].contains(text("dry_run")) { return true }
    return tool == "kubectl_create" && arguments.member("files") == nil
  }

  /// Whether the call carries out a known list of changes that only creates and reads.
  fileprivate var onlyCreates: Bool {
    guard let changes, case .list(let list) = changes.masked(filler: .null).value else {
      return false
    }
    return list.allSatisfy { change in
      guard case .map(let members) = change, case .string(let action)? = members[Text("action")]
      else { return false }
      return ["create", "read", "no-op", "noop"].contains(action.string)
    }
  }
}
