import ProvisoAgent
import ProvisoInput
import ProvisoLanguage
import ProvisoPlans

extension WorldModel {
  /// Whether the world declares something that readers of command lines have to know.
  var declaresCommands: Bool {
    !(commands.lines.isEmpty && commands.files.isEmpty && commands.directory == nil)
  }

  /// The facts about command lines that the world declares, for readers of command lines.
  ///
  /// - Throws: `InputError` with the mistakes in the option tables that the world names.
  func declaredCommands() throws(InputError) -> DeclaredCommands {
    var declared = DeclaredCommands(
      lines: commands.lines.map {
        DeclaredCommand(words: $0.words, directory: $0.directory, paths: $0.paths)
      }, directory: commands.directory)
    for file in commands.files {
      declared.programs.append(
        try OptionTables.read(file.bytes, path: file.path) { name in
          actions.first { $0.name == name }.map { action in
            OptionTables.Contract(
              parameters: action.parameters.map { ($0.name, schema.name(of: $0.type)) },
              isHarmless: action.isHarmless)
          }
        })
    }
    return declared
  }
}
