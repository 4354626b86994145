import ProvisoKernel
import ProvisoPlans

extension ShellPath {
  /// The path seen from outside a directory; absolute paths and those in the home directory stay.
  static func below(_ directory: String, _ path: String) -> String {
    if let first = path.utf8.first, "/~".utf8.contains(first) { return normalized(path) }
    return joined(directory, path)
  }

  /// A path of a tool that works in a directory, relative to another if it lies there.
  ///
  /// - Parameters:
  ///   - directory: an absolute path; `.` for `base`.
  ///   - base: an absolute path; `nil` if it is unknown.
  static func shortest(_ path: String, in directory: String, from base: String?) -> String {
    shortest(directory == "." ? path : below(directory, path), from: base)
  }
}

extension AgentPlanStep {
  /// The step with every path that the plan gives replaced.
  ///
  /// - Parameter declared: the parameters of the world's actions that are paths.
  func mappingPaths(
    _ declared: [String: Set<String>] = [:], _ change: (String) -> String
  ) -> AgentPlanStep {
    mappingCalls { call, id in
      let paths = RuntimeTools.paths(of: call.tool, declared)
      guard !paths.isEmpty else { return (call, id) }
      let arguments = call.arguments.map { name, value -> (name: String, value: AgentPlanValue) in
        guard paths.contains(name), let constant = value.constant else { return (name, value) }
        switch constant {
        case .string(let text) where text != "":
          return (name, .constant(.string(Text(change(text.string)))))
        case .list(let elements):
          return (
            name,
            .constant(
              .list(
                elements.map { element in
                  guard case .string(let text) = element, text != "" else { return element }
                  return .string(Text(change(text.string)))
                }))
          )
        default: return (name, value)
        }
      }
      return (call.with(arguments: arguments), id)
    }
  }
}
