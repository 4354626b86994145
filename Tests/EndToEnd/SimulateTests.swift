import Foundation
import Testing

/// `proviso simulate`.
@Suite struct SimulateTests {
  private static func run(
    _ text: String, _ options: [String] = [], input: String? = nil
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("w.proviso", text)
    return try Executable.run(
      ["simulate", "w.proviso"] + options, input: input.map { Data($0.utf8) },
      folder: scratch.folder)
  }

  // MARK: - Random runs

  @Test func violationIsFoundAndRepeated() throws {
    let options = ["--random", "50", "--steps", "30", "--seed", "7"]
    let first = try Self.run(WorldText.databases, options)
    #expect(first.status == 1, "\(first.standardError)")
    #expect(first.standardOutput.contains("violated   A production database"))
    #expect(first.standardOutput.contains("production data is gone"))
    let time = #/\d+ ms/#
    let again = try Self.run(WorldText.databases, options)
    #expect(
      first.standardOutput.replacing(time, with: "")
        == again.standardOutput.replacing(time, with: ""))
    // The seed in the report repeats the violation.
    let seed = try #require(first.standardOutput.firstMatch(of: #/the seed (\d+) reproduces/#)?.1)
    let alone = try Self.run(
      WorldText.databases, ["--random", "1", "--steps", "30", "--seed", String(seed)])
    #expect(alone.status == 1)
  }

  /// Random runs without a violation prove nothing.
  @Test func withoutViolation() throws {
    let outcome = try Self.run(WorldText.counter, ["--random", "20", "--seed", "1"])
    #expect(outcome.status == 3)
    #expect(outcome.standardOutput.contains("no violation in 20 random runs"))
    #expect(outcome.standardOutput.contains("seed 1"))
    #expect(!outcome.standardOutput.contains("proved"))
  }

  /// A run that reaches a goal proves that the goal can be reached.
  @Test func reached() throws {
    let world = "world w\nvar n: Int = 0\naction up() { n += 1 }\n"
    let goal = "possible three \"Three\" { n == 3 }\n"
    #expect(try Self.run(world + goal, ["--random", "1"]).status == 0)
    #expect(try Self.run(world, ["--random", "1"]).status == 3)
    #expect(try Self.run(world + goal, ["--random", "1", "--steps", "2"]).status == 3)
  }

  /// Random runs violate no property that exploration proves.
  @Test func agreesWithExploration() throws {
    let folder = Repository.root.appendingPathComponent("specs/teaching")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for file in files.sorted() where file.hasSuffix(".proviso") {
      let explored = try Executable.run(["explore", file], folder: folder)
      guard explored.status == 0 else { continue }
      let walked = try Executable.run(
        ["simulate", file, "--random", "10", "--steps", "20", "--seed", "11"], folder: folder)
      #expect(walked.status == 3 || walked.status == 0, "\(file): \(walked.standardOutput)")
      #expect(!walked.standardOutput.contains("violated"), "\(file)")
    }
  }

  @Test func inputsWithoutBound() throws {
    let outcome = try Self.run(WorldText.account, ["--random", "30", "--seed", "3"])
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.contains("withdraw(amount) with amount = "))
  }

  /// A property `at end` is judged only at the end of a run.
  @Test func endOfARun() throws {
    let world = """
      world w
      var n: Int = 0
      action up() { requires n < 3 n += 1 }
      invariant ends "It ends at three" at end { n == 3 }
      invariant comes "Two comes" { eventually { n == 2 } }
      invariant four "Four comes" { eventually { n == 4 } }
      """
    let outcome = try Self.run(world, ["--random", "1"])
    #expect(outcome.standardOutput.contains("violated   Four comes"))
    #expect(outcome.standardOutput.contains("undecided  It ends at three"))
    #expect(outcome.standardOutput.contains("undecided  Two comes"))
    // A run that reaches the step limit has not ended.
    #expect(try Self.run(world, ["--random", "1", "--steps", "2"]).status == 3)
  }

  @Test func shape() throws {
    let outcome = try Self.run(
      WorldText.databases, ["--random", "5", "--seed", "18446744073709551615", "--format", "json"])
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any])
    let faults = Shape.simulation.faults(in: result, at: "result")
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func wrongInput() throws {
    #expect(try Self.run("world w\nvar n: Int =\n", ["--random", "1"]).status == 2)
    #expect(try Self.run("spec s for terraform\n", ["--random", "1"]).status == 2)
    #expect(try Self.run(WorldText.counter, ["--random", "0"]).status == 2)
    #expect(try Self.run(WorldText.counter, ["--format", "json"]).status == 2)
    let twice = "world w\nvar n: Int = 0\naction up() { n = 1 n = 2 }\n"
    let outcome = try Self.run(twice, ["--random", "1"])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("assigns two values to `n`"), "\(outcome.standardError)")
  }

  // MARK: - Interactive runs

  @Test func violationAtThePrompt() throws {
    let outcome = try Self.run(
      WorldText.databases, input: "staging\ncleaner look(orders)\ncleaner drop(orders)\nq\n")
    #expect(outcome.status == 1)
    let text = outcome.standardOutput
    #expect(text.contains("scratch.environment (production, staging)? "), "\(text)")
    #expect(text.contains("  1. cleaner backup(orders)\n"))
    #expect(text.contains("may_read(cleaner, orders): false -> true"))
    #expect(text.contains("orders.exists: true -> false"))
    #expect(text.contains("VIOLATED: A production database is never dropped without a backup"))
  }

  @Test func commands() throws {
    let outcome = try Self.run(WorldText.counter, input: "up\n1\ns\nb\ns\ni\nr\nzz\n99\n?\n\nl\n")
    #expect(outcome.status == 3)
    let text = outcome.standardOutput
    #expect(text.contains("n: 0 -> 1\n"))
    #expect(text.contains("n: 1 -> 2\n"))
    #expect(text.contains("  n = 2\n"))
    // The command for going back prints the reversed change.
    #expect(text.contains("n: 2 -> 1\n"), "\(text)")
    #expect(text.contains("below holds now"))
    #expect(text.contains("there is no such step"))
    #expect(text.contains("a number, or the beginning of a step's name"))
    #expect(outcome.standardError.isEmpty)
  }

  @Test func inputsAreAskedFor() throws {
    let outcome = try Self.run(WorldText.account, input: "withdraw\nmuch\n-2\n1\n12\n")
    #expect(outcome.status == 1)
    let text = outcome.standardOutput
    #expect(text.contains("withdraw.amount (a whole number)? expected a whole number\n"), "\(text)")
    #expect(text.contains("this step cannot happen now"))
    #expect(text.contains("balance: 10 -> -2"))
  }

  @Test func endOfInput() throws {
    let outcome = try Self.run(WorldText.databases, input: "")
    #expect(outcome.status == 3)
    #expect(outcome.standardError.isEmpty)
  }
}
