import ArgumentParser
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// Prints results in their formats, and chooses the exit status by the worst verdict.
struct ResultWriter {
  let terminal: Terminal
  private let settings: ReportSettings
  private let targets: [Target]

  /// A format, and the file for it, instead of standard output.
  private struct Target {
    let format: ReportFormat
    let file: OutputFile?
  }

  /// Whether a format draws the steps and their order.
  var drawsGraph: Bool { targets.contains { $0.format.report.drawsGraph } }

  /// Whether a format tells the best repairs.
  var tellsRepairs: Bool { targets.contains { $0.format.report.tellsRepairs } }

  /// Whether a format tells what the proofs need.
  var tellsReasons: Bool {
    targets.contains { $0.format.report.tellsReasons.map { $0 <= settings.detail } ?? false }
  }

  /// Prepares the outputs before the work begins.
  ///
  /// - Parameters:
  ///   - inputs: The files that the command reads, which no output replaces.
  ///   - showsAll: Whether every violation is shown.
  ///   - all: The option for that; `nil` if the command has none.
  /// - Throws: the exit status if a file cannot be written. The reason is on standard error.
  init(
    _ options: OutputOptions, terminal: Terminal, keeping inputs: [String], showsAll: Bool = false,
    all: String? = nil
  ) throws(ExitCode) {
    self.terminal = terminal
    var settings = terminal.reportSettings(
      detail: options.detail, showsAll: showsAll, all: all)
    let positions = ObjectPositions()
    settings.position = { positions.position($0, $1) }
    self.settings = settings
    var targets: [Target] = []
    for (format, output) in options.targets {
      let file = try output.map { (path) throws(ExitCode) in
        try terminal.prepareFile(path, keeping: inputs)
      }
      targets.append(Target(format: format, file: file))
    }
    self.targets = targets
  }

  /// Prints the results.
  ///
  /// - Parameter errors: The errors of inputs that have no result. JSON tells them, too. Without any
  ///   result, no other format is written: it would look like an answer without findings.
  /// - Parameter shard: The same as the answer of one part of a list of inputs, which JSON then is.
  func write(
    _ results: [CheckResult], errors: [ResultDiagnostic] = [],
    shard: ShardAnswer? = nil
  ) throws(ExitCode) {
    for target in targets {
      if let shard, target.format == .json {
        try write(text: JSONReport().render(shard), as: .json, to: target.file)
        continue
      }
      if !errors.isEmpty {
        if target.format == .json {
          try write(
            text: JSONReport().render(results, errors: errors), as: .json, to: target.file)
          continue
        }
        guard !results.isEmpty else { continue }
      }
      var settings = settings
      if target.file != nil { settings.hasColors = false }
      try write(
        text: target.format.report.init(settings).render(results),
        as: target.format.isJSON ? .json : settings.hasColors ? .coloured : .plain,
        to: target.file)
    }
  }

  /// Tells errors that leave no result.
  ///
  /// - Returns: the exit status.
  func refuse(_ errors: [InputError]) throws(ExitCode) -> ExitCode {
    for error in errors { terminal.complain(error) }
    try write([], errors: errors.flatMap(\.reported))
    return errors.contains { ProvisoExit($0) == .unusable }
      ? ProvisoExit.unusable.code : ProvisoExit.undecided.code
  }

  /// Prints a text instead of results, to the file of the first format.
  func write(text: String, as notation: Console.Notation) throws(ExitCode) {
    try write(text: text, as: notation, to: targets.first?.file)
  }

  private func write(
    text: String, as notation: Console.Notation, to file: OutputFile?
  ) throws(ExitCode) {
    // A file of an earlier check must not stay.
    guard !text.isEmpty || file != nil else { return }
    guard let file else { return try Console.print(text, as: notation) }
    try terminal.write(text, as: notation, to: file)
  }

  /// Ends the command with the status of the worst verdict if that is `violated` or `undecided`.
  ///
  /// - Parameter least: The lowest severity of a property that counts; `nil` for all.
  func exit(for results: [CheckResult], from least: Severity? = nil) throws(ExitCode) {
    let (status, below) = Self.status(of: results, from: least)
    if let least, below > 0 {
      terminal.complain([
        "note: \(below) violated or undecided \(below == 1 ? "property is" : "properties are") below --fail-on \(least.rawValue)"
      ])
    }
    if status != .proved { throw status.code }
  }

  /// The exit status for results, and the number of failing properties that do not count for it.
  static func status(
    of results: [CheckResult], from least: Severity? = nil
  ) -> (status: ProvisoExit, below: Int) {
    let verdict = results.map(\.verdict).max() ?? .proved
    guard let least, verdict >= .undecided else { return (status(of: verdict), 0) }
    let failing = results.flatMap(\.properties).filter { $0.effectiveVerdict >= .undecided }
    let counted = failing.filter { $0.severity >= least }.map(\.effectiveVerdict).max()
    let below = failing.count { $0.severity < least }
    // A verdict that no property explains counts, too.
    return (status(of: failing.isEmpty ? verdict : counted ?? .proved), below)
  }

  private static func status(of verdict: Verdict) -> ProvisoExit {
    switch verdict {
    case .proved, .trusted, .tolerated: .proved
    case .violated: .violated
    case .undecided: .undecided
    }
  }
}

extension Terminal {
  /// Prepares a file for a result.
  ///
  /// - Parameter inputs: The files that the command reads.
  /// - Throws: the exit status if it cannot be written. The reason is on standard error.
  func prepareFile(_ path: String, keeping inputs: [String] = []) throws(ExitCode) -> OutputFile {
    do throws(OutputFile.Failure) {
      try OutputFile.requireNoSource(path, inputs: inputs)
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
