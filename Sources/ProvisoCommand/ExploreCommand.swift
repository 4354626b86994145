import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// `proviso explore`.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract:
      "Explores a world in which agents act freely: finds a run that violates a property, or proves that there is none.",
    discussion: """
      WORLD is a .proviso file that declares a world, or a spec for a world that it uses. If the \
      states can be enumerated, all of them are visited. This proves properties of runs of any \
      length. Otherwise, the solver searches runs of up to --depth steps, and then tries a proof by \
      induction.

      Example:
        proviso explore specs/teaching/river.proviso
        proviso explore specs/teaching/river.proviso --graph | dot -Tsvg > river.svg
      """)

  @Argument(help: "A .proviso file with a world, or with a spec for one.")
  var world: String

  @Option(
    name: [.customShort("s"), .long], help: "A further spec for the same world; repeatable.")
  var spec: [String] = []

  @OptionGroup var values: ValueOptions

  @OptionGroup var project: RootOption

  @OptionGroup var budget: BudgetOptions

  @Option(help: "The number of steps of the longest runs that the solver searches.")
  var depth: Int = 10

  @Option(help: "The largest number of different counterexamples for each property.")
  var all: Int = 1

  @Option(help: "The largest number of states to visit.")
  var states: Int = 20_000_000

  @Option(help: "The time limit of the exploration, in seconds.")
  var timeout: Int = 120

  @OptionGroup var outputs: OutputOptions

  @Option(
    help:
      "Print something other than the result: itf, a run of a property in the Informal Trace Format of Apalache and Quint; smt, a script in SMT-LIB that is satisfiable if a run of up to --depth steps violates the property; tests, each violating run as a test for a harness."
  )
  var export: Export?

  @Option(help: "The property to export (default for itf: the first one with a run).")
  var property: String?

  @Flag(
    help:
      "Print the states and the steps between them as a graph in the DOT language of Graphviz, instead of the result. Initial states have a double border, states without a step a bold one; red states violate an invariant."
  )
  var graph = false

  @Option(help: "The largest number of states that --graph draws.")
  var graphStates: Int = 200

  @OptionGroup var tests: TestExportOptions

  @Option(
    help: ArgumentHelp(
      "A directory for the evidence: queries of proofs by induction in SMT-LIB, runs, and a manifest with digests. `proviso certify` and `proviso replay` check it again.",
      valueName: "directory"))
  var certificates: String?

  @Flag(help: "Count a property as undecided if nothing in the world can violate it.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "The date on which waivers are checked, instead of today in UTC.", valueName: "2027-01-31"))
  var today: CalendarDate?

  /// The formats of exports.
  enum Export: String, ExpressibleByArgument, CaseIterable {
    case itf, smt, tests
  }

  func validate() throws {
    guard export != .smt || property != nil else {
      throw ValidationError("--export smt exports one property; name it with --property.")
    }
    guard property == nil || export != nil else {
      throw ValidationError("--property needs --export.")
    }
    guard !graph || export == nil && spec.isEmpty && certificates == nil && outputs.format.isEmpty
    else {
      throw ValidationError("--graph takes no --spec, --export, --certificates and --format.")
    }
    try tests.validate(isExported: export == .tests)
    for (name, value, range) in [
      ("--graph-states", graphStates, 1...10_000),
      ("--depth", depth, 1...10_000), ("--all", all, 1...1_000),
      ("--states", states, 1...1_000_000_000), ("--timeout", timeout, 1...86_400),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(name) takes a number between \(range.lowerBound) and \(range.upperBound).")
    }
  }

  func run() throws {
    let terminal = outputs.terminal
    var verifier = Verifier(specs: spec.map(SpecSource.path))
    verifier.give(values)
    verifier.root = project.root
    verifier.isStrict = strict
    verifier.today = today
    verifier.options.exploration.depth = depth
    verifier.options.exploration.runs = all
    verifier.options.exploration.states = states
    verifier.options.exploration.seconds = Double(timeout)
    let report = try ResultWriter(outputs, terminal: terminal, keeping: [world] + spec)
    if let mistake = FileKindHint.aboutWorld(world) { throw try report.refuse([mistake]) }
    let evidence = try certificates.map { try CertificateWriter($0, terminal) }
    verifier.certifies = evidence != nil
    let progress = terminal.progress()
    verifier.progress = { progress.show($0) }
    verifier.cancellation = Interruption.install()
    verifier.limit(by: budget)
    if graph { return try draw(by: verifier, to: report) }
    if export == .smt, let property {
      ProcessBudget.begin(budget)
      do {
        let text = try verifier.smtLib(worldAt: world, property: property)
        return try report.write(text: text, as: .plain)
      } catch let error as InputError {
        terminal.complain(error)
        throw ProvisoExit.unusable.code
      }
    }
    let result: CheckResult
    do {
      result = try verifier.explore(worldAt: world)
      progress.clear()
    } catch {
      progress.clear()
      throw try report.refuse([error])
    }
    terminal.complain(result.diagnostics.map(\.rendered))
    try evidence?.write([result], specs: spec)
    switch export {
    case .itf: try exportTrace(of: result, to: report)
    case .tests: try tests.export(result, of: property, specs: spec, to: report)
    case .smt, nil: try report.write([result])
    }
    if result.properties.isEmpty, result.exploration?.isExhaustive == false {
      throw ProvisoExit.undecided.code
    }
    try report.exit(for: [result])
  }

  /// Writes the graph of the states.
  private func draw(by verifier: Verifier, to report: ResultWriter) throws {
    ProcessBudget.begin(budget)
    do {
      var builder = StateGraphBuilder(
        try WorldWalker(of: .path(world), by: verifier), most: graphStates)
      let text = StateGraphReport().render(try builder.graph())
      try report.write(text: text, as: .plain)
    } catch let error as InputError {
      report.terminal.complain(error)
      report.terminal.hint(
        "--graph-states raises the number of states, and --const can make a world smaller")
      throw ProvisoExit.unusable.code
    }
  }

  private func exportTrace(of result: CheckResult, to report: ResultWriter) throws {
    try report.require(property, in: result)
    guard let trace = TraceReport().render(result, property: property) else {
      report.terminal.complain([
        "note: nothing is exported: "
          + (property.map { "no run was found that violates or reaches `\($0)`" }
            ?? "no run was found that violates or reaches a property")
      ])
      return
    }
    try report.write(text: trace.text, as: .json)
  }
}
