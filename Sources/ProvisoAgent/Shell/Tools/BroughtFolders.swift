import ProvisoKernel
import ProvisoPlans

/// Folders that a command brings whole: with a copy, a move, a synchronization or a clone.
///
/// Nothing says what is in such a folder. It can be a repository whose settings run programs, or a configuration
/// of Terraform with providers of its own, so a command that works in it afterwards is a gap.
enum BroughtFolders {
  static let reason =
    "it works in a folder that an earlier command has brought, whose settings can run programs"

  private struct Folder {
    let path: FilePath
    /// Whether the folder itself is safe to work in, and only those below it are not: a clone has settings of its
    /// own, and not those of its origin.
    let isClone: Bool
  }

  /// Whether some step works in such a folder.
  ///
  /// - Parameter base: the directory of relative paths; `nil` if it is not known.
  static func areUsed(by steps: [AgentPlanStep], from base: String?) -> Bool {
    let here = FilePath(".", in: base).text
    var brought: [Folder] = []
    var written: [FilePath] = []
    var made: [FilePath] = []
    for call in steps.calls {
      if let place = place(of: call, base) {
        if brought.contains(where: { isUsed($0, in: place) }) { return true }
        // A command without a directory works in the project, which is no bare repository.
        if call.tool.hasPrefix("git_"), place.text != here,
          written.contains(where: { isBare($0, in: place) })
        {
          return true
        }
      }
      if call.tool == "mkdir", let path = call.value(of: "path").flatMap(WrittenPaths.text) {
        made.append(FilePath(path, in: base))
      }
      for path in WrittenPaths.values(of: call).compactMap(WrittenPaths.text) {
        let file = FilePath(path, in: base)
        written.append(file)
        // Something is moved and copied into a directory, not in its place.
        guard let isClone = brings(call),
          call.tool == "replace_files"
            || path != "." && !made.contains(where: { $0.isSame(as: file) == true })
        else { continue }
        brought.append(Folder(path: file, isClone: isClone))
      }
    }
    return false
  }

  /// Whether a call brings a whole folder, and if so, whether it is a clone; `nil` if it brings none.
  private static func brings(_ call: PlannedCall) -> Bool? {
    switch call.tool {
    case "git_clone": true
    case "replace_files", "mv", "git_mv": false
    case "cp": call.value(of: "recursive")?.constant == .bool(false) ? nil : false
    default: nil
    }
  }

  /// The directory that a command is told to work in; `nil` if it has none.
  private static func place(of call: PlannedCall, _ base: String?) -> FilePath? {
    guard call.tool.hasPrefix("git_") || call.tool.hasPrefix("terraform_"),
      call.tool != "git_clone",
      let text = (call.value(of: "repository") ?? call.value(of: "directory")).flatMap(
        WrittenPaths.text)
    else { return nil }
    return FilePath(text.isEmpty ? "." : text, in: base)
  }

  private static func isUsed(_ folder: Folder, in place: FilePath) -> Bool {
    if folder.path.contains(place) == true { return true }
    return !folder.isClone && folder.path.isSame(as: place) == true
  }

  /// The names in a directory that make it a repository without `.git`.
  private static let parts: Set<Substring> = [
    "hooks", "config", "info", "HEAD", "objects", "refs", "packed-refs", "worktrees", "modules",
  ]

  /// Whether a file that was written belongs to git in a directory, which can be a bare repository.
  private static func isBare(_ file: FilePath, in place: FilePath) -> Bool {
    guard place.contains(file) == true else { return false }
    let below = file.text.dropFirst(place.text.count).drop { $0 == "/" }
    return parts.contains(below.prefix { $0 != "/" })
  }
}
