import ProvisoKernel
import ProvisoPlans

/// The file tools of agents' runtimes, whose contracts are in `specs/tools/runtimes.proviso`.
package enum RuntimeTools {
  /// The arguments that are paths, by tool.
  package static let paths: [String: Set<String>] = [
    "Read": ["file_path"], "Write": ["file_path"], "Edit": ["file_path"],
    "MultiEdit": ["file_path"], "NotebookEdit": ["notebook_path"],
    "NotebookRead": ["notebook_path"],
    "Glob": ["path"], "Grep": ["path"], "LS": ["path"],
    "replace": ["file_path"], "write_file": ["path"], "read_file": ["path"],
    "list_directory": ["path", "dir_path"], "glob": ["path", "dir_path"],
    "search_file_content": ["path", "dir_path"], "grep_search": ["path", "dir_path"],
    "view_image": ["path"], "list_dir": ["dir_path"],
    "grep_files": ["path"],
    "str_replace_based_edit_tool": ["path"], "str_replace_editor": ["path"],
  ]

  /// The arguments of a tool that are paths.
  static func paths(of tool: String) -> Set<String> {
    if let own = paths[tool] { return own }
    guard let tool = ToolTable.tools[tool] else { return [] }
    return Set(tool.parameters.filter { $0.type == .path }.map(\.name))
  }

  /// The arguments of a tool that are paths.
  ///
  /// A server of the Model Context Protocol resolves relative paths in a directory of its own, so those
  /// of its tools stay as they are.
  ///
  /// - Parameter declared: the parameters of the world's actions that are paths.
  static func paths(of tool: String, _ declared: [String: Set<String>]) -> Set<String> {
    let own = paths(of: tool)
    return own.isEmpty && !tool.hasPrefix("mcp__") ? declared[tool] ?? [] : own
  }

  /// The call as the contract of its tool names it.
  ///
  /// Gemini CLI's `write_file` and `read_file` have the names of the shell's calls, but name the path
  /// differently.
  static func contracted(_ call: PlannedCall) -> PlannedCall {
    func named(_ tool: String) -> PlannedCall {
      PlannedCall(
        tool: tool, arguments: call.arguments, label: call.label, approves: call.approves)
    }
    // `Agent` is a word of the language. Both names are those of Claude Code's tool for sub-agents.
    if call.tool == "Agent", call.rest == nil { return named("Task") }
    guard ["write_file", "read_file"].contains(call.tool), call.value(of: "path") == nil,
      call.rest == nil
    else { return call }
    var arguments: [(name: String, value: AgentPlanValue)] = []
    var hasPath = false
    for (name, value) in call.arguments {
      if ["file_path", "absolute_path"].contains(name), !hasPath {
        hasPath = true
        arguments.append(("path", value))
      } else {
        arguments.append((name, value))
      }
    }
    guard hasPath else { return call }
    if call.tool == "write_file", call.value(of: "append") == nil {
      arguments.append(("append", .constant(.bool(false))))
    }
    return call.with(arguments: arguments)
  }
}
