import ProvisoKernel
import ProvisoPlans

/// The command line that a call of a shell's tool runs.
package struct CommandLineText: Sendable {
  /// The text that the shell reads.
  package let text: AgentPlanValue
  /// The directory that the call names; `nil` if it names none.
  package let directory: String?
  /// Whether the call returns before the command has ended.
  package let isInBackground: Bool

  /// Reads the arguments of a call; `nil` if its tool is no shell, or they are not understood.
  package init?(_ call: PlannedCall) {
    guard CommandArguments.tools.contains(call.tool) else { return nil }
    if let command = call.value(of: "command"), command.constant == nil {
      guard call.arguments.count == 1 else { return nil }
      (text, directory, isInBackground) = (command, nil, false)
      return
    }
    guard let arguments = try? CommandArguments(call) else { return nil }
    text = .constant(.string(Text(arguments.text)))
    directory = arguments.directory
    isInBackground = arguments.isInBackground
  }

  /// The directory in which the command starts, as an absolute path; `nil` if that is not known.
  package func directory(in base: String?) -> String? {
    guard let directory else { return base.map(ShellPath.normalized) }
    if directory.hasPrefix("/") { return ShellPath.normalized(directory) }
    return base.map { ShellPath.below(ShellPath.normalized($0), directory) }
  }
}
