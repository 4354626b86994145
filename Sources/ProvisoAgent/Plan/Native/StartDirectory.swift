import ProvisoKernel
import ProvisoPlans

/// The directory in which a tool starts its shell.
enum StartDirectory: Hashable, Sendable {
  /// The agent's directory, which paths are relative to.
  case agents
  /// A directory, absolute or relative to the agent's.
  case named(String)
  /// Any directory: an earlier command may have changed it.
  case unknown

  /// The directory that a call names, or else this one.
  func directory(given: String?) -> StartDirectory {
    guard let given, !given.isEmpty else { return self }
    if given.utf8.first == UInt8(ascii: "/") { return .named(ShellPath.normalized(given)) }
    switch self {
    case .agents:
      let path = ShellPath.normalized(given)
      return path == "." ? .agents : .named(path)
    case .named(let directory): return .named(ShellPath.joined(directory, given))
    case .unknown: return .unknown
    }
  }

  /// A command line that starts in the directory.
  var change: String {
    switch self {
    case .agents: ""
    case .named(let path): "cd -- \(CommandArguments.quoted(Self.target(path))) || exit 1\n"
    // After a `cd` that can fail, the reader knows no directory.
    case .unknown: "cd \(Self.anywhere)\n"
    }
  }

  private static let anywhere = "/unknown"

  /// A path that `cd` does not search in `CDPATH`.
  private static func target(_ path: String) -> String {
    path.utf8.first.map { "/.".utf8.contains($0) } == true ? path : "./" + path
  }

  /// The steps without the call that `change` makes: the runtime makes none.
  func withoutChange(_ steps: [AgentPlanStep]) -> [AgentPlanStep] {
    let path: String
    switch self {
    case .agents: return steps
    case .named(let directory): path = directory
    case .unknown: path = Self.anywhere
    }
    guard let first = steps.first, case .call(let call) = first.kind,
      call.tool == FileTools.changeDirectory.name,
      call.arguments.first?.value.constant == .string(Text(path))
    else { return steps }
    return Array(steps.dropFirst())
  }
}

extension ShellPath {
  /// The path seen from outside a directory; absolute paths and those in the home directory stay.
  static func below(_ directory: String, _ path: String) -> String {
    if let first = path.utf8.first, "/~".utf8.contains(first) { return normalized(path) }
    return joined(directory, path)
  }
}

extension AgentPlanStep {
  /// Whether a command changes the directory of those after it.
  var changesDirectory: Bool {
    if case .call(let call) = kind { return call.tool == FileTools.changeDirectory.name }
    return parts.contains(where: \.changesDirectory)
  }

  /// The step with every path that the plan gives replaced.
  func mappingPaths(_ change: (String) -> String) -> AgentPlanStep {
    mappingCalls { call, id in
      let paths = RuntimeTools.paths(of: call.tool)
      guard !paths.isEmpty else { return (call, id) }
      let arguments = call.arguments.map { name, value -> (name: String, value: AgentPlanValue) in
        guard paths.contains(name), case .string(let text)? = value.constant, text != "" else {
          return (name, value)
        }
        return (name, .constant(.string(Text(change(text.string)))))
      }
      return (call.with(arguments: arguments), id)
    }
  }
}
