import ArgumentParser
import Proviso

/// The options `--time-limit` and `--memory-limit`.
struct BudgetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The time limit of the whole check of one input; what is open by then is undecided.",
      valueName: "seconds"))
  var timeLimit: Int = 300

  @Option(
    help: ArgumentHelp(
      "The memory that the process may use, instead of 3/4 of what the machine gives; what is open beyond it is undecided.",
      valueName: "megabytes"))
  var memoryLimit: Int?

  func validate() throws {
    try Settings.validateTimeout(timeLimit, of: "--time-limit")
    guard let memoryLimit, !(64...1_000_000_000).contains(memoryLimit) else { return }
    throw ValidationError(
      "--memory-limit takes a number of megabytes between 64 and 1000000000.")
  }
}

extension Verifier {
  /// Limits every check as the command line says.
  mutating func limit(by budget: BudgetOptions) {
    deadline = .seconds(budget.timeLimit)
    memoryLimit = budget.memoryLimit ?? ProcessMemory.threeQuarters
  }
}
