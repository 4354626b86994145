import ProvisoKernel
import ProvisoPlans

/// Paths whose content decides what later commands do: settings, hooks and programs.
///
/// A command that writes such a path is a gap, because no contract describes what the commands
/// after it do.
enum HeededPaths {
  static let reason = "it writes a file that can change what later commands do"

  /// The directories of the system that contain programs and settings.
  private static let system: Set<String> = [
    "bin", "sbin", "usr", "etc", "lib", "lib32", "lib64", "boot", "opt", "proc", "Library",
    "System", "run", "snap", "nix", "private",
  ]
  /// The files and directories that programs in the tables, shells or the dynamic linker read.
  private static let settings: Set<String> = [
    ".git", ".gitconfig", ".gitmodules", ".bashrc", ".bash_profile", ".bash_login", ".bash_logout",
    ".bash_aliases", ".profile", ".zshrc", ".zshenv", ".zprofile", ".zlogin", ".inputrc", ".curlrc",
    ".wgetrc", ".netrc", ".psqlrc", ".pgpass", ".pg_service.conf", ".aws", ".kube", ".ssh",
    ".config", ".terraformrc", "terraform.rc", ".tofurc", ".terraform.d", ".terraform", ".boto",
    ".gsutil", ".docker", ".envrc", ".pam_environment", ".ripgreprc", ".jq", "terraform.d",
    ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", ".pypirc", "pip.conf", ".cargo",
    "rust-toolchain", "rust-toolchain.toml", ".tool-versions", ".mise.toml", "mise.toml", ".husky",
    ".pre-commit-config.yaml", ".mcp.json", ".githooks", ".git-hooks", "githooks", "git-hooks",
    ".venv", "venv", "pyvenv.cfg", ".lefthook", ".lintstagedrc", ".hooks", ".simple-git-hooks.json",
    ".simple-git-hooks.js", ".simple-git-hooks.cjs", ".overcommit.yml", ".huskyrc", "pip.ini",
    ".condarc", ".gemrc", ".bundle", ".pryrc", ".irbrc", ".perltidyrc", ".mvn", ".gradle",
    "gradle.properties", "global.json", "nuget.config", "NuGet.config", "maven.config",
    "jvm.config", "bunfig.toml", "pnpm-workspace.yaml",
    ".yarn", ".pnp.cjs", ".pnp.loader.mjs", ".config.fish", ".sqliterc", ".my.cnf", ".mylogin.cnf",
    ".nix-profile", ".asdfrc", ".direnvrc", ".hgrc", ".screenrc", ".tmux.conf",
  ]
  /// The directories of a project with programs that other programs run.
  private static let programs: Set<String> = [
    ".githooks", ".git-hooks", "githooks", "git-hooks", ".hooks", "hooks", ".husky", ".venv",
    "venv", ".bin",
  ]
  /// The beginnings of names of such files, which have several suffixes: `lefthook-local.yml`.
  private static let beginnings = [
    "lefthook.", "lefthook-local.", ".lefthook.", "lint-staged.config.", ".lintstagedrc.",
    ".pre-commit-", ".huskyrc.",
  ]
  /// The files in which the hosts of agents keep their hooks and rights, by their directory.
  static let hostSettings: [String: Set<String>] = [
    ".claude": ["settings.json", "settings.local.json"], ".codex": ["config.toml", "hooks.json"],
    ".gemini": ["settings.json"],
  ]

  /// Whether some step writes such a path.
  ///
  /// - Parameter base: the directory of relative paths; `nil` if it is not known.
  static func areWritten(by steps: [AgentPlanStep], from base: String?) -> Bool {
    steps.calls.contains { isWritten(by: $0, from: base) }
  }

  /// Whether some step writes a configuration of Terraform, which can run programs during a plan.
  static func writeConfiguration(_ steps: [AgentPlanStep]) -> Bool {
    steps.calls.contains(where: WrittenPaths.haveConfiguration)
  }

  /// Whether some step reads a configuration of Terraform.
  static func readConfiguration(_ steps: [AgentPlanStep]) -> Bool {
    steps.calls.contains { call in
      if ["terraform_plan", "terraform_init", "terraform_import"].contains(call.tool) {
        return true
      }
      guard call.tool == "terraform_read" else { return false }
      // These start the providers that lie in the directory.
      let command = call.value(of: "command").flatMap(WrittenPaths.text) ?? "show"
      return ["validate", "providers", "graph", "state show", "show", "console", "test"].contains(
        where: command.hasPrefix)
    }
  }

  /// The gap of a plan of Terraform that a call before it can have changed.
  static let planning =
    "cannot verify: Terraform plans with a configuration that an earlier call can have written."

  /// The gap of a runtime's file tool that writes such a path; `nil` if it does not.
  static func gap(of call: PlannedCall, from base: String?) -> String? {
    guard WrittenPaths.runtime[call.tool] != nil || call.tool == "write_file",
      isWritten(by: call, from: base)
    else { return nil }
    let path = WrittenPaths.values(of: call).first.flatMap(WrittenPaths.text)
    return
      "cannot verify: \(call.tool) writes \(path.map(Value.quoted) ?? "a path"), which can change what later commands do."
  }

  private static func isWritten(by call: PlannedCall, from base: String?) -> Bool {
    if ["mv", "git_mv"].contains(call.tool),
      call.value(of: "from").flatMap(WrittenPaths.text).map(isOfGit) ?? false
    {
      return true
    }
    if call.tool == "chmod" {
      // A hook of git runs only if it is executable.
      let path = call.value(of: "path").flatMap(WrittenPaths.text).map { FilePath($0).text } ?? "."
      return path.split(separator: "/").contains { $0 == ".git" || programs.contains(String($0)) }
        || call.value(of: "recursive")?.constant != .bool(false)
          && path.split(separator: "/").allSatisfy { [".", ".."].contains($0) }
    }
    if ["rm", "rmdir", "git_rm"].contains(call.tool) {
      let path = call.value(of: "path").flatMap(WrittenPaths.text).map { FilePath($0).text } ?? ""
      return isOfHooks(path)
    }
    if call.tool == "touch" {
      return call.value(of: "path").flatMap(WrittenPaths.text).map { isHeeded($0, from: base) }
        ?? false
    }
    if ["mv", "cp", "git_mv"].contains(call.tool),
      call.value(of: "recursive")?.constant == .bool(true),
      call.value(of: "to")?.constant == .string("~")
    {
      return true
    }
    return WrittenPaths.values(of: call).contains { value in
      switch value.constant {
      case .string(let text)?: isHeeded(text.string, from: base)
      case .some: false
      case nil: !WrittenPaths.isDocument(value)
      }
    }
  }

  /// Whether a path is in a directory of git, where commits and stashes are: `.git/refs`.
  private static func isOfGit(_ path: String) -> Bool {
    FilePath(path).text.split(separator: "/").dropLast().contains(".git")
  }

  /// Whether a path is of the checks that a commit runs, which it skips if they are gone.
  private static func isOfHooks(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    return parts.contains { part in
      [".husky", ".githooks", ".git-hooks", ".overcommit.yml"].contains(part)
        || beginnings.contains { part.hasPrefix($0) }
    } || zip(parts, parts.dropFirst()).contains { $0 == ".git" && $1 == "hooks" }
  }

  /// Whether a path is one of them.
  ///
  /// - Parameter base: the directory of relative paths; `nil` if it is not known.
  static func isHeeded(_ text: String, from base: String?) -> Bool {
    if isHeeded(text) { return true }
    let absolute = FilePath(text, in: base).text
    return absolute != FilePath(text).text && isHeeded(absolute)
  }

  private static func isHeeded(_ text: String) -> Bool {
    let path = FilePath(text).text
    let parts = path.split(separator: "/").map(String.init)
    if parts.contains(where: { settings.contains($0) }) || parts.last == "HEAD" { return true }
    if parts.contains(where: { part in beginnings.contains { part.hasPrefix($0) } }) { return true }
    // Programs of the project that a search path can name, and hooks of a host.
    for (folder, inside) in zip(parts, parts.dropFirst()) {
      if folder == "node_modules", inside == ".bin" { return true }
      if ["env", ".env"].contains(folder), inside == "bin" { return true }
      if [".claude", ".codex", ".gemini", ".cursor"].contains(folder),
        ["hooks", "hooks.json"].contains(inside)
      {
        return true
      }
    }
    if parts.dropLast().last == "bin", let name = parts.last, ToolTable.isProgram(name) {
      return true
    }
    if let bare = parts.firstIndex(where: { $0.hasSuffix(".git") }), parts.count > bare + 1,
      ["hooks", "config", "info", "modules"].contains(parts[bare + 1])
    {
      return true
    }
    if let host = parts.dropLast().last, let file = parts.last,
      hostSettings[host]?.contains(file) == true
    {
      return true
    }
    var home = parts[...]
    if parts.first == ".." {
      // A path that leaves its directory can lead to the root or to the home directory.
      let rest = parts.drop { $0 == ".." }.joined(separator: "/")
      return isHeeded("/" + rest) || isHeeded("~/" + rest)
    }
    if path.utf8.first == UInt8(ascii: "/") {
      guard let first = parts.first else { return false }
      if system.contains(first) { return true }
      if first == "var" { return ["spool", "lib", "run"].contains(parts.dropFirst().first) }
      guard ["home", "Users", "root"].contains(first) else { return false }
      home = parts.dropFirst(first == "root" ? 1 : 2)
    } else if parts.first == "~" {
      home = parts.dropFirst()
    } else {
      return false
    }
    guard let first = home.first else { return false }
    return first == "bin" || first.hasPrefix(".") && first != ".cache"
  }
}
