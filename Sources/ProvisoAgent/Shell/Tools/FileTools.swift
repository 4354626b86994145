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

  /// `tee`, with one call for each file.
  static func writing(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
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
    }
  }

  /// `mv` and `cp`, with one call for each source.
  static func transfer(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
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
      for (name, isOn) in words.flags where !["exactly", "forced", "perhaps"].contains(name) {
        given[name] = .constant(.bool(isOn))
      }
      // `mv -u` and `mv -i` skip some targets, and succeed. Of `-f`, `-i` and `-n`, the last one counts.
      if words.flags["perhaps"] == true
        || words.flags["forced"] == true && words.flags["no_clobber"] == true
      {
        given["no_clobber"] = .unknown
      }
      var calls: [AgentPlanStep] = []
      for source in sources {
        given["from"] = try builder.value(of: source, as: .path)
        calls.append(builder.call(form.tool, with: given))
      }
      return CallBuilder.together(calls)
    }
  }
}
