import ArgumentParser
import Essentials
import Proviso
import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoResult

/// `proviso certify`.
struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Checks the proofs of an earlier check again, with another solver.",
    discussion: """
      DIRECTORY was written by `proviso check PLAN --certificates DIRECTORY`. The plan, the specs and every \
      file of the directory must be the same as then. The solver is a program of its own: cvc5, or else z3.

      Exit status: 0 every proof is confirmed, or needs no solver (the answer says which), 1 the solver \
      refutes a query or a property is violated, 2 a file is missing or changed, 3 the solver does not know, \
      a part of a proof is not in the directory, or a property is undecided.
      """)

  @Argument(help: "The directory with the certificates.")
  var directory: String

  @Option(
    name: [.customShort("p"), .long],
    help: "The plan, if it is not where it was (needed if it came from standard input).")
  var plan: String?

  @Option(help: "The solver, as a path or a name on the PATH (default: cvc5, else z3).")
  var solver: String?

  @Option(help: "The time limit of one query, in seconds.")
  var timeout: Int = 60

  @Option(
    help: ArgumentHelp(
      "The time limit of the whole; queries that are open by then have no answer.",
      valueName: "seconds"))
  var timeLimit: Int = 3600

  @OptionGroup var project: RootOption

  func validate() throws {
    try Settings.validateTimeout(timeLimit, of: "--time-limit")
    guard (1...86_400).contains(timeout) else {
      throw ValidationError("--timeout takes a number between 1 and 86400.")
    }
  }

  func run() throws {
    let terminal = Terminal()
    do {
      let directory = try CertificateFolder(directory)
      try directory.requireUnchanged(plan: plan, root: project.root)
      let needsSolver = directory.manifest.properties.contains { !$0.queries.isEmpty }
      let solver = needsSolver ? try SecondSolver(solver, limit: timeout) : nil
      let cancellation = Interruption.install()
      let end = ContinuousClock.now + .seconds(timeLimit)
      var tally = CertificateTally()
      // Several properties can name one query.
      var known: [String: SecondSolver.Answer] = [:]
      for property in directory.manifest.properties {
        if cancellation.isCancelled || ContinuousClock.now > end {
          try Console.print(
            tally.stop(cancellation.isCancelled ? "it was ended" : "the time limit") + "\n")
          break
        }
        let answers = property.queries.map { query in
          if let answer = known[query.file] { return answer }
          let answer =
            solver?.answer(to: directory.path(of: query.file)) {
              cancellation.isCancelled || ContinuousClock.now > end
            } ?? .unknown("there is no solver")
          known[query.file] = answer
          return answer
        }
        try Console.print(tally.add(property, answers) + "\n")
      }
      try Console.print(tally.summary(solver?.name))
      if tally.status != .proved { throw tally.status.code }
    } catch let error as InputError {
      terminal.complain(error)
      throw ProvisoExit.unusable.code
    }
  }
}
