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
    "bin", "sbin", "usr", "etc", "lib", "lib32", "lib64", "boot", "opt", "Library", "System",
  ]
  /// The files and directories that programs in the tables, shells or the dynamic linker read.
  private static let settings: Set<String> = [
    ".git", ".gitconfig", ".gitmodules", ".bashrc", ".bash_profile", ".bash_login", ".bash_logout",
    ".bash_aliases", ".profile", ".zshrc", ".zshenv", ".zprofile", ".zlogin", ".inputrc",
    ".curlrc", ".wgetrc", ".netrc", ".psqlrc", ".pgpass", ".pg_service.conf", ".aws", ".kube",
    ".ssh", ".config", ".terraformrc", "terraform.rc", ".tofurc", ".terraform.d", ".terraform",
    ".boto", ".gsutil", ".docker", ".envrc", ".pam_environment", ".ripgreprc", ".jq",
  ]

  /// Whether some step writes such a path.
  static func areWritten(by steps: [AgentPlanStep]) -> Bool {
    steps.contains { step in
      if case .call(let call) = step.kind, isWritten(by: call) { return true }
      return areWritten(by: step.parts)
    }
  }

  /// Whether some step writes a configuration of Terraform, which can run programs during a plan.
  static func writeConfiguration(_ steps: [AgentPlanStep]) -> Bool {
    steps.contains { step in
      if case .call(let call) = step.kind,
        ["write_file", "replace_files", "mv", "cp"].contains(call.tool)
      {
        for (_, value) in call.arguments {
          if case .string(let text)? = value.constant,
            [".tf", ".tofu", ".tf.json", ".tfvars"].contains(where: text.string.hasSuffix)
          {
            return true
          }
        }
      }
      return writeConfiguration(step.parts)
    }
  }

  /// Whether some step reads a configuration of Terraform.
  static func readConfiguration(_ steps: [AgentPlanStep]) -> Bool {
    steps.contains { step in
      if case .call(let call) = step.kind,
        ["terraform_plan", "terraform_init", "terraform_import"].contains(call.tool)
      {
        return true
      }
      return readConfiguration(step.parts)
    }
  }

  private static func isWritten(by call: PlannedCall) -> Bool {
    func path(_ name: String) -> String? {
      guard case .string(let text)? = call.value(of: name)?.constant else { return nil }
      return text.string
    }
    switch call.tool {
    case "write_file", "replace_files", "pg_dump", "touch":
      return path("path").map(isHeeded) ?? false
    case "terraform_plan": return path("out").map(isHeeded) ?? false
    case "git_init", "git_clone": return path("path").map { $0 != "." && isHeeded($0) } ?? false
    case "mv", "cp", "git_mv":
      guard let to = path("to") else { return false }
      let name = path("from")?.split(separator: "/").last.map(String.init) ?? "."
      let isWhole = call.value(of: "recursive")?.constant == .bool(true)
      return isHeeded(to) || isHeeded(to + "/" + name) || isWhole && to == "~"
    default: return false
    }
  }

  /// Whether a path is one of them.
  static func isHeeded(_ text: String) -> Bool {
    let parts = FilePath(text).text.split(separator: "/").map(String.init)
    if parts.contains(where: { settings.contains($0) }) { return true }
    if let bare = parts.firstIndex(where: { $0.hasSuffix(".git") }), parts.count > bare + 1,
      ["hooks", "config", "info", "modules"].contains(parts[bare + 1])
    {
      return true
    }
    var home = parts[...]
    if text.utf8.first == UInt8(ascii: "/") {
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
