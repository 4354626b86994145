import ArgumentParser
import Foundation
import Proviso
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// `proviso test`.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the `test` items of specs.",
    discussion: """
      DIR is searched for .proviso files, itself and all below it; hidden folders are passed over. \
      A file can be named, too.

      Exit status: 0 everything came out as expected, 1 a test failed, 2 a spec or a plan cannot be \
      used, 3 what did not come out as expected is undecided.
      """)

  @Argument(help: ArgumentHelp("Where the specs are (default: here).", valueName: "dir"))
  var directories: [String] = []

  @Option(help: ArgumentHelp("Where to write the results as JUnit XML.", valueName: "file"))
  var junit: String?

  @Option(
    help: ArgumentHelp(
      "The day by which waivers are judged, instead of today in UTC.", valueName: "2027-01-31"))
  var today: CalendarDate?

  @Option(help: "Seconds that one query of the solver may take.")
  var timeout: Int = 20

  @Option(help: "The program that shows saved plans (default: terraform, else tofu).")
  var terraformBin: String?

  func validate() throws {
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout takes a number of seconds between 1 and 86400.")
    }
  }

  func run() throws {
    let terminal = Terminal()
    var verifier = Verifier()
    verifier.limits.timeoutMilliseconds = timeout * 1000
    verifier.today = today
    verifier.terraform = terraformBin
    let progress = terminal.progress()
    verifier.progress = { progress.show($0) }
    let suite: TestSuiteResult
    do {
      suite = try TestRunner(verifier: verifier).run(directories.isEmpty ? ["."] : directories)
      progress.clear()
    } catch {
      progress.clear()
      terminal.complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    terminal.complain(
      suite.diagnostics.map(\.rendered)
        + [Explainer.hint(for: suite.diagnostics)].compactMap(\.self))
    let report = TextReport(hasColors: terminal.hasColors, width: terminal.width)
    FileHandle.standardOutput.write(Data(report.render(suite).utf8))
    if let junit {
      do {
        try Data(JUnitReport().render(suite).utf8).write(to: URL(fileURLWithPath: junit))
      } catch {
        terminal.complain(["error: \(junit): the result cannot be written there"])
        throw ProvisoExit.unusable.code
      }
    }
    if suite.diagnostics.contains(where: { $0.level == "error" }) {
      throw ProvisoExit.unusable.code
    }
    switch suite.tests.map(\.outcome).max() ?? .passed {
    case .passed: break
    case .undecided: throw ProvisoExit.undecided.code
    case .failed: throw ProvisoExit.violated.code
    case .broken: throw ProvisoExit.unusable.code
    }
  }
}
