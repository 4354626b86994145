import ArgumentParser
import ProvisoRuntime

/// `proviso audit`.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Works with the log of a hook's decisions.",
    subcommands: [Verify.self])

  /// `proviso audit verify`.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Checks that no line of an audit log was changed, removed or added.",
      discussion: """
        Exit status: 0 the log is whole, 1 it is not, 2 it cannot be read. Each line has the digest of the \
        line before it, and a file beside the log has that of the last line. Whoever can write both files \
        can forge both.
        """)

    @Argument(help: "The log (default: audit.jsonl in the user's folder for state).")
    var log: String?

    func run() throws {
      let path: String
      let verification: AuditVerification
      do {
        path = if let log { log } else { try StateFolder.made(nil) + "/audit.jsonl" }
        verification = try AuditVerification(of: AuditLog(path))
      } catch {
        throw StateOption.refusal(error)
      }
      if let mistake = verification.mistake {
        try Console.print("\(path): \(mistake)\n")
        throw ProvisoExit.violated.code
      }
      let lines = verification.lines == 1 ? "1 line" : "\(verification.lines) lines"
      let torn =
        verification.torn == 0
        ? "" : "; \(verification.torn) bytes of a line at the end were cut off by a crash"
      try Console.print("\(path): \(lines), each continues the one before\(torn)\n")
    }
  }
}
