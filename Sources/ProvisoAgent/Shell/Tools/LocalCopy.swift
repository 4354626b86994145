import ProvisoKernel
import ProvisoPlans

/// The effects that copies between local files and a cloud have on local files.
enum LocalCopy {
  /// The calls for the local files.
  ///
  /// - Parameter scheme: the beginning of addresses in the cloud, such as `s3://`.
  static func calls(
    from: ShellArgument, to: ShellArgument, moves: Bool, isRecursive: Bool, scheme: String,
    builder: CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    var calls: [AgentPlanStep] = []
    if isLocal(to, scheme) {
      calls.append(
        builder.call(FileTools.replace, with: ["path": try builder.value(of: to, as: .path)]))
    }
    if moves, isLocal(from, scheme), let remove = ToolTable.tools["rm"] {
      calls.append(
        builder.call(
          remove,
          with: [
            "path": try builder.value(of: from, as: .path),
            "recursive": .constant(.bool(isRecursive)),
          ]))
    }
    return calls
  }

  private static func isLocal(_ word: ShellArgument, _ scheme: String) -> Bool {
    word.text.map { !$0.hasPrefix(scheme) && $0 != "-" } ?? true
  }
}
