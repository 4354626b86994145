/// The arguments of tools that name files.
package enum PathArguments {
  /// The names of a tool's arguments that are paths.
  package static func names(of tool: String) -> Set<String> { RuntimeTools.paths(of: tool) }

  /// The absolute path, without `.` and `..`; `nil` if that needs a directory that is not known.
  package static func absolute(_ path: String, in directory: String?) -> String? {
    if path.hasPrefix("/") { return ShellPath.normalized(path) }
    guard let directory, directory.hasPrefix("/"), !path.hasPrefix("~") else { return nil }
    return ShellPath.below(ShellPath.normalized(directory), path)
  }
}
