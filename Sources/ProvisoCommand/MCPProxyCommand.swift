import ArgumentParser
import Essentials
import JSONRPC
import Proviso
import ProvisoInput
import ProvisoMCP
import ProvisoRuntime

/// `proviso mcp-proxy`.
struct MCPProxyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp-proxy",
    abstract:
      "Stands between a host and a server, and lets a call through only if no run breaks a rule.",
    discussion: """
      The host starts this command instead of a server of the Model Context Protocol. It starts the server \
      in the directory of the world, passes messages that only read, and decides about each call of a tool as \
      `proviso hook` does. A call that is denied does not reach the server. Where the world does not say what \
      a tool does, a person is asked if the host can do that; otherwise the call is denied.

      In the world, the tool TOOL of the server NAME is the action mcp__NAME__TOOL. The rules are those of the \
      start: what happens to the files later changes nothing.

      Example:
        proviso mcp-proxy --name files -- mcp-server-filesystem .
      """)

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp(
      "The program of the server and its arguments, after --.", valueName: "server")
  )
  var server: [String] = []

  @Option(
    help: ArgumentHelp(
      "The name of the server in the world (default: that of its program).", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The file with the world whose actions say what the tools do.", valueName: "file"))
  var world: String = StarterWorld.fileName

  @OptionGroup var specs: GateSpecsOption

  @OptionGroup var policies: GatePolicyOption

  @OptionGroup var carried: CarriedPlanOptions

  @Option(
    help: ArgumentHelp(
      "A plan of agents that the calls have to follow. It is proved at the first call, and exactly its runs are let through; anything else is asked.",
      valueName: "file"))
  var plan: String?

  @Flag(
    help:
      "Where something has to be asked, wait for `proviso approve` instead of asking through the host."
  )
  var approvals = false

  @OptionGroup var state: StateOption

  @Option(
    help: ArgumentHelp(
      "The name of the session (default: one of its own). Servers with the same name share their calls.",
      valueName: "name"))
  var session: String?

  @Option(help: "The time limit of one decision, in seconds.")
  var deadline: Int = 5

  @Option(help: "The time in which a person answers, in seconds.")
  var answerLimit: Int = 300

  @Flag(help: "Let every call through, and only record what would have been said.")
  var observe = false

  @Flag(
    help:
      "Refuse resources/read, prompts/get and completion/complete, by which a server could do more than read."
  )
  var toolsOnly = false

  func validate() throws {
    guard !server.isEmpty else {
      throw ValidationError("Name the program of the server after --.")
    }
    try GateSpecsOption.validate(deadline: deadline)
    try Settings.validateTimeout(answerLimit, of: "--answer-limit")
    guard name.map(ProxyOptions.isName) ?? true else {
      throw ValidationError("--name has only letters of ASCII, digits and _.")
    }
  }

  func run() throws {
    guard FileReader.kind(of: world) != .missing else {
      Console.complain(
        "error: \(world): there is no such file\nhelp: name the world with --world, or write a first one with `proviso init --hook claude`"
      )
      throw ProvisoExit.unusable.code
    }
    let file = URL(fileURLWithPath: world).standardizedFileURL
    let parent = file.deletingLastPathComponent().path
    let folder = FileScope.realPath(parent) ?? parent
    let options = ProxyOptions(
      server: name ?? ProxyOptions.name(ofProgram: server[0]), deadline: .seconds(deadline),
      answerLimit: .seconds(answerLimit), observes: observe, toolsOnly: toolsOnly)
    let proxy: MCPProxy
    do {
      let gate = try gate(in: folder, options)
      Interruption.installEnding()
      proxy = try MCPProxy(
        server, in: folder, gate: gate, options: options, host: MessageWriter(to: STDOUT_FILENO),
        report: { Console.complain($0) })
    } catch let error as InputError {
      Terminal().complain(error)
      throw ProvisoExit.unusable.code
    } catch let error as MCPProxy.StartFailure {
      Console.complain("error: the server cannot be started: \(error.message)")
      throw ProvisoExit.unusable.code
    }
    guard proxy.run(reading: STDIN_FILENO) else { throw ProvisoExit.unusable.code }
  }

  private func gate(
    in folder: String, _ options: ProxyOptions
  ) throws(InputError) -> SessionGate {
    let states: String
    do throws(StateFolder.Failure) {
      states = try state.folder()
    } catch {
      throw InputError(error.message)
    }
    let verifier = specs.verifier(deadline: deadline)
    return try SessionGate(
      host: "mcp-proxy", session: session ?? "mcp-proxy-\(UUID().uuidString)",
      rules: SessionRules(
        world: .path(world), directory: folder, verifier: verifier,
        plans: try carried.verifier(verifier, specs: specs, deadline: deadline),
        plan: plan.map { URL(fileURLWithPath: $0).standardizedFileURL.path },
        usesApprovals: approvals, policies: try policies.read(), folder: states,
        namesFolder: state.state != nil,
        observes: observe))
  }
}
