import ProvisoLanguage
import ProvisoPlans

extension WorldModel {
  /// The commands of the project that the world declares, for readers of command lines.
  var declaredCommands: [DeclaredCommand] {
    commands.map {
      DeclaredCommand(words: $0.words, directory: $0.directory, paths: $0.paths)
    }
  }
}
