import Proviso
import ProvisoAgent
import ProvisoInput

/// The rules of a session, and what they are kept in.
package struct SessionRules: Sendable {
  /// The file with the world whose actions say what the tools do.
  package let world: SpecSource
  /// The absolute path of the directory that the names of paths in the world are relative to; `nil` for
  /// that of the session's first call.
  package let directory: String?
  /// Its specs are checked beside the world's properties; its deadline is that of one decision.
  package let verifier: Verifier
  /// Checks the plans that calls carry out; `nil` for `verifier`.
  package let plans: Verifier?
  /// The path of the plan that the agent declares and follows; `nil` for none.
  package let plan: String?
  /// Whether a question waits for `approve`, also where somebody else could ask a person.
  package let usesApprovals: Bool
  /// The policies of the tools, by which values are judged; `nil` to judge none.
  package let policies: ToolPolicies?
  /// The folder of the sessions and of the audit log, which exists.
  package let folder: String
  /// Whether the folder is another one than the user's own.
  package let namesFolder: Bool
  /// Whether every call is let through, and only recorded with what would have been said.
  package let observes: Bool

  /// Puts the rules together.
  package init(
    world: SpecSource, directory: String? = nil, verifier: Verifier, plans: Verifier? = nil,
    plan: String? = nil, usesApprovals: Bool = false, policies: ToolPolicies? = nil,
    folder: String, namesFolder: Bool = false, observes: Bool
  ) {
    self.world = world
    self.directory = directory
    self.verifier = verifier
    self.plans = plans
    self.plan = plan
    self.usesApprovals = usesApprovals
    self.policies = policies
    self.folder = folder
    self.namesFolder = namesFolder
    self.observes = observes
  }

  /// The path of the file with the world; `nil` if it is a text.
  package var worldPath: String? {
    if case .path(let path) = world { path } else { nil }
  }

  /// The log of all decisions.
  package var log: AuditLog { AuditLog("\(folder)/audit.jsonl") }
}
