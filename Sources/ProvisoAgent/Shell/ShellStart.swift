/// The facts that are known when a command line starts.
package struct ShellStart: Hashable, Sendable {
  /// The working directory, absolute or relative to the agent's directory; `nil` if it is unknown,
  /// because an earlier command may have changed it.
  package var directory: String? = "."
  /// The variables that an earlier command may have exported to a shell that lasts. Their values are
  /// unknown.
  package var exported: Set<String> = []
  /// Whether an earlier command line writes a configuration of Terraform, which can run programs
  /// during a plan.
  package var configurationIsWritten = false

  /// Whether the shell is `sh`, which may be another shell than bash.
  var isPOSIX = false

  /// The agent's directory as an absolute path; `nil` if it is unknown.
  package var base: String?

  /// Creates a start in a directory; `.` is the agent's.
  package init(in directory: String? = ".") { self.directory = directory }

  /// The start of a call that names a directory, or else this one.
  func directory(given: String?) -> ShellStart {
    guard let given, !given.isEmpty else { return self }
    var start = self
    start.directory =
      given.utf8.first == UInt8(ascii: "/")
      ? ShellPath.normalized(given) : directory.map { ShellPath.joined($0, given) }
    return start
  }

  /// The start of a command that runs after either of two others.
  func joined(with other: ShellStart) -> ShellStart {
    var start = self
    if directory != other.directory { start.directory = nil }
    start.exported.formUnion(other.exported)
    start.configurationIsWritten = configurationIsWritten || other.configurationIsWritten
    start.isPOSIX = isPOSIX || other.isPOSIX
    return start
  }
}
