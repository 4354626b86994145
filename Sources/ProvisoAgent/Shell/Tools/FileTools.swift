import ProvisoKernel
import ProvisoPlans

/// Programs that change files and directories.
enum FileTools {
  static let write = ShellTool(
    "write_file", [("path", .path), ("append", .bool), ("content", .text)])
  /// Programs that write files at a path or inside it, such as a download.
  static let replace = ShellTool("replace_files", [("path", .path)])
  /// A command of the project that a world declares.
  static let projectCommand = ShellTool("project_command", [("command", .text)])
  /// A command of the project that may do anything with the files at a path or inside it.
  static let change = ShellTool("change_files", [("path", .path)])
  static let read = ShellTool("read_file", [("path", .path)])
  static let changeDirectory = ShellTool("change_directory", [("path", .path)])

  /// Tools that do not belong to a single program.
  static let others = [write, replace, read, changeDirectory, projectCommand, change]

  static let programs: [String: ToolProgram] = [
    "rm": ToolProgram([
      ToolCommand(
        "rm", operands: [.each("path", .path)],
        options: [
          .flag("recursive", "-r", "-R", "--recursive"), .flag("force", "-f", "--force"),
          .skip("-v", "--verbose", "-d", "--dir"),
        ])
    ]),
    "unlink": ToolProgram([
      ToolCommand(
        "rm", operands: [.one("path", .path)], options: [.flag("recursive"), .flag("force")])
    ]),
    "rmdir": ToolProgram([
      ToolCommand("rmdir", operands: [.each("path", .path)], options: [.skip("-v", "--verbose")])
    ]),
    "mkdir": ToolProgram([
      ToolCommand(
        "mkdir", operands: [.each("path", .path)],
        options: [
          .flag("parents", "-p", "--parents"), .skip("-v", "--verbose"), .skipValue("-m", "--mode"),
        ])
    ]),
    "touch": ToolProgram([
      ToolCommand(
        "touch", operands: [.each("path", .path)], options: [.skip("-a", "-m", "-c", "--no-create")]
      )
    ]),
    "mv": ToolProgram([transfer("mv", [])]),
    "cp": ToolProgram([
      transfer(
        "cp",
        [
          .flag("recursive", "-r", "-R", "-a", "--recursive", "--archive"),
          .skip("-p", "--preserve", "-L", "-P", "-d", "-x"),
        ])
    ]),
    "chmod": ToolProgram([
      ToolCommand(
        "chmod", operands: [.one("mode", .text), .each("path", .path)],
        options: [.flag("recursive", "-R", "--recursive"), .skip("-v", "--verbose", "-f", "-c")])
    ]),
    "chown": ToolProgram([
      ToolCommand(
        "chown", operands: [.one("owner", .text), .each("path", .path)],
        options: [
          .flag("recursive", "-R", "--recursive"), .skip("-v", "--verbose", "-f", "-c", "-h"),
        ])
    ]),
    "tee": ToolProgram([
      ToolCommand(
        "write_file", operands: [.each("path", .path)],
        options: [.flag("append", "-a", "--append")],
        more: [("content", .text)],
        reading: { words, builder throws(ShellGap) in
          var calls: [AgentPlanStep] = []
          for operand in words.operands {
            calls.append(
              builder.call(
                write,
                with: [
                  "path": try builder.value(of: operand, as: .path),
                  "append": .constant(.bool(words.flags["append"] ?? false)),
                  "content": builder.inputValue ?? .constant(.string("")),
                ]))
          }
          return CallBuilder.together(calls)
        })
    ]),
  ]

  /// `mv` and `cp`, with one call for each source.
  private static func transfer(_ tool: String, _ options: [ToolOption]) -> ToolCommand {
    let all =
      options + [
        .flag("no_clobber", "-n", "--no-clobber"),
        .value("into", as: .path, spelled: "-t", "--target-directory"),
        // The last one of these and `-n` counts.
        .clears("no_clobber", "-f", "--force", "-i", "--interactive", "-u", "--update"),
        .skip("-v", "--verbose"), .flag("exactly", "-T", "--no-target-directory"),
      ]
    let operands: [ToolOperand] = [.each("from", .path), .one("to", .path)]
    let shape = ShellTool(
      tool,
      [("from", .path), ("to", .path), ("several", .bool), ("no_clobber", .bool)]
        + options.compactMap(\.parameter))
    return ToolCommand(
      shape, operands: operands, options: all,
      reading: { words, builder throws(ShellGap) in
        var sources = words.operands
        let target: ShellArgument
        if let into = words.values["into"]?.last {
          target = into
        } else if let last = sources.popLast() {
          target = last
        } else {
          throw ShellGap.missingOperand
        }
        guard !sources.isEmpty else { throw ShellGap.missingOperand }
        // `cp -r x/. y` copies the content of `x`, which can include settings such as `.git`.
        if words.flags["recursive"] == true || words.flags["exactly"] == true,
          sources.contains(where: { $0.text.map { $0 == "." || $0.hasSuffix("/.") } ?? true })
            || words.flags["exactly"] == true,
          target.startsAtHome || target.text.map({ [".", "..", "./", "../"].contains($0) }) ?? true
        {
          throw ShellGap(HeededPaths.reason)
        }
        var given: [String: AgentPlanValue] = [
          "to": try builder.value(of: target, as: .path),
          "several": .constant(.bool(sources.count > 1 || words.values["into"] != nil)),
        ]
        for (name, isOn) in words.flags where name != "exactly" {
          given[name] = .constant(.bool(isOn))
        }
        var calls: [AgentPlanStep] = []
        for source in sources {
          given["from"] = try builder.value(of: source, as: .path)
          calls.append(builder.call(shape, with: given))
        }
        return CallBuilder.together(calls)
      })
  }
}
