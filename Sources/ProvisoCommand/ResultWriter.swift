import ArgumentParser
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// Prints results in a format, and chooses the exit status by the worst verdict.
struct ResultWriter {
  let format: ReportFormat
  let terminal: Terminal
  /// The file for the results, instead of standard output.
  private let file: OutputFile?

  /// Prepares the output before the work begins.
  ///
  /// - Parameter output: the path of a file; `nil` for standard output.
  /// - Throws: the exit status if the file cannot be written. The reason is on standard error.
  init(format: ReportFormat, output: String?, terminal: Terminal) throws(ExitCode) {
    self.format = format
    self.terminal = terminal
    file = try output.map { (path) throws(ExitCode) in try terminal.prepareFile(path) }
  }

  /// Prints the results.
  func write(_ results: [CheckResult]) throws(ExitCode) {
    let settings = terminal.reportSettings(isTerminal: file == nil)
    try write(
      text: format.report.init(settings).render(results),
      as: format.isJSON ? .json : settings.hasColors ? .coloured : .plain)
  }

  /// Prints a text to the file of the results, or to standard output.
  func write(text: String, as notation: Console.Notation) throws(ExitCode) {
    guard !text.isEmpty else { return }
    guard let file else { return try Console.print(text, as: notation) }
    try terminal.write(text, as: notation, to: file)
  }

  /// Ends the command with the status of the worst verdict if that is `violated` or `undecided`.
  func exit(for results: [CheckResult]) throws(ExitCode) {
    switch results.map(\.verdict).max() ?? .proved {
    case .proved, .trusted, .tolerated: break
    case .violated: throw ProvisoExit.violated.code
    case .undecided: throw ProvisoExit.undecided.code
    }
  }
}

extension Terminal {
  /// Prepares a file for a result.
  ///
  /// - Throws: the exit status if it cannot be written. The reason is on standard error.
  func prepareFile(_ path: String) throws(ExitCode) -> OutputFile {
    do throws(OutputFile.Failure) {
      return try OutputFile(path)
    } catch {
      complain(["error: " + error.message])
      throw ProvisoExit.unusable.code
    }
  }

  /// Writes a text to a file that was prepared.
  ///
  /// - Throws: the exit status if that fails. The reason is on standard error.
  func write(
    _ text: String, as notation: Console.Notation, to file: OutputFile
  ) throws(ExitCode) {
    do throws(OutputFile.Failure) {
      try file.write(Console.bytes(of: text, as: notation))
    } catch {
      complain(["error: " + error.message])
      throw ProvisoExit.unusable.code
    }
  }
}
