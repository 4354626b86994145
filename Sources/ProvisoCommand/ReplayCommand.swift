import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoResult

/// `proviso replay`.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Runs a recorded counterexample through the interpreter alone.",
    discussion: """
      FILE was written by `proviso check PLAN --certificates DIRECTORY`. The steps of the run are taken one \
      by one, and the property is evaluated as it is written, without an engine or a solver. The plan and \
      the specs must be the same as then.

      Exit status: 1 the violation is real, 0 the run reaches the goal of a `possible`, 2 a file is missing \
      or changed, or the input has no such run, 3 the run is not a counterexample.
      """)

  @Argument(help: "The file with the run.")
  var file: String

  @Option(
    name: [.customShort("p"), .long], help: "The plan or the world, if it is not where it was.")
  var plan: String?

  @Option(
    name: [.customShort("s"), .long],
    help: "A spec or a pack, if they are not where they were; repeatable.")
  var spec: [String] = []

  @Option(help: "The graph, if it is not where it was.")
  var graph: String?

  @Option(help: "The conventions, if they are not where they were.")
  var conventions: String?

  @OptionGroup var values: ValueOptions

  @OptionGroup var project: RootOption

  @Option(
    help: ArgumentHelp(
      "The value of `today` in specs, instead of today in UTC.", valueName: "2027-01-31"))
  var today: CalendarDate?

  @OptionGroup var outputs: OutputOptions

  @OptionGroup var budget: BudgetOptions

  func run() throws {
    let terminal = outputs.terminal
    let report = try ResultWriter(outputs, terminal: terminal, keeping: [file])
    do {
      let recorded = try CounterexampleFile(contentsOf: file)
      let run = try recorded.run(named: file)
      let check = try CheckCommand.parse(arguments(for: recorded))
      let path = check.plan.first ?? ""
      var verifier = try check.verifier(terminal, report, for: path)
      verifier.recorded = run
      // A path in the file is nobody's consent to run Terraform on it.
      if plan == nil { verifier.options.terraform.consent = .never }
      var result = try verifier.check(planAt: path)
      try requireSame(
        CheckedFiles(of: result, with: check.otherFiles(verifier), specs: []), as: recorded)
      result.properties = result.properties.filter { $0.name == run.property }
      guard let property = result.properties.first else {
        throw InputError("\(file): there is no property `\(run.property)` in these specs")
      }
      if ForeignRun.isNamed(in: property.reason) {
        throw InputError("\(file): \(property.reason ?? "")")
      }
      guard property.verdict == .undecided || property.method == .replay else {
        throw InputError("\(file): a run does not decide `\(run.property)`")
      }
      if property.verdict == .undecided {
        terminal.complain([
          "\(file): this is not a counterexample to `\(property.name)`: \(property.reason ?? "")"
        ])
        throw ProvisoExit.undecided.code
      }
      try report.write([result])
      if property.verdict == .violated { throw ProvisoExit.violated.code }
    } catch let error as InputError {
      throw try report.refuse([error])
    }
  }

  /// The command line of the check that the run is from.
  ///
  /// The file could be anybody's, so it names only files below the current directory.
  private func arguments(for recorded: CounterexampleFile) throws(InputError) -> [String] {
    let scope = FileScope.below(FileManager.default.currentDirectoryPath)
    func admitted(_ path: String, _ option: String) throws(InputError) -> String {
      guard path != "-", !path.hasPrefix("-"), scope.contains(path) else {
        throw InputError(
          "\(file): the run is about \(path), which is not below the current directory; name it with \(option)"
        )
      }
      return path
    }
    var out: [String] = []
    if let plan {
      out.append(plan)
    } else {
      out.append(try admitted(recorded.input.path, "--plan"))
    }
    for name in spec { out += ["--spec", name] }
    if spec.isEmpty {
      for name in recorded.specs {
        let isPack = SpecPack.all.contains { $0.name == name }
        out += ["--spec", isPack ? name : try admitted(name, "--spec")]
      }
    }
    for (option, given, role) in [
      ("--graph", graph, CheckedFiles.File.Role.graph),
      ("--conventions", conventions, .conventions),
    ] {
      let known = recorded.files.first { $0.role == role && $0.isOption }?.path
      if let given {
        out += [option, given]
      } else if let known {
        out += [option, try admitted(known, option)]
      }
    }
    if let root = project.root { out += ["--root", root] }
    out += ["--time-limit", "\(budget.timeLimit)"]
    if let limit = budget.memoryLimit { out += ["--memory-limit", "\(limit)"] }
    if let today { out += ["--today", "\(today)"] }
    for value in values.assignments { out += ["--var", "\(value.name)=\(value.text)"] }
    return out
  }

  /// - Throws: `InputError` unless the plan and the other files are those of the run.
  private func requireSame(
    _ now: CheckedFiles, as then: CounterexampleFile
  ) throws(InputError) {
    var changes: [String] = []
    if now.input.sha256 != then.input.sha256 {
      changes.append("\(now.input.path): this is not the plan that the run is about")
    }
    let known = Set(now.files.map(\.sha256))
    for file in then.files where !known.contains(file.sha256) {
      changes.append("\(file.path): this file has changed since the run was recorded")
    }
    let before = Set(then.files.map(\.sha256))
    for file in now.files where !before.contains(file.sha256) {
      changes.append("\(file.path): this file had no part in the run, or it has changed")
    }
    guard changes.isEmpty else { throw InputError(changes) }
  }
}
