import ProvisoKernel
import ProvisoPlans

/// Assumptions about where the agent's directory and its repository are.
enum PlaceAssumptions {
  /// The assumption of a comparison of paths in different directories, if the agent's is not known.
  private static let directory =
    "no path leads above the root of the file system with `..`, and the agent's directory is neither in a directory for temporary files nor in a hidden directory of the home directory"
  private static let repository =
    "the agent's directory is no linked worktree of git: its commits are in a `.git` in that directory or above it"
  private static let branches =
    "the commits of a branch that `git branch -d` removes are also in another branch of this repository"

  /// The assumptions for steps.
  ///
  /// - Parameter base: the directory of relative paths; `nil` if it is not known.
  static func sentences(for steps: [AgentPlanStep], from base: String?) -> [String] {
    var out: [String] = []
    for call in steps.calls {
      let paths = SavedPlans.changed(by: call).compactMap(WrittenPaths.text).map {
        FilePath($0).text
      }
      if base == nil, paths.contains(where: isElsewhere) { out.append(directory) }
      if ["rm", "mv", "git_clean"].contains(call.tool), paths.contains(where: isOutside) {
        out.append(repository)
      }
      if call.tool == "git_branch", call.value(of: "delete")?.constant == .bool(true) {
        out.append(branches)
      }
    }
    return out
  }

  private static func isElsewhere(_ path: String) -> Bool {
    let starts = ["..", "/tmp", "/var/tmp", "/dev/shm"]
    return path.hasPrefix("~/.") || starts.contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  private static func isOutside(_ path: String) -> Bool {
    guard let first = path.utf8.first else { return false }
    return "/~".utf8.contains(first) && !path.hasPrefix("/tmp/") || path.hasPrefix("..")
  }
}
