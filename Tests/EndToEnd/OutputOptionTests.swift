import Foundation
import Testing

/// The options for formats, detail, colours, selections, baselines and severities.
@Suite struct OutputOptionTests {
  private static let formats = [
    "json", "sarif", "junit", "github", "gitlab", "markdown", "dot", "itf", "html",
  ]

  /// A plan that deletes two objects, and rules of two severities.
  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    func deletion(_ name: String) -> String {
      """
      {"address": "aws_x.\(name)", "mode": "managed", "type": "aws_x", "name": "\(name)",
       "provider_name": "p", "change": {"actions": ["delete"],
        "before": {"id": "\(name)", "port": 22, "tags": {"env": "production"}}, "after": null,
        "after_unknown": {}, "before_sensitive": {}, "after_sensitive": false}}
      """
    }
    for (file, names) in [("p.json", ["a", "b"]), ("q.json", ["a", "b", "c"])] {
      try scratch.write(
        file,
        """
        {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes":
         [\(names.map(deletion).joined(separator: ","))], "configuration": {"root_module": {}}}
        """)
    }
    try scratch.write(
      "s.proviso",
      """
      spec s for terraform

      /// Data is not lost.
      invariant survives "Nothing in production is destroyed"
        severity critical
        message "\\(r.address) is destroyed"
        tags "data"
      { every r in resources where r.before.tags.env == "production" { not r.destroyed } }

      invariant few "Few deletions" severity low { no d in deletions where d.started }

      invariant fine "Ports are known" { every r in resources { r.before.port == 22 } }
      """)
    try scratch.write(
      "main.tf", "# first\nresource \"aws_x\" \"a\" {\n}\n\n  resource \"aws_x\" \"b\" {\n  }\n")
    return scratch
  }

  private static func check(_ arguments: String..., in scratch: Scratch) throws -> Outcome {
    try Executable.check(
      ["--no-config", "-s", "s.proviso"] + arguments, folder: scratch.folder)
  }

  private static func text(_ name: String, in scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.folder.appendingPathComponent(name), encoding: .utf8)
  }

  // MARK: Text

  @Test func theAnswerIsShort() throws {
    let scratch = try Self.folder()
    let outcome = try Self.check("p.json", in: scratch)
    #expect(outcome.status == 1)
    let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
    #expect(lines.contains("    `r.before.tags.env` is \"production\""))
    #expect(lines.contains("  and 1 more like this: aws_x.b"))
    #expect(
      lines.contains("  2 deletions, none allowed: delete of aws_x.a, delete of aws_x.b"),
      "\(outcome.standardOutput)")
    #expect(lines.contains("p.json: 2 to destroy · 2 resources, 2 steps"))
    #expect(lines.contains("2 violated (1 critical) · 1 proved"))
    #expect(lines.last?.hasPrefix("violated, ") == true)
    #expect(!outcome.standardOutput.contains("1. delete"))
    let good = try Self.check("p.json", "--only", "fine", in: scratch)
    #expect(good.status == 0)
    #expect(good.standardOutput.split(separator: "\n").count <= 6)
    let quiet = try Self.check("p.json", "--only", "fine", "-q", in: scratch)
    #expect(quiet.standardOutput.isEmpty && quiet.status == 0)
    let long = try Self.check("p.json", "-v", in: scratch)
    #expect(long.standardOutput.contains("proved     Ports are known"))
    #expect(long.standardOutput.contains("  1. delete aws_x.a\n"))
    let full = try Self.check("p.json", "-vv", in: scratch)
    #expect(full.standardOutput.contains("1. delete aws_x.a  (no longer exists, destroyed"))
  }

  @Test(
    arguments: [
      ([:], [], false), ([:], ["--color", "always"], true), (["FORCE_COLOR": "1"], [], true),
      (["FORCE_COLOR": "1", "NO_COLOR": "1"], [], false),
      (["FORCE_COLOR": "1"], ["--color", "never"], false),
      (["NO_COLOR": "1"], ["--color", "always"], true), (["FORCE_COLOR": "0"], [], false),
    ] as [([String: String], [String], Bool)])
  func colours(_ environment: [String: String], _ options: [String], _ hasColours: Bool) throws {
    let scratch = try Self.folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["-u", "NO_COLOR", "-u", "FORCE_COLOR"] + environment.map { "\($0.key)=\($0.value)" }
      + [try Executable.found.get().path, "check", "--no-config", "-s", "s.proviso", "p.json"]
      + options
    process.currentDirectoryURL = scratch.folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(data.contains(0x1B) == hasColours)
  }

  /// A fact about a `some` names a test that nothing meets, or the nearest candidate.
  @Test(arguments: [
    ("s.mode == \"managed\" and s.type == \"aws_y\"", "no resources with `s.type == \"aws_y\"`"),
    (
      "s.type == \"aws_x\" and s.before.port == 80 and s.exists",
      "s = aws_x.b: `s.before.port` is 22"
    ),
    (
      "s.name == \"a\" and s.address == \"aws_x.b\"",
      "no resources with `s.name == \"a\"` and `s.address == \"aws_x.b\"`"
    ),
  ])
  func factsSayWhatIsMissing(_ condition: String, _ fact: String) throws {
    let scratch = try Self.folder()
    try scratch.write(
      "m.proviso",
      """
      spec m for terraform
      invariant m "M" { every r in resources where r.name == "a" {
        r.destroyed implies (some s in resources where \(condition)) } }
      """)
    let outcome = try Executable.check(
      ["--no-config", "-s", "m.proviso", "p.json"], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("    \(fact)\n"), "\(outcome.standardOutput)")
  }

  // MARK: Formats

  @Test func everyFormatGoesToItsFile() throws {
    let scratch = try Self.folder()
    var arguments = ["p.json", "--no-config", "-s", "s.proviso", "--format", "text", "-o", "-"]
    for format in Self.formats { arguments += ["--format", format, "-o", "out.\(format)"] }
    let outcome = try Executable.check(arguments, folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardOutput.hasPrefix("violated   "))
    for format in Self.formats {
      let alone = try Self.check("p.json", "--format", format, in: scratch).standardOutput
      func timeless(_ text: String) -> String {
        text.replacing(#/("seconds": |time=")[0-9.]+/#, with: "")
      }
      #expect(try timeless(Self.text("out.\(format)", in: scratch)) == timeless(alone))
      #expect(!alone.isEmpty, "\(format)")
    }
  }

  @Test(arguments: [
    ["--format", "json", "--format", "sarif"],
    ["--format", "json", "--format", "sarif", "-o", "x"],
    ["--format", "json", "-o", "x", "-o", "y"],
    ["--format", "json", "-o", "x", "--format", "sarif", "-o", "x"],
    ["--format", "json", "-o", "-", "--format", "sarif", "-o", "-"], ["-v", "-q"],
  ])
  func outputsThatDoNotFit(_ options: [String]) throws {
    let scratch = try Self.folder()
    let outcome = try Executable.check(["p.json"] + options, folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("Usage: proviso check"))
  }

  /// The position in the configuration comes first, then the rule.
  @Test(arguments: ["\n", "\r\n"]) func findingsPointAtTheConfiguration(_ ending: String) throws {
    let scratch = try Self.folder()
    let configuration = try Self.text("main.tf", in: scratch)
    try scratch.write("main.tf", configuration.replacing("\n", with: ending))
    let lines = try Self.check("p.json", "--format", "github", in: scratch)
      .standardOutput.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("::error file=main.tf,line=2,title=Nothing in production"))
    #expect(lines[1].hasPrefix("::error file=main.tf,line=5,"))
    #expect(lines[2].hasPrefix("::notice file=s.proviso,line=10,"), "\(lines[2])")
    let gitlab = try Self.check("p.json", "--format", "gitlab", in: scratch).standardOutput
    #expect(gitlab.contains("\"path\": \"main.tf\""))
  }

  /// A validator outside of this package decides: the schema of OASIS, if its file is named, and Python.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["PROVISO_SARIF_SCHEMA"] != nil,
      "PROVISO_SARIF_SCHEMA names no copy of sarif-schema-2.1.0.json"))
  func sarifIsValid() throws {
    let schema = ProcessInfo.processInfo.environment["PROVISO_SARIF_SCHEMA"] ?? ""
    let scratch = try Self.folder()
    for plan in ["p.json", "q.json"] {
      _ = try Self.check(plan, "--format", "sarif", "-o", "out.sarif", in: scratch)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "python3", "-c",
        "import json,sys,jsonschema; jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))",
        scratch.folder.appendingPathComponent("out.sarif").path, schema,
      ]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(plan)")
    }
  }

  @Test func thePageNeedsNothingElse() throws {
    let scratch = try Self.folder()
    let page = try Self.check("p.json", "--format", "html", in: scratch).standardOutput
    #expect(page.contains("default-src 'none'"))
    for word in ["src=\"", "href=\"http", "@import", "url(", "fetch(", "XMLHttpRequest"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("invariant survives"))
    #expect(page.contains("<html lang=\"en\">"))
  }

  // MARK: Errors

  @Test func errorsAreJSON() throws {
    let scratch = try Self.folder()
    try scratch.write("wrong.proviso", "spec w for terraform\ninvariant a \"A\" { 1 }\n")
    func object(_ outcome: Outcome) throws -> [String: Any] {
      try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
          as? [String: Any])
    }
    let absent = try Self.check("absent.json", "--format", "json", in: scratch)
    #expect(absent.status == 2)
    #expect(try object(absent)["schema"] as? String == "proviso.error/1")
    let wrong = try Executable.check(
      ["p.json", "--no-config", "-s", "wrong.proviso", "--format", "json"], folder: scratch.folder)
    #expect(wrong.status == 2)
    let errors = try #require(try object(wrong)["errors"] as? [[String: Any]])
    #expect((errors.first?["location"] as? [String: Any])?["line"] as? Int == 2)
    #expect((errors.first?["code"] as? String)?.hasPrefix("PV") == true)
    let both = try Self.check("p.json", "absent.json", "--format", "json", in: scratch)
    #expect(both.status == 2)
    #expect((try object(both)["results"] as? [Any])?.count == 1)
    // No other format looks like an answer.
    for format in Self.formats.dropFirst() {
      let outcome = try Self.check("absent.json", "--format", format, in: scratch)
      #expect(outcome.standardOutput.isEmpty && outcome.status == 2, "\(format)")
    }
  }

  @Test(arguments: [
    (["chek", "p.json"], "did you mean `check`?"),
    (["check", "p.json", "--format", "sarf"], "Did you mean 'sarif'?"),
    (["check", "p.json", "--fail-on", "hihg"], "Did you mean 'high'?"),
    (["check", "p.json", "--no-config", "-s", "standrad"], "did you mean the pack `standard`?"),
    (["check", "p.json", "--no-config", "--only", "blast_radis"], "did you mean `blast_radius`?"),
    (["explain", "blast_radis"], "did you mean `blast_radius`?"),
  ])
  func misspeltNamesGetASuggestion(_ arguments: [String], _ suggestion: String) throws {
    let scratch = try Self.folder()
    let outcome = try Executable.run(arguments, folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(suggestion), "\(outcome.standardError)")
  }

  // MARK: Selection

  @Test(
    arguments: [
      (["--only", "fine"], 0), (["--only", "few"], 1), (["--exclude", "survives"], 1),
      (["--exclude", "survives", "--exclude", "few"], 0), (["--exclude", "*"], 2),
      (["--only", "f*"], 1), (["--tags", "data"], 1), (["--tags", "dato"], 2),
      (["--fail-on", "critical"], 1), (["--fail-on", "critical", "--exclude", "survives"], 0),
      (["--fail-on", "low", "--only", "few"], 1), (["--fail-on", "medium", "--only", "few"], 0),
    ] as [([String], Int32)])
  func selections(_ options: [String], _ status: Int32) throws {
    let scratch = try Self.folder()
    let outcome = try Executable.check(
      ["--no-config", "-s", "s.proviso", "p.json"] + options, folder: scratch.folder)
    #expect(outcome.status == status, "\(outcome.standardOutput)\(outcome.standardError)")
    if options.first == "--fail-on", status == 0 {
      // What does not fail is still told.
      #expect(outcome.standardOutput.contains("violated"))
      #expect(outcome.standardError.contains("below --fail-on"))
    }
  }

  @Test func aBaselineLeavesWhatIsNew() throws {
    let scratch = try Self.folder()
    for file in ["base.json", "./base.json", scratch.folder.path + "/base.json"] {
      let same = try Self.check("p.json", "-o", file, "--write-baseline", "base.json", in: scratch)
      #expect(same.status == 2 && same.standardError.contains("same file"), "\(same.standardError)")
    }
    let written = try Self.check("p.json", "--write-baseline", "base.json", in: scratch)
    #expect(written.status == 0)
    #expect(written.standardError.contains("base.json names 3 violations"))
    let same = try Self.check("p.json", "--baseline", "base.json", in: scratch)
    #expect(same.status == 0, "\(same.standardOutput)")
    #expect(same.standardOutput.contains("2 violated (2 tolerated)"))
    // A third deletion is new, and so is the larger number of deletions.
    let more = try Self.check("q.json", "--baseline", "base.json", in: scratch)
    #expect(more.status == 1)
    #expect(more.standardOutput.contains("aws_x.c is destroyed"))
    #expect(!more.standardOutput.contains("aws_x.a is destroyed"))
    #expect(more.standardOutput.contains("  2 are in the baseline\n"))
    #expect(more.standardOutput.contains("3 deletions, none allowed"))
    try scratch.write("broken.json", "{}")
    #expect(try Self.check("p.json", "--baseline", "broken.json", in: scratch).status == 2)
    #expect(try Self.check("p.json", "--baseline", "absent.json", in: scratch).status == 2)
  }

  // MARK: Explanations of rules

  @Test func aRuleIsExplainedForAPlan() throws {
    let scratch = try Self.folder()
    let rule = try Executable.run(
      ["explain", "survives", "-s", "s.proviso"], folder: scratch.folder)
    #expect(rule.status == 0)
    for part in [
      "survives  (critical)", "Data is not lost.", "tags: data", "    invariant survives",
    ] {
      #expect(rule.standardOutput.contains(part), "\(part)")
    }
    let outcome = try Executable.run(
      ["explain", "survives", "aws_x.b", "-s", "s.proviso", "-p", "p.json"], folder: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(
      outcome.standardOutput.contains("    not r.destroyed: false\n      r.destroyed: true\n"))
    #expect(outcome.standardOutput.contains("      r.before.tags.env: \"production\"\n"))
    #expect(outcome.standardOutput.contains("r = aws_x.b"))
    #expect(!outcome.standardOutput.contains("r = aws_x.a"))
  }
}
