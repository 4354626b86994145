import Foundation
import Testing

/// Work without end: a check ends at its limit, with what was found until then.
@Suite struct BudgetTests {
  private static func quantifiers(_ count: Int, over body: String) -> String {
    (0..<count).map { "every r\($0) in resources { " }.joined() + body
      + String(repeating: " }", count: count)
  }

  private static let two = PlanText.plan(
    PlanText.change(
      "aws_x.a", #"["delete"]"#, before: #"{"id": "a"}"#),
    PlanText.change("aws_x.b", #"["delete"]"#, before: #"{"id": "b"}"#))

  private static func check(
    _ spec: String, plan: String = two, _ options: String...
  ) throws -> (outcome: Outcome, seconds: Double) {
    let scratch = try Scratch()
    try scratch.write("plan.json", plan)
    try scratch.write("s.proviso", "spec s for terraform\n" + spec)
    let start = ContinuousClock.now
    let outcome = try Executable.check(
      ["-s", "s.proviso", "plan.json"] + options, folder: scratch.folder)
    return (outcome, (ContinuousClock.now - start) / .seconds(1))
  }

  /// Twenty nested quantifiers over two resources have a million choices.
  @Test func aPropertyWithoutEndIsUndecidedAndOthersAreNot() throws {
    let (outcome, seconds) = try Self.check(
      """
      invariant quick "Quick" { every r in resources { r.type == "aws_x" } }
      invariant slow "Slow" { every r in resources where (\(Self.quantifiers(24, over: "r0.exists or r0.destroyed"))) { r.exists or r.destroyed } }
      """, "--time-limit", "3", "-v")
    #expect(outcome.status == 3, "\(outcome.standardOutput)")
    #expect(outcome.standardOutput.contains("proved     Quick"))
    #expect(outcome.standardOutput.contains("the deadline of 3 s passed"))
    #expect(seconds < 30)
  }

  /// Specs are read within the limit, too; a machine that is fast enough reads all of it.
  @Test func aSpecWithoutEndIsAbandoned() throws {
    let depth = 1_500_000
    let parentheses =
      String(repeating: "(", count: depth) + "true" + String(repeating: ")", count: depth)
    let (outcome, _) = try Self.check(
      "invariant deep \"Deep\" { \(parentheses) }", "--time-limit", "1")
    let isLate = outcome.status == 3
    #expect(isLate || outcome.status == 2, "\(outcome.ending)")
    if isLate { #expect(outcome.standardError.contains("while the specs were read")) }
  }

  /// The message names the one of several files that is being read.
  @Test(arguments: [
    (["check", "-s", "s.proviso", "-s", "deep.proviso", "plan.json"], "the specs were read"),
    (["check", "w.proviso", "deep.proviso"], "the specs were read"),
    (["test", "w.proviso", "deep.proviso"], "the specs were read"),
    (["check", "-s", "s.proviso", "plan.json", "large.yaml"], "the input was read"),
    (["fmt", "w.proviso", "deep.proviso"], "not finished"),
    (["specs", "w.proviso", "deep.proviso"], "not finished"),
  ])
  func theFileThatIsBeingReadIsNamed(_ command: [String], _ stage: String) throws {
    let scratch = try Scratch()
    let depth = 1_500_000
    let parentheses =
      String(repeating: "(", count: depth) + "true" + String(repeating: ")", count: depth)
    try scratch.write("plan.json", Self.two)
    try scratch.write(
      "s.proviso", "spec s for terraform\ninvariant a \"A\" { every r in resources { r.exists } }\n"
    )
    try scratch.write(
      "w.proviso", "world w\n\nvar n: Int = 0\n\ninvariant a \"A\" { n == 0 }\n")
    try scratch.write(
      "deep.proviso", "world w\nvar n: Int = 0\ninvariant b \"B\" { \(parentheses) }\n")
    try scratch.write(
      "large.yaml",
      "schema: proviso.plan/1\nsteps:\n"
        + (0..<100_000).map { "  - id: s\($0)\n    call: look\n" }.joined())
    let outcome = try Executable.run(command + ["--time-limit", "1"], folder: scratch.folder)
    // A machine that is fast enough reads all of it.
    guard outcome.status == 3, outcome.standardError.contains(stage) else { return }
    // On a busy machine, that can be the file before the large one.
    let files = command.filter { $0.contains(".") }
    let lines = outcome.standardError.split(separator: "\n").filter {
      $0.contains("not finished") || $0.contains("the deadline of")
    }
    #expect(
      lines.allSatisfy { line in files.contains { line.contains("error: \($0): ") } },
      "\(outcome.standardError)")
  }

  @Test func theTimeOfOnePropertyIsBounded() throws {
    let (outcome, seconds) = try Self.check(
      """
      invariant slow "Slow" { \(Self.quantifiers(24, over: "r0.exists or r0.destroyed")) }
      invariant quick "Quick" { every r in resources { r.type == "aws_x" } }
      """, "--timeout", "1", "-v")
    #expect(outcome.status == 3, "\(outcome.standardOutput)")
    #expect(outcome.standardOutput.contains("the 10 s for one property passed"))
    #expect(outcome.standardOutput.contains("proved     Quick"))
    #expect(seconds < 60)
  }

  /// A solver reads a condition of a hundred thousand parts without a look at the clock.
  @Test func aLongListBesideAnUnknownIsDecided() throws {
    let list = (0..<60_000).map { "\"k\($0)\"" }.joined(separator: ",")
    let plan = PlanText.plan(
      PlanText.change("aws_x.a", #"["create"]"#, after: "{}")
        .replacingOccurrences(
          of: #""after_unknown": {}"#, with: #""after_unknown": {"id": true}"#))
    let (outcome, seconds) = try Self.check(
      "let x = [\(list)]\ninvariant a \"T\" { every r in resources { not (r.after.id in x) } }\n",
      plan: plan)
    #expect(outcome.status == 1, "\(outcome.ending)")
    #expect(seconds < 60)
  }

  @Test func theMemoryIsBounded() throws {
    let scratch = try Scratch()
    let names = (0..<30).map { "b\($0)" }
    try scratch.write(
      "w.proviso",
      "world w\n" + names.map { "var \($0): Bool = false\n" }.joined()
        + names.map { "action set_\($0)() { \($0) = not \($0) }\n" }.joined()
        + "invariant some_are_left \"Some are left\" { not (\(names.joined(separator: " and "))) }\n"
    )
    let outcome = try Executable.run(
      ["explore", "w.proviso", "--memory-limit", "64"], folder: scratch.folder)
    #expect(outcome.status == 3, "\(outcome.ending)")
    #expect(
      outcome.standardOutput.contains("the memory limit of 64 MB was reached"),
      "\(outcome.standardOutput)")
  }

  @Test func limitsAreChecked() throws {
    for (option, value) in [("--time-limit", "0"), ("--memory-limit", "1")] {
      let (outcome, _) = try Self.check(
        "invariant a \"T\" { every r in resources { r.exists } }", option, value)
      #expect(outcome.status == 2)
      #expect(outcome.standardError.contains(option))
    }
  }

  @Test func aSimulationEnds() throws {
    let scratch = try Scratch()
    try scratch.write(
      "w.proviso",
      """
      world w
      var n: Int = 3
      action square() { n = n * n }
      invariant positive "Positive" { n > 0 }
      """)
    let start = ContinuousClock.now
    let outcome = try Executable.run(
      ["simulate", "w.proviso", "--random", "5", "--steps", "60", "--time-limit", "2"],
      folder: scratch.folder)
    #expect(outcome.status == 3, "\(outcome.ending)")
    #expect((ContinuousClock.now - start) / .seconds(1) < 30)
  }

  /// A command that checks nothing ends, too, and changes no file.
  @Test(arguments: [
    ["fmt", "large.proviso"], ["specs", "large.proviso"],
    ["explain", "p1", "-s", "large.proviso"],
    ["explore", "square.proviso", "--export", "smt", "--property", "positive", "--depth", "10000"],
  ])
  func commandsWithoutAnAnswerInPartEnd(_ command: [String]) throws {
    let scratch = try Scratch()
    let large =
      "spec s for terraform\n"
      + (0..<40_000).map { number in
        "invariant p\(number) \"P\" { every r in resources where r.name == \"\(number)\" { r.exists } }\n"
      }.joined()
    try scratch.write("large.proviso", large)
    try scratch.write(
      "square.proviso",
      """
      world w
      var n: Int = 3
      action square() { n = n * n }
      invariant positive "Positive" { n > 0 }
      """)
    let outcome = try Executable.run(command + ["--time-limit", "1"], folder: scratch.folder)
    #expect(outcome.status == 3, "\(outcome.ending)")
    #expect(outcome.standardError.contains("not finished within 1 s"))
    #expect(
      try String(
        contentsOf: scratch.folder.appendingPathComponent("large.proviso"), encoding: .utf8)
        == large)
  }

  /// What a limit left undecided is not the answer that a test expects, and the limit is that of all tests.
  @Test func testsEndTogether() throws {
    let scratch = try Scratch()
    let tests = (1...9).map { "test \"number \($0)\" { expect small undecided }\n" }.joined()
    try scratch.write(
      "w.proviso",
      """
      world big
      var a: Int = 0
      var b: Int = 0
      action up() { a += 1 }
      action down() { b += 1 }
      invariant small "Small" { a + b < 100000000 }
      """ + "\n" + tests)
    let outcome = try Executable.run(
      ["test", "w.proviso", "--time-limit", "1"], folder: scratch.folder)
    #expect(outcome.status == 3, "\(outcome.ending)")
    let deadlines = outcome.standardOutput.components(separatedBy: "the deadline of ")
    #expect(deadlines.count == 10, "\(outcome.standardOutput)")
  }
}
