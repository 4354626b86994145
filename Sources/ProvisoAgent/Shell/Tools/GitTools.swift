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

  /// Options with which reading commands write files or run programs. git accepts abbreviations.
  private static let refused = [
    "--outp", "--ou", "--o=", "--ext-", "--ext=", "--ex=", "--textc", "-O", "--open", "--op=",
    "--contents",
    "--exec", "--exe=", "--upload", "--filters", "--paginate", "--show-signature",
  ]

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(reading: inspection, words: words, refusing: refused)
  }

  /// A command that reads as long as it has only these options.
  ///
  /// - Parameter most: the largest number of operands; more would change something.
  private static func reading(
    _ words: [String], options: [ToolOption], most: Int = Int.max
  ) -> ToolCommand {
    ToolCommand(
      inspection, words: words, options: options, isHarmless: true,
      reading: { arguments, builder throws(ShellGap) in
        guard arguments.operands.count <= most else { throw ShellGap.extraOperand }
        return [
          builder.call(
            inspection,
            with: [
              "command": .constant(.string(Text(words.joined(separator: " ")))),
              "arguments": CallBuilder.joined(arguments.operands),
            ])
        ]
      })
  }

  private static let branchLists: [ToolOption] = [
    .skip(
      "-a", "--all", "-r", "--remotes", "-v", "-vv", "--verbose", "--list", "-l", "--show-current",
      "--no-color", "--no-column", "-q", "-i", "--ignore-case"),
    .skipValue(
      "--contains", "--no-contains", "--merged", "--no-merged", "--sort", "--format",
      "--points-at"),
    .optionalValue("color", "--color"), .optionalValue("column", "--column"),
  ]
  private static let tagLists: [ToolOption] =
    branchLists + [
      // `-n3` shows three lines of each message.
      .skip("-n", "-n1", "-n2", "-n3", "-n5", "-n9")
    ]
  private static let settings: [ToolOption] = [
    .skip(
      "--global", "--local", "--system", "--worktree", "--show-origin", "--show-scope", "-z",
      "--null", "--name-only", "--bool", "--int", "--path", "--includes"),
    .skipValue("--default", "--type"),
    .skip("--get", "--get-all", "--get-regexp", "--list", "-l", "--get-urlmatch"),
  ]

  private static func form(
    _ tool: String, words: [String], operands: [ToolOperand] = [], options: [ToolOption] = [],
    reading: ToolCommand.Reading? = nil
  ) -> ToolCommand {
    ToolCommand(
      tool, words: words, operands: operands, options: options, directory: "repository",
      reading: reading)
  }

  /// The table of `git rm` without its check of pathspecs.
  private static let remove = form(
    "git_rm", words: ["rm"], operands: [.each("path", .path)],
    options: [
      .flag("recursive", "-r"), .flag("force", "-f", "--force"), .flag("cached", "--cached"),
      .value("repository", as: .path, spelled: "-C"),
    ])

  private static let quiet = ToolOption.skip("-q", "--quiet", "-v", "--verbose", "--no-progress")

  static let programs: [String: ToolProgram] = [
    "git": ToolProgram(
      directory: "repository",
      globals: [
        .value("repository", as: .path, spelled: "-C"), .skip("--no-pager", "--no-optional-locks"),
      ],
      [
        reading("status"), reading("log"), reading("diff"), reading("show"), reading("rev-parse"),
        reading("ls-files"), reading("blame"), reading("describe"), reading("shortlog"),
        reading("rev-list"), reading("merge-base"), reading("cat-file"), reading("ls-tree"),
        reading("grep"), reading("ls-remote"), reading("for-each-ref"), reading("show-ref"),
        reading("name-rev"), reading("count-objects"), reading("check-ignore"), reading("var"),
        reading("cherry"), reading("range-diff"), reading("show-branch"), reading("whatchanged"),
        reading("diff-tree"), reading("diff-index"), reading("diff-files"), reading("version"),
        reading("check-attr"), reading("verify-commit"), reading("annotate"), reading("--version"),
        reading("stash", "list"), reading("stash", "show"),
        reading(["worktree", "list"], options: [.skip("-v", "--porcelain", "-z")]),
        reading(["remote"], options: [.skip("-v", "--verbose")], most: 0),
        reading(["remote", "show"], options: [.skip("-n")]),
        reading(["remote", "get-url"], options: [.skip("--all", "--push")]),
        reading(["reflog"], options: [.skip("-q"), .skipValue("-n")], most: 0),
        reading(["reflog", "show"], options: [.skipValue("-n")]),
        reading(["symbolic-ref"], options: [.skip("--short", "-q")], most: 1),
        reading(["config", "--get"], options: settings),
        reading(["config", "--get-all"], options: settings),
        reading(["config", "--get-regexp"], options: settings),
        reading(["config", "--list"], options: settings, most: 0),
        reading(["config", "-l"], options: settings, most: 0),
        reading(["config", "get"], options: settings),
        reading(["config", "list"], options: settings, most: 0),
        // One operand is the name of a setting to read; two would set it.
        reading(["config"], options: settings, most: 1),
        reading(["tag", "-l"], options: tagLists), reading(["tag", "--list"], options: tagLists),
        reading(["tag", "-n"], options: tagLists), reading(["tag", "--sort"], options: tagLists),
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
          "git_switch", words: ["switch"],
          operands: [.optional("branch", .text), .optional("start", .text)],
          options: [
            quiet, .flag("create", "-c", "--create"), .flag("discard", "-f", "--discard-changes"),
          ]),
        form(
          "git_clean", words: ["clean"], operands: [.rest("paths")],
          options: [
            quiet, .flag("force", "-f", "--force"), .flag("directories", "-d"),
            .flag("ignored", "-x", "-X"), .flag("dry_run", "-n", "--dry-run"),
          ]),
        reading(["branch", "--list"], options: branchLists),
        reading(["branch", "-l"], options: branchLists),
        reading(["branch", "--show-current"], options: branchLists, most: 0),
        reading(["branch", "-a"], options: branchLists),
        reading(["branch", "-v"], options: branchLists, most: 0),
        reading(["branch", "-vv"], options: branchLists, most: 0),
        reading(["branch", "-r"], options: branchLists),
        reading(["branch", "-av"], options: branchLists, most: 0),
        reading(["branch", "--all"], options: branchLists),
        reading(["branch", "--merged"], options: branchLists),
        reading(["branch", "--no-merged"], options: branchLists),
        reading(["branch", "--contains"], options: branchLists),
        reading(["branch", "--sort"], options: branchLists),
        form(
          "git_branch", words: ["branch"],
          operands: [.optional("name", .text), .optional("start", .text)],
          options: [
            quiet, .flag("delete", "-d", "--delete"), .flags(["delete", "force"], "-D"),
            .flag("force", "-f", "--force"), .skip("--no-track"),
            .skipValue("--sort", "--format"),
          ]),
        form(
          "git_tag", words: ["tag"],
          operands: [.optional("name", .text), .optional("commit", .text)],
          options: [
            .skip("-a"), .skipValue("--sort", "--format"), .list("message", "-m"),
            .flag("delete", "-d", "--delete"),
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
          ],
          reading: { words, builder throws(ShellGap) in
            // `:!src` and `*.c` are patterns for git.
            guard
              words.operands.allSatisfy({
                $0.text.map { $0.first != ":" && !$0.contains(where: "*?[".contains) } ?? false
              })
            else { throw ShellGap("its pathspec is not supported") }
            return try builder.calls(of: remove, words)
          }),
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
    var given: [String: AgentPlanValue] = [
      "repository": try words.values["repository"]?.last.map { word throws(ShellGap) in
        try builder.value(of: word, as: .path)
      } ?? builder.workingDirectory
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
      for prefix in ["refs/heads/", "heads/"] where target.hasPrefix(prefix) {
        target = target.dropFirst(prefix.count)
        break
      }
      // `HEAD` is the current branch, and a single `:` means all matching branches.
      call["branch"] =
        target.isEmpty || target == "HEAD" || target == "@"
        ? .unknown : .constant(.string(Text(String(target))))
      calls.append(builder.call(push, with: call))
    }
    return CallBuilder.together(calls)
  }
}
