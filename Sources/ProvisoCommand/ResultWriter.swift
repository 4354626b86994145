import Foundation
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// Prints results in a format, and chooses the exit status by the worst verdict.
struct ResultWriter {
  let format: ReportFormat
  /// The path of a file, instead of standard output.
  let output: String?
  let terminal: Terminal

  /// Prints the results.
  func write(_ results: [CheckResult]) throws {
    let settings = terminal.reportSettings(isTerminal: output == nil)
    try write(text: format.report.init(settings).render(results))
  }

  /// Prints a text to the file of the results, or to standard output.
  func write(text: String) throws {
    guard !text.isEmpty else { return }
    guard let output else {
      FileHandle.standardOutput.write(Data(text.utf8))
      return
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output))
    } catch {
      terminal.complain(["error: \(output): cannot write the result to this file"])
      throw ProvisoExit.unusable.code
    }
  }

  /// Ends the command with the status of the worst verdict if that is `violated` or `undecided`.
  func exit(for results: [CheckResult]) throws {
    switch results.map(\.verdict).max() ?? .proved {
    case .proved, .trusted, .tolerated: break
    case .violated: throw ProvisoExit.violated.code
    case .undecided: throw ProvisoExit.undecided.code
    }
  }
}
