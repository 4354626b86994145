import ArgumentParser
import Foundation
import Proviso

/// The command `proviso`.
@main
struct ProvisoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proviso",
    abstract: "Proves that every run of a plan meets its specs, or shows a run that does not.",
    discussion: """
      Exit status: 0 every property is proved, 1 a property is violated, 2 the input or the usage is \
      wrong, 3 a property is undecided and none is violated.
      """,
    version: "proviso \(Verifier.version) (\(Verifier.solver))",
    subcommands: [
      CheckCommand.self, ExploreCommand.self, SimulateCommand.self, TestCommand.self,
      FmtCommand.self, SpecsCommand.self,
      ExplainCommand.self, InitCommand.self, SchemaCommand.self,
    ])

  /// Parses the arguments and runs a command. Wrong usage exits with 2, not with the argument
  /// parser's 64.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      guard code.isSuccess || error is ExitCode else {
        FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
        Foundation.exit(ProvisoExit.unusable.rawValue)
      }
      exit(withError: error)
    }
  }
}

/// The exit status of the process (SemanticsOfProperties, "Exit status").
enum ProvisoExit: Int32 {
  case proved = 0
  case violated = 1
  case unusable = 2
  case undecided = 3

  var code: ExitCode { ExitCode(rawValue) }
}
