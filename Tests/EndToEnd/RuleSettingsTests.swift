import Foundation
import Testing

/// Settings of rules and conventions in `proviso.yaml`, with the built executable.
@Suite struct RuleSettingsTests {
  /// A plan that opens two buckets and deletes a production database.
  private static let plan = PlanText.plan(
    PlanText.deletion,
    PlanText.change(
      "aws_s3_bucket.site", #"["create"]"#, after: #"{"bucket": "s", "acl": "public-read"}"#),
    PlanText.change(
      "aws_s3_bucket.logs", #"["create"]"#, after: #"{"bucket": "l", "acl": "public-read"}"#))

  /// Checks the plan with these settings.
  private static func check(
    _ settings: String, plan: String = plan, _ options: String..., files: [String: String] = [:]
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    for (name, text) in files { try scratch.write(name, text) }
    if !settings.isEmpty { try scratch.write("proviso.yaml", "version: 1\n" + settings) }
    return try Executable.check(["p.json"] + options, folder: scratch.folder)
  }

  private static func json(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any],
      "\(outcome.standardError)")
  }

  private static func property(_ name: String, _ outcome: Outcome) throws -> [String: Any]? {
    let all = try json(outcome)["properties"] as? [[String: Any]] ?? []
    return all.first { $0["name"] as? String == name }
  }

  // MARK: Rules

  @Test("a rule that is off is not judged, and the answer says so with the reason")
  func off() throws {
    let settings = """
      rules:
        no_bucket_open_to_the_world:
          off: true
          because: "another scanner looks at buckets"
      """
    let outcome = try Self.check(settings, "--format", "json")
    #expect(try Self.property("no_bucket_open_to_the_world", outcome) == nil)
    let rules = try #require(try Self.json(outcome)["rules"] as? [[String: Any]])
    #expect(rules.count == 1)
    #expect(rules[0]["name"] as? String == "no_bucket_open_to_the_world")
    #expect(rules[0]["off"] as? Bool == true)
    #expect(rules[0]["because"] as? String == "another scanner looks at buckets")
    #expect((rules[0]["setting"] as? [String: Any])?["line"] as? Int == 3)
    let short = try Self.check(settings)
    #expect(short.standardOutput.contains("1 changed rule: no_bucket_open_to_the_world off"))
    let text = try Self.check(settings, "-v")
    #expect(
      text.standardOutput.contains(
        "no_bucket_open_to_the_world: off, because another scanner looks at buckets"),
      "\(text.standardOutput)")
  }

  @Test("a rule gets another severity")
  func severity() throws {
    let outcome = try Self.check(
      "rules:\n  no_bucket_open_to_the_world: {severity: low, because: \"test\"}\n", "--format",
      "json")
    let property = try #require(try Self.property("no_bucket_open_to_the_world", outcome))
    #expect(property["severity"] as? String == "low")
    #expect(property["verdict"] as? String == "violated")
  }

  private func violated(_ property: [String: Any]) -> [String] {
    (property["violations"] as? [[String: Any]] ?? []).compactMap {
      ($0["bindings"] as? [String: String])?["r"]
    }
  }

  @Test("excluded objects are neither judged nor counted as proved")
  func exclude() throws {
    let outcome = try Self.check(
      """
      rules:
        no_bucket_open_to_the_world:
          exclude: ["aws_s3_bucket.si*"]
          because: "the site is public on purpose"
      """, "--format", "json")
    let property = try #require(try Self.property("no_bucket_open_to_the_world", outcome))
    #expect(violated(property) == ["aws_s3_bucket.logs"])
    let instances = try #require(property["instances"] as? [String: Int])
    #expect(
      instances == [
        "total": 2, "proved": 1, "violated": 1, "undecided": 0, "trusted": 0, "excluded": 1,
      ])
    let rules = try #require(try Self.json(outcome)["rules"] as? [[String: Any]])
    #expect(rules[0]["excluded"] as? Int == 1)
    #expect(rules[0]["exclude"] as? [String] == ["aws_s3_bucket.si*"])
  }

  @Test("the objects of a change can be excluded by their address")
  func excludeChanges() throws {
    let spec = """
      spec own for terraform
      invariant nothing_deleted "Nothing is deleted" { every d in deletions { not d.started } }
      """
    for (pattern, verdict) in [("aws_db_instance.*", "proved"), ("aws_db_instance", "violated")] {
      let outcome = try Self.check(
        "specs: [own.proviso]\nrules:\n  nothing_deleted: {exclude: [\"\(pattern)\"], because: x}\n",
        "--format", "json", files: ["own.proviso": spec])
      let property = try #require(
        try Self.property("nothing_deleted", outcome), "\(outcome.standardError)")
      #expect(property["verdict"] as? String == verdict, "\(pattern)")
    }
  }

  @Test("only the types that the settings name are judged")
  func onlyTypes() throws {
    let outcome = try Self.check(
      """
      rules:
        no_bucket_open_to_the_world: {only_types: [aws_db_instance], because: "test"}
      """, "--format", "json")
    let property = try #require(try Self.property("no_bucket_open_to_the_world", outcome))
    #expect(property["verdict"] as? String == "proved")
    let instances = try #require(property["instances"] as? [String: Int])
    #expect(instances["total"] == 1 && instances["excluded"] == 2)
  }

  @Test("a rule without an instance that the settings leave is vacuous")
  func nothingLeft() throws {
    let settings = """
      specs: [own.proviso]
      rules:
        first_rule: {only_types: [aws_s3_buckt], because: "a misspelt type"}
      """
    let files = ["own.proviso": PlanText.survival.replacing("survives", with: "first_rule")]
    let outcome = try Self.check(settings, "--format", "json", files: files)
    let property = try #require(try Self.property("first_rule", outcome))
    #expect(property["vacuous"] as? Bool == true)
    let instances = try #require(property["instances"] as? [String: Int])
    #expect(instances["total"] == 0 && (instances["excluded"] ?? 0) > 0)
    let strict = try Self.check(settings, "--strict", files: files)
    #expect(strict.status == 3, "\(strict.standardOutput)")
    #expect(
      strict.standardOutput.contains("the settings exclude all of its"), "\(strict.standardOutput)")
  }

  @Test(
    "mistakes in the settings of rules name their positions",
    arguments: [
      (
        "rules:\n  no_bucket_open_to_the_wrld: {off: true, because: x}\n",
        "proviso.yaml:3:3: no spec of this check has a rule `no_bucket_open_to_the_wrld`; did you mean `no_bucket_open_to_the_world`?"
      ),
      (
        "rules:\n  blast_radius: {off: true}\n",
        "proviso.yaml:3:3: the change of `blast_radius` has no reason; add `because: \"…\"`"
      ),
      (
        "rules:\n  blast_radius: {exclude: [\"a.*\"], because: x}\n",
        "proviso.yaml:3:3: `blast_radius` has one instance"
      ),
      (
        "rules:\n  blast_radius: {severity: extreme, because: x}\n",
        "proviso.yaml:3:28: `severity` is `info`, `low`, `medium`, `high` or `critical`, found `extreme`"
      ),
      (
        "rules:\n  blast_radius: {of: true, because: x}\n",
        "proviso.yaml:3:18: a rule has no setting `of`; did you mean `off`?"
      ),
      ("rules:\n  blast_radius: off\n", "proviso.yaml:3:17: a change of a rule has `because`"),
      ("rules: []\n", "proviso.yaml:2:8: `rules` is changes by the names of rules, found a list"),
      (
        "rules:\n  blast_radius: {exclude: [1], because: x}\n",
        "proviso.yaml:3:28: `exclude` is a list of addresses or patterns, found `1`"
      ),
    ])
  func ruleMistakes(_ settings: String, _ message: String) throws {
    let outcome = try Self.check(settings)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }

  @Test("rules of the settings that the specs of the command line lack are no mistake")
  func replacedSpecs() throws {
    let outcome = try Self.check(
      "rules:\n  blast_radius: {off: true, because: x}\n", "-s", "own.proviso",
      files: ["own.proviso": PlanText.survival])
    #expect(outcome.status == 1, "\(outcome.standardError)")
  }

  // MARK: Strictness

  @Test("--strict counts only the user's own specs")
  func strict() throws {
    let plan = PlanText.plan(PlanText.creation)
    #expect(try Self.check("", plan: plan).status == 0)
    #expect(try Self.check("", plan: plan, "--strict").status == 0)
    let own = """
      spec own for terraform
      invariant idle "Nothing of another type" { every r in resources where r.type == "x" { r.exists } }
      """
    let outcome = try Self.check(
      "specs: [standard, own.proviso]\n", plan: plan, "--strict", "--format", "json",
      files: ["own.proviso": own])
    #expect(outcome.status == 3)
    let undecided = (try Self.json(outcome)["properties"] as? [[String: Any]] ?? []).filter {
      $0["verdict"] as? String == "undecided"
    }
    #expect(undecided.compactMap { $0["name"] as? String } == ["idle"])
  }

  // MARK: Conventions

  private static func names(
    _ settings: String, _ options: String..., files: [String: String] = [:]
  ) throws -> Set<String> {
    let plan = PlanText.plan(
      PlanText.change(
        "aws_db_instance.orders", #"["delete"]"#,
        before: #"{"id": "o", "tags": {"env": "prd"}, "deletion_protection": true}"#))
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    for (name, text) in files { try scratch.write(name, text) }
    try scratch.write("proviso.yaml", "version: 1\n" + settings)
    let outcome = try Executable.check(
      ["p.json", "--format", "json"] + options, folder: scratch.folder)
    let all = try json(outcome)["properties"] as? [[String: Any]] ?? []
    return Set(
      all.filter { $0["verdict"] as? String == "violated" }.compactMap { $0["name"] as? String })
  }

  @Test("a setting replaces a `let` of the pack, or extends its list")
  func conventionValues() throws {
    let before = try Self.names("")
    let more = try Self.names("conventions:\n  production_names: {add: [prd]}\n")
    #expect(more.isStrictSuperset(of: before), "\(before) \(more)")
    #expect(try Self.names("conventions:\n  production_names: [prd]\n") == more)
    #expect(try Self.names("conventions: {largest_deletion: 0}\n").contains("blast_radius"))
    #expect(!before.contains("blast_radius"))
  }

  @Test("the answer lists the conventions that were set")
  func listedConventions() throws {
    let outcome = try Self.check("conventions: {largest_deletion: 25}\n", "--format", "json")
    let values = try #require(try Self.json(outcome)["values"] as? [[String: Any]])
    #expect(values.count == 1)
    #expect(values[0]["kind"] as? String == "convention")
    #expect(values[0]["name"] as? String == "largest_deletion")
    #expect(values[0]["value"] as? Int == 25)
    let text = try Self.check("conventions: {largest_deletion: 25}\n")
    #expect(text.standardOutput.contains("largest_deletion = 25"), "\(text.standardOutput)")
  }

  @Test(
    "mistakes in conventions name their positions",
    arguments: [
      (
        "conventions:\n  largest_deletion: many\n",
        "proviso.yaml:3:21: `largest_deletion` is an Int (specs/standard/conventions.proviso:"
      ),
      ("conventions:\n  largest_deletion: many\n", "found \"many\""),
      ("conventions:\n  largest_deletion: 1.5\n", "found 1.5"),
      (
        "conventions:\n  production_names: prd\n",
        "proviso.yaml:3:21: `production_names` is a list of String"
      ),
      ("conventions:\n  production_names: [prd, 1]\n", "found [\"prd\", 1]"),
      (
        "conventions:\n  largest_deletion: {add: [1]}\n",
        "`largest_deletion` is an Int (specs/standard/conventions.proviso:"
      ),
      (
        "conventions:\n  production_nmes: [prd]\n",
        "proviso.yaml:3:20: no pack of this check has a `let production_nmes`; did you mean `production_names`?"
      ),
      (
        "conventions:\n  production_names: {plus: [prd]}\n",
        "proviso.yaml:3:21: `production_names` is a text, a number, `true` or `false`, a list of them, or `{add: […]}`"
      ),
      (
        "specs: [own.proviso]\nconventions: {largest_deletion: 1}\n",
        "proviso.yaml:3:1: `conventions` changes a pack"
      ),
    ])
  func conventionMistakes(_ settings: String, _ message: String) throws {
    let outcome = try Self.check(settings, files: ["own.proviso": PlanText.survival])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }

  @Test("a file of conventions extends the pack's, and needs only the names that it changes")
  func conventionsFile() throws {
    let file = """
      spec conventions for terraform
      let prd = "prd"
      let production_names = ["prod", prd]
      """
    let more = try Self.names("conventions:\n  production_names: {add: [prd]}\n")
    #expect(try Self.names("conventions: c.proviso\n", files: ["c.proviso": file]) == more)
    #expect(
      try Self.names("", "-s", "standard", "--conventions", "c.proviso", files: ["c.proviso": file])
        == more)
  }

  @Test("the answer lists what a file of conventions replaces")
  func listedFile() throws {
    let file = """
      spec conventions for terraform
      let production_names = ["zzz"]
      let own_names = ["sandbox"]
      let throwaway_names = own_names
      define throwaway(r: Resource) = r.exists or not r.exists
      """
    for (settings, options) in [
      ("conventions: c.proviso\n", []), ("", ["-s", "standard", "--conventions", "c.proviso"]),
    ] as [(String, [String])] {
      let scratch = try Scratch()
      try scratch.write("p.json", Self.plan)
      try scratch.write("c.proviso", file)
      if !settings.isEmpty { try scratch.write("proviso.yaml", "version: 1\n" + settings) }
      let outcome = try Executable.check(
        ["p.json", "--format", "json"] + options, folder: scratch.folder)
      let values = try #require(try Self.json(outcome)["values"] as? [[String: Any]])
      #expect(
        Set(values.compactMap { $0["name"] as? String }) == [
          "production_names", "throwaway_names", "throwaway",
        ])
      func value(_ name: String) -> [String: Any]? {
        values.first { $0["name"] as? String == name }
      }
      #expect(value("production_names")?["value"] as? [String] == ["zzz"])
      #expect(value("production_names")?["kind"] as? String == "convention")
      #expect(value("throwaway")?["value"] as? String == "r.exists or not r.exists")
      let spec = try #require(value("throwaway")?["spec"] as? [String: Any])
      #expect(spec["path"] as? String == "c.proviso" && spec["line"] as? Int == 5)
      let text = try Executable.check(["p.json"] + options, folder: scratch.folder)
      #expect(text.standardOutput.contains("3 values:"), "\(text.standardOutput)")
    }
  }

  @Test(
    "a mistake in a user's conventions is reported under the user's path",
    arguments: [
      ("let production_names = [\"prod\", 1 + \"a\"]", "c.proviso:2:"),
      ("let production_nmes = [\"prd\"]", "did you mean `production_names`?"),
      ("let production_names = \"prd\"", "c.proviso:2:5"),
      ("define production(r: Change) = r.deletes", "c.proviso:2:8"),
    ])
  func conventionsFileMistakes(_ line: String, _ message: String) throws {
    let outcome = try Self.check(
      "conventions: c.proviso\n",
      files: ["c.proviso": "spec conventions for terraform\n\(line)\n"])
    #expect(outcome.status == 2, "\(outcome.standardOutput)")
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }
}
