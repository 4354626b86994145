/// The arguments of tools that name files.
package enum PathArguments {
  /// The names of a tool's arguments that are paths.
  package static func names(of tool: String) -> Set<String> { RuntimeTools.paths(of: tool) }

  /// Whether a contract that ships describes the tool; these compare paths as paths, not as names.
  package static func comparesPaths(_ tool: String) -> Bool {
    RuntimeTools.paths[tool] != nil || ToolTable.tools[tool] != nil
  }

  /// The files of a project in which the hosts of agents keep their hooks and rights, relative to the project.
  package static var hostSettings: [String] {
    HeededPaths.hostSettings.flatMap { folder, files in files.map { "\(folder)/\($0)" } }
  }

  /// The absolute path, without `.` and `..`; `nil` if that needs a directory that is not known.
  package static func absolute(_ path: String, in directory: String?) -> String? {
    if path.hasPrefix("/") { return ShellPath.normalized(path) }
    guard let directory, directory.hasPrefix("/"), !path.hasPrefix("~") else { return nil }
    return ShellPath.below(ShellPath.normalized(directory), path)
  }
}
