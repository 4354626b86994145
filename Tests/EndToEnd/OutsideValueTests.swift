import Foundation
import Testing

/// Values from outside: `var`s of specs, `--var`, `vars` and `today`, with the built executable.
@Suite struct OutsideValueTests {
  private static let spec = """
    spec own for terraform

    var environment: String = "test"
    var most: Int = 3
    var frozen: Bool = false
    var window_end: Date = 2027-01-31
    var owners: [String] = ["a", "b"]

    invariant few "Few deletions" { count(d in deletions where d.started) <= most }
    invariant not_frozen "No deletion during a freeze" { not frozen or no d in deletions where d.started }
    invariant in_window "Only until the window ends" { today <= window_end or no d in deletions where d.started }
    invariant owned "Somebody owns it" { environment != "prod" or "c" in owners }
    """

  private static func check(
    _ options: String..., spec: String = spec, settings: String = ""
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.deletion))
    try scratch.write("own.proviso", spec)
    if !settings.isEmpty {
      try scratch.write("proviso.yaml", "version: 1\nspecs: [own.proviso]\n" + settings)
    }
    return try Executable.check(
      ["p.json"] + (settings.isEmpty ? ["-s", "own.proviso"] : []) + ["--today", "2027-01-01"]
        + options, folder: scratch.folder)
  }

  private static func violated(_ outcome: Outcome) throws -> [String] {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any], "\(outcome.standardError)")
    return (result["properties"] as? [[String: Any]] ?? []).filter {
      $0["verdict"] as? String == "violated"
    }.compactMap { $0["name"] as? String }
  }

  @Test(
    "a value is read by the type of its `var`",
    arguments: [
      ([], []), (["most=0"], ["few"]), (["frozen=true"], ["not_frozen"]),
      (["window_end=2026-12-31"], ["in_window"]), (["window_end=2027-01-01"], []),
      (["environment=prod"], ["owned"]), (["environment=prod", "owners=b, c"], []),
      (["environment=prod", "owners="], ["owned"]),
    ] as [([String], [String])])
  func given(_ values: [String], _ names: [String]) throws {
    let options = values.flatMap { ["--var", $0] } + ["--format", "json"]
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.deletion))
    try scratch.write("own.proviso", Self.spec)
    let outcome = try Executable.check(
      ["p.json", "-s", "own.proviso", "--today", "2027-01-01"] + options, folder: scratch.folder)
    #expect(try Self.violated(outcome) == names, "\(values)")
  }

  @Test("the settings give values, and the command line overrides them")
  func settings() throws {
    let settings = "vars:\n  most: 0\n  frozen: true\n  owners: [c]\n"
    #expect(
      try Self.violated(Self.check("--format", "json", settings: settings)) == [
        "few", "not_frozen",
      ])
    #expect(
      try Self.violated(
        Self.check("--format", "json", "--var", "most=9", settings: settings)) == ["not_frozen"])
  }

  @Test("the answer lists the values that it rests on")
  func listed() throws {
    let outcome = try Self.check("--var", "most=9", "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let values = try #require((object as? [String: Any])?["values"] as? [[String: Any]])
    func value(_ name: String) -> [String: Any]? { values.first { $0["name"] as? String == name } }
    #expect(value("most")?["value"] as? Int == 9)
    #expect(value("most")?["given"] as? Bool == true)
    #expect(value("frozen")?["given"] as? Bool == false)
    #expect(value("today")?["value"] as? String == "2027-01-01")
    #expect(value("today")?["kind"] as? String == "today")
    #expect((value("frozen")?["spec"] as? [String: Any])?["line"] as? Int == 5)
    let text = try Self.check("--var", "most=9", "-v").standardOutput
    #expect(text.contains("- most = 9\n") && text.contains("- frozen = false (default)\n"))
    #expect(text.contains("- today = \"2027-01-01\"\n"), "\(text)")
  }

  @Test(
    "mistakes in values",
    arguments: [
      (["most=many"], "`most` is an Int, but --var gives `many`"),
      (["frozen=yes"], "`frozen` is a Bool, but --var gives `yes`"),
      (["window_end=2027-02-30"], "`window_end` is a date such as 2027-01-31, but --var gives"),
      (["mst=1"], "--var: no spec declares a `var mst`; did you mean `most`?"),
      (["most"], "--var"), (["most=1", "most=2"], "--var gives `most` more than once"),
    ] as [([String], String)])
  func mistakes(_ values: [String], _ message: String) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.deletion))
    try scratch.write("own.proviso", Self.spec)
    let outcome = try Executable.check(
      ["p.json", "-s", "own.proviso"] + values.flatMap { ["--var", $0] }, folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }

  @Test("mistakes in the values of the settings name their positions")
  func settingsMistakes() throws {
    let wrong = try Self.check(settings: "vars:\n  most: many\n")
    #expect(wrong.status == 2)
    #expect(
      wrong.standardError.contains("`most` is an Int, but proviso.yaml:4:9 gives `many`"),
      "\(wrong.standardError)")
    let unknown = try Self.check(settings: "vars:\n  mst: 1\n")
    #expect(unknown.status == 2)
    #expect(
      unknown.standardError.contains(
        "proviso.yaml:4:8: no spec declares a `var mst`; did you mean `most`?"),
      "\(unknown.standardError)")
  }

  @Test("a `var` without a value and without a default names the option")
  func missing() throws {
    let spec = """
      spec own for terraform
      var ticket: String
      invariant planned "A change has a ticket" { ticket != "" }
      """
    let outcome = try Self.check(spec: spec)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("error[PV0417]"), "\(outcome.standardError)")
    #expect(
      outcome.standardError.contains("help: give the value with --var ticket=VALUE"),
      "\(outcome.standardError)")
    #expect(try Self.check("--var", "ticket=CHG-1", spec: spec).status == 0)
    #expect(try Self.check("--var", "ticket=", spec: spec).status == 1)
    let scratch = try Scratch()
    try scratch.write("own.proviso", spec)
    let listed = try Executable.run(["specs", "own.proviso"], folder: scratch.folder)
    #expect(listed.status == 0 && listed.standardOutput.contains("planned"))
  }

  @Test(
    "`today` is compared only with dates",
    arguments: [
      ("today < \"2027-1-5\"", "`today` is a date such as 2027-01-31"),
      ("today < 2027-02-30", "2027-02-30 is not a date of the calendar"),
      ("today < 5", "have no order"),
    ])
  func wrongDates(_ body: String, _ message: String) throws {
    let outcome = try Self.check(spec: "spec own for terraform\ninvariant p \"P\" { \(body) }\n")
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }

  @Test("`today` is fixed by --today", arguments: [("2027-01-01", 0), ("2027-01-02", 1)])
  func today(_ day: String, _ status: Int32) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.deletion))
    try scratch.write(
      "own.proviso", "spec own for terraform\ninvariant p \"P\" { today <= 2027-01-01 }\n")
    let outcome = try Executable.check(
      ["p.json", "-s", "own.proviso", "--today", day], folder: scratch.folder)
    #expect(outcome.status == status, "\(outcome.standardError)")
  }

  @Test("a property that rests on a value from outside is not counted by --strict")
  func strict() throws {
    let outcome = try Self.check("--strict")
    #expect(outcome.status == 0, "\(outcome.standardOutput)")
  }

  @Test("a `var` of a world is a part of its state, and one of a spec for a world is a value")
  func worlds() throws {
    let scratch = try Scratch()
    try scratch.write(
      "w.proviso",
      """
      world w
      var n: Int = 0
      action up() { requires n < 3  n += 1 }
      """)
    try scratch.write(
      "s.proviso",
      """
      spec s for w
      use "w.proviso"
      var most: Int = 3
      invariant small "Small" { n <= most }
      """)
    #expect(try Executable.run(["explore", "s.proviso"], folder: scratch.folder).status == 0)
    let less = try Executable.run(
      ["explore", "s.proviso", "--var", "most=2"], folder: scratch.folder)
    #expect(less.status == 1, "\(less.standardError)")
    let unknown = try Executable.run(
      ["explore", "s.proviso", "--var", "n=2"], folder: scratch.folder)
    #expect(unknown.status == 2, "\(unknown.standardError)")
  }
}
