import ArgumentParser
import ProvisoRuntime

/// The folder of sessions, of approvals and of the audit log.
struct StateOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of sessions and of the audit log (default: proviso in the user's folder for state).",
      valueName: "folder"))
  var state: String?

  /// The path of the folder, which is made if it is missing.
  func folder() throws(StateFolder.Failure) -> String { try StateFolder.made(state) }

  /// The exit status after a failure of the folder, or of a file in it, which is told.
  static func refusal(_ error: any Error) -> any Error {
    let message: String
    switch error {
    case let error as ApprovalStore.Failure: message = error.message
    case let error as StateFolder.Failure: message = error.message
    case let error as AuditLog.Failure: message = error.message
    default: return error
    }
    Console.complain("error: " + message)
    return ProvisoExit.unusable.code
  }
}
