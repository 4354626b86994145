import ProvisoKernel
import ProvisoPlans

/// Texts of a call that can be equal to other texts, or whose signs carry marks: readers compare and cut them in
/// different ways (`String.hasOtherSpelling`).
///
/// The effect of a call with such a name or path is a gap.
enum CallSpelling {
  /// The gaps of the calls of steps, each once.
  ///
  /// - Parameter paths: the parameters of the world's actions that are paths.
  static func gaps(of steps: [AgentPlanStep], paths: [String: Set<String>]) -> [String] {
    steps.calls.reduce(into: []) { gaps, call in
      if let gap = gap(of: call, paths: paths), !gaps.contains(gap) { gaps.append(gap) }
    }
  }

  /// The gap of a call; `nil` if it has none.
  static func gap(of call: PlannedCall, paths: [String: Set<String>]) -> String? {
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
