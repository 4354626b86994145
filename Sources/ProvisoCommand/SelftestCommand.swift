import ArgumentParser
import Essentials
import ProvisoInput
import ProvisoKernel
import ProvisoRuntime

/// `proviso selftest`.
struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Proves with a canary call that an installed hook really blocks.",
    discussion: """
      Runs the commands that the host's file in DIR starts before a call, as the host would, with a call \
      that every hook of Proviso denies: once as they are, and once where the shell cannot find proviso. \
      A hook that is installed and does nothing is the commonest failure. A hook whose proviso does not run \
      blocks every call, and is reported, too.

      Exit status: 0 the hook decides and blocks, 1 it does not, 2 there is none.
      """)

  @Option(help: "The host (\(HookHost.allCases.map(\.rawValue).joined(separator: ", "))).")
  var host: HookHost

  /// The time that a host gives a hook, in seconds.
  private static let mostSeconds = 60

  @Argument(help: ArgumentHelp("The directory of the project.", valueName: "dir"))
  var directory = "."

  func run() throws {
    let installation = HookInstallation(host: host, folder: directory)
    let commands: [String]
    do throws(InputError) {
      commands = try installation.installedCommands()
    } catch {
      Terminal().complain(error)
      throw ProvisoExit.unusable.code
    }
    let own = commands.filter { $0.contains("proviso") }
    guard !own.isEmpty else {
      Console.complain(
        "error: \(installation.settingsPath): no hook before a call starts proviso; install one by "
          + "`proviso init --hook \(host.rawValue)`")
      throw ProvisoExit.unusable.code
    }
    var failures: Set<String> = []
    for command in own {
      let first = try answer(of: command, path: nil)
      try Console.print("\(first.text)  with proviso: \(command)\n")
      switch first.answer {
      case .denied: break
      case .blocked:
        failures.insert(
          "The hook blocks every call, because proviso does not run: is it on the PATH of the host?"
        )
      case .letThrough: failures.insert(Self.letsThrough)
      }
      let second = try answer(of: command, path: Self.emptyPath)
      if second.answer == .denied {
        try Console.print("finds proviso by its path, so it was not tried without it: \(command)\n")
        continue
      }
      try Console.print("\(second.text)  where proviso is missing: \(command)\n")
      if second.answer == .letThrough { failures.insert(Self.letsThrough) }
    }
    guard failures.isEmpty else {
      for failure in failures.sorted() { try Console.print(failure + "\n") }
      throw ProvisoExit.violated.code
    }
    try Console.print("The hook is installed, and it blocks.\n")
  }

  private static let letsThrough =
    "The hook does not block every call: what it does not block, happens."
  /// A folder of programs in which nothing is found.
  private static let emptyPath = "/dev/null"

  /// The behaviour of the host after a command, with the words for it.
  private func answer(
    of command: String, path: String?
  ) throws -> (answer: Canary.Answer, text: String) {
    let (output, status) = try reply(of: command, path: path)
    let answer = Canary.answer(host, output: output, status: status)
    switch answer {
    case .denied: return (answer, "blocks")
    case .blocked: return (answer, path == nil ? "does not run (status \(status))" : "blocks")
    case .letThrough: return (answer, "does not block (status \(status))")
    }
  }

  /// Runs a command as the host does.
  ///
  /// - Parameter path: the folders of programs; `nil` for those of this process.
  private func reply(
    of command: String, path: String?
  ) throws -> (output: String, status: Int32) {
    let folder = URL(fileURLWithPath: directory).standardizedFileURL.path
    var environment = ProcessInfo.processInfo.environment
    environment["CLAUDE_PROJECT_DIR"] = folder
    environment["GEMINI_PROJECT_DIR"] = folder
    if let path { environment["PATH"] = path }
    let run = ToolRun(
      program: "/bin/sh", arguments: ["-c", command], folder: folder, environment: environment,
      limit: Self.mostSeconds, input: Array(Canary.event(of: host, in: folder).utf8))
    do throws(ToolRun.Failure) {
      let output = try run.run()
      return (String(decoding: output.text, as: UTF8.self), output.status)
    } catch .notStarted(let reason) {
      Console.complain("error: \(directory): /bin/sh cannot be started there: \(reason)")
      throw ProvisoExit.unusable.code
    } catch {
      // The host waits no longer either, and goes on without an answer: the status is that of `timeout`.
      return ("", 124)
    }
  }
}
