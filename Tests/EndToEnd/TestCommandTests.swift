import Foundation
import Testing

/// `waive` items with `proviso check`, and `test` items with `proviso test`.
@Suite struct TestCommandTests {
  private static let plan = PlanText.plan(
    PlanText.deletion,
    PlanText.change("aws_db_instance.old", #"["delete"]"#, before: #"{"id": "old"}"#))

  private static func waiver(_ object: String, until: String = "2027-01-31") -> String {
    "\nwaive survives for \"\(object)\" until \(until) because \"INC-1\"\n"
  }

  private static let both =
    PlanText.survival + waiver("aws_db_instance.orders") + waiver("aws_db_instance.old")

  private static func check(_ specs: [String], _ options: [String] = []) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    for (index, text) in specs.enumerated() { try scratch.write("s\(index).proviso", text) }
    return try Executable.check(
      ["p.json", "--today", "2027-01-31"] + specs.indices.flatMap { ["-s", "s\($0).proviso"] }
        + options, folder: scratch.folder)
  }

  private static func properties(_ outcome: Outcome) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any])
    #expect(Shape.result.faults(in: result, at: "result").isEmpty)
    return try #require(result["properties"] as? [[String: Any]])
  }

  // MARK: - Waivers

  @Test func everythingWaived() throws {
    let outcome = try Self.check([Self.both], ["--format", "json"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(outcome.standardError.isEmpty)
    let property = try #require(Self.properties(outcome).first)
    #expect(property["verdict"] as? String == "violated")
    #expect(property["waived"] as? Bool == true)
    let violations = try #require(property["violations"] as? [[String: Any]])
    #expect(violations.count == 2)
    for violation in violations {
      #expect(violation["waived"] as? Bool == true)
      let waiver = try #require(violation["waiver"] as? [String: Any])
      #expect(waiver["because"] as? String == "INC-1")
      #expect(waiver["until"] as? String == "2027-01-31")
    }
  }

  /// A waiver names the objects of an instance, and accepts it for every constant.
  @Test func waiversNameNoConstants() throws {
    let spec = """
      spec s for terraform
      invariant kept "Kept" {
        every k in ["a", "b"], r in resources where r.type == "aws_db_instance" {
          r.before.missing == k or not r.destroyed
        }
      }
      waive kept for "aws_db_instance.orders" until 2027-01-31 because "INC-1"
      waive kept for "aws_db_instance.old" until 2027-01-31 because "INC-1"
      """
    let outcome = try Self.check([spec], ["--format", "json"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    let property = try #require(Self.properties(outcome).first)
    let violations = try #require(property["violations"] as? [[String: Any]])
    #expect(violations.count == 4)
    #expect(property["waived"] as? Bool == true)
  }

  @Test func waivedViolationsHaveOneLine() throws {
    let outcome = try Self.check([Self.both])
    #expect(
      outcome.standardOutput.contains(
        "  waived until 2027-01-31: aws_db_instance.orders, because INC-1\n"))
    #expect(!outcome.standardOutput.contains("1. delete"))
    #expect(outcome.standardOutput.contains("1 violated (1 tolerated)"))
  }

  @Test func oneWaiverOfTwoIsNotEnough() throws {
    let outcome = try Self.check(
      [PlanText.survival + Self.waiver("aws_db_instance.old")], ["--format", "json"])
    #expect(outcome.status == 1)
    let property = try #require(Self.properties(outcome).first)
    #expect(property["waived"] as? Bool == false)
    let violations = try #require(property["violations"] as? [[String: Any]])
    #expect(violations.map { $0["waived"] as? Bool } == [false, true])
  }

  /// A waiver is valid on its last day, but not on the day after.
  @Test(arguments: [("2027-01-31", 0), ("2027-02-01", 1)])
  func lastDay(_ today: String, _ status: Int32) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    try scratch.write("s.proviso", Self.both)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--today", today], folder: scratch.folder)
    #expect(outcome.status == status)
    #expect(outcome.standardError.contains("PV0705") == (status == 1))
  }

  @Test func waiverInASeparateFile() throws {
    let waivers =
      "spec waivers for terraform\n" + Self.waiver("aws_db_instance.orders")
      + Self.waiver("aws_db_instance.old")
    #expect(try Self.check([PlanText.survival, waivers]).status == 0)
    // Waivers in a file that another spec uses have no effect.
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    try scratch.write("waivers.proviso", waivers)
    try scratch.write(
      "s.proviso",
      PlanText.survival.replacing(
        "for terraform\n", with: "for terraform\nuse \"waivers.proviso\"\n", maxReplacements: 1))
    let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
  }

  @Test func unmatchedAndOverlapping() throws {
    let unmatched = try Self.check([Self.both + Self.waiver("aws_db_instance.gone")])
    #expect(unmatched.status == 0)
    #expect(unmatched.standardError.contains("PV0706"), "\(unmatched.standardError)")
    let twice = try Self.check([
      Self.both + Self.waiver("aws_db_instance.old", until: "2028-01-01")
    ])
    #expect(twice.status == 0)
    #expect(twice.standardError.contains("PV0707"), "\(twice.standardError)")
    #expect(twice.standardOutput.contains("waived until 2028-01-01: aws_db_instance.old"))
  }

  /// Undecided instances are waived one by one, like violated ones.
  @Test(arguments: [true, false]) func undecidedInstancesAreWaived(_ isWaived: Bool) throws {
    let spec = """
      spec s for terraform
      invariant small "t" {
        every r in resources where r.type == "aws_x" { r.after.n + 1 < 10 }
      }
      waive small for "aws_x.big" until 2027-01-31 because "b"
      \(isWaived ? "waive small for \"aws_x.open\" until 2027-01-31 because \"o\"" : "")
      """
    let scratch = try Scratch()
    try scratch.write(
      "p.json",
      PlanText.plan(
        PlanText.change("aws_x.big", #"["create"]"#, after: #"{"n": 99}"#),
        PlanText.change("aws_x.open", #"["create"]"#, after: #"{"n": "no number"}"#)))
    try scratch.write("s.proviso", spec)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--today", "2027-01-01"], folder: scratch.folder)
    #expect(outcome.status == (isWaived ? 0 : 3), "\(outcome.standardOutput)")
    #expect(outcome.standardOutput.contains("undecided: aws_x.open: "))
  }

  @Test(arguments: [
    ("waive surviv for \"a\" until 2027-01-31 because \"x\"", "did you mean `survives`?"),
    ("waive survives for \"a\", \"b\" until 2027-01-31 because \"x\"", "PV0503"),
    ("waive every rule until 2027-01-31 because \"x\"", "PV0503"),
    ("waive survives for \"a\" until 2027-02-29 because \"x\"", "PV0215"),
    ("waive survives for \"a\" because \"x\"", "PV0216"),
    ("waive survives for \"a\" until 2027-01-31", "PV0217"),
  ])
  func wrongWaivers(_ item: String, _ message: String) throws {
    let outcome = try Self.check([PlanText.survival + "\n" + item + "\n"])
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
    #expect(outcome.standardError.split(separator: "error[").count == 1, "expected one error")
  }

  // MARK: - Tests

  private static func test(
    _ items: String, _ options: [String] = [], rest: [String: String] = [:]
  ) throws -> (Outcome, Scratch) {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    try scratch.write("s.proviso", PlanText.survival + "\n" + items + "\n")
    for (name, text) in rest { try scratch.write(name, text) }
    return (try Executable.run(["test"] + options, folder: scratch.folder), scratch)
  }

  @Test(arguments: [
    (#"expect survives violated"#, 0),
    (#"expect survives violated by "aws_db_instance.old""#, 0),
    (#"expect survives violated by "aws_db_instance.old", "aws_db_instance.orders""#, 0),
    (#"expect survives violated by "aws_db_instance""#, 1),
    (#"expect survives proved"#, 1), (#"expect survives undecided"#, 1),
    (#"expect survives vacuous"#, 1), (#"expect surviv violated"#, 2),
    (#"expect survives proved by "aws_db_instance.old""#, 2), ("", 2),
    (#"plan "q.json" expect survives violated"#, 2),
  ])
  func expectations(_ check: String, _ status: Int32) throws {
    let (outcome, _) = try Self.test(#"test "it" { plan "p.json" \#(check) }"#)
    #expect(outcome.status == status, "\(outcome.standardOutput)\(outcome.standardError)")
  }

  @Test func failedExpectationsAreExplained() throws {
    let (outcome, _) = try Self.test(
      """
      test "good" { plan "p.json" expect survives violated }
      test "bad" { plan "p.json" expect survives proved }
      test "lost" { plan "absent.json" expect survives proved }
      invariant other "Other" { every c in creations { c.creates } }
      invariant untested "Untested" { plan.complete }
      test "idle" { plan "p.json" expect other vacuous expect other proved }
      """)
    #expect(outcome.status == 2)
    let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
    #expect(lines.first == "not run    lost")
    #expect(lines.contains("failed     bad"))
    #expect(lines.contains("    expected survives proved"))
    #expect(lines.contains { $0.contains("aws_db_instance.orders") })
    #expect(lines.contains("  untested  s.proviso:10"), "\(outcome.standardOutput)")
    #expect(!lines.contains { $0.hasPrefix("  other ") })
    #expect(lines.last?.hasPrefix("4 tests: 1 not run, 1 failed, 2 passed; ") == true)
  }

  @Test func undecidedIsStatus3() throws {
    let (outcome, _) = try Self.test(
      """
      invariant number "n" { every r in resources { r.before.id + 1 < 2 } }
      test "it" { plan "p.json" expect number proved }
      """)
    #expect(outcome.status == 3, "\(outcome.standardOutput)")
  }

  @Test func junit() throws {
    let (outcome, scratch) = try Self.test(
      """
      test "good" { plan "p.json" expect survives violated }
      test "<bad> & \\"worse\\"" { plan "p.json" expect survives proved }
      test "lost" { plan "absent.json" expect survives proved }
      """, ["--junit", "out.xml"])
    #expect(outcome.status == 2)
    let text = try String(
      contentsOf: scratch.folder.appendingPathComponent("out.xml"), encoding: .utf8)
    #expect(text.contains("<testsuite name=\"s.proviso\" tests=\"3\" failures=\"1\" errors=\"1\""))
    #expect(text.contains("name=\"&lt;bad&gt; &amp; &quot;worse&quot;\""))
    #expect(
      text.contains("<failure type=\"violated\" message=\"expected survives proved, found"))
    #expect(text.contains("<error message=\"the test could not be run\">"))
  }

  /// Specs are found in all folders except hidden ones. A broken spec does not stop the others.
  @Test func folders() throws {
    let scratch = try Scratch()
    let item = "\ntest \"it\" { plan \"p.json\" expect survives violated }\n"
    for folder in ["a/b", "c", ".hidden"] {
      try FileManager.default.createDirectory(
        at: scratch.folder.appendingPathComponent(folder), withIntermediateDirectories: true)
      try scratch.write("\(folder)/s.proviso", PlanText.survival + item)
      try scratch.write("\(folder)/p.json", Self.plan)
    }
    let good = try Executable.run(["test"], folder: scratch.folder)
    #expect(good.status == 0, "\(good.standardOutput)\(good.standardError)")
    #expect(good.standardOutput.contains("2 tests: 2 passed"))
    let one = try Executable.run(["test", "c/s.proviso"], folder: scratch.folder)
    #expect(one.status == 0 && one.standardOutput.contains("1 test: 1 passed"))
    try scratch.write("c/broken.proviso", "spec b for terraform\ninvariant \"t\" { }\n")
    let bad = try Executable.run(["test"], folder: scratch.folder)
    #expect(bad.status == 2)
    #expect(bad.standardOutput.contains("2 tests: 2 passed"))
    #expect(bad.standardError.contains("c/broken.proviso:2:"))
    for arguments in [["test", "absent"], ["test", "a/b/p.json"]] {
      #expect(try Executable.run(arguments, folder: scratch.folder).status == 2)
    }
    let empty = try Scratch()
    #expect(try Executable.run(["test"], folder: empty.folder).status == 2)
    try empty.write("s.proviso", PlanText.survival)
    #expect(try Executable.run(["test"], folder: empty.folder).status == 2)
  }
}
