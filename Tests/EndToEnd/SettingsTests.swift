import Foundation
import Testing

/// `proviso.yaml`: its search, its effects, and the messages about its mistakes.
@Suite struct SettingsTests {
  /// Creates a project in which a production database is deleted, with one rule that this violates
  /// and one that it does not violate.
  private static func project(_ settings: String, in folder: String = "") throws -> Scratch {
    let scratch = try Scratch()
    for path in ["plans/deep", "rules"] {
      try FileManager.default.createDirectory(
        at: scratch.folder.appendingPathComponent(path), withIntermediateDirectories: true)
    }
    try scratch.write("plans/deep/p.json", PlanText.plan(PlanText.deletion))
    try scratch.write("rules/survival.proviso", PlanText.survival)
    try scratch.write(
      "rules/harmless.proviso",
      """
      spec harmless for terraform
      invariant idle "Nothing of another type" { every r in resources where r.type == "x" { r.exists } }
      """)
    try scratch.write("\(folder)proviso.yaml", settings)
    return scratch
  }

  private static func names(_ outcome: Outcome) throws -> [String] {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any])
    return (result["properties"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
  }

  @Test(arguments: ["", "plans/", "plans/deep/"])
  func foundUpwardsFromThePlan(_ folder: String) throws {
    let up = folder.split(separator: "/").map { _ in "../" }.joined()
    let scratch = try Self.project("version: 1\nspecs: [\(up)rules]\n", in: folder)
    // The rules are not below the settings, so the command line names the project's folder.
    let root = folder.isEmpty ? [] : ["--root", "."]
    let outcome = try Executable.check(
      ["plans/deep/p.json", "--format", "json"] + root, folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardError == "using \(folder)proviso.yaml: \(up)rules\n")
    #expect(try Self.names(outcome) == ["idle", "survives"])
    #expect(outcome.standardOutput.contains("\"path\": \"rules/survival.proviso\""))
  }

  @Test func foundAboveTheCurrentFolder() throws {
    let scratch = try Self.project("version: 1\nspecs:\n  - rules/survival.proviso\n")
    let folder = scratch.folder.appendingPathComponent("plans/deep")
    let plan = try Data(contentsOf: folder.appendingPathComponent("p.json"))
    for arguments in [["p.json"], ["-"], [folder.appendingPathComponent("p.json").path]] {
      let outcome = try Executable.check(
        arguments + ["--format", "json"], input: arguments == ["-"] ? plan : nil, folder: folder)
      #expect(outcome.status == 1, "\(outcome.standardError)")
      #expect(try Self.names(outcome) == ["survives"])
    }
    let listed = try Executable.run(["specs", "--format", "json"], folder: folder)
    #expect(listed.standardError == "using ../../proviso.yaml: rules/survival.proviso\n")
    #expect(listed.standardOutput.contains("survives"))
  }

  @Test func optionsOverrideSettings() throws {
    let scratch = try Self.project("version: 1\nspecs: [rules/harmless.proviso]\nstrict: true\n")
    func check(_ options: String...) throws -> Outcome {
      try Executable.check(
        ["plans/deep/p.json", "--format", "json"] + options, folder: scratch.folder)
    }
    #expect(try check().status == 3)
    #expect(try check("--no-strict").status == 0)
    let replaced = try check("-s", "rules/survival.proviso")
    #expect(try Self.names(replaced) == ["survives"])
    #expect(replaced.standardError == "using proviso.yaml, but the specs of --spec\n")
    let without = try check("--no-config", "-s", "rules/harmless.proviso")
    #expect(without.status == 0)
    #expect(without.standardError.isEmpty)
    try scratch.write("other.yaml", "version: 1\nspecs: [rules/survival.proviso]\n")
    #expect(try Self.names(check("--config", "other.yaml")) == ["survives"])
    #expect(try check("--config", "absent.yaml").status == 2)
    #expect(try check("--config", "other.yaml", "--no-config").status == 2)
  }

  @Test func theStandardPackWithOtherConventions() throws {
    let scratch = try Self.project("version: 1\nspecs: [standard]\nconventions: c.proviso\n")
    let pack = try String(
      contentsOf: Repository.root.appendingPathComponent("specs/standard/conventions.proviso"),
      encoding: .utf8)
    func status(_ conventions: String) throws -> Int32? {
      try scratch.write("c.proviso", conventions)
      return try Executable.check(["plans/deep/p.json"], folder: scratch.folder).status
    }
    #expect(try status(pack) == 1)
    // Nothing counts as production, so everything can be deleted.
    let lax = pack.replacing("\"prod\", \"production\", \"live\"", with: "\"nowhere\"")
      .replacing("\"dev\", ", with: "\"dev\", \"production\", ")
      .replacing("(prod|production)", with: "(nowhere)")
    #expect(try status(lax) == 0)
  }

  @Test(arguments: [
    ("", "proviso.yaml:1:1: the file is empty; expected `version: 1`"),
    ("# nothing\n", "proviso.yaml:1:1: the file is empty"),
    ("specs: [rules]\n", "proviso.yaml:1:1: expected `version: 1`"),
    ("version: 2\n", "proviso.yaml:1:10: this proviso reads version 1 of the settings, not 2"),
    ("version: \"1\"\n", "proviso.yaml:1:10: `version` is 1, found `1`"),
    (
      "version: 1\nspec: [rules]\n",
      "proviso.yaml:2:1: there is no setting `spec`; did you mean `specs`?"
    ),
    (
      "version: 1\nstrct: true\n",
      "proviso.yaml:2:1: there is no setting `strct`; did you mean `strict`?"
    ),
    (
      "version: 1\nignore-preexisting: true\n",
      "proviso.yaml:2:1: there is no setting `ignore-preexisting`; did you mean `ignore_preexisting`?"
    ),
    ("version: 1\nqqqqq: 1\n", "there is no setting `qqqqq`; there are `version`, `specs`"),
    ("version: 1\n[1, 2]: 1\n", "proviso.yaml:2:1: a key must be a text, not a list or a mapping"),
    ("version: 1\nspecs: rules\n", "proviso.yaml:2:8: `specs` is a list of .proviso files"),
    ("version: 1\nspecs: []\n", "proviso.yaml:2:8: `specs` is a list of .proviso files"),
    (
      "version: 1\nspecs:\n  - [x]\n",
      "proviso.yaml:3:5: a spec is a path or a pack such as `standard`, found a list"
    ),
    (
      "version: 1\nspecs:\n  - absent\n", "proviso.yaml:3:5: there is no file or directory `absent`"
    ),
    ("version: 1\nspecs: [plans]\n", "proviso.yaml:2:9: there is no .proviso file in `plans`"),
    ("version: 1\nstrict: yes\n", "proviso.yaml:2:9: `strict` is `true` or `false`, found `yes`"),
    ("version: 1\nstrict:\n", "`strict` is `true` or `false`, found nothing"),
    ("version: 1\ntimeout: 0\n", "proviso.yaml:2:10: `timeout` is a number of seconds between 1"),
    ("version: 1\ntimeout: 1.5\n", "proviso.yaml:2:10: `timeout` is a number of seconds"),
    ("version: 1\ntimeout: 99999999999999999999999\n", "`timeout` is a number of seconds"),
    (
      "version: 1\nspecs: [rules]\nconventions: rules/harmless.proviso\n",
      "proviso.yaml:3:1: `conventions` changes a pack"
    ),
    ("version: 1\nversion: 1\n", "the key `version` is given more than once"),
    (
      "version: 1\nspecs: &a [rules]\nstrict: *a\n",
      "proviso.yaml:2:8: anchors (`&`) are not supported"
    ),
    ("version: 1\nspecs: *a\n", "proviso.yaml:2:8: this is not YAML: found undefined alias"),
    ("version: [1\n", "this is not YAML"),
    ("- version: 1\n", "expected settings, each as `key: value`"),
    ("version: 1\n---\nversion: 1\n", "this is not YAML"), ("\t version: 1", "this is not YAML"),
    ("version: 1\nspecs: \u{7}\n", "this is not YAML"),
  ])
  func mistakes(_ text: String, _ message: String) throws {
    let scratch = try Self.project(text)
    let outcome = try Executable.check(["plans/deep/p.json"], folder: scratch.folder)
    #expect(outcome.status == 2, "\(outcome.ending)")
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains("error: "))
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }

  @Test func everyMistakeIsReported() throws {
    let scratch = try Self.project("version: 3\nstrict: 1\ntimeout: x\nfoo: 1\n")
    let outcome = try Executable.check(["plans/deep/p.json"], folder: scratch.folder)
    for position in [":1:10: ", ":2:9: ", ":3:10: ", ":4:1: "] {
      #expect(outcome.standardError.contains("proviso.yaml" + position), "\(outcome.standardError)")
    }
  }

  /// Deep nesting and nested aliases do not hang or crash the executable.
  @Test func hostileYAML() throws {
    var bomb = "version: 1\na: &a0 [x, x]\n"
    for i in 1...60 { bomb += "k\(i): &a\(i) [*a\(i - 1), *a\(i - 1)]\n" }
    bomb += "? *a60\n: 1\n"
    for text in [
      bomb, "version: " + String(repeating: "[", count: 60_000),
      "version: " + String(repeating: "{a: ", count: 15_000),
      String(repeating: "- ", count: 30_000), String(repeating: "? ", count: 30_000),
      String(repeating: "#", count: 100_000),
    ] {
      let scratch = try Self.project(text)
      let outcome = try Executable.check(["plans/deep/p.json"], folder: scratch.folder)
      #expect(outcome.status == 2, "\(outcome.ending)")
      #expect(outcome.standardError.utf8.count < 2_000)
    }
  }

  @Test func otherFiles() throws {
    let scratch = try Self.project("version: 1\n")
    let settings = scratch.folder.appendingPathComponent("proviso.yaml")
    try FileManager.default.removeItem(at: settings)
    try FileManager.default.createDirectory(at: settings, withIntermediateDirectories: true)
    let folder = try Executable.check(["plans/deep/p.json"], folder: scratch.folder)
    #expect(folder.status == 2)
    #expect(folder.standardError.contains("expected a file with settings"))
    try FileManager.default.removeItem(at: settings)
    try scratch.write("proviso.yml", "version: 1\n")
    let other = try Executable.check(["plans/deep/p.json"], folder: scratch.folder)
    #expect(other.status == 2)
    #expect(other.standardError.contains("proviso.yml: the name of this file is `proviso.yaml`"))
  }
}
