/// Commands of compilers, package managers and the like that read and run no code of a project.
enum DevelopmentTools {
  private static func reading(_ words: String..., refusing refused: [String] = []) -> ToolCommand {
    ToolCommand(reading: TextTools.inspection, words: words, refusing: refused)
  }

  static let programs: [String: ToolProgram] = {
    var out: [String: ToolProgram] = [
      "docker": ToolProgram(
        ["ps", "images", "version", "info", "inspect", "logs", "stats", "port", "top", "history"]
          .map { reading($0) } + [reading("--version"), reading("compose", "ps")]),
      "gh": ToolProgram(
        ["pr", "issue", "run", "repo", "release", "workflow"].flatMap { noun in
          ["list", "view", "status", "diff", "checks"].map {
            reading(noun, $0, refusing: ["-w", "--web"])
          }
        } + [reading("--version"), reading("auth", "status")]),
      "npm": ToolProgram([
        reading("--version"), reading("-v"), reading("ls"), reading("list"), reading("view"),
        reading("outdated"), reading("config", "get"), reading("root"), reading("prefix"),
      ]),
      "pip": ToolProgram([
        reading("--version"), reading("list"), reading("show"), reading("freeze"),
      ]),
      "go": ToolProgram([reading("version"), reading("env", refusing: ["-w", "-u"])]),
    ]
    out["pip3"] = out["pip"]
    for program in ["node", "python", "python3", "java", "ruby", "php", "perl", "deno", "bun"] {
      out[program] = ToolProgram([reading("--version")])
    }
    for program in [
      "rustc", "cargo", "make", "cmake", "gcc", "g++", "clang", "yarn", "pnpm", "swift", "dotnet",
      "mvn", "gradle", "helm", "podman", "ansible", "psql", "curl", "wget",
    ] where out[program] == nil {
      out[program] = ToolProgram([reading("--version")])
    }
    return out
  }()
}
