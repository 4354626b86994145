import ProvisoKernel
import ProvisoPlans

extension ShellPath {
  /// The path seen from outside a directory; absolute paths and those in the home directory stay.
  static func below(_ directory: String, _ path: String) -> String {
    isRelative(path) ? joined(directory, path) : normalized(path)
  }

  /// Whether a path begins at the working directory.
  static func isRelative(_ path: String) -> Bool {
    path.utf8.first.map { !"/~".utf8.contains($0) } ?? true
  }

  /// The directory of a call: `.` if it is `base`, or if the call names none.
  static func place(of directory: String?, from base: String?) -> String {
    directory.map(normalized).flatMap { $0 == base ? nil : $0 } ?? "."
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
        func changed(_ value: Value) -> Value {
          switch value {
          case .string(let text) where text != "": .string(Text(change(text.string)))
          case .list(let elements): .list(elements.map(changed))
          default: value
          }
        }
        return (name, .constant(changed(constant)))
      }
      return (call.with(arguments: arguments), id)
    }
  }
}
