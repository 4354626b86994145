import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoRuntime

extension HookHost: ExpressibleByArgument {}

/// `proviso hook`.
struct HookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Decides for an agent's host whether a call of a tool may happen.",
    discussion: """
      The host starts this command before each call and after it, with the event on standard input. A call \
      that no run can turn against the world's properties gets no reply, so that the host's own rules \
      still apply. Any other call is denied, or the host asks its user: with the rule, and what would \
      break it.

      `terraform apply PLAN` carries out a plan that exists, so the plan is checked, too: against the specs \
      for Terraform, or else the built-in rules. With --run-terraform the hook runs terraform or tofu to read \
      a saved plan. `terraform apply` and `destroy` without a plan are denied, with the advice to plan first.

      What is unknown, late or broken is never let through. The host has the last word, and some hosts go \
      on where a hook crashes or is killed; `proviso selftest` tries the one that is installed.
      """)

  @Option(help: "The host (\(HookHost.allCases.map(\.rawValue).joined(separator: ", "))).")
  var host: HookHost

  @Option(
    help: ArgumentHelp(
      "The file with the world whose actions say what the tools do.", valueName: "file"))
  var world: String

  @OptionGroup var specs: GateSpecsOption

  @Option(
    help: ArgumentHelp(
      "The file where the agent writes its plan first. The plan is proved, and exactly its runs are let through; anything else is asked.",
      valueName: "file"))
  var plan: String?

  @Flag(
    help:
      "Where something has to be asked, wait for `proviso approve` instead of the host's own question. Hosts that cannot ask do so anyway."
  )
  var approvals = false

  @OptionGroup var policies: GatePolicyOption

  @OptionGroup var state: StateOption

  @OptionGroup var carried: CarriedPlanOptions

  @Option(help: "The time limit of one decision, in seconds, and of one check of a plan.")
  var deadline: Int = 15

  @Flag(help: "Let every call through, and only record what would have been said.")
  var observe = false

  func validate() throws {
    try GateSpecsOption.validate(deadline: deadline)
  }

  /// The seconds in which there is a reply: those of a decision and of the check of a plan, and what it takes
  /// to end them.
  private var latest: Int { 2 * deadline + 2 }

  func run() throws {
    let fault = "a fault of the program or of the solver ended the decision"
    CrashReply.install(
      observe
        ? .observed(fault) : .failure(fault, of: host, isBefore: true))
    let reply = OneReply()
    reply.giveLate(after: latest) { [host, observe, latest] in
      let late = "there was no decision within \(latest) s"
      guard !observe else {
        Console.complain("note: \(late)")
        return 0
      }
      do throws(ExitCode) {
        try Self.send(.failure(late, of: host, isBefore: true))
        return 0
      } catch {
        return error.rawValue
      }
    }
    func give(_ found: HookReply) throws(ExitCode) {
      try reply.give { () throws(ExitCode) in try Self.send(found) }
    }
    let bytes: [UInt8]
    do throws(InputError) {
      bytes = try FileReader.standardInput(limit: HookEvent.mostBytes)
    } catch {
      return try give(.failure(error.description, of: host, isBefore: true))
    }
    let folder: String
    do throws(StateFolder.Failure) {
      folder = try state.folder()
    } catch {
      return try give(.failure(error.message, of: host, isBefore: true))
    }
    let verifier = specs.verifier(deadline: deadline)
    let rules: SessionRules
    do throws(InputError) {
      rules = SessionRules(
        world: .path(world), directory: StateFolder.directory(of: world), verifier: verifier,
        plans: try carried.verifier(verifier, specs: specs, deadline: deadline),
        plan: plan.map { URL(fileURLWithPath: $0).standardizedFileURL.path },
        usesApprovals: approvals, policies: try policies.read(), folder: folder,
        namesFolder: state.state != nil, observes: observe)
    } catch {
      return try give(.failure(error.description, of: host, isBefore: true))
    }
    try give(HookHandler(host, rules: rules).reply(to: bytes))
  }

  /// Prints a reply. A reply that cannot be printed ends with the status that blocks.
  private static func send(_ reply: HookReply) throws(ExitCode) {
    if !reply.complaint.isEmpty { Console.complain(reply.complaint) }
    if !reply.output.isEmpty { try Console.print(reply.output, as: .json) }
    if reply.status != 0 { throw ExitCode(reply.status) }
  }
}
