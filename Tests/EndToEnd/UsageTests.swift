import Foundation
import Testing

/// Usage errors, help, and output files.
@Suite struct UsageTests {
  @Test(arguments: [
    ["check", "p.json", "--nope"], ["check", "p.json", "--format", "xml"],
    ["check", "p.json", "--format"], ["check", "p.json", "--timeout", "0"],
    ["check", "p.json", "--timeout", "-1"],
    ["check", "p.json", "--timeout", "99999999999999999999"],
    ["check", "-", "-"], ["frobnicate"], ["specs", "--nope"],
  ])
  func wrongUsage(_ arguments: [String]) throws {
    let outcome = try Executable.run(arguments)
    #expect(outcome.status == 2, "\(outcome.ending)")
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains("Usage: proviso"), "\(outcome.standardError)")
  }

  @Test(arguments: [["--help"], ["check", "--help"], ["specs", "--help"], ["help", "check"]])
  func help(_ arguments: [String]) throws {
    let outcome = try Executable.run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput.contains("USAGE: proviso"))
    #expect(outcome.standardError.isEmpty)
  }

  @Test func version() throws {
    let outcome = try Executable.run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.standardError.isEmpty)
    #expect(
      outcome.standardOutput.wholeMatch(of: #/proviso \d+\.\d+\.\d+ \(z3 \d+\.\d+\.\d+.*\)\n/#)
        != nil,
      "\(outcome.standardOutput)")
  }

  @Test func standardPackIsListed() throws {
    let outcome = try Executable.run(["specs"])
    #expect(outcome.status == 0)
    #expect(outcome.standardError.isEmpty)
    #expect(outcome.standardOutput.contains("no_production_resource_destroyed  (critical,"))
  }

  @Test func worldsAreListedWithTheirActions() throws {
    let outcome = try Executable.run(["specs", "specs/agents"], folder: Repository.root)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    for line in [
      "  world budgets\n    action reserve(p: Purchase)\n    action pay(p: Purchase) may fail\n",
      "  agent researcher may reserve, pay, cancel at most 5 steps\n",
      "  action answer(g: Guard) returns yes: Bool\n",
      "within_budget  (critical, at every moment)\n",
    ] {
      #expect(outcome.standardOutput.contains(line), "\(line)\n\(outcome.standardOutput)")
    }
    let alone = try Executable.run(
      ["specs", "specs/teaching/peterson.proviso"], folder: Repository.root)
    #expect(alone.standardOutput.contains("no agents: every action is permitted"))
    #expect(alone.standardOutput.contains("no_starvation  (high, in every complete run)"))
  }

  @Test func outputToAFile() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.deletion))
    try scratch.write("s.proviso", PlanText.survival)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "-o", "result.txt"], folder: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.isEmpty)
    let written = try String(
      contentsOf: scratch.folder.appendingPathComponent("result.txt"), encoding: .utf8)
    #expect(written.contains("What is there stays"))
    #expect(!written.contains("\u{1B}"))
  }

  /// An output that cannot be written is an error, even if the verdict is proved.
  @Test(arguments: ["absent/result.txt", "."])
  func outputThatCannotBeWritten(_ path: String) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.creation))
    try scratch.write("s.proviso", PlanText.survival)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "-o", path], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.hasPrefix("error: \(path): "))
  }
}
