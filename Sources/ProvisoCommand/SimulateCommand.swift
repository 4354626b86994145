import ArgumentParser
import Foundation
import Proviso
import ProvisoKernel

/// `proviso simulate`.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Walks through a world, step by step at a prompt or at random.",
    discussion: """
      WORLD is a .proviso file that declares a world, or a spec for a world that it uses. Without \
      --random a prompt lists what can happen, and reads which of it does; ? tells the other commands.

      With --random every property is judged at every state of so many runs. The run of seed S is the \
      same on every machine; the runs have the seeds S, S + 1 and so on.

      Exit status: a walk proves nothing, so that 0 needs a world with `possible` properties only, all \
      of which were reached at random. 1 an invariant was seen to be violated, 2 the input or the usage \
      is wrong, 3 anything else. `proviso explore` looks at all runs.

      Example:
        proviso simulate specs/teaching/river.proviso --random 100 --steps 30 --seed 7
      """)

  @Argument(help: "A .proviso file: a world, or a spec for one.")
  var world: String

  @Option(help: ArgumentHelp("Take this many runs at random.", valueName: "runs"))
  var random: Int?

  @Option(help: "How many steps a random run has at most.")
  var steps: Int = 50

  @Option(help: "What random choices depend on.")
  var seed: UInt64 = 1

  @Option(help: "How to print the result of random runs: text or json.")
  var format: CheckCommand.Format = .text

  @Option(
    name: [.short, .long],
    help: "Where to write the result of random runs, instead of standard output.")
  var output: String?

  func validate() throws {
    guard (1...10_000_000).contains(random ?? 1) else {
      throw ValidationError("--random takes a number between 1 and 10000000.")
    }
    guard (1...100_000).contains(steps) else {
      throw ValidationError("--steps takes a number between 1 and 100000.")
    }
    guard random != nil || (format == .text && output == nil) else {
      throw ValidationError("--format and --output are about random runs; add --random.")
    }
  }

  func run() throws {
    let terminal = Terminal()
    do {
      if let random {
        var verifier = Verifier()
        verifier.interrupt = Interruption.install()
        let options = SimulationOptions(runs: random, steps: steps, seed: seed)
        let progress = terminal.progress()
        verifier.progress = { progress.show($0) }
        defer { progress.clear() }
        let result = try verifier.simulate(worldAt: world, options)
        progress.clear()
        terminal.complain(result.diagnostics.map(\.rendered))
        let report = ResultWriter(format: format, output: output, terminal: terminal)
        try report.write([result])
        // Of what was not asked nothing is proved either.
        if result.properties.isEmpty { throw ProvisoExit.undecided.code }
        try report.exit(for: [result])
      } else {
        var walk = try WorldWalk(worldAt: world, seed: seed)
        try converse(&walk)
        throw (walk.hasViolation ? ProvisoExit.violated : ProvisoExit.undecided).code
      }
    } catch let error as InputError {
      terminal.complain(error.messages)
      throw ProvisoExit.unusable.code
    }
  }

  /// Reads lines until the walk or the input is over.
  private func converse(_ walk: inout WorldWalk) throws(InputError) {
    func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
    write(try walk.begin())
    while !walk.isOver {
      write(walk.prompt)
      guard let line = readLine() else {
        write("\n")
        return
      }
      write(walk.handle(line))
    }
  }
}
