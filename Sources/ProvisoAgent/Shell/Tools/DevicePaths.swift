import ProvisoKernel

/// Paths through directories whose names the system makes: their links lead to the files of a process, so a `..`
/// after one is not the name before it.
extension ShellPath {
  /// The names in `/dev` that are links into `/proc`.
  private static let links: Set<Substring> = ["fd", "stdin", "stdout", "stderr", "core"]

  /// Whether a path leads through such a directory, as it is written: `/dev/fd/../../self/cwd`, `/proc/self/root`.
  ///
  /// - Parameter base: the directory of relative paths; `nil` if it is not known, and then a `..` can reach the root.
  static func leadsThroughProcess(_ path: String, from base: String?) -> Bool {
    var text = path
    if path.utf8.first != UInt8(ascii: "/"), path.utf8.first != UInt8(ascii: "~"), let base {
      text = base + "/" + path
    }
    var parts: [Substring] = []
    var canBeRoot = text.utf8.first == UInt8(ascii: "/")
    for part in text.split(separator: "/") where part != "." {
      if part == ".." {
        if canBeRoot, ["dev", "proc", "sys"].contains(parts.first) { return true }
        _ = parts.popLast()
        canBeRoot = canBeRoot || parts.isEmpty
        continue
      }
      parts.append(part)
      guard canBeRoot, parts.count > 1 else { continue }
      if parts[0] == "proc" || parts[0] == "dev" && links.contains(parts[1]) { return true }
    }
    return false
  }
}
