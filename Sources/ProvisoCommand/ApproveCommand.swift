import ArgumentParser
import Essentials
import ProvisoKernel
import ProvisoRuntime

/// `proviso approve`.
struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approves one call of an agent, with exactly the values that are shown.",
    discussion: """
      A hook that has a question denies the call and names its digest. This command shows the call, and asks \
      for the digest on the terminal. The approval counts once, for the same call with the same arguments, \
      directory and plan, and ends after a time. Properties with the tag `two-people` need two persons, \
      none of them the user that the agent runs as.

      Exit status: 0 approved; 1 not approved; 2 no such call waits, or there is no terminal.
      """)

  @Argument(help: "The digest, or its first \(Approvals.shortest) characters or more.")
  var digest: String

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("The number of minutes that the approval lasts.", valueName: "minutes"))
  var minutes = 15

  @OptionGroup var state: StateOption

  func validate() throws {
    guard (1...1_440).contains(minutes) else {
      throw ValidationError("--for is a number of minutes from 1 to 1440.")
    }
    guard digest.count >= Approvals.shortest, digest.allSatisfy(\.isHexDigit) else {
      throw ValidationError(
        "a digest has \(Approvals.shortest) or more of the digits 0 to 9 and a to f.")
    }
  }

  func run() throws {
    let store: ApprovalStore
    let request: ApprovalStore.Request
    do {
      store = try ApprovalStore(in: state.folder())
      let found = try store.waiting(now: Approvals.now).filter {
        $0.request.digest.hasPrefix(digest.lowercased())
      }
      guard let only = found.first, found.count == 1 else {
        throw ApprovalStore.Failure(
          message: found.isEmpty
            ? "no call with the digest \(digest) waits for an approval (`proviso pending` lists them)"
            : "several calls have a digest that begins with \(digest); give more of it")
      }
      request = only.request
    } catch {
      throw StateOption.refusal(error)
    }
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      Console.complain("error: an approval needs a person at a terminal, and there is no terminal")
      throw ProvisoExit.unusable.code
    }
    defer { close(terminal) }
    let short = String(request.digest.prefix(Approvals.shortest))
    let question =
      PendingCommand.text(of: request) + "\nType \(short) to approve exactly this call once: "
    try? SystemWrite.all(Array(question.utf8), to: terminal)
    guard Self.line(from: terminal) == short else {
      try Console.print("not approved\n")
      throw ProvisoExit.violated.code
    }
    let now = Approvals.now
    do {
      // An approval that is not in the log would count unseen.
      try AuditLog(state.folder() + "/audit.jsonl").append([
        .init("event", .string("approval")), .init("at", .string(Timestamp.now)),
        .init("session", .string(request.session)), .init("tool", .string(request.tool)),
        .init("digest", .string(request.digest)), .init("approver", .string(Approvals.user)),
        .init("minutes", .integer(minutes)),
      ])
      try store.approve(request.digest, by: Approvals.user, at: now, until: now + minutes * 60)
    } catch {
      throw StateOption.refusal(error)
    }
    let more =
      request.needed > 1 ? "; \(request.needed) persons have to approve it" : ""
    try Console.print("approved for \(minutes) minutes\(more)\n")
  }

  /// The line that a person types.
  private static func line(from terminal: Int32) -> String {
    var bytes: [UInt8] = []
    var next: UInt8 = 0
    while bytes.count < 256, read(terminal, &next, 1) == 1, next != 0x0A { bytes.append(next) }
    return String(decoding: bytes, as: UTF8.self).trimming(where: \.properties.isWhitespace)
  }
}
