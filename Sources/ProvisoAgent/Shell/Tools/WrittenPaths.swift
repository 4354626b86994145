import ProvisoKernel
import ProvisoPlans

/// The paths whose content a call writes, for the tools of a shell and for the file tools of runtimes.
enum WrittenPaths {
  /// The file tools of runtimes that write, with the argument that is the path.
  static let runtime: [String: String] = [
    "Write": "file_path", "Edit": "file_path", "MultiEdit": "file_path",
    "NotebookEdit": "notebook_path", "replace": "file_path",
    "str_replace_based_edit_tool": "path", "str_replace_editor": "path",
  ]

  /// The tools that may write other files at a path or inside it.
  private static let wholeDirectories: Set<String> = ["replace_files", "change_files"]

  /// The paths that a call writes, which need not be known.
  static func values(of call: PlannedCall) -> [AgentPlanValue] {
    func values(_ name: String) -> [AgentPlanValue] { call.value(of: name).map { [$0] } ?? [] }
    switch call.tool {
    case "write_file", "replace_files", "change_files", "pg_dump": return values("path")
    case "terraform_plan": return values("out")
    case "git_init": return values("path").filter { $0.constant != .string(".") }
    case "git_clone":
      if let path = call.value(of: "path"), ![.string("."), .string("")].contains(path.constant) {
        return [path]
      }
      // The address names the folder.
      guard let address = call.value(of: "url").flatMap(text) else { return [.unknown] }
      var name = address.split { "/:".contains($0) }.last.map(String.init) ?? "."
      if name.hasSuffix(".git"), name != ".git" { name.removeLast(4) }
      let place = call.value(of: "repository").flatMap(text) ?? "."
      return [.constant(.string(Text(place == "." ? name : "\(place)/\(name)")))]
    case "mv", "cp", "git_mv":
      guard let to = call.value(of: "to") else { return [] }
      guard let target = text(to) else { return [to] }
      let name = call.value(of: "from").flatMap(text)?.split(separator: "/").last ?? "."
      return [to, .constant(.string(Text("\(target)/\(name)")))]
    default:
      guard let name = runtime[call.tool], call.value(of: "command")?.constant != .string("view")
      else { return [] }
      return values(name)
    }
  }

  /// Whether a call may write a configuration of Terraform, which can run programs during a plan.
  static func haveConfiguration(_ call: PlannedCall) -> Bool {
    let suffixes = [".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json"]
    func isDirectory(_ path: String) -> Bool {
      !(path.split(separator: "/").last ?? ".").dropFirst().contains(".")
    }
    let moved = ["mv", "cp", "git_mv"].contains(call.tool) ? call.value(of: "from") : nil
    let isWhole =
      wholeDirectories.contains(call.tool) || ["mv", "git_mv", "git_clone"].contains(call.tool)
      || call.tool == "cp" && call.value(of: "recursive")?.constant != .bool(false)
    return values(of: call).contains { value in
      guard let path = text(value) else { return !isDocument(value) }
      if suffixes.contains(where: path.hasSuffix) { return true }
      guard isWhole, isDirectory(path) else { return false }
      // A file with a suffix of its own is moved as it is; anything else can hold others.
      return moved.flatMap(text).map(isDirectory) ?? true
    }
  }

  /// The text of a known path.
  static func text(_ value: AgentPlanValue) -> String? {
    guard case .string(let text)? = value.constant else { return nil }
    return text.string
  }

  /// Whether a path, known only in part, ends as documents and copies of files do.
  static func isDocument(_ value: AgentPlanValue) -> Bool {
    guard case .text(let parts) = value, let last = parts.last.flatMap(text),
      let dot = last.lastIndex(of: "."), !last[dot...].contains("/")
    else { return false }
    return [
      "md", "txt", "log", "csv", "tsv", "html", "pdf", "png", "jpg", "svg", "bak", "orig", "tmp",
      "new", "old", "out",
    ].contains(last[dot...].dropFirst())
  }
}
