import ArgumentParser
import Foundation
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
      A hook that is installed and does nothing is the commonest failure.

      Exit status: 0 the hook blocks, 1 it does not, 2 there is none.
      """)

  @Option(help: "The host (\(HookHost.allCases.map(\.rawValue).joined(separator: ", "))).")
  var host: HookHost

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
    var isBlocked = true
    for command in own {
      for (path, name) in [(nil, "with proviso"), ("/usr/bin:/bin", "where proviso is missing")] {
        let (output, status) = try reply(of: command, path: path)
        let blocks = Canary.isBlocked(host, output: output, status: status)
        isBlocked = isBlocked && blocks
        let verdict = blocks ? "blocks" : "does not block (status \(status))"
        try Console.print("\(verdict)  \(name): \(command)\n")
      }
    }
    guard isBlocked else {
      try Console.print("The hook does not block every call: what it does not block, happens.\n")
      throw ProvisoExit.violated.code
    }
    try Console.print("The hook is installed, and it blocks.\n")
  }

  /// Runs a command as the host does.
  ///
  /// - Parameter path: the folders of programs; `nil` for those of this process.
  private func reply(
    of command: String, path: String?
  ) throws -> (output: String, status: Int32) {
    let folder = URL(fileURLWithPath: directory).standardizedFileURL.path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["CLAUDE_PROJECT_DIR"] = folder
    environment["GEMINI_PROJECT_DIR"] = folder
    if let path { environment["PATH"] = path }
    process.environment = environment
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let event = Canary.event(of: host, in: folder)
    try? input.fileHandleForWriting.write(contentsOf: Data(event.utf8))
    try? input.fileHandleForWriting.close()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: text, as: UTF8.self), process.terminationStatus)
  }
}
