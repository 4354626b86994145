import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel

/// `proviso simulate`.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs a world step by step, at a prompt or at random.",
    discussion: """
      WORLD is a .proviso file that declares a world, or a spec for a world that it uses. Without \
      --random, a prompt lists the steps that can happen and reads your choice; ? lists the other \
      commands.

      With --random, every property is checked in every state of that many runs. The runs have the \
      seeds S, S + 1 and so on. A run with the same seed is the same on every machine.

      Exit status: 0 all properties are `possible` and were reached by random runs, 1 a run violates \
      an invariant, 2 the input or the usage is wrong, 3 otherwise, because a simulation proves no \
      invariant. `proviso explore` searches all runs.

      Example:
        proviso simulate specs/teaching/river.proviso --random 100 --steps 30 --seed 7
      """)

  @Argument(help: "A .proviso file with a world, or with a spec for one.")
  var world: String

  @OptionGroup var values: ValueOptions

  @OptionGroup var project: RootOption

  @OptionGroup var budget: BudgetOptions

  @Option(help: ArgumentHelp("The number of random runs.", valueName: "runs"))
  var random: Int?

  @Option(help: "The largest number of steps of a random run.")
  var steps: Int = 50

  @Option(help: "The seed of random choices.")
  var seed: UInt64 = 1

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    guard (1...10_000_000).contains(random ?? 1) else {
      throw ValidationError("--random takes a number between 1 and 10000000.")
    }
    guard (1...100_000).contains(steps) else {
      throw ValidationError("--steps takes a number between 1 and 100000.")
    }
    guard random != nil || (outputs.format.isEmpty && outputs.output.isEmpty) else {
      throw ValidationError("--format and --output need --random.")
    }
  }

  func run() throws {
    let terminal = outputs.terminal
    var verifier = Verifier()
    verifier.give(values)
    verifier.root = project.root
    do {
      if let random {
        verifier.cancellation = Interruption.install()
        verifier.limit(by: budget)
        let report = try ResultWriter(outputs, terminal: terminal, keeping: [world])
        let options = SimulationOptions(runs: random, steps: steps, seed: seed)
        let progress = terminal.progress()
        verifier.progress = { progress.show($0) }
        defer { progress.clear() }
        let result = try verifier.simulate(worldAt: world, options)
        progress.clear()
        terminal.complain(result.diagnostics.map(\.rendered))
        try report.write([result])
        // Without properties, nothing is proved.
        if result.properties.isEmpty { throw ProvisoExit.undecided.code }
        try report.exit(for: [result])
      } else {
        var walk = try WorldWalk(worldAt: world, by: verifier, seed: seed)
        try runPrompt(&walk)
        throw (walk.hasViolation ? ProvisoExit.violated : ProvisoExit.undecided).code
      }
    } catch let error as InputError {
      terminal.complain(error)
      throw ProvisoExit(error).code
    }
  }

  /// Reads commands until the walk or the input ends.
  private func runPrompt(_ walk: inout WorldWalk) throws {
    try Console.print(walk.begin())
    while !walk.isOver {
      try Console.print(walk.prompt)
      guard let line = readLine() else { return try Console.print("\n") }
      try Console.print(walk.handle(line))
    }
  }
}
