import ProvisoKernel
import ProvisoPlans

/// The reasons why a single call of a tool cannot be verified, whatever its contract says: it writes a file that
/// later commands heed, or a name or a path in it can be read in different ways (`String.hasOtherSpelling`).
enum CallGaps {
  /// The gaps of the calls of steps, each once.
  ///
  /// - Parameters:
  ///   - written: the same steps with their paths as the source has them.
  ///   - base: the directory of relative paths; `nil` if it is not known.
  ///   - paths: the parameters of the world's actions that are paths.
  static func of(
    _ steps: [AgentPlanStep], written: [AgentPlanStep], from base: String?,
    paths: [String: Set<String>] = [:]
  ) -> [String] {
    let calls = steps.calls
    let all =
      calls.compactMap { HeededPaths.gap(of: $0, from: base) }
      + calls.compactMap { spelling($0, paths) } + calls.compactMap(typing)
      + written.calls.compactMap { process($0, from: base, paths) }
    var said: Set<String> = []
    return all.filter { said.insert($0).inserted }
  }

  /// Codex's `write_stdin` types into a command that runs; without characters it only waits for output.
  private static func typing(_ call: PlannedCall) -> String? {
    guard call.tool == "write_stdin",
      call.rest != nil || call.value(of: "chars").map({ $0.constant != .string("") }) ?? false
    else { return nil }
    return "cannot verify: write_stdin types into a command that runs."
  }

  private static func process(
    _ call: PlannedCall, from base: String?, _ paths: [String: Set<String>]
  ) -> String? {
    let own = RuntimeTools.paths(of: call.tool, paths)
    func text(in value: Value) -> String? {
      switch value {
      case .string(let text):
        ShellPath.leadsThroughProcess(text.string, from: base) ? text.string : nil
      case .list(let elements): elements.lazy.compactMap(text).first
      default: nil
      }
    }
    for (name, value) in call.arguments where own.contains(name) {
      guard let found = value.constant.flatMap(text) else { continue }
      return
        "cannot verify: the path \(Value.quoted(found)) leads through the files of a process."
    }
    return nil
  }

  private static func spelling(_ call: PlannedCall, _ paths: [String: Set<String>]) -> String? {
    if call.tool.hasOtherSpelling || call.arguments.contains(where: { $0.name.hasOtherSpelling }) {
      return
        "cannot verify: a name in the call of \(Value.quoted(call.tool)) \(SpellingGap.reason)."
    }
    let own = RuntimeTools.paths(of: call.tool, paths)
    for (name, value) in call.arguments where own.contains(name) {
      guard let text = value.constant?.textWithOtherSpelling else { continue }
      return "cannot verify: the path \(Value.quoted(text)) \(SpellingGap.reason)."
    }
    return nil
  }
}
