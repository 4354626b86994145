import ArgumentParser
import Proviso
import ProvisoAgent
import ProvisoInput

/// The options that say where the values of calls may come from.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A policy of the tools in a record (`proviso policy`): a file, or a built-in one \
      (\(ToolPolicies.builtInNames.joined(separator: ", "))); repeatable. Of several for a tool, the last counts.
      """, valueName: "policy"))
  var policy: [String] = []

  @Option(
    help: ArgumentHelp(
      "A value of a record that you approve for an argument of a tool; repeatable.",
      valueName: "tool.argument=value"))
  var approve: [String] = []

  func validate() throws {
    for text in approve where Self.approval(text) == nil {
      throw ValidationError(
        "--approve \(text): expected a tool, a point, the path of an argument, = and the value, such as pay.to=DE89…."
      )
    }
  }

  /// Gives the policies and approvals to a verifier. Without an option, the policies of the settings
  /// count.
  func apply(to verifier: inout Verifier) throws(InputError) {
    if !policy.isEmpty { verifier.options.records.policies = try ToolPolicies(at: policy) }
    verifier.options.records.approvals = approvals
  }

  /// The values that are approved.
  var approvals: [ApprovedValue] { approve.compactMap(Self.approval) }

  private static func approval(_ text: String) -> ApprovedValue? {
    guard let equals = text.firstIndex(of: "="),
      let point = text[..<equals].firstIndex(of: "."), point > text.startIndex,
      text.index(after: point) < equals
    else { return nil }
    return ApprovedValue(
      tool: String(text[..<point]), argument: String(text[text.index(after: point)..<equals]),
      value: String(text[text.index(after: equals)...]))
  }
}
