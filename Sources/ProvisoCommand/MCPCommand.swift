import ArgumentParser
import Essentials
import JSONRPC
import Proviso
import ProvisoInput
import ProvisoMCP

/// `proviso mcp`.
struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serves checks to an agent, by the Model Context Protocol.",
    discussion: """
      A host starts this command and talks to it on standard input and output (revisions \
      \(ProtocolRevision.allCases.map(\.rawValue).joined(separator: ", "))). The tools check a plan, check a \
      proposed call, suggest repairs, explain a rule and list specs. They change nothing, run no program, and \
      read files only below the current directory or --root.
      """)

  @Option(
    help: ArgumentHelp(
      "The directory below which files are read, and from which paths start (default: the current one).",
      valueName: "dir"))
  var root: String?

  @Option(
    help: ArgumentHelp(
      "The file with the world for proposed calls, where a call names none.", valueName: "file"))
  var world: String = StarterWorld.fileName

  @Option(help: "The time limit of one call of a tool, in seconds.")
  var deadline: Int = 60

  @Option(
    help: ArgumentHelp(
      "The memory of the process beyond which a call ends, instead of 3/4 of what the machine gives.",
      valueName: "megabytes"))
  var memoryLimit: Int?

  func validate() throws {
    try Settings.validateTimeout(deadline, of: "--deadline")
  }

  func run() throws {
    let manager = FileManager.default
    if let root, !manager.changeCurrentDirectoryPath(root) {
      Console.complain("error: \(root): there is no such directory")
      throw ProvisoExit.unusable.code
    }
    guard let folder = FileScope.realPath(".") else {
      Console.complain("error: the current directory is gone")
      throw ProvisoExit.unusable.code
    }
    let limits = ServerLimits(
      deadline: .seconds(deadline), memoryLimit: memoryLimit ?? ProcessMemory.threeQuarters)
    MCPServer(
      settings: SettingsOfProjects(), folder: folder, world: world, limits: limits,
      output: MessageWriter(to: STDOUT_FILENO)
    ).run(reading: STDIN_FILENO)
  }
}
