import ArgumentParser
import CSpawn
import Essentials
import Proviso

/// The command `proviso`.
@main
struct ProvisoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proviso",
    abstract: "Proves that every run of a plan meets its specs, or shows a run that does not.",
    discussion: """
      Exit status: 0 every property is proved, 1 a property is violated, 2 the input or the usage is \
      wrong or the result cannot be written, 3 a property is undecided and none is violated.
      """,
    version: "proviso \(Verifier.version) (\(Verifier.solver))",
    subcommands: [
      CheckCommand.self, MergeCommand.self, ExploreCommand.self, SimulateCommand.self,
      TestCommand.self,
      FmtCommand.self, SpecsCommand.self,
      ExplainCommand.self, FixCommand.self, InitCommand.self, PolicyCommand.self,
      SchemaCommand.self, HookCommand.self,
      SelftestCommand.self, AuditCommand.self, ApproveCommand.self, PendingCommand.self,
      MonitorCommand.self,
      LearnCommand.self, PlayCommand.self, CertifyCommand.self, ReplayCommand.self,
      MCPCommand.self, MCPProxyCommand.self,
    ])

  /// Runs the command on a stack that is large enough.
  static func main() {
    SystemWrite.prepare()
    LargeStack.run { ProvisoCommand.runAndExit() }
  }

  /// The arguments without the name of the program.
  ///
  /// `CommandLine` has none where there is no `/proc`. The command would then print its help and exit 0,
  /// as if it had been asked for nothing.
  private static var arguments: [String] {
    let count = cspawn_argument_count()
    guard count > 0 else { return Array(CommandLine.arguments.dropFirst()) }
    return (1..<max(count, 1)).map { String(cString: cspawn_argument($0)) }
  }

  /// Ends the process. Work that was abandoned still uses the solver, whose destructors must not run.
  private static func end(_ status: Int32) -> Never {
    if AbandonedWork.exists { _exit(status) }
    systemExit(status)
  }

  /// The command that the arguments ask for.
  ///
  /// To parse them from the root reads the declarations of all commands. It is done for errors, for help
  /// and for the version, which then name the whole command.
  private static func command(for arguments: [String]) throws -> any ParsableCommand {
    if let name = arguments.first,
      let command = configuration.subcommands.first(where: { $0.configuration.commandName == name }
      ),
      let parsed = try? command.parseAsRoot(Array(arguments.dropFirst())),
      ([command] + command.configuration.subcommands).contains(where: { $0 == type(of: parsed) })
    {
      return parsed
    }
    if let message = UsageHint.aboutCommand(arguments.first) {
      Console.complain(message)
      end(ProvisoExit.unusable.rawValue)
    }
    return try parseAsRoot(arguments)
  }

  /// Parses the arguments, runs a command and ends the process. Wrong usage exits with 2, not with the
  /// argument parser's 64.
  private static func runAndExit() {
    let arguments = arguments
    do {
      var command = try command(for: arguments)
      try command.run()
    } catch let status as ExitCode {
      end(status.rawValue)
    } catch {
      // Help and the version are "errors", too.
      let message = fullMessage(for: error)
      guard exitCode(for: error).isSuccess else {
        Console.complain(UsageHint.completed(message))
        end(ProvisoExit.unusable.rawValue)
      }
      do throws(ExitCode) {
        try Console.print(message.hasSuffix("\n") ? message : message + "\n")
      } catch {
        end(error.rawValue)
      }
    }
    end(ProvisoExit.proved.rawValue)
  }
}

/// Calls `exit(3)`, whose name the commands' own function hides.
private func systemExit(_ status: Int32) -> Never { exit(status) }
