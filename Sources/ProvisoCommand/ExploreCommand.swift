import ArgumentParser
import Foundation
import Proviso
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// `proviso explore`.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract:
      "Explores a world in which agents act freely: finds the run that breaks an invariant, or proves that none does.",
    discussion: """
      WORLD is a .proviso file that declares a world, or a spec for a world that it uses. Where the \
      states can be enumerated, all of them are visited, which proves what holds for runs of any \
      length. Where they cannot, runs of up to --depth steps are searched, and then a proof by \
      induction is sought.

      Example:
        proviso explore specs/teaching/river.proviso
      """)

  @Argument(help: "A .proviso file: a world, or a spec for one.")
  var world: String

  @Option(
    name: [.customShort("s"), .long], help: "A further spec for the same world; repeatable.")
  var spec: [String] = []

  @Option(help: "How many steps the longest runs have that are searched by the solver.")
  var depth: Int = 10

  @Option(help: "How many different counterexamples to list for each property.")
  var all: Int = 1

  @Option(help: "How many states to visit at most.")
  var states: Int = 20_000_000

  @Option(help: "Seconds that the exploration may take.")
  var timeout: Int = 120

  @Option(help: "How to print the result: text or json.")
  var format: CheckCommand.Format = .text

  @Option(
    help:
      "Print something else than the result: itf, the run of a property as data (the Informal Trace Format of Apalache and Quint), or smt, the question whether runs of up to --depth steps break it (SMT-LIB)."
  )
  var export: Export?

  @Option(help: "The property whose run is exported (default: the first that has one).")
  var property: String?

  @Option(name: [.short, .long], help: "Where to write the result, instead of standard output.")
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A directory for the queries of proofs by induction, as SMT-LIB: each must be unsatisfiable, by any solver.",
      valueName: "directory"))
  var certificates: String?

  @Flag(help: "Count a property that nothing in the world can break as undecided.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "The day by which waivers are judged, instead of today in UTC.", valueName: "2027-01-31"))
  var today: CalendarDate?

  /// What a run can be exported as.
  enum Export: String, ExpressibleByArgument, CaseIterable {
    case itf, smt
  }

  func validate() throws {
    guard export != .smt || property != nil else {
      throw ValidationError("--export smt is about one property: name it with --property.")
    }
    guard property == nil || export != nil else {
      throw ValidationError("--property chooses what --export prints.")
    }
    for (name, value, range) in [
      ("--depth", depth, 1...10_000), ("--all", all, 1...1_000),
      ("--states", states, 1...1_000_000_000), ("--timeout", timeout, 1...86_400),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(name) takes a number between \(range.lowerBound) and \(range.upperBound).")
    }
  }

  func run() throws {
    let terminal = Terminal()
    var verifier = Verifier(specs: spec)
    verifier.isStrict = strict
    verifier.today = today
    verifier.exploration.depth = depth
    verifier.exploration.runs = all
    verifier.exploration.states = states
    verifier.exploration.seconds = Double(timeout)
    let progress = terminal.progress()
    verifier.exploring = { progress.show($0) }
    let interrupt = Interruption.install()
    verifier.interrupt = interrupt
    if export == .smt, let property {
      do {
        let text = try verifier.smtLib(worldAt: world, property: property)
        return try ResultWriter(format: format, output: output, terminal: terminal)
          .write(text: text)
      } catch let error as InputError {
        terminal.complain(error.messages)
        throw ProvisoExit.unusable.code
      }
    }
    let result: CheckResult
    do {
      result = try verifier.explore(worldAt: world)
      progress.clear()
    } catch {
      progress.clear()
      terminal.complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    terminal.complain(result.diagnostics.map(\.rendered))
    if let certificates { try write(result, into: certificates, terminal) }
    let report = ResultWriter(format: format, output: output, terminal: terminal)
    if export == .itf {
      try exportTrace(of: result, report)
    } else {
      try report.write([result])
    }
    if result.properties.isEmpty, result.exploration?.isExhaustive == false {
      throw ProvisoExit.undecided.code
    }
    try report.exit(for: [result])
  }

  /// Writes the queries of every proof by induction, each to a file of its own.
  private func write(_ result: CheckResult, into folder: String, _ terminal: Terminal) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      for property in result.properties {
        for (place, certificate) in property.certificates.enumerated() {
          for (number, query) in certificate.queries.enumerated() {
            let name = "\(property.name)-\(place + 1)-\(number + 1).smt2"
            try Data(query.utf8).write(to: URL(fileURLWithPath: folder).appending(path: name))
          }
        }
      }
    } catch {
      terminal.complain(["error: \(folder): the certificates cannot be written there"])
      throw ProvisoExit.unusable.code
    }
  }

  private func exportTrace(of result: CheckResult, _ report: ResultWriter) throws {
    if let property, !result.properties.contains(where: { $0.name == property }) {
      report.terminal.complain([
        "error: \(world): there is no property `\(property)`; there are "
          + result.properties.map { "`\($0.name)`" }.joined(separator: ", ")
      ])
      throw ProvisoExit.unusable.code
    }
    guard let trace = TraceReport().render(result, property: property) else {
      report.terminal.complain([
        "note: nothing is exported: "
          + (property.map { "`\($0)` has no run that breaks or reaches it" }
            ?? "no property has a run that breaks or reaches it")
      ])
      return
    }
    try report.write(text: trace.text)
  }
}
