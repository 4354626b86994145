import ArgumentParser
import Foundation
import Proviso

/// The command `proviso`.
@main
struct ProvisoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proviso",
    abstract: "Proves what must hold while a plan runs, or shows the run that breaks it.",
    discussion: """
      Exit status: 0 everything proved, 1 a property is violated, 2 the input or the usage is wrong, \
      3 undecided.
      """,
    version: "proviso \(Verifier.version) (\(Verifier.solver))",
    subcommands: [
      CheckCommand.self, ExploreCommand.self, SimulateCommand.self, TestCommand.self,
      FmtCommand.self, SpecsCommand.self,
      ExplainCommand.self, InitCommand.self, SchemaCommand.self,
    ])

  /// Parses and runs; a wrong usage exits 2, not the 64 that the argument parser would choose.
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

/// What the process says when it ends (SemanticsOfProperties, "Exit status").
enum ProvisoExit: Int32 {
  case proved = 0
  case violated = 1
  case unusable = 2
  case undecided = 3

  var code: ExitCode { ExitCode(rawValue) }
}
