import ArgumentParser
import ProvisoAgent
import ProvisoInput

/// The option of a gate that says where the values of calls may come from.
struct GatePolicyOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A policy of the tools (`proviso policy`): a file, or a built-in one; repeatable. With it, a value that \
      only a text of others contains is denied, and one that only a person can judge is asked.
      """, valueName: "policy"))
  var policy: [String] = []

  /// The policies; `nil` for none.
  func read() throws(InputError) -> ToolPolicies? {
    policy.isEmpty ? nil : try ToolPolicies(at: policy)
  }
}
