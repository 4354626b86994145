import Foundation
import Testing

/// `proviso explore`, and `proviso check` with a world, which does the same.
@Suite struct WorldTests {
  private static func run(
    _ command: String, on text: String, options: [String] = []
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("w.proviso", text)
    return try Executable.run([command, "w.proviso"] + options, folder: scratch.folder)
  }

  private static func withoutTime(_ text: String) -> String {
    text.replacing(#/\d+ ms/#, with: "some ms")
  }

  @Test(arguments: ["explore", "check"])
  func statuses(_ command: String) throws {
    #expect(try Self.run(command, on: WorldText.counter).status == 0)
    #expect(try Self.run(command, on: WorldText.databases).status == 1)
    #expect(try Self.run(command, on: "world w\nvar n: Int =\n").status == 2)
    #expect(try Self.run(command, on: "spec s for terraform\n" + Self.nothingGoes).status == 2)
  }

  private static let nothingGoes =
    "invariant a \"t\" { every r in resources { not r.destroyed } }\n"

  /// A property is undecided when the exploration reaches a limit.
  @Test func undecidedByLimits() throws {
    let text = WorldText.counter + "\npossible high \"It comes to 60\" { n == 60 or n == 49 }\n"
    let outcome = try Self.run("explore", on: text, options: ["--states", "5", "--depth", "3"])
    #expect(outcome.status == 3, "\(outcome.standardOutput)")
    #expect(outcome.standardOutput.contains("undecided  It comes to 60"))
  }

  /// A step of an action that nobody may take never happens, so nothing comes after it.
  @Test func nothingComesAfterWhatNobodyDoes() throws {
    let text = """
      world w
      var dropped: Bool = false
      action approve() { requires not dropped }
      action drop() { dropped = true }
      agent cleaner { may drop }
      invariant first "Approved first" { approve() before drop() }
      invariant other "Nobody approves" { drop() before approve() }
      """
    let outcome = try Self.run("explore", on: text, options: ["-v"])
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.contains("violated   Approved first"))
    #expect(outcome.standardOutput.contains("1 property does not apply to this world: other"))
    #expect(outcome.standardOutput.contains("`approve()` never begins"))
  }

  /// A witness at the end is a state in which nothing can happen.
  @Test func goalsAtTheEnd() throws {
    let text = """
      world w
      var n: Int = 0
      action up() { requires n < 3  n += 1 }
      possible early "Ends early" at end { n < 3 }
      possible late "Ends late" at end { n == 3 }
      possible start "Rests at the start" at rest { n == 0 }
      possible middle "Rests between" at rest { n == 1 }
      """
    let outcome = try Self.run("explore", on: text, options: ["-v"])
    #expect(outcome.standardOutput.contains("violated   Ends early"))
    // No run reaches it, so no moment is named; the witness of the start is the initial state.
    #expect(outcome.standardOutput.components(separatedBy: "before the first step").count == 2)
    #expect(outcome.standardOutput.contains("proved     Ends late"))
    #expect(outcome.standardOutput.contains("proved     Rests at the start"))
    #expect(outcome.standardOutput.contains("violated   Rests between"))
  }

  @Test func checkAndExploreAgree() throws {
    for text in [WorldText.databases, WorldText.counter, WorldText.lights] {
      let explored = try Self.run("explore", on: text)
      let checked = try Self.run("check", on: text)
      #expect(Self.withoutTime(explored.standardOutput) == Self.withoutTime(checked.standardOutput))
      #expect(explored.status == checked.status)
    }
  }

  /// The standard pack is only for Terraform plans.
  @Test func checkOfAWorldDoesNotUseThePack() throws {
    let outcome = try Self.run("check", on: WorldText.counter)
    #expect(outcome.standardOutput.hasSuffix(" ms\n"))
    #expect(outcome.standardOutput.contains("1 proved\n"))
  }

  @Test func worldTogetherWithAPlan() throws {
    let scratch = try Scratch()
    try scratch.write("w.proviso", WorldText.counter)
    try scratch.write("v.proviso", WorldText.lights)
    try scratch.write("p.json", PlanText.plan(PlanText.creation))
    let outcome = try Executable.check(
      ["w.proviso", "v.proviso", "p.json"], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    for name in ["w.proviso: ", "v.proviso: ", "p.json: ", "3 inputs: 1 violated"] {
      #expect(outcome.standardOutput.contains(name), "\(outcome.standardOutput)")
    }
  }

  @Test func checkWithoutAProperty() throws {
    let outcome = try Self.run("check", on: "world w\nvar n: Int = 0\n")
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("there is no property to check"))
  }

  /// The properties of a world can be in another file.
  @Test func specForAWorld() throws {
    let scratch = try Scratch()
    try scratch.write("w.proviso", WorldText.counter)
    try scratch.write(
      "s.proviso",
      "spec s for counter\nuse \"w.proviso\"\ninvariant low \"Low\" { n < 2 }\n")
    let alone = try Executable.check(["s.proviso"], folder: scratch.folder)
    #expect(alone.status == 1, "\(alone.standardError)")
    let both = try Executable.check(["w.proviso", "-s", "s.proviso"], folder: scratch.folder)
    #expect(both.status == 1)
    #expect(both.standardOutput.contains("1 violated · 1 proved"), "\(both.standardOutput)")
  }

  @Test func strict() throws {
    let text =
      WorldText.databases.components(separatedBy: "invariant")[0]
      + "invariant idle \"Idle\" { every db in Database where db.backups > 5 { db.exists } }\n"
    let lax = try Self.run("check", on: text, options: ["-v"])
    #expect(lax.status == 0, "\(lax.standardOutput)")
    #expect(lax.standardOutput.contains("1 property does not apply to this world: idle"))
    let strict = try Self.run("check", on: text, options: ["--strict"])
    #expect(strict.status == 3)
    #expect(strict.standardOutput.contains("nothing in this world meets"))
  }

  @Test func testsOfAWorld() throws {
    let scratch = try Scratch()
    try scratch.write(
      "w.proviso",
      WorldText.databases + """

        test "right" {
          expect no_data_lost violated by "orders"
          expect few proved
          expect both_gone proved
        }
        test "wrong" { expect few violated }
        """)
    let outcome = try Executable.run(["test", "w.proviso"], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("right"))
  }

  @Test(arguments: [WorldText.databases, WorldText.counter, WorldText.lights, WorldText.account])
  func shape(_ text: String) throws {
    let outcome = try Self.run("check", on: text, options: ["--format", "json"])
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any])
    let faults = Shape.world.faults(in: result, at: "result")
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    let plan = try #require(result["plan"] as? [String: Any])
    #expect(plan["kind"] as? String == "world")
    #expect(plan["order"] as? String == "free")
  }

  // MARK: - Text

  @Test func stepsWithoutAgents() throws {
    let outcome = try Self.run(
      "explore", on: WorldText.counter + "\ninvariant low \"Low\" { n < 1 }\n")
    #expect(outcome.standardOutput.contains("\n  1. up()\n"), "\(outcome.standardOutput)")
  }

  @Test func firstValuesThatMatter() throws {
    let text = WorldText.databases
    let output = try Self.run("explore", on: text).standardOutput
    let parts = output.components(separatedBy: "db = scratch")
    #expect(parts.count == 2)
    // The world determines every relevant value of `orders`.
    #expect(!parts[0].contains("in the initial state"), "\(output)")
    #expect(
      parts[1].contains("if in the initial state\n      scratch.environment is \"production\"\n"),
      "\(output)")
    #expect(!output.contains("possible if"))
  }

  @Test func infiniteRuns() throws {
    let output = try Self.run("explore", on: WorldText.lights).standardOutput
    #expect(
      output.contains(
        "  then these steps repeat forever:\n  1. toggle()\n"), "\(output)")
  }

  @Test func falseAtTheStart() throws {
    let output = try Self.run(
      "explore", on: WorldText.counter + "\ninvariant up \"Up\" { n > 0 }\n"
    ).standardOutput
    #expect(output.contains("  in the initial state, before the first step\n"), "\(output)")
    #expect(!output.contains("this plan"))
  }

  @Test func longRunsAreShownWhole() throws {
    let output = try Self.run(
      "explore", on: WorldText.counter + "\ninvariant low \"Low\" { n < 30 }\n"
    ).standardOutput
    #expect(output.contains("\n  30. up()\n"))
    #expect(!output.contains("more steps"))
    let longer = try Self.run(
      "explore", on: WorldText.counter + "\ninvariant low \"Low\" { n < 45 }\n"
    ).standardOutput
    #expect(longer.contains("… 5 more steps …"), "\(longer)")
  }

  // MARK: - Ctrl-C and progress

  #if os(Linux)
    /// After an interrupt, the results so far are reported, and the other properties are undecided.
    @Test(arguments: ["explore", "check"])
    func interrupted(_ command: String) throws {
      let scratch = try Scratch()
      try scratch.write("w.proviso", WorldText.vast)
      let process = Process()
      process.executableURL = try Executable.found.get()
      process.arguments = [command, "w.proviso"]
      process.currentDirectoryURL = scratch.folder
      let output = try scratch.write("out", Data())
      let errors = try scratch.write("err", Data())
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      try process.run()
      // Waits until the process catches the signal, which would otherwise end it.
      while process.isRunning, !Self.catchesInterrupts(process.processIdentifier) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      Thread.sleep(forTimeInterval: 0.3)
      process.interrupt()
      process.waitUntilExit()
      let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 3, "\(text)")
      #expect(text.contains("reason: no violation within"), "\(text)")
      #expect(text.contains("the check was cancelled"), "\(text)")
      #expect(text.contains("states so far"), "\(text)")
      // Progress is shown only on a terminal.
      #expect(try Data(contentsOf: errors).isEmpty)
    }

    private static func catchesInterrupts(_ process: Int32) -> Bool {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
        let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
      else { return false }
      return mask & (1 << UInt64(SIGINT - 1)) != 0
    }
  #endif
}
