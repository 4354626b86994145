import Foundation
import Testing

/// Sensitive values of a plan are in no output, in every format and every message.
@Suite struct SecretsTests {
  /// A word that every secret contains, except the secret that is a number.
  private static let word = "S3CRET"
  private static let number = "77123456789"

  private static let plan = #"""
    {"format_version": "1.2", "terraform_version": "1.9.0",
     "variables": {"v": {"value": "S3CRET-variable"}},
     "planned_values": {"outputs": {"o": {"sensitive": true, "value": "S3CRET-planned"}},
      "root_module": {"resources": [
       {"address": "aws_x.kept", "mode": "managed", "type": "aws_x", "name": "kept",
        "values": {"password": "S3CRET-kept"}, "sensitive_values": {"password": true}}]}},
     "resource_drift": [{"address": "aws_x.a", "mode": "managed", "type": "aws_x", "name": "a",
       "change": {"actions": ["update"], "before": {"password": "S3CRET-drift-1"},
        "after": {"password": "S3CRET-drift-2"}, "before_sensitive": {"password": true},
        "after_sensitive": {"password": true}}}],
     "resource_changes": [
      {"address": "aws_x.a", "mode": "managed", "type": "aws_x", "name": "a", "change": {
       "actions": ["update"],
       "before": {"id": "i-1", "password": "S3CRET-1", "open": "old", "n": 77123456789,
        "deep": {"list": [{"key": "S3CRET-2", "open": "old"}]}, "map": {"S3CRET-k": "S3CRET-3"},
        "gone": "S3CRET-4", "late": "S3CRET-5", "policy": "{\"a\": \"S3CRET-6\"}"},
       "after": {"id": "i-1", "password": "S3CRET-7", "open": "new", "n": 77123456789,
        "deep": {"list": [{"key": "S3CRET-8", "open": "new"}]}, "map": {"S3CRET-l": "S3CRET-9"},
        "late": "S3CRET-10", "policy": "{\"a\": \"S3CRET-11\"}"},
       "after_unknown": {"unknown": true},
       "before_sensitive": {"password": true, "n": true, "deep": {"list": [{"key": true}]},
        "map": true, "gone": true, "late": true, "policy": true},
       "after_sensitive": {"password": true, "n": true, "deep": {"list": [{"key": true}]},
        "map": true, "late": true, "policy": true, "unknown": true}}},
      {"address": "aws_x.whole", "mode": "managed", "type": "aws_x", "name": "whole", "change": {
       "actions": ["update"], "before": {"p": "S3CRET-12"}, "after": {"p": "S3CRET-13"},
       "after_unknown": {}, "before_sensitive": true, "after_sensitive": true}},
      {"address": "aws_x.going", "mode": "managed", "type": "aws_x", "name": "going", "change": {
       "actions": ["delete"], "before": {"p": "S3CRET-14"}, "after": null,
       "after_unknown": {}, "before_sensitive": {"p": true}, "after_sensitive": false}},
      {"address": "aws_x.coming", "mode": "managed", "type": "aws_x", "name": "coming", "change": {
       "actions": ["create"], "before": null, "after": {"p": "S3CRET-15"},
       "after_unknown": {}, "before_sensitive": false, "after_sensitive": {"p": true}}}],
     "output_changes": {"o": {"actions": ["update"], "before": "S3CRET-16", "after": "S3CRET-17",
       "after_unknown": false, "before_sensitive": true, "after_sensitive": true}},
     "prior_state": {"format_version": "1.0", "values": {"outputs": {}, "root_module": {
      "resources": [{"address": "aws_x.state", "mode": "managed", "type": "aws_x", "name": "state",
       "values": {"password": "S3CRET-18"}, "sensitive_values": {"password": true}}]}}},
     "configuration": {"root_module": {"variables": {"v": {"sensitive": true,
      "default": "S3CRET-19"}}}}}
    """#

  private static let spec = #"""
    spec secrets for terraform

    invariant unchanged "Nothing changes"
      message "\(r.before) \(r.after) \(r.now) \(r.now.password) \(r.now.deep.list) \(r.now.deep.list[0]) \(r.before.map) \(r.now.n) \(r.before.gone) \(r.before.policy)"
    { every r in resources { r.now == r.before and not r.destroyed } }

    invariant derived "Derived from secrets"
      message "\(r.before.password + "-x") \(r.before.password.lowerAscii()) \(r.before.password.size()) \(r.before.password.split("-")) \(r.before.n + 0) \(-r.before.n) \(min(r.before.n, r.before.n + 1)) \(if r.exists then r.before.password else r.before.late) \(json(r.before.policy).a) \([r.before.password])"
    { every r in resources where r.before.password != null { false } }

    invariant unknown "The unknown is not guessed"
      message "\(r.after.unknown) \(r.now.unknown)"
    { every r in resources { r.now.unknown != "S3CRET".lowerAscii() } }

    invariant each "Elements" message "\(e.key) \(e)"
    { every r in resources, e in r.after.deep.list { e.key == null } }

    invariant drifted "Drift" message "\(d.before) \(d.after.password)"
    { every d in drift { d.before == d.after } }

    invariant outs "Outputs" message "\(o.before) \(o.after)"
    { every o in outputs { o.before == o.after } }

    invariant arithmetic "Arithmetic on what is no number"
    { every r in resources where r.before.password != null { r.before.password + 1 > 3 } }

    invariant parsed "JSON that is none"
    { every r in resources where r.before.password != null { json(r.before.password).x == 1 } }

    invariant zero "Division"
    { every r in resources where r.before.n != null { r.before.n / (r.before.n - r.before.n) > 1 } }

    possible shown "A witness" message "\(min(r in resources where r.now.n != null: r.now.n))"
    { some r in resources { r.now.password != null and r.exists } }
    """#

  private static let formats = [
    "text", "json", "sarif", "junit", "github", "gitlab", "markdown", "dot", "itf", "html",
  ]

  @Test(arguments: formats)
  func resultsHoldNoSecret(_ format: String) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    // Messages quote the spec, so the spec must not contain the secret.
    try scratch.write("s.proviso", Self.spec.replacing("\"S3CRET\".lowerAscii()", with: "\"x\""))
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--format", format], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.ending): \(outcome.standardError)")
    Self.expectNoSecret(outcome)
    // Some formats show no message.
    guard format != "dot" else { return }
    #expect(outcome.standardOutput.contains("(sensitive)"))
    // Values that are not sensitive stay readable.
    #expect(outcome.standardOutput.contains("old"))
    #expect(outcome.standardOutput.contains("new"))
  }

  /// Files of evidence hold no secret, neither in queries nor in runs.
  @Test func evidenceHoldsNoSecret() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    try scratch.write("s.proviso", Self.spec.replacing("\"S3CRET\".lowerAscii()", with: "\"x\""))
    try scratch.write(
      "q.json",
      PlanText.plan(
        PlanText.change(
          "aws_x.a", #"["create"]"#, after: #"{"password": "S3CRET-9x", "pin": 77123456789}"#,
          more: #""before_sensitive": false, "after_sensitive": {"password": true, "pin": true}"#
        ).replacing(
          #""after_unknown": {}"#, with: #""after_unknown": {"endpoint": true, "free": true}"#)))
    try scratch.write(
      "t.proviso",
      """
      spec t for terraform
      invariant picked "A solver would pick the secret"
      { every r in resources { r.after.endpoint != r.after.password } }
      invariant joined "And here, too"
      { every r in resources { not r.now.endpoint.startsWith(r.after.password + "-") } }
      invariant held "A proof about the secret"
      { every r in resources { r.now.endpoint != r.now.pin + 1 or r.now.endpoint != r.now.pin } }
      invariant open "No secret has a part in this"
      { every r in resources { r.now.free != "taken" } }
      """)
    for (plan, spec) in [("p.json", "s.proviso"), ("q.json", "t.proviso")] {
      let outcome = try Executable.check(
        [plan, "-s", spec, "--certificates", "c-\(plan)"], folder: scratch.folder)
      #expect(outcome.status == 1, "\(outcome.standardError)")
      let folder = scratch.folder.appendingPathComponent("c-\(plan)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      for name in names {
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        #expect(!text.contains(Self.word), "\(name)")
        #expect(!text.contains(Self.number), "\(name)")
      }
      guard plan == "q.json" else { continue }
      #expect(
        names.sorted().filter { $0 != "manifest.json" && !$0.hasPrefix("open-") } == [],
        "\(names)")
      #expect(names.contains("open-1.smt2") && names.contains("open-1.run.json"))
      let manifest = try String(
        contentsOf: folder.appendingPathComponent("manifest.json"), encoding: .utf8)
      #expect(manifest.contains("queries that could show a value that is marked sensitive"))
      #expect(manifest.contains("need a value that is marked sensitive, and are not written"))
    }
  }

  @Test(arguments: formats)
  func standardPackShowsNoSecret(_ format: String) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    Self.expectNoSecret(
      try Executable.check(["p.json", "--format", format], folder: scratch.folder))
  }

  /// A message about a missing key of a table does not contain the key if it is a secret.
  @Test func tableLookup() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    try scratch.write(
      "s.proviso",
      """
      spec s for terraform
      table t { "a": 1 }
      invariant a "t" { every r in resources where r.before.password != null { t[r.before.password] == 1 } }
      """)
    let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
    #expect(outcome.status == 3)
    Self.expectNoSecret(outcome)
  }

  /// Errors about a plan contain its structure, but not its values.
  @Test func errorsHoldNoSecret() throws {
    let scratch = try Scratch()
    let breaks: [(String, String)] = [
      (#""before": {"id""#, #""before": {,"id""#), (#""S3CRET-7", "#, #""S3CRET-7" "#),
      (#""S3CRET-1", "#, #""S3CRET-1\x", "#), (#"["update"]"#, #"["updaet"]"#),
      (#""mode": "managed", "type": "aws_x", "name": "going""#, #""mode": 1, "type": "aws_x""#),
    ]
    for (old, new) in breaks {
      let text = Self.plan.replacing(old, with: new)
      #expect(text != Self.plan)
      try scratch.write("p.json", text)
      let outcome = try Executable.check(["p.json"], folder: scratch.folder)
      #expect(outcome.status == 2, "\(new)")
      Self.expectNoSecret(outcome)
    }
    for length in stride(from: 40, to: Self.plan.utf8.count - 5, by: 211) {
      try scratch.write("p.json", Data(Self.plan.utf8.prefix(length)))
      Self.expectNoSecret(try Executable.check(["p.json"], folder: scratch.folder))
    }
  }

  /// The solver picks values of unknowns that break a property: they can be the secret.
  @Test(
    arguments: [
      "r.after.endpoint != r.after.password",
      "r.after.endpoint == null or r.after.endpoint != word(r)",
      "not r.after.endpoint.startsWith(r.after.password)",
      "r.after.endpoint in [\"\", r.now.password]",
      "r.after.port != r.after.pin + 1", "every e in r.after.list { e != r.after.password }",
    ], ["text", "json"])
  func pickedValues(_ condition: String, _ format: String) throws {
    for word in ["S3CRET-9x", "S3c"] {
      let scratch = try Scratch()
      try scratch.write(
        "p.json",
        PlanText.plan(
          PlanText.change(
            "aws_x.a", #"["create"]"#, after: #"{"password": "\#(word)", "pin": 77123456789}"#,
            more: #""before_sensitive": false, "after_sensitive": {"password": true, "pin": true}"#
          ).replacing(
            #""after_unknown": {}"#,
            with: #""after_unknown": {"endpoint": true, "port": true, "list": [true, true]}"#)))
      try scratch.write(
        "s.proviso",
        """
        spec s for terraform
        define word(r: Resource) = r.after.password
        invariant a "t" message "\\(r.after.endpoint) \\(r.now.port) \\(r.after.list)" {
          every r in resources { \(condition) }
        }
        """)
      let outcome = try Executable.check(
        ["p.json", "-s", "s.proviso", "--format", format], folder: scratch.folder)
      #expect(outcome.status == 1, "\(outcome.standardError)")
      #expect(outcome.standardOutput.contains("(sensitive)"))
      #expect(!outcome.standardOutput.contains(word))
      Self.expectNoSecret(outcome)
    }
  }

  /// A message gets no value that a condition on a secret, or a table at a secret key, chooses.
  @Test func chosenValues() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    try scratch.write(
      "s.proviso",
      """
      spec s for terraform
      invariant a "t" message "\\(if r.before.password == "x" then "chosen" else "other") \\(r.before.password == "x") \\([e for e in ["chosen"] where r.before.password != e])" {
        every r in resources where r.before.password != null { false }
      }
      """)
    let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.contains("(sensitive) (sensitive)"))
    #expect(!outcome.standardOutput.contains("other"))
  }

  /// Marks without the shape of their value would show what they should hide.
  @Test(arguments: [
    "null", "1", #""yes""#, #"{"p": null}"#, #"{"p": 1}"#, #"{"p": "yes"}"#, #"{"p": {}}"#,
    #"{"p": []}"#, "[true]", #"{"l": []}"#, #"{"l": {"a": true}}"#, #"{"m": [true]}"#,
  ]) func marksOfAnotherShape(_ marks: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      "p.json",
      PlanText.plan(
        PlanText.change(
          "aws_x.a", #"["create"]"#,
          after: #"{"p": "S3CRET", "l": ["S3CRET"], "m": {"a": "S3CRET"}}"#,
          more: #""before_sensitive": false, "after_sensitive": \#(marks)"#)))
    try scratch.write(
      "s.proviso",
      "spec s for terraform\ninvariant a \"t\" message \"\\(r.after)\" { every r in resources { false } }\n"
    )
    let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
    #expect(outcome.status == 2, "\(outcome.standardError)")
    #expect(outcome.standardError.contains("after_sensitive: expected"))
    Self.expectNoSecret(outcome)
  }

  /// A plan of agents that applies a Terraform plan: the message about its changes.
  @Test func changesOfACall() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", Self.plan)
    try scratch.write(
      "plan.yaml",
      """
      schema: proviso.plan/1
      steps:
        - call: terraform_apply
          changes: p.json
      """)
    try scratch.write(
      "s.proviso",
      "spec s for agent\ninvariant a \"t\" message \"\\(c.changes)\" { every c in calls { false } }\n"
    )
    for format in ["text", "json"] {
      let outcome = try Executable.check(
        ["plan.yaml", "-s", "s.proviso", "--format", format], folder: scratch.folder)
      #expect(outcome.status == 1, "\(outcome.standardError)")
      #expect(outcome.standardOutput.contains("(sensitive)"))
      Self.expectNoSecret(outcome)
    }
  }

  private static func expectNoSecret(
    _ outcome: Outcome, location: SourceLocation = #_sourceLocation
  ) {
    for output in [outcome.standardOutput, outcome.standardError] {
      let lines = output.split(separator: "\n").filter {
        let line = $0.lowercased()
        return line.contains(word.lowercased()) || line.contains(number)
      }
      #expect(lines.isEmpty, "\(lines.joined(separator: "\n"))", sourceLocation: location)
    }
  }
}
