import ArgumentParser
import Essentials
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
      DIR and its subdirectories are searched for .proviso files, except hidden directories. DIR can \
      also be a file. A test can expect rules of built-in packs; the conventions and the values of \
      `vars` are those of the nearest proviso.yaml.

      Exit status: 0 every test passed, 1 a test failed, 2 a spec or a plan cannot be used, 3 a test \
      is undecided and none failed. No test runs a program; the plan of a test is JSON.
      """)

  @Argument(
    help: ArgumentHelp("Directories with specs (default: the current directory).", valueName: "dir")
  )
  var directories: [String] = []

  @OptionGroup var values: ValueOptions

  @Option(help: ArgumentHelp("The file for the results as JUnit XML.", valueName: "file"))
  var junit: String?

  @Option(
    help: ArgumentHelp(
      "The date on which waivers are checked, instead of today in UTC.", valueName: "2027-01-31"))
  var today: CalendarDate?

  @Option(help: "The time limit of one query of the solver, in seconds.")
  var timeout: Int = 20

  @OptionGroup var project: RootOption

  @OptionGroup var budget: BudgetOptions

  func validate() throws {
    try Settings.validateTimeout(timeout, of: "--timeout")
  }

  func run() throws {
    let terminal = Terminal()
    let junitFile = try junit.map { try terminal.prepareFile($0) }
    var verifier = Verifier()
    do throws(InputError) {
      // Rules of packs, and values from outside, are those of the project.
      if let settings = try Settings.find(
        from: directories.first ?? ".", root: project.root)
      {
        verifier.root = settings.folder
        verifier.conventions = settings.conventions
        verifier.adjust(by: settings, isRequired: false)
        verifier.adjustments.rules = []
      }
    } catch {
      terminal.complain(error)
      throw ProvisoExit.unusable.code
    }
    verifier.give(values)
    verifier.limits.timeoutMilliseconds = timeout * 1000
    verifier.today = today
    if let root = project.root { verifier.root = root }
    verifier.cancellation = Interruption.install()
    verifier.limit(by: budget)
    let progress = terminal.progress()
    verifier.progress = { progress.show($0) }
    let suite: TestSuiteResult
    do {
      suite = try TestRunner(verifier: verifier).run(directories.isEmpty ? ["."] : directories)
      progress.clear()
    } catch {
      progress.clear()
      terminal.complain(error)
      throw ProvisoExit(error).code
    }
    terminal.complain(
      suite.diagnostics.map(\.rendered)
        + [CodeHint.text(for: suite.diagnostics)].compactMap(\.self))
    let report = TextReport(terminal.reportSettings())
    try Console.print(report.render(suite), as: terminal.notation)
    if let junitFile {
      try terminal.write(JUnitReport().render(suite), as: .plain, to: junitFile)
    }
    if suite.diagnostics.contains(where: { $0.level == .error }) {
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
