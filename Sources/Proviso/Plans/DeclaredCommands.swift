import ProvisoAgent
import ProvisoInput
import ProvisoLanguage
import ProvisoPlans
import ProvisoWorlds

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
      }, directory: commands.directory, paths: pathParameters)
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

  /// The parameters that are paths, by the name of the action. Those of the contracts that ship are known.
  private var pathParameters: [String: Set<String>] {
    guard let path = entities.first(where: { $0.name == "Path" })?.index else { return [:] }
    return Dictionary(
      actions.filter { PathArguments.names(of: $0.name).isEmpty }.map { action in
        (action.name, Set(action.parameters.filter { $0.type.objects == path }.map(\.name)))
      }.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
  }
}
