import ArgumentParser
import ProvisoKernel
import ProvisoRuntime

/// `proviso pending`.
struct PendingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pending",
    abstract: "Lists the calls of agents that wait for a person's approval.",
    discussion: "Exit status: 0 nothing waits, 1 something waits, 2 the list cannot be read.")

  @OptionGroup var state: StateOption

  func run() throws {
    let waiting: [(request: ApprovalStore.Request, approvers: [String])]
    do {
      waiting = try ApprovalStore(in: state.folder()).waiting(now: Approvals.now)
    } catch {
      throw StateOption.refusal(error)
    }
    guard !waiting.isEmpty else { return try Console.print("Nothing waits for an approval.\n") }
    for (request, approvers) in waiting {
      try Console.print(Self.text(of: request))
      if !approvers.isEmpty {
        try Console.print("  approved by \(approvers.joined(separator: ", ").printable)\n")
      }
      try Console.print("\n")
    }
    try Console.print("`proviso approve DIGEST` approves one of them.\n")
    throw ProvisoExit.violated.code
  }

  /// A call for the person who decides about it: every value, in full.
  static func text(of request: ApprovalStore.Request) -> String {
    var out = "\(request.digest.prefix(Approvals.shortest))  \(request.tool.printable)\n"
    out += "  arguments: \(request.arguments.printable)\n"
    if let directory = request.directory { out += "  directory: \(directory.printable)\n" }
    out += "  session: \(request.session.printable), proposed by \(request.proposer.printable)\n"
    if request.needed > 1 { out += "  \(request.needed) persons have to approve it\n" }
    for reason in request.reasons { out += "  reason: \(reason.printable)\n" }
    return out
  }
}
