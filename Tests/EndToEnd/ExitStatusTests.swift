import Foundation
import Testing

/// The exit status: 0 proved, 1 violated, 2 unusable, 3 undecided. For several plans, 2 has
/// priority over 1, and 1 over 3.
@Suite struct ExitStatusTests {
  /// A spec that is undecided for an object with an attribute `n` that is not a number.
  private static let spec = """
    spec status for terraform

    invariant survives "What is there stays" {
      every r in resources { not r.destroyed }
    }

    invariant number "A number is small" {
      every r in resources where r.after.n != null { r.after.n + 1 < 10 }
    }
    """

  private static let plans = [
    "proved.json": PlanText.plan(PlanText.creation),
    "violated.json": PlanText.plan(PlanText.deletion),
    "unusable.json": "{}",
    "undecided.json": PlanText.plan(
      PlanText.change("aws_x.a", #"["create"]"#, after: #"{"n": "no number"}"#)),
  ]

  private static func check(_ names: [String], _ options: [String] = []) throws -> Outcome {
    let scratch = try Scratch()
    for (name, text) in plans { try scratch.write(name, text) }
    try scratch.write("s.proviso", spec)
    return try Executable.check(
      names.map { $0 + ".json" } + ["-s", "s.proviso"] + options, folder: scratch.folder)
  }

  @Test(arguments: [("proved", 0), ("violated", 1), ("unusable", 2), ("undecided", 3)])
  func one(_ name: String, _ status: Int32) throws {
    #expect(try Self.check([name]).status == status)
  }

  /// Every set of plans gives the status with the highest priority, in both orders.
  @Test func precedence() throws {
    let statuses: [(name: String, status: Int32, rank: Int)] = [
      ("proved", 0, 0), ("undecided", 3, 1), ("violated", 1, 2), ("unusable", 2, 3),
    ]
    for set in 1..<16 {
      let chosen = statuses.enumerated().filter { set & (1 << $0.offset) != 0 }.map(\.element)
      guard chosen.count > 1, let worst = chosen.max(by: { $0.rank < $1.rank }) else { continue }
      for names in [chosen.map(\.name), chosen.reversed().map(\.name)] {
        let outcome = try Self.check(names)
        #expect(outcome.status == worst.status, "\(names): \(outcome.ending)")
        // An unusable plan does not hide the results of the others.
        for name in names where name != "unusable" {
          #expect(outcome.standardOutput.contains("\(name).json: "), "\(names)")
        }
      }
    }
  }

  @Test func strict() throws {
    let outcome = try Self.check(["proved"], ["--strict"])
    #expect(outcome.status == 3)
    #expect(outcome.standardOutput.contains("vacuous"))
  }

  @Test func preexistingViolation() throws {
    let scratch = try Scratch()
    try scratch.write(
      "p.json",
      PlanText.plan(
        PlanText.change(
          "aws_x.a", #"["no-op"]"#, before: #"{"open": true}"#, after: #"{"open": true}"#)))
    try scratch.write(
      "s.proviso",
      "spec s for terraform\ninvariant a \"t\" { every r in resources { r.now.open != true } }\n")
    let arguments = ["p.json", "-s", "s.proviso"]
    let counted = try Executable.check(
      arguments + ["--fail-on-preexisting"], folder: scratch.folder)
    #expect(counted.status == 1)
    for options in [[], ["--ignore-preexisting"]] {
      let passed = try Executable.check(arguments + options, folder: scratch.folder)
      #expect(passed.status == 0)
      #expect(passed.standardOutput.contains("1 violated (1 tolerated)"))
      #expect(passed.standardOutput.contains("this plan leaves it"))
    }
  }

  /// A part of a plan that no Terraform writes could say anything.
  @Test func unknownPartsOfAPlan() throws {
    let scratch = try Scratch()
    try scratch.write("s.proviso", PlanText.survival)
    for (rest, status) in [("", Int32(0)), (#", "unheard_of": [1]"#, 3)] {
      try scratch.write("p.json", PlanText.plan(PlanText.creation, rest: rest))
      let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
      #expect(outcome.status == status, "\(outcome.standardOutput)")
      #expect(outcome.standardOutput.contains("unheard_of") == (status == 3))
    }
  }

  /// A name that ends in `.json` asks for no program, whatever lies there.
  @Test func savedPlansUnderTheNameOfATextRunNothing() throws {
    let scratch = try Scratch()
    try scratch.write(
      "plan.json", Data([0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 64)))
    let outcome = try Executable.check(["plan.json"], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("no program is run unasked"), "\(outcome.standardError)")
  }

  /// A pipe that nobody reads is refused as an output, and nothing waits for it.
  @Test func pipesAsOutputs() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.creation))
    try scratch.write("s.proviso", PlanText.survival)
    let pipe = scratch.folder.appendingPathComponent("pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "-o", "pipe"], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("a pipe that nobody reads"), "\(outcome.standardError)")
  }

  @Test func assumptionsThatCannotBeTrue() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.creation))
    try scratch.write(
      "s.proviso",
      PlanText.survival + "\nassume { every r in resources { r.after.bucket == \"x\" } }\n")
    let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains("s.proviso:6:"), "\(outcome.standardError)")
    #expect(outcome.standardError.contains("cannot be true"))
  }
}
