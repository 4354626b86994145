import ProvisoKernel
import ProvisoPlans

/// Commands whose effects a world declares.
extension ShellTranslator {
  /// The commands of a program, with those that the world declares; `nil` if there are none.
  func program(_ name: String) -> ToolProgram? {
    var program = ToolTable.programs[name]
    for case let table as OptionTable in declared.programs {
      guard let own = table.programs[name] else { continue }
      program = program?.adding(own) ?? own
    }
    return program
  }

  /// The calls of a declared command; `nil` if the command is not declared.
  ///
  /// A declaration is about one command line in one directory, with the variables and the rights of the
  /// agent's shell and without an input.
  mutating func declaredSteps(
    of words: ArraySlice<ShellArgument>, in state: ShellState, builder: CallBuilder
  ) -> [AgentPlanStep]? {
    guard !state.isAltered, case .nothing = builder.input, let directory = state.directory else {
      return nil
    }
    let place = ShellPath.shortest(directory.isEmpty ? "." : directory, from: base)
    let texts = words.compactMap { $0.isSplit ? nil : $0.plainText }
    guard texts.count == words.count,
      let command = declared.lines.first(where: {
        $0.words == texts && ShellPath.shortest($0.directory, from: base) == place
      })
    else { return nil }
    let line = texts.joined(separator: " ")
    let changes =
      command.paths.isEmpty
      ? "nothing" : "only files at or in " + command.paths.map { "`\($0)`" }.joined(separator: ", ")
    assume("`\(line)` changes \(changes), whatever the files of the project contain")
    let own = builder.call(
      FileTools.projectCommand, with: ["command": .constant(.string(Text(line)))])
    let calls = command.paths.map { path in
      builder.call(
        FileTools.change, with: ["path": .constant(.string(Text(ShellPath.normalized(path))))])
    }
    guard !calls.isEmpty else { return [own] }
    // The command can change its files at any time, and can fail after that.
    return [AgentPlanStep(.parallel([[own]] + calls.map { [$0] }), position: position)]
  }
}
