import ArgumentParser
import Foundation
import Proviso
import ProvisoKernel
import ProvisoReport

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

  @Option(name: [.short, .long], help: "Where to write the result, instead of standard output.")
  var output: String?

  @Flag(help: "Count a property that nothing in the world can break as undecided.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "The day by which waivers are judged, instead of today in UTC.", valueName: "2027-01-31"))
  var today: CalendarDate?

  func validate() throws {
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
    verifier.exploring = { report in
      progress.show(
        "depth \(report.depth), \(report.states) states, \(report.queue) still to look at")
    }
    let interrupt = Interruption.install()
    verifier.interrupt = interrupt
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
    let report = ResultWriter(format: format, output: output, terminal: terminal)
    try report.write([result])
    try report.exit(for: [result])
  }
}
