import ProvisoKernel
import ProvisoPlans

/// Removes the contents of saved Terraform plans that can be overwritten before a command applies
/// them.
///
/// If a step can write the file of a saved plan, the current content of the file says nothing about
/// the changes that a later command applies.
enum SavedPlans {
  /// The assumption that is made if the changes of a command come from a saved plan.
  static let assumption =
    "the Terraform plan that is applied is the current content of its file"

  /// The steps without the changes of saved plans that any of the steps can have written before.
  ///
  /// - Parameters:
  ///   - all: the steps that may run before.
  ///   - base: the directory of relative paths; `nil` if it is not known.
  static func forgetting(
    _ steps: [AgentPlanStep], among all: [AgentPlanStep], from base: String?
  ) -> [AgentPlanStep] {
    var written: Set<FilePath> = []
    var isAnywhere = false
    for call in all.calls {
      for value in changed(by: call) {
        switch value.constant {
        case .string(let path)?: written.insert(FilePath(path.string, in: base))
        case nil: isAnywhere = true
        default: continue
        }
      }
    }
    func isKept(_ text: String) -> Bool {
      let path = FilePath(text, in: base)
      // A path that may be the plan's, or a directory around it, counts.
      return !isAnywhere
        && !written.contains { $0.isSame(as: path) != false || $0.contains(path) != false }
    }
    return steps.map { $0.forgetting(isKept) }
  }

  /// The paths that a call writes, moves or removes, which need not be known.
  static func changed(by call: PlannedCall) -> [AgentPlanValue] {
    WrittenPaths.values(of: call)
      + call.arguments.filter { isTarget($0.name, of: call.tool) }.map(\.value)
  }

  /// Whether a call moves or removes the file that a parameter names, or files below it.
  private static func isTarget(_ parameter: String, of tool: String) -> Bool {
    switch (tool, parameter) {
    case ("mv", "from"), ("rm", "path"), ("rmdir", "path"), ("git_mv", "from"), ("git_rm", "path"):
      true
    // These commands can change any file in the working tree.
    case ("git_checkout", "repository"), ("git_switch", "repository"), ("git_pull", "repository"),
      ("git_reset", "repository"), ("git_restore", "repository"), ("git_clean", "repository"),
      ("git_stash", "repository"), ("git_stash_pop", "repository"), ("git_merge", "repository"),
      ("git_rebase", "repository"):
      true
    default: false
    }
  }
}

extension AgentPlanStep {
  fileprivate func forgetting(_ isKept: (String) -> Bool) -> AgentPlanStep {
    mappingCalls { call, id in
      // Changes that the plan states explicitly for a call stay.
      guard let path = call.changes, !isKept(path),
        call.value(of: "plan")?.constant == .string(Text(path))
      else { return (call, id) }
      return (call.with(changes: .some(nil)), id)
    }
  }
}
