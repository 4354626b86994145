import ProvisoKernel
import ProvisoPlans

/// The command line of git.
enum GitTools {
  static let inspection = ShellTool("git_read", [("command", .text), ("arguments", .text)])
  private static let push = ShellTool(
    "git_push",
    [
      ("repository", .path), ("remote", .text), ("branch", .entity("Branch")), ("force", .bool),
      ("delete", .bool),
    ])

  static let others = [inspection, push]

  /// Options with which reading commands write files or run programs.
  private static let refused = [
    "--output", "--ext-diff", "--textconv", "-O", "--open-files-in-pager", "--contents", "--exec",
    "--upload-pack",
  ]

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(reading: inspection, words: words, refusing: refused)
  }

  private static func form(
    _ tool: String, words: [String], operands: [ToolOperand] = [], options: [ToolOption] = []
  ) -> ToolCommand {
    ToolCommand(tool, words: words, operands: operands, options: options, directory: "repository")
  }

  private static let quiet = ToolOption.skip("-q", "--quiet", "-v", "--verbose", "--no-progress")

  static let programs: [String: ToolProgram] = [
    "git": ToolProgram(
      globals: [
        .value("repository", as: .path, spelled: "-C"), .skip("--no-pager", "--no-optional-locks"),
      ],
      [
        reading("status"), reading("log"), reading("diff"), reading("show"), reading("rev-parse"),
        reading("ls-files"), reading("blame"), reading("describe"), reading("shortlog"),
        reading("rev-list"), reading("merge-base"), reading("cat-file"), reading("ls-tree"),
        reading("remote", "-v"), reading("stash", "list"), reading("worktree", "list"),
        form(
          "git_init", words: ["init"], operands: [.optional("path", .path)],
          options: [quiet, .skipValue("-b", "--initial-branch")]),
        form(
          "git_clone", words: ["clone"], operands: [.one("url", .text), .optional("path", .path)],
          options: [
            quiet, .skipValue("--depth", "-b", "--branch"), .skip("--single-branch", "--bare"),
          ]),
        form(
          "git_add", words: ["add"], operands: [.rest("paths")],
          options: [quiet, .flag("all", "-A", "--all", "-u")]),
        form(
          "git_commit", words: ["commit"], operands: [.rest("paths")],
          options: [
            quiet, .list("message", "-m", "--message"), .flag("all", "-a", "--all"),
            .flag("amend", "--amend"), .flag("no_verify", "--no-verify", "-n"),
            .skip("--no-edit", "--allow-empty", "-s", "--signoff"),
          ]),
        ToolCommand(
          push, words: ["push"], operands: [],
          options: [
            quiet, .flag("force", "-f", "--force", "--force-with-lease", "--force-if-includes"),
            .flag("delete", "-d", "--delete"),
            .skip("-u", "--set-upstream", "--tags", "--no-verify"),
            .skip("--follow-tags", "--porcelain", "--atomic"),
          ], reading: readPush),
        form(
          "git_fetch", words: ["fetch"], operands: [.optional("remote", .text), .rest("refs")],
          options: [quiet, .skip("--all", "--tags", "-p", "--prune"), .skipValue("--depth")]),
        form(
          "git_pull", words: ["pull"],
          operands: [.optional("remote", .text), .optional("branch", .text)],
          options: [quiet, .flag("rebase", "-r", "--rebase"), .skip("--ff-only", "--no-rebase")]),
        form(
          "git_merge", words: ["merge"], operands: [.rest("commits")],
          options: [
            quiet, .skip("--no-ff", "--ff-only", "--no-edit", "--squash"), .list("message", "-m"),
          ]),
        form(
          "git_rebase", words: ["rebase"], operands: [.optional("onto", .text)], options: [quiet]),
        form(
          "git_reset", words: ["reset"], operands: [.optional("to", .text)],
          options: [quiet, .flag("hard", "--hard"), .skip("--soft", "--mixed")]),
        form(
          "git_restore", words: ["restore"], operands: [.rest("paths")],
          options: [
            quiet, .flag("staged", "--staged", "-S"), .flag("worktree", "-W", "--worktree"),
          ]),
        form(
          "git_checkout", words: ["checkout"], operands: [.rest("what")],
          options: [quiet, .flag("force", "-f", "--force"), .flag("create", "-b")]),
        form(
          "git_switch", words: ["switch"], operands: [.optional("branch", .text)],
          options: [
            quiet, .flag("create", "-c", "--create"), .flag("discard", "-f", "--discard-changes"),
          ]),
        form(
          "git_clean", words: ["clean"], operands: [.rest("paths")],
          options: [
            quiet, .flag("force", "-f", "--force"), .flag("directories", "-d"),
            .flag("ignored", "-x", "-X"), .flag("dry_run", "-n", "--dry-run"),
          ]),
        reading("branch", "--list"), reading("branch", "--show-current"), reading("branch", "-a"),
        reading("branch", "-vv"), reading("branch", "-r"),
        form(
          "git_branch", words: ["branch"],
          operands: [.optional("name", .text), .optional("start", .text)],
          options: [
            quiet, .flag("delete", "-d", "--delete", "-D"),
            .flag("force", "-f", "--force", "-D"), .skip("--no-track"),
          ]),
        form(
          "git_tag", words: ["tag"],
          operands: [.optional("name", .text), .optional("commit", .text)],
          options: [
            .skip("-a"), .list("message", "-m"), .flag("delete", "-d", "--delete"),
            .flag("force", "-f", "--force"),
          ]),
        form(
          "git_stash", words: ["stash"], operands: [],
          options: [quiet, .skip("-u", "--include-untracked")]),
        form(
          "git_stash", words: ["stash", "push"], operands: [],
          options: [quiet, .skip("-u", "--include-untracked"), .skipValue("-m", "--message")]),
        form("git_stash_pop", words: ["stash", "pop"]),
        form("git_stash_pop", words: ["stash", "apply"]),
        form("git_stash_drop", words: ["stash", "drop"], operands: [.optional("stash", .text)]),
        form("git_stash_drop", words: ["stash", "clear"], operands: [.optional("stash", .text)]),
        form(
          "git_rm", words: ["rm"], operands: [.each("path", .path)],
          options: [
            quiet, .flag("recursive", "-r"), .flag("force", "-f", "--force"),
            .flag("cached", "--cached"),
          ]),
        form(
          "git_mv", words: ["mv"], operands: [.one("from", .path), .one("to", .path)],
          options: [quiet]),
        form(
          "git_remote_add", words: ["remote", "add"],
          operands: [.one("name", .text), .one("url", .text)]),
      ])
  ]

  /// Translates `git push`. The form of a ref says what happens to the branch: `main`, `HEAD:main`,
  /// `+main` (force) or `:main` (delete).
  @Sendable private static func readPush(
    _ words: ToolArguments, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    let repository = words.values["repository"]?.last ?? ShellArgument(".")
    var given: [String: AgentPlanValue] = [
      "repository": try builder.value(of: repository, as: .path)
    ]
    for (name, isOn) in words.flags { given[name] = .constant(.bool(isOn)) }
    builder.assumptions.append(
      "git's hooks, aliases and configuration do not change what its commands do")
    given["remote"] = words.operands.first?.value ?? .unknown
    let refs = words.operands.dropFirst()
    guard !refs.isEmpty else {
      // The branch depends on the checkout and the configuration.
      given["branch"] = .unknown
      return [builder.call(push, with: given)]
    }
    var calls: [AgentPlanStep] = []
    for ref in refs {
      var call = given
      guard let written = ref.plainText else {
        guard ref.isOption == false || !words.operands.isEmpty else { continue }
        // The ref can begin with a `+` or a `:`.
        call["branch"] = ref.value.sources.isEmpty ? .unknown : .written(from: ref.value.sources)
        call["force"] = .unknown
        call["delete"] = .unknown
        calls.append(builder.call(push, with: call))
        continue
      }
      var text = written[...]
      if text.first == "+" {
        call["force"] = .constant(.bool(true))
        text = text.dropFirst()
      }
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count <= 2, var target = parts.last, !text.utf8.contains(UInt8(ascii: "*")) else {
        throw ShellGap("this form of a ref is not supported")
      }
      if parts.count == 2, parts[0].isEmpty {
        call["delete"] = .constant(.bool(true))
      }
      if target.hasPrefix("refs/heads/") { target = target.dropFirst("refs/heads/".count) }
      // `HEAD` is the current branch, and a single `:` means all matching branches.
      call["branch"] =
        target.isEmpty || target == "HEAD" || target == "@"
        ? .unknown : .constant(.string(Text(String(target))))
      calls.append(builder.call(push, with: call))
    }
    return CallBuilder.together(calls)
  }
}
